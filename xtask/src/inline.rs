//! core.wasm as the text of a module: deflated, in base64.

use crate::command::run;
use crate::failure::Result;
use crate::progress::say;
use crate::stamp::{self, Inputs};
use crate::wasm;
use crate::workspace::Workspace;
use std::process::Command;

/// The module and its types, as places in the package.
pub(crate) const OUTPUTS: [&str; 2] = ["inline/data.js", "inline/data.d.ts"];

/// Writes the module beside the glue. The wasm has to be there.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let glue = wasm::glue_folder(workspace);
    let from = glue.join("core.wasm");
    let script = workspace.root.join("xtask/src/inline.mjs");
    let inputs = Inputs::new().file(&from)?.file(&script)?;
    let outputs = OUTPUTS.map(|name| glue.join(name));
    stamp::unless_done(workspace, "inline", inputs, &outputs, || {
        say("Putting core.wasm into a module");
        run(Command::new("node").arg(&script).arg(&from).args(&outputs))
    })
}
