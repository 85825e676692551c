//! Ring runtimes: tests/runtimes, in which Deno, Bun and workerd, all from npm, run the installed package as Node does.

use super::Outcome;
use super::node::Consumer;
use crate::failure::Result;
use crate::workspace::Workspace;

/// Runs tests/runtimes.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    let consumer = Consumer::make(workspace)?;
    Ok(Outcome::Ran(consumer.test(workspace, "runtimes", &[])?))
}
