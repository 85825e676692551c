//! `cargo xtask docs`: the API reference of the package's entry points, in target/docs. A warning is a failure.

use crate::build;
use crate::command::run as run_command;
use crate::failure::Result;
use crate::progress::say;
use crate::setup;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;
use std::process::Command;

/// Builds what the reference is made of, makes it, and says where it is.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    build::run(workspace)?;
    make(workspace)?;
    say("The API reference is target/docs/index.html");
    Ok(())
}

/// Makes the reference of the sources and of the glue that was built for them.
pub(crate) fn make(workspace: &Workspace) -> Result<()> {
    // A folder of its own: typedoc reads with an older TypeScript than the one that we compile with.
    let tools = workspace.root.join("xtask/docs");
    setup::npm_packages(workspace, &tools, "documentation tools")?;
    let inputs = Inputs::new()
        .folder(&workspace.template.join("src"))?
        .file(&workspace.template.join("tsconfig.json"))?
        .file(&workspace.template.join("README.md"))?
        .file(&tools.join("typedoc.json"))?
        .file(&tools.join("package-lock.json"))?;
    let outputs = [workspace.target.join("docs/index.html")];
    stamp::unless_done(workspace, "docs", inputs, &outputs, || {
        say("Making the API reference with typedoc");
        run_command(
            Command::new("node")
                .arg("node_modules/typedoc/bin/typedoc")
                .args(["--options", "typedoc.json", "--logLevel", "Warn"])
                .current_dir(&tools),
        )
    })
}
