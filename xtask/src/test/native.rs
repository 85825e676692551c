//! Ring native: `cargo test`, the core on this machine.

use super::Outcome;
use super::counts::{Counts, cargo_line, counted};
use super::vectors_are_required;
use crate::failure::Result;
use crate::progress::say;
use crate::workspace::{self, Workspace};
use std::path::Path;
use std::process::Command;

/// Runs the core's tests, then xtask's.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    let required = vectors_are_required(workspace);
    if required && !workspace.vectors().is_dir() {
        say("../shared/vectors is not there, yet CI=true or REQUIRE_VECTORS=1 insists on it");
    }
    let mut counts = Counts::default();
    for selection in selections(workspace, required)? {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["test", "--locked", "--no-fail-fast"])
            .args(selection)
            .current_dir(&workspace.root);
        if required {
            cargo.env("REQUIRE_VECTORS", "1");
        }
        counts.add(counted(&mut cargo, cargo_line)?);
    }
    if !required {
        say("SKIPPED: tests/vectors, since ../shared/vectors is not there");
        counts.skipped += 1;
    }
    Ok(Outcome::Ran(counts))
}

/// What to give to `cargo test`, one run after the other.
fn selections(workspace: &Workspace, with_vectors: bool) -> Result<Vec<Vec<String>>> {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let xtask = words("--package=xtask");
    if with_vectors {
        return Ok(vec![words("--all-features"), xtask]);
    }
    // A test that only skips would count as passed: leave out those that read the vectors.
    let mut others = words("--all-features --lib");
    for file in workspace::files_below(&workspace.root.join("tests"))? {
        let name = match file.strip_prefix(workspace.root.join("tests")) {
            Ok(name) if name.ends_with("main.rs") => name.parent(),
            Ok(name) if name.components().count() == 1 => Some(name),
            _ => None,
        };
        let is_rust = file.extension().is_some_and(|extension| extension == "rs");
        if let (true, Some(name)) = (is_rust, name.and_then(Path::file_stem))
            && name != "vectors"
        {
            others.push(format!("--test={}", name.to_string_lossy()));
        }
    }
    Ok(vec![others, words("--all-features --doc"), xtask])
}
