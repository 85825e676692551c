//! What a build needs on a fresh machine: the wasm target, a Node that is new enough, the npm build tools.

use crate::command::{npm, output, run};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;
use std::path::Path;
use std::process::Command;

/// The target that the core is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The oldest Node that the package supports; also `engines` in package.json.
const NODE_AT_LEAST: (u32, u32) = (20, 19);

/// Gets all that a build needs.
pub(crate) fn run_all(workspace: &Workspace) -> Result<()> {
    wasm_target()?;
    node()?;
    npm_packages(workspace, &workspace.template, "build tools")
}

/// Adds the wasm target with rustup when the compiler has none.
fn wasm_target() -> Result<()> {
    let libdir =
        output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]))?;
    if Path::new(libdir.trim()).is_dir() {
        return Ok(());
    }
    say(format!("Adding Rust's {WASM_TARGET} target with rustup"));
    run(Command::new("rustup").args(["target", "add", WASM_TARGET])).map_err(|failure| {
        Failure::new(format!(
            "Rust has no {WASM_TARGET} target here, and it could not be added: {failure}"
        ))
        .with_help("Install Rust with rustup (https://rustup.rs), then run this again.")
    })
}

/// Refuses a Node that is too old.
fn node() -> Result<()> {
    let help = "Install Node.js 20.19 or newer (https://nodejs.org), then run this again.";
    let version = Command::new("node")
        .arg("--version")
        .output()
        .map_err(|_| Failure::new("Node.js is not installed.").with_help(help))?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    match parse_node_version(&version) {
        Some(found) if found >= NODE_AT_LEAST => Ok(()),
        _ => Err(Failure::new(format!("Node.js {version} is too old.")).with_help(help)),
    }
}

fn parse_node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Installs exactly what the lock file in `folder` names. `what` is what these packages are to us.
pub(crate) fn npm_packages(workspace: &Workspace, folder: &Path, what: &str) -> Result<()> {
    let inputs = Inputs::new()
        .file(&folder.join("package.json"))?
        .file(&folder.join("package-lock.json"))?;
    let outputs = [folder.join("node_modules/.package-lock.json")];
    let step = format!("npm-{}", what.replace(' ', "-"));
    stamp::unless_done(workspace, &step, inputs, &outputs, || {
        say(format!("Installing the npm {what}"));
        run(npm()
            .args([
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ])
            .current_dir(folder))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_node_versions() {
        assert_eq!(parse_node_version("v20.19.4"), Some((20, 19)));
        assert_eq!(parse_node_version("v24.0.0-nightly2026"), Some((24, 0)));
        assert_eq!(parse_node_version("20.19.4"), None);
        assert_eq!(parse_node_version(""), None);
    }

    #[test]
    fn compares_node_versions_by_number() {
        assert!(parse_node_version("v20.9.0") < Some(NODE_AT_LEAST));
        assert!(parse_node_version("v22.0.0") > Some(NODE_AT_LEAST));
    }
}
