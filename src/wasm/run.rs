//! The command line as one export.

use super::host::{HostBridge, JsHost};
use super::terminal::{JsTerminal, TerminalBridge, environment_of};
use crate::cli;
use wasm_bindgen::prelude::*;

/// Runs a command and resolves to its exit code. Everything it has to say went to the terminal by then.
///
/// `variables` are the names and values of the environment in turn.
#[wasm_bindgen]
pub async fn run(
    host: HostBridge,
    terminal: TerminalBridge,
    arguments: Vec<String>,
    variables: Vec<String>,
) -> u8 {
    cli::run::run(
        &JsHost::new(host),
        &JsTerminal::new(terminal),
        arguments,
        environment_of(variables),
    )
    .await
}
