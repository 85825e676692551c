//! Virtual environments of Python, with packages of PyPI.

use crate::command::{output, run};
use crate::failure::Result;
use crate::progress::say;
use crate::stamp::{self, Inputs};
use crate::test::debian;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python of an environment in target/`name` with what a file of requirements names; `what` that is to us.
pub(crate) fn environment(
    workspace: &Workspace,
    name: &str,
    requirements: &Path,
    what: &str,
) -> Result<PathBuf> {
    let folder = workspace.target.join(name);
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let system = if cfg!(windows) { "python" } else { "python3" };
    let inputs = Inputs::new()
        .text(&output(Command::new(system).arg("--version"))?)
        .file(requirements)?;
    stamp::unless_done(
        workspace,
        name,
        inputs,
        std::slice::from_ref(&python),
        || {
            say(format!("Installing {what} into target/{name}"));
            let mut venv = Command::new(system);
            venv.args(["-m", "venv", "--clear"]).arg(&folder);
            if run(&mut venv).is_err() {
                debian::install("python3-venv")?;
                run(&mut venv)?;
            }
            run(Command::new(&python)
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                ])
                .arg("--requirement")
                .arg(requirements))
        },
    )?;
    Ok(python)
}
