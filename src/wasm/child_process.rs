//! What a program of the config files is run with, and what it left, across the bridge to Node.

use crate::flow::assistant::Finished;
use crate::secret::Zeroizing;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type BridgeFinished;

    #[wasm_bindgen(method, getter)]
    fn status(this: &BridgeFinished) -> i32;

    #[wasm_bindgen(method, getter)]
    fn stdout(this: &BridgeFinished) -> Uint8Array;
}

/// Names and values in turn, as the bridge takes them.
pub(super) fn in_turn(variables: &[(&str, &str)]) -> Vec<String> {
    let words = variables.iter().flat_map(|(name, value)| [*name, *value]);
    words.map(str::to_owned).collect()
}

/// Reads how a program ended.
pub(super) fn finished_of(value: JsValue) -> Finished {
    let finished: BridgeFinished = value.unchecked_into();
    Finished {
        status: finished.status(),
        stdout: Zeroizing::new(finished.stdout().to_vec()),
    }
}
