//! cargo-deny: licences, sources and bans of crates (`.cargo/deny.toml`), and their advisories.

use crate::command::run;
use crate::failure::Result;
use crate::progress::say;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;
use std::path::PathBuf;
use std::process::Command;

const VERSION: &str = "0.20.2";

/// Manifests of which there is a lock file, with what else to tell cargo-deny about them.
const MANIFESTS: [&[&str]; 2] = [
    &["--workspace"],
    &[
        "--manifest-path=fuzz/Cargo.toml",
        "--config=.cargo/deny.toml",
    ],
];

/// Checks what is forbidden in the crate that ships, and all licences and origins.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    check_for(workspace, &[], &["bans"])?;
    MANIFESTS
        .iter()
        .try_for_each(|of| check_for(workspace, of, &["licenses", "sources"]))
}

/// Checks the advisories of RustSec, whose database is on GitHub.
pub(crate) fn advisories(workspace: &Workspace) -> Result<()> {
    MANIFESTS
        .iter()
        .try_for_each(|of| check_for(workspace, of, &["advisories"]))
}

fn check_for(workspace: &Workspace, of: &[&str], what: &[&str]) -> Result<()> {
    run(Command::new(install(workspace)?)
        .arg("--locked")
        .args(of)
        .args(["check", "--hide-inclusion-graph"])
        .args(what)
        .current_dir(&workspace.root))
}

/// cargo-deny in target/tools, compiled once.
fn install(workspace: &Workspace) -> Result<PathBuf> {
    let tools = workspace.target.join("tools");
    let name = format!("cargo-deny{}", std::env::consts::EXE_SUFFIX);
    let program = tools.join("bin").join(name);
    let inputs = Inputs::new().text(VERSION);
    let outputs = std::slice::from_ref(&program);
    stamp::unless_done(workspace, "cargo-deny", inputs, outputs, || {
        say(format!("Compiling cargo-deny {VERSION} into target/tools"));
        // Unoptimised it is compiled in half the time, and checks in two seconds.
        run(Command::new("cargo")
            .args(["install", "cargo-deny", "--quiet", "--locked", "--debug"])
            .args(["--force", "--version", VERSION, "--root"])
            .arg(&tools)
            .arg("--target-dir")
            .arg(workspace.target.join("tools/build"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
        crate::workspace::remove_folder(&workspace.target.join("tools/build"))
    })?;
    Ok(program)
}
