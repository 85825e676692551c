//! The web console of a Node process, over its bridge.

use super::error::from_bridge;
use crate::cli::terminal::WebConsole;
use crate::error::Result;
use crate::secret::Zeroizing;
use core::fmt;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type BridgeWebConsole;

    #[wasm_bindgen(method, getter)]
    fn url(this: &BridgeWebConsole) -> String;

    #[wasm_bindgen(method, getter, js_name = entryUrl)]
    fn entry_url(this: &BridgeWebConsole) -> String;

    #[wasm_bindgen(method, catch)]
    async fn next(this: &BridgeWebConsole) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn answer(this: &BridgeWebConsole, question: u32, offer: &str);

    #[wasm_bindgen(method)]
    fn close(this: &BridgeWebConsole);

    type BridgeQuestion;

    #[wasm_bindgen(method, getter, js_name = value)]
    fn number(this: &BridgeQuestion) -> u32;
}

/// The server of the web console; closed when dropped.
pub(crate) struct JsWebConsole(BridgeWebConsole);

impl JsWebConsole {
    /// `console` is a `WebConsoleBridge` of `pkg-template/src/wasm/terminal_bridge.ts`.
    pub(crate) fn new(console: JsValue) -> Self {
        Self(console.unchecked_into())
    }
}

impl Drop for JsWebConsole {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl fmt::Debug for JsWebConsole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsWebConsole")
    }
}

impl WebConsole for JsWebConsole {
    fn url(&self) -> String {
        self.0.url()
    }

    fn entry_url(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.entry_url())
    }

    async fn next(&self) -> Result<Option<u32>> {
        let question = self.0.next().await.map_err(from_bridge)?;
        Ok(if question.is_undefined() {
            None
        } else {
            Some(question.unchecked_into::<BridgeQuestion>().number())
        })
    }

    fn answer(&self, question: u32, offer: &str) {
        self.0.answer(question, offer);
    }
}
