//! The command that is run most, as an export of a wasm of its own.

use super::host::{HostBridge, JsHost};
use super::terminal::{JsTerminal, TerminalBridge, environment_of};
use crate::cli::from_cache;
use wasm_bindgen::prelude::*;

/// Prints credentials that the cache holds, and resolves to the exit code; `undefined` if nothing was done, and the command is
/// to be run as any other.
///
/// `variables` are the names and values of the environment in turn.
#[wasm_bindgen(js_name = runFromCache)]
pub async fn run_from_cache(
    host: HostBridge,
    terminal: TerminalBridge,
    arguments: Vec<String>,
    variables: Vec<String>,
) -> Option<u8> {
    from_cache::run(
        &JsHost::new(host),
        &JsTerminal::new(terminal),
        arguments,
        environment_of(variables),
    )
    .await
}
