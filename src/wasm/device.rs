//! Signing in with a device code.

use super::call::{promised, text};
use super::client::{CallClient, CoreClient};
use super::host::HostBridge;
use super::reply::Reply;
use super::{session, status};
use crate::aws::oidc::DeviceAuthorization;
use crate::encode::json::Object;
use crate::flow::device::sign_in_with_device_code;
use crate::flow::resolve::resolve;
use crate::host::Clock as _;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** What the person needs to approve the sign-in (RFC 8628 section 3.2). */
export interface DevicePromptData {
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete?: string;
  /** Milliseconds since the epoch, by the caller's clock. */
  readonly expiresAt: number;
}

/** Shows the prompt; should return at once. Rejects with a `BridgeError`, which ends the sign-in. */
export interface DevicePrompter {
  prompt(device: Json<DevicePromptData>): Promise<void>;
}
";

#[wasm_bindgen]
extern "C" {
    /// Shows the prompt.
    #[wasm_bindgen(typescript_type = "DevicePrompter")]
    pub type DevicePrompter;

    #[wasm_bindgen(method)]
    fn prompt(this: &DevicePrompter, device: JsValue) -> Promise;
}

/// Signs in: hands a device code to `prompter`, and polls until the person has decided.
#[wasm_bindgen(
    js_name = signInWithDeviceCode,
    unchecked_return_type = "Promise<Json<StatusData>>"
)]
pub fn sign_in(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
    prompter: DevicePrompter,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let session = session::read(session)?;
        let issuer = resolve(&client, &session.start_url, Some(&session.region)).await?;
        sign_in_with_device_code(&client, &session, &issuer, async |device| {
            Reply::done(prompter.prompt(text(&data(&client, device).into()))).await
        })
        .await?;
        Ok(status::of(&client, &session).await?.into())
    })
}

/// What the person needs to approve the sign-in, for the library.
pub(super) fn data(client: &CallClient, device: &DeviceAuthorization) -> Object {
    let expires_at = client.host.now().saturating_add(device.expires_in);
    Object::new()
        .with("userCode", device.user_code.as_str())
        .with("verificationUri", device.verification_uri.as_str())
        .with_optional(
            "verificationUriComplete",
            device.verification_uri_complete.as_deref(),
        )
        .with("expiresAt", client.host.local_millis(expires_at))
}
