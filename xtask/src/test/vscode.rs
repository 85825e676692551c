//! Ring vscode: examples/vscode as an extension of a real VS Code, driven in Chromium.

use super::code_server::CodeServer;
use super::node::Consumer;
use super::{Outcome, browser, on_ci};
use crate::command::run as run_command;
use crate::failure::Result;
use crate::workspace::{self, Workspace};
use std::path::PathBuf;
use std::process::Command;

/// Runs tests/vscode.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    let chromium = match browser::chromium() {
        Ok(chromium) => chromium,
        Err(failure) if on_ci() => return Err(failure),
        Err(failure) => return Ok(Outcome::Skipped(format!("no Chromium: {failure}"))),
    };
    let consumer = Consumer::make(workspace)?;
    let code_server = CodeServer::install(workspace)?;
    let extension = bundle(workspace, &consumer)?;
    let screenshots = workspace.target.join("vscode/screenshots");
    workspace::remove_folder(&screenshots)?;
    workspace::make_folder(&screenshots)?;
    let variables = [
        ("CHROMIUM", chromium.as_os_str()),
        ("CODE_SERVER_NODE", code_server.node.as_os_str()),
        ("CODE_SERVER_SCRIPT", code_server.script.as_os_str()),
        ("VSCODE_EXTENSION", extension.as_os_str()),
        ("SCREENSHOTS", screenshots.as_os_str()),
    ];
    Ok(Outcome::Ran(
        consumer.test(workspace, "vscode", &variables)?,
    ))
}

/// Type-checks and bundles the copy of the extension that stands beside the installed package.
fn bundle(workspace: &Workspace, consumer: &Consumer) -> Result<PathBuf> {
    let extension = consumer.folder().join("examples/vscode");
    run_command(Command::new(workspace.npm_tool("tsc")).current_dir(&extension))?;
    run_command(
        Command::new("node")
            .arg("build.mjs")
            .current_dir(&extension),
    )?;
    Ok(extension)
}
