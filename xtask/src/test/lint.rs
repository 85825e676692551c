//! Ring lint: the sources are formatted, and the lints of Cargo.toml hold on every target.

use super::Outcome;
use super::counts::Counts;
use crate::command::run as run_command;
use crate::failure::Result;
use crate::progress::say;
use crate::setup::{self, WASM_TARGET};
use crate::workspace::Workspace;
use std::process::Command;

/// Runs every check, also after one failed.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    setup::run_all(workspace)?;
    let wasm = ["clippy", "--locked", "--lib", "--target", WASM_TARGET];
    let with = |features| clippy(&[&wasm[..], &[features]].concat());
    let checks: [(&str, Command); 12] = [
        ("rustfmt", cargo(&["fmt", "--all", "--check"])),
        (
            "rustfmt, the targets of fuzz/",
            cargo(&["fmt", "--manifest-path=fuzz/Cargo.toml", "--check"]),
        ),
        // A workspace of its own: nothing else sees that a dependency of the root changed.
        (
            "the lock of fuzz/, which `cargo update --workspace --manifest-path=fuzz/Cargo.toml` renews",
            cargo(&[
                "fetch",
                "--quiet",
                "--locked",
                "--manifest-path=fuzz/Cargo.toml",
            ]),
        ),
        (
            "clippy, this machine",
            clippy(&["clippy", "--locked", "--all-targets", "--all-features"]),
        ),
        ("clippy, wasm of the library", with("--features=library")),
        (
            "clippy, wasm of the library in Node",
            with("--features=profiles"),
        ),
        ("clippy, wasm of the commands", with("--features=cli")),
        (
            "clippy, wasm of what files answer",
            with("--features=from-files"),
        ),
        (
            "clippy, xtask",
            clippy(&["clippy", "--locked", "--all-targets", "--package=xtask"]),
        ),
        (
            "clippy, benches",
            clippy(&[
                "clippy",
                "--locked",
                "--all-targets",
                "--all-features",
                "--package=benches",
            ]),
        ),
        ("clippy, wasm of the benches", with("--package=benches")),
        ("prettier", {
            let mut prettier = Command::new(workspace.npm_tool("prettier"));
            prettier.args(["--check", "--log-level=warn", "."]);
            prettier
        }),
    ];
    let mut counts = Counts::default();
    for (name, mut command) in checks {
        say(format!("Checking with {name}"));
        match run_command(command.current_dir(&workspace.root)) {
            Ok(()) => counts.passed += 1,
            Err(failure) => {
                say(format!("{name}: {failure}"));
                counts.failed += 1;
            }
        }
    }
    Ok(Outcome::Ran(counts))
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments);
    command
}

fn clippy(arguments: &[&str]) -> Command {
    let mut command = cargo(arguments);
    command.args(["--quiet", "--", "--deny=warnings"]);
    command
}
