//! Signing in with the person's browser on this machine, for Node.

use super::call::{argument, broken_call, promised, text};
use super::client::{CallClient, CoreClient};
use super::error::from_bridge;
use super::host::HostBridge;
use super::listener::JsListener;
use super::{device, session, status};
use crate::aws::oidc::DeviceAuthorization;
use crate::encode::json::Value;
use crate::error::{Error, Result};
use crate::flow::browser::Browser;
use crate::flow::browser_sign_in::{SignInOptions, sign_in};
use core::fmt;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
import type { BrowserBridge } from './browser_bridge.js';

/** How to sign in. */
export interface BrowserSignInData {
  /** With a device code even where the browser could come back. */
  readonly useDeviceCode: boolean;
  /** The port of the redirect; 0 is any free one. */
  readonly port: number;
  /** Return at once while the token is good, or can be renewed without a person. */
  readonly ifNeeded: boolean;
}
";

#[wasm_bindgen]
extern "C" {
    /// The browser as `pkg-template/src/wasm/browser_bridge.ts` offers it.
    #[wasm_bindgen(typescript_type = "BrowserBridge")]
    pub type BrowserBridge;

    #[wasm_bindgen(method, getter, js_name = showsCodes)]
    fn shows_codes(this: &BrowserBridge) -> bool;

    #[wasm_bindgen(method, catch)]
    async fn listen(this: &BrowserBridge, port: u16) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn visit(this: &BrowserBridge, url: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn prompt(this: &BrowserBridge, device: JsValue) -> Result<JsValue, JsValue>;
}

/// Signs in: one process asks the person for all that want the same session.
#[wasm_bindgen(
    js_name = signInWithBrowser,
    unchecked_return_type = "Promise<Json<StatusData>>"
)]
pub fn sign_in_with_browser(
    client: &CoreClient,
    host: HostBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<SessionData>")] session: String,
    browser: BrowserBridge,
    #[wasm_bindgen(unchecked_param_type = "Json<BrowserSignInData>")] options: String,
) -> Promise {
    let client = client.for_call(host);
    promised(async move {
        let session = session::read(session)?;
        let options = read(options)?;
        let browser = JsBrowser {
            client: &client,
            bridge: browser,
        };
        sign_in(&client, &browser, &session, &options).await?;
        Ok(status::of(&client, &session).await?.into())
    })
}

fn read(json: String) -> Result<SignInOptions> {
    let options = argument(json)?;
    let flag = |name| options.get(name).and_then(Value::as_bool);
    let port = options
        .i64("port")
        .and_then(|port| u16::try_from(port).ok());
    Ok(SignInOptions {
        use_device_code: flag("useDeviceCode").ok_or_else(broken_call)?,
        redirect_port: Some(port.ok_or_else(broken_call)?),
        if_needed: flag("ifNeeded").ok_or_else(broken_call)?,
    })
}

/// The browser that Node, or the caller, opens.
struct JsBrowser<'c> {
    client: &'c CallClient,
    bridge: BrowserBridge,
}

impl fmt::Debug for JsBrowser<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsBrowser")
    }
}

impl Browser for JsBrowser<'_> {
    type Listener = JsListener;

    async fn listen(&self, port: u16) -> Result<JsListener> {
        let listener = self.bridge.listen(port).await.map_err(from_bridge)?;
        Ok(JsListener::new(listener))
    }

    async fn visit(&self, url: &str) -> Result<bool> {
        let opened = self.bridge.visit(url).await.map_err(from_bridge)?;
        Ok(opened.is_truthy())
    }

    async fn enter_code(&self, device: &DeviceAuthorization) -> Result<()> {
        let device = text(&device::data(self.client, device).into());
        self.bridge
            .prompt(device)
            .await
            .map(drop)
            .map_err(from_bridge)
    }

    async fn cannot_return(&self, why: &Error) -> Result<()> {
        if self.bridge.shows_codes() {
            return Ok(());
        }
        Err(why.clone())
    }

    async fn wrong_address(&self, _hint: &str) -> Result<()> {
        // Nobody pastes here.
        Ok(())
    }
}
