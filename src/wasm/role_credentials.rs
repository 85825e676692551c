//! Credentials of a role, and the way to the console with it.

use super::call::{argument, broken_call, promised, text};
use super::client::CoreClient;
use super::error::to_json;
use super::host::HostBridge;
use super::session;
use crate::aws::console_link::console_link;
use crate::aws::credentials::Credentials;
use crate::config::sso_profile::SsoProfile;
use crate::encode::json::Object;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::flow;
use crate::secret::Secret;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** Credentials for AWS's APIs, which are secrets. */
export interface CredentialsData {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; absent for keys without an end. */
  readonly expiration?: number;
  readonly accountId?: string;
}
";

/// The credentials of a role, from the cache while 15 minutes of them are left. All members are there.
#[wasm_bindgen(
    js_name = roleCredentials,
    unchecked_return_type = "Promise<Json<Required<CredentialsData>>>"
)]
pub fn role_credentials(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
    account_id: String,
    role_name: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let profile = SsoProfile {
            session: session::read(session)?,
            account_id,
            role_name,
        };
        let mut fetched = flow::role_credentials::role_credentials(&client, &profile).await?;
        // A file that another tool wrote need not name it.
        fetched.account_id = Some(profile.account_id);
        Ok(write(&fetched).into())
    })
}

/// The access portal's link that opens the console as a role. Throws `Json<ErrorData>`.
#[wasm_bindgen(js_name = consoleUrl)]
pub fn console_url(
    start_url: &str,
    account_id: &str,
    role_name: &str,
    destination: Option<String>,
) -> Result<String, JsValue> {
    console_link(start_url, account_id, role_name, destination.as_deref())
        .map_err(|error| text(&to_json(&error).into()))
}

/// Credentials for the library.
pub(super) fn write(credentials: &Credentials) -> Object {
    Object::new()
        .with("accessKeyId", credentials.access_key_id.as_str())
        .with("secretAccessKey", credentials.secret_access_key.expose())
        .with_optional(
            "sessionToken",
            credentials.session_token.as_ref().map(Secret::expose),
        )
        .with_optional(
            "expiration",
            credentials.expiration.map(Timestamp::epoch_millis),
        )
        .with_optional("accountId", credentials.account_id.as_deref())
}

/// Reads credentials that the library passed.
pub(super) fn read(json: String) -> Result<Credentials> {
    let credentials = argument(json)?;
    let required = |name| credentials.str(name).ok_or_else(broken_call);
    Ok(Credentials {
        access_key_id: required("accessKeyId")?.to_owned(),
        secret_access_key: Secret::from(required("secretAccessKey")?),
        session_token: credentials.str("sessionToken").map(Secret::from),
        expiration: None,
        account_id: None,
    })
}
