//! `cargo xtask release vX.Y.Z`: what a release consists of, in target/release-files: the tarball that npm publishes, its bill
//! of materials, and their hashes.

use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::works::parse;
use crate::workspace::{self, Workspace};
use crate::{build, sbom, tarball};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// Builds and gathers them, when every file names this version.
pub(crate) fn run(workspace: &Workspace, tag: &str) -> Result<()> {
    let version = tag
        .strip_prefix('v')
        .ok_or_else(|| Failure::new(format!("{tag} is no version: v1.2.3 is one.")))?;
    agree(workspace, version)?;
    build::run(workspace)?;
    let folder = workspace.target.join("release-files");
    let tarball = tarball::pack(workspace, &folder)?;
    let bill = folder.join(format!("aws-sso-wasm-{version}.cdx.json"));
    workspace::copy(&sbom::file(workspace), &bill)?;
    let hashes: String = [&tarball, &bill]
        .into_iter()
        .map(hash_line)
        .collect::<Result<_>>()?;
    workspace::write(&folder.join("SHA256SUMS"), hashes)?;
    say("The release is in target/release-files");
    Ok(())
}

/// Refuses a version that is not the one in Cargo.toml, package.json and CHANGELOG.md.
fn agree(workspace: &Workspace, version: &str) -> Result<()> {
    let crate_manifest = workspace::read_text(&workspace.root.join("Cargo.toml"))?;
    let manifest = parse(&workspace::read_text(
        &workspace.template.join("package.json"),
    )?)?;
    let changes = workspace::read_text(&workspace.root.join("CHANGELOG.md"))?;
    let heading = format!("## {version}");
    let of_crate = crate_manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = "));
    for (file, agrees) in [
        ("Cargo.toml", of_crate == Some(&format!("\"{version}\""))),
        ("pkg-template/package.json", manifest["version"] == version),
        (
            "CHANGELOG.md",
            changes.lines().any(|line| line.starts_with(&heading)),
        ),
    ] {
        if !agrees {
            return Err(Failure::new(format!(
                "{file} does not name version {version}."
            )));
        }
    }
    if let Ok(repository) = std::env::var("GITHUB_REPOSITORY") {
        let named = manifest["repository"]["url"].as_str().unwrap_or_default();
        if !named.contains(&format!("github.com/{repository}")) {
            return Err(Failure::new(
                "pkg-template/package.json does not name the repository, without which npm takes no provenance.",
            )
            .with_help(format!(
                "\"repository\": {{ \"type\": \"git\", \"url\": \"git+https://github.com/{repository}.git\" }}"
            )));
        }
    }
    Ok(())
}

/// A line of `sha256sum`.
fn hash_line(file: &PathBuf) -> Result<String> {
    let bytes = std::fs::read(file).map_err(|error| workspace::cannot("read", file, &error))?;
    let digest: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let name = Path::new(file).file_name().unwrap_or_default();
    Ok(format!("{digest}  {}\n", name.to_string_lossy()))
}
