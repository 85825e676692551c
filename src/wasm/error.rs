//! Errors across the boundary, both ways.

#[cfg(feature = "library")]
use crate::encode::json::Object;
use crate::error::{Error, ErrorKind};
use wasm_bindgen::prelude::*;

#[cfg(feature = "library")]
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "
/** What the library's calls reject with, as `Json<ErrorData>`. */
export interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly retryable: boolean;
  /** With `ERR_SERVICE`. */
  readonly fault?: {
    readonly service: string;
    readonly operation: string;
    readonly status: number;
    readonly awsCode: string;
    readonly error?: string;
    readonly message: string;
    readonly requestId?: string;
    /** Seconds. */
    readonly retryAfter?: number;
  };
  readonly cause?: ErrorData;
}
";

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

/// The error for the library, with its chain of causes.
#[cfg(feature = "library")]
pub(super) fn to_json(error: &Error) -> Object {
    let fault = error.fault().map(|fault| {
        Object::new()
            .with("service", fault.service)
            .with("operation", fault.operation)
            .with("status", i64::from(fault.status))
            .with("awsCode", fault.code.as_str())
            .with_optional("error", fault.error.as_deref())
            .with("message", fault.message.as_str())
            .with_optional("requestId", fault.request_id.as_deref())
            .with_optional("retryAfter", fault.retry_after.map(i64::from))
    });
    Object::new()
        .with("code", error.kind().code())
        .with("message", error.to_string())
        .with_optional("help", error.help())
        .with("retryable", error.is_retryable())
        .with_optional("fault", fault)
        .with_optional("cause", error.cause().map(to_json))
}
