//! `cargo xtask release vX.Y.Z`: what a release consists of, in target/release-files: the tarball that npm publishes, its bill
//! of materials, and their hashes.

use crate::command::{npm, output, run as run_command};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::works::parse;
use crate::workspace::{self, Workspace};
use crate::{build, sbom, tarball};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the files of a release are gathered.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("release-files")
}

/// Builds and gathers them, when every file names this version and what is checked out is what was tagged with it.
pub(crate) fn run(workspace: &Workspace, tag: &str) -> Result<()> {
    let version = tag
        .strip_prefix('v')
        .ok_or_else(|| Failure::new(format!("{tag} is no version: v1.2.3 is one.")))?;
    agree(workspace, version)?;
    is_tagged(workspace, tag)?;
    let home = home(workspace)?;
    build::run(workspace)?;
    let package = package(workspace, home.as_deref())?;
    let folder = folder(workspace);
    let tarball = tarball::pack(&package, &folder)?;
    let bill = folder.join(format!("aws-sso-wasm-{version}.cdx.json"));
    workspace::copy(&sbom::file(workspace), &bill)?;
    let hashes: String = [&tarball, &bill]
        .into_iter()
        .map(|file| hash_line(file))
        .collect::<Result<_>>()?;
    workspace::write(&folder.join("SHA256SUMS"), hashes)?;
    say("The release is in target/release-files");
    Ok(())
}

/// Refuses a version that is not the one in Cargo.toml, package.json and CHANGELOG.md.
fn agree(workspace: &Workspace, version: &str) -> Result<()> {
    let crate_manifest = workspace::read_text(&workspace.root.join("Cargo.toml"))?;
    let changes = workspace::read_text(&workspace.root.join("CHANGELOG.md"))?;
    let of_crate = crate_manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = "));
    for (file, agrees) in [
        ("Cargo.toml", of_crate == Some(&format!("\"{version}\""))),
        (
            "pkg-template/package.json",
            manifest(workspace)?["version"] == version,
        ),
        ("CHANGELOG.md", tells_of(&changes, version)),
    ] {
        if !agrees {
            return Err(Failure::new(format!(
                "{file} does not name version {version}."
            )));
        }
    }
    Ok(())
}

/// Whether a section of the changelog has this version as its heading, and says something.
fn tells_of(changes: &str, version: &str) -> bool {
    let heading = |line: &str| line.strip_prefix("## ").map(str::to_owned);
    let mut lines = changes.lines().skip_while(|line| {
        let named = heading(line).and_then(|rest| rest.split(' ').next().map(str::to_owned));
        named.as_deref() != Some(version)
    });
    lines.next().is_some()
        && lines
            .take_while(|line| heading(line).is_none())
            .any(|line| line.starts_with("- "))
}

/// Refuses a checkout that is not exactly what was tagged.
fn is_tagged(workspace: &Workspace, tag: &str) -> Result<()> {
    let git = |arguments: &[&str]| {
        output(
            Command::new("git")
                .args(arguments)
                .current_dir(&workspace.root),
        )
    };
    let changed = git(&["status", "--porcelain"])?;
    if let Some(first) = changed.lines().next() {
        return Err(Failure::new(format!(
            "The checkout holds what is not committed: {}.",
            first.trim()
        )));
    }
    if !git(&["tag", "--points-at", "HEAD"])?
        .lines()
        .any(|found| found == tag)
    {
        return Err(Failure::new(format!(
            "The commit that is checked out is not tagged {tag}."
        ))
        .with_help(format!(
            "`git tag {tag}` does that; it is published by its push alone."
        )));
    }
    Ok(())
}

/// The address of the repository, when a workflow releases: without it npm takes no provenance. It is told, not
/// written down, so that a fork's release names the fork.
fn home(workspace: &Workspace) -> Result<Option<String>> {
    let Ok(repository) = std::env::var("GITHUB_REPOSITORY") else {
        say(
            "No workflow releases here: the package names no repository, and npm would take no provenance",
        );
        return Ok(None);
    };
    let is_part = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        !part.is_empty() && part.bytes().all(allowed)
    };
    let (owner, name) = repository.split_once('/').unwrap_or_default();
    if !is_part(owner) || !is_part(name) {
        return Err(Failure::new(format!(
            "{repository} is no repository: owner/name is one."
        )));
    }
    let address = format!("git+https://github.com/{repository}.git");
    match manifest(workspace)?["repository"]["url"].as_str() {
        Some(other) if other != address => Err(Failure::new(format!(
            "pkg-template/package.json names {other}, and this is {address}."
        ))),
        _ => Ok(Some(address)),
    }
}

/// The package as it is published: pkg/, with the address of its repository.
fn package(workspace: &Workspace, home: Option<&str>) -> Result<PathBuf> {
    let package = workspace.target.join("release-package");
    workspace::remove_folder(&package)?;
    workspace::copy_folder(&workspace.package, &package)?;
    if let Some(home) = home {
        run_command(
            npm()
                .args(["pkg", "set", "--loglevel=error", "repository.type=git"])
                .arg(format!("repository.url={home}"))
                .current_dir(&package),
        )?;
    }
    Ok(package)
}

fn manifest(workspace: &Workspace) -> Result<Value> {
    parse(&workspace::read_text(
        &workspace.template.join("package.json"),
    )?)
}

/// A line of `sha256sum`.
fn hash_line(file: &Path) -> Result<String> {
    let bytes = std::fs::read(file).map_err(|error| workspace::cannot("read", file, &error))?;
    let digest: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let name = file.file_name().unwrap_or_default();
    Ok(format!("{digest}  {}\n", name.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_section_from_none_and_from_an_empty_one() {
        let changes = "# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2026-01-02\n\n### Added\n\n- One.\n\n## 1.1.0\n\n- Two.\n";
        assert!(tells_of(changes, "1.2.0"));
        assert!(tells_of(changes, "1.1.0"));
        assert!(!tells_of(changes, "1.2"));
        assert!(!tells_of(changes, "1.3.0"));
        assert!(!tells_of(changes, "Unreleased"));
    }
}
