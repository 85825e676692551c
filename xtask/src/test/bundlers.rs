//! Ring bundlers: tests/bundlers, in which bundlers make pages of the installed package, and a browser opens them.

use super::node::Consumer;
use super::{Outcome, browser, on_ci};
use crate::failure::Result;
use crate::workspace::Workspace;

/// Runs tests/bundlers.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    let chromium = match browser::chromium() {
        Ok(program) => program,
        Err(failure) if on_ci() => return Err(failure),
        Err(failure) => return Ok(Outcome::Skipped(failure.to_string())),
    };
    let consumer = Consumer::make(workspace)?;
    let variables = [("BROWSER_BINARY", chromium.as_os_str())];
    Ok(Outcome::Ran(
        consumer.test(workspace, "bundlers", &variables)?,
    ))
}
