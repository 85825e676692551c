//! `cargo xtask build`: from a fresh machine to pkg/.

use crate::failure::Result;
use crate::progress::say;
use crate::workspace::Workspace;
use crate::{inline, package, setup, wasm};

/// Sets up what is missing and builds pkg/.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::run_all(workspace)?;
    wasm::build(workspace)?;
    inline::build(workspace)?;
    package::build(workspace)?;
    say("pkg/ is up to date");
    Ok(())
}
