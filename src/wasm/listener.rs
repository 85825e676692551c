//! The listener for the redirect over the bridge to Node.

use super::error::from_bridge;
use crate::error::Result;
use crate::flow::browser::{Listener, Page, Redirect};
use crate::secret::Zeroizing;
use core::fmt;
use core::time::Duration;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The listener as `pkg-template/src/wasm/listener_bridge.ts` offers it.
    type BridgeListener;

    #[wasm_bindgen(method, getter)]
    fn port(this: &BridgeListener) -> u16;

    #[wasm_bindgen(method, catch)]
    async fn next(this: &BridgeListener, milliseconds: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn answer(this: &BridgeListener, id: u32, page: &str, detail: &str);

    #[wasm_bindgen(method)]
    fn close(this: &BridgeListener);

    type BridgeRedirect;

    #[wasm_bindgen(method, getter)]
    fn id(this: &BridgeRedirect) -> u32;

    #[wasm_bindgen(method, getter)]
    fn url(this: &BridgeRedirect) -> String;

    #[wasm_bindgen(method, getter)]
    fn pasted(this: &BridgeRedirect) -> bool;
}

/// The loopback listener; closed when dropped.
pub(crate) struct JsListener(BridgeListener);

impl JsListener {
    /// Over what the bridge's `listen` gave.
    pub(crate) fn new(bridge: JsValue) -> Self {
        Self(bridge.unchecked_into())
    }
}

impl Drop for JsListener {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl fmt::Debug for JsListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsListener")
    }
}

impl Listener for JsListener {
    fn port(&self) -> u16 {
        self.0.port()
    }

    async fn next(&self, timeout: Duration) -> Result<Redirect> {
        let milliseconds = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
        let redirect = self.0.next(milliseconds).await.map_err(from_bridge)?;
        let redirect: BridgeRedirect = redirect.unchecked_into();
        Ok(Redirect {
            id: redirect.id(),
            url: Zeroizing::new(redirect.url()),
            pasted: redirect.pasted(),
        })
    }

    fn answer(&self, redirect: u32, page: Page, detail: &str) {
        self.0.answer(redirect, page.as_str(), detail);
    }
}
