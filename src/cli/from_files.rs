//! The commands that are run most, as far as files hold what they print: `configure export-credentials` where the cache has
//! the credentials, which is what a `credential_process` is asked most of the time, and `configure get` and
//! `configure list-profiles`, which shells call for a prompt. They are a wasm of their own, a fifth of the whole commands',
//! so that an engine has it ready sooner.
//!
//! INVARIANT: It prints what [`super::run::run`] would print, by the same functions. Where anything is in the way, or is to be
//! told, it does nothing at all, and the whole commands are run.

use super::arguments::{self, Command, Request};
use super::context::Context;
use super::report;
use super::run::apart;
use super::terminal::{Stream, Terminal};
use super::{configure_value, export_credentials};
use crate::config::environment::Environment;
use crate::flow::shared_file::read_shared_config;
use crate::host::Host;

/// Prints what was asked for if the files hold it; the exit code then. `None` is for the whole commands to run.
pub async fn run<H: Host, T: Terminal>(
    host: &H,
    terminal: &T,
    arguments: Vec<String>,
    environment: Environment,
) -> Option<u8> {
    let Ok(Request::Run(invocation)) = arguments::parse(arguments) else {
        return None;
    };
    let is_ours = matches!(
        invocation.command,
        Command::ExportCredentials { .. } | Command::Get { .. } | Command::ListProfiles
    );
    if !is_ours || invocation.globals.debug {
        return None;
    }
    let config = read_shared_config(host).await.ok()?;
    let context = Context::new(host, terminal, environment, invocation.globals, config).ok()?;
    let text = match invocation.command {
        Command::ExportCredentials { format } => {
            apart(export_credentials::from_cache(&context, format)).await?
        }
        Command::Get { key } => match configure_value::value(&context, &key).ok()? {
            Some(line) => line,
            None => return Some(configure_value::UNSET),
        },
        Command::ListProfiles => configure_value::profiles(&context.config).into(),
        _ => return None,
    };
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
