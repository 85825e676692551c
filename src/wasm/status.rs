//! Whether a session is signed in, without a request.

use super::call::promised;
use super::client::{CallClient, CoreClient};
use super::host::HostBridge;
use super::session;
use crate::config::sso_session::SsoSession;
use crate::encode::json::Object;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::flow::status::summary;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** The state of a session; times in milliseconds since the epoch. */
export interface StatusData {
  /** It works now, or can be made to without a person. */
  readonly signedIn: boolean;
  /** The end of the token, if there is one. */
  readonly expiresAt?: number;
  /** The token can be renewed without a person. */
  readonly refreshable: boolean;
  /** The end of the client registration, if there is one. */
  readonly registrationExpiresAt?: number;
}
";

/// The state of a session.
#[wasm_bindgen(js_name = status, unchecked_return_type = "Promise<Json<StatusData>>")]
pub fn status(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move { Ok(of(&client, &session::read(session)?).await?.into()) })
}

/// The state of a session for the library.
pub(super) async fn of(client: &CallClient, session: &SsoSession) -> Result<Object> {
    let summary = summary(&client.host, session).await?;
    let millis = Timestamp::epoch_millis;
    Ok(Object::new()
        .with("signedIn", summary.is_signed_in)
        .with_optional("expiresAt", summary.expires_at.map(millis))
        .with("refreshable", summary.refreshable)
        .with_optional(
            "registrationExpiresAt",
            summary.registration_expires_at.map(millis),
        ))
}
