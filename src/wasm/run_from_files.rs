//! The commands that are run most, as an export of a wasm of its own.

use super::host::{HostBridge, JsHost};
use super::terminal::{JsTerminal, TerminalBridge, environment_of};
use crate::cli::from_files;
use wasm_bindgen::prelude::*;

/// Prints what files hold, and resolves to the exit code; `undefined` if nothing was done, and the command is to be run as any
/// other.
///
/// `variables` are the names and values of the environment in turn.
#[wasm_bindgen(js_name = runFromFiles)]
pub async fn run_from_files(
    host: HostBridge,
    terminal: TerminalBridge,
    arguments: Vec<String>,
    variables: Vec<String>,
) -> Option<u8> {
    from_files::run(
        &JsHost::new(host),
        &JsTerminal::new(terminal),
        arguments,
        environment_of(variables),
    )
    .await
}
