//! `configure export-credentials` where the cache holds the credentials: what a `credential_process` is asked most of the
//! time. It is a wasm of its own, a quarter of the whole commands', so that an engine has it ready sooner.
//!
//! INVARIANT: It prints what [`super::run::run`] would print, by the same functions. Where anything is in the way, or is to be
//! told, it does nothing at all, and the whole commands are run.

use super::arguments::{self, Command, Request};
use super::context::Context;
use super::export_credentials;
use super::report;
use super::terminal::{Stream, Terminal};
use crate::config::environment::Environment;
use crate::flow::shared_file::read_shared_config;
use crate::host::Host;

/// Prints the credentials if the cache holds them and nothing else was asked for; the exit code then. `None` is for the
/// whole commands to run.
pub async fn run<H: Host, T: Terminal>(
    host: &H,
    terminal: &T,
    arguments: Vec<String>,
    environment: Environment,
) -> Option<u8> {
    let Ok(Request::Run(invocation)) = arguments::parse(arguments) else {
        return None;
    };
    let Command::ExportCredentials { format } = invocation.command else {
        return None;
    };
    if invocation.globals.debug {
        return None;
    }
    let config = read_shared_config(host).await.ok()?;
    let context = Context::new(host, terminal, environment, invocation.globals, config).ok()?;
    let text = export_credentials::from_cache(&context, format).await?;
    Some(match context.say(&text).await {
        Ok(()) => 0,
        Err(error) => {
            let report = report::of(&error);
            // Nobody is left to be told when standard error is gone.
            let _ = terminal.print(Stream::Stderr, &report.text).await;
            report.exit_code
        }
    })
}
