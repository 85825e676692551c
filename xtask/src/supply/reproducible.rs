//! The same sources give the same bytes: in another folder, with another Cargo home, for another user, at another time.

use crate::command::run;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::workspace::{self, Workspace};
use crate::{sbom, tarball, wasm};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a build reads.
const SOURCES: [&str; 13] = [
    ".cargo",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "benches",
    "pkg-template",
    "rust-toolchain.toml",
    "src",
    "tests",
    "www",
    "xtask",
];

/// Where it is built again: on a longer path than ours, with a blank in it.
pub(super) fn elsewhere(workspace: &Workspace) -> Workspace {
    Workspace::at(workspace.target.join("built again/by somebody else"))
}

/// This program, run by somebody else for that other place.
pub(super) fn by_somebody_else(workspace: &Workspace) -> Result<Command> {
    let this = std::env::current_exe()
        .map_err(|error| Failure::new(format!("This program is not to be found: {error}.")))?;
    let mut command = Command::new(this);
    command
        .env("CARGO_HOME", cargo_home(workspace)?)
        .env("USER", "somebody")
        .env("LOGNAME", "somebody")
        .env("LC_ALL", "C")
        .env("TZ", "Pacific/Kiritimati");
    Ok(command)
}

/// Builds and packs once more, elsewhere, and compares every file. Returns how many are the same.
pub(crate) fn check(workspace: &Workspace) -> Result<usize> {
    let elsewhere = elsewhere(workspace);
    copy_sources(workspace, &elsewhere)?;
    say("Building it all again, in another folder");
    run(by_somebody_else(workspace)?
        .args(["build", "--root"])
        .arg(&elsewhere.root))?;
    let mut compared = 0;
    for name in wasm::outputs() {
        same(
            &wasm::glue_folder(workspace).join(&name),
            &wasm::glue_folder(&elsewhere).join(&name),
        )?;
        compared += 1;
    }
    same(&sbom::file(workspace), &sbom::file(&elsewhere))?;
    for file in workspace::files_below(&workspace.package)? {
        if let Ok(name) = file.strip_prefix(&workspace.package) {
            same(&file, &elsewhere.package.join(name))?;
            compared += 1;
        }
    }
    let once = tarball::pack(
        &workspace.package,
        &workspace.target.join("packed once more"),
    )?;
    let again = tarball::pack(&elsewhere.package, &elsewhere.target.join("packed"))?;
    same(&once, &again)?;
    Ok(compared + 2)
}

fn copy_sources(from: &Workspace, to: &Workspace) -> Result<()> {
    for name in SOURCES {
        let source = from.root.join(name);
        if source.is_file() {
            workspace::copy(&source, &to.root.join(name))?;
            continue;
        }
        let copies = to.root.join(name);
        let kept = workspace::files_below(&source)?
            .into_iter()
            .filter(|file| !file.iter().any(|folder| folder == "node_modules"));
        for file in kept {
            if let Ok(name) = file.strip_prefix(&source) {
                workspace::copy(&file, &copies.join(name))?;
            }
        }
    }
    Ok(())
}

/// A Cargo home with another name and the same crates in it, which need not be fetched again.
fn cargo_home(workspace: &Workspace) -> Result<PathBuf> {
    let home = wasm::cargo_home()?;
    let other = workspace.target.join("built again/another cargo home");
    workspace::make_folder(&other)?;
    for name in ["config.toml", "registry"] {
        let link = other.join(name);
        if home.join(name).exists() && !link.exists() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(home.join(name), &link)
                .map_err(|error| workspace::cannot("link", &link, &error))?;
        }
    }
    Ok(other)
}

fn same(one: &Path, other: &Path) -> Result<()> {
    let read =
        |path: &Path| std::fs::read(path).map_err(|error| workspace::cannot("read", path, &error));
    match read(one)? == read(other)? {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "Two builds differ: {} and {}.",
            one.display(),
            other.display()
        ))),
    }
}
