//! Errors across the boundary, both ways.

use crate::error::{Error, ErrorKind};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What the bridge rejects with: plain data, never a caller's own object.
    #[wasm_bindgen(typescript_type = "BridgeError")]
    type BridgeError;

    #[wasm_bindgen(method, getter)]
    fn code(this: &BridgeError) -> String;

    #[wasm_bindgen(method, getter)]
    fn message(this: &BridgeError) -> String;

    #[wasm_bindgen(method, getter)]
    fn help(this: &BridgeError) -> Option<String>;
}

/// The error that a host method rejected with.
pub(crate) fn from_bridge(value: JsValue) -> Error {
    let error: BridgeError = value.unchecked_into();
    let kind = ErrorKind::from_code(&error.code()).unwrap_or(ErrorKind::Internal);
    let ours = Error::new(kind, error.message());
    match error.help() {
        Some(help) => ours.with_help(help),
        None => ours,
    }
}
