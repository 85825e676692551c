//! Signing in with a redirect, in two calls: the page may be gone between them.

use super::call::promised;
use super::client::CoreClient;
use super::host::HostBridge;
use super::{session, status};
use crate::encode::json::Object;
use crate::flow::resolve::resolve;
use crate::flow::sign_in::{begin, redirect_uri};
use crate::flow::suspended_sign_in::{resume, suspend};
use crate::secret::Zeroizing;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** A sign-in that waits for its redirect. */
export interface StartedSignIn {
  /** To open in a browser. */
  readonly url: string;
  /** The `state` that the redirect will carry. */
  readonly state: string;
}

/** A sign-in that is done. */
export interface CompletedSignIn {
  readonly session: SessionData;
  readonly status: StatusData;
}
";

/// Makes a sign-in, and stores what its second half needs under its `state`.
#[wasm_bindgen(js_name = beginSignIn, unchecked_return_type = "Promise<Json<StartedSignIn>>")]
pub fn begin_sign_in(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
    redirect_uri_text: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let session = session::read(session)?;
        let redirect_uri = redirect_uri(&redirect_uri_text)?;
        let issuer = resolve(&client, &session.start_url, Some(&session.region)).await?;
        let (url, pending) = begin(&client, &session, &issuer, redirect_uri).await?;
        suspend(&client, &pending).await?;
        let started = Object::new()
            .with("url", url)
            .with("state", pending.state.expose());
        Ok(started.into())
    })
}

/// Completes the sign-in that the whole URL which the browser came back with belongs to, and uses it up.
#[wasm_bindgen(js_name = completeSignIn, unchecked_return_type = "Promise<Json<CompletedSignIn>>")]
pub fn complete_sign_in(client: &CoreClient, host: HostBridge, callback_url: String) -> Promise {
    let client = client.for_call(host);
    let callback_url = Zeroizing::new(callback_url);
    promised(async move {
        let (session, _) = resume(&client, &callback_url).await?;
        let done = Object::new()
            .with("session", session::write(&session))
            .with("status", status::of(&client, &session).await?);
        Ok(done.into())
    })
}
