//! Ending a session.

use super::call::promised;
use super::client::CoreClient;
use super::host::HostBridge;
use super::session;
use crate::encode::json::Object;
#[cfg(feature = "profiles")]
use crate::flow::shared_file::named_roles;
#[cfg(not(feature = "profiles"))]
use crate::flow::sign_out::sign_out_of;
#[cfg(feature = "profiles")]
use crate::flow::sign_out::sign_out_of_with_roles;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** What a sign-out did. */
export interface SignedOutData {
  /** Tokens removed. */
  readonly tokens: number;
  /** Cached copies of role credentials removed. */
  readonly roleCredentials: number;
  /** Tokens that AWS did not confirm to be revoked. */
  readonly unconfirmed: number;
}
";

/// Revokes the session's token, and removes it and the role credentials that it brought.
#[wasm_bindgen(js_name = signOut, unchecked_return_type = "Promise<Json<SignedOutData>>")]
pub fn sign_out(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let session = session::read(session)?;
        #[cfg(feature = "profiles")]
        let done = {
            let roles = named_roles(&client.host, &session).await;
            sign_out_of_with_roles(&client, &session, &roles).await?
        };
        // A page has no profiles; what the library cached there says whose it is.
        #[cfg(not(feature = "profiles"))]
        let done = sign_out_of(&client, &session).await?;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let done = Object::new()
            .with("tokens", count(done.tokens))
            .with("roleCredentials", count(done.role_credentials))
            .with("unconfirmed", count(done.unconfirmed));
        Ok(done.into())
    })
}
