//! The command line as one export.

use super::host::{HostBridge, JsHost};
use super::terminal::{JsTerminal, TerminalBridge};
use crate::cli;
use crate::config::environment::Environment;
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
    let mut variables = variables.into_iter();
    let pairs = core::iter::from_fn(|| Some((variables.next()?, variables.next()?)));
    let environment = Environment::new(pairs);
    cli::run::run(
        &JsHost::new(host),
        &JsTerminal::new(terminal),
        arguments,
        environment,
    )
    .await
}
