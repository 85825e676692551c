//! Who credentials belong to.

use super::call::promised;
use super::client::CoreClient;
use super::host::HostBridge;
use super::role_credentials::read;
use crate::encode::json::Object;
use crate::flow;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** Whose credentials they are (STS GetCallerIdentity). */
export interface CallerIdentityData {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}
";

/// Asks STS in a Region whose credentials these are.
#[wasm_bindgen(
    js_name = callerIdentity,
    unchecked_return_type = "Promise<Json<CallerIdentityData>>"
)]
pub fn caller_identity(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<CredentialsData>")] credentials: String,
    region: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let credentials = read(credentials)?;
        let caller = flow::caller_identity::caller_identity(&client, &credentials, &region).await?;
        let caller = Object::new()
            .with("account", caller.account)
            .with("arn", caller.arn)
            .with("userId", caller.user_id);
        Ok(caller.into())
    })
}
