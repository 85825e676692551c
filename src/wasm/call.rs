//! One call of the library: JSON text in, a promise of JSON text out.

use super::error::to_json;
use crate::encode::json::{Object, Value};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Zeroizing;
use core::future::Future;
use core::pin::Pin;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** JSON text of a `T`. What is in it is told by the type alone. */
export type Json<T> = string & { readonly __json?: T };
";

/// Starts the call. The promise always settles: with the value's JSON, or rejected with the error's.
pub(super) fn promised(call: impl Future<Output = Result<Value>> + 'static) -> Promise {
    settled(Box::pin(call))
}

/// [`promised`], once for all calls.
fn settled(call: Pin<Box<dyn Future<Output = Result<Value>>>>) -> Promise {
    future_to_promise(async {
        match call.await {
            Ok(value) => Ok(text(&value)),
            Err(error) => Err(text(&to_json(&error).into())),
        }
    })
}

/// The JSON as a text of JavaScript; our own copy is overwritten.
pub(super) fn text(value: &Value) -> JsValue {
    JsValue::from_str(&value.to_compact())
}

/// Reads an argument that our own TypeScript wrote.
pub(super) fn argument(json: String) -> Result<Object> {
    let json = Zeroizing::new(json);
    Value::parse(json.as_bytes())
        .ok()
        .and_then(Value::into_object)
        .ok_or_else(broken_call)
}

/// The library passed something that it does not know itself.
pub(super) fn broken_call() -> Error {
    Error::new(
        ErrorKind::Internal,
        "The library called the core in an unknown form.",
    )
    .with_help("Please report this as a defect of aws-sso-wasm.")
}
