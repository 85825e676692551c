//! THIRD-PARTY.md: the licences of the crates and npm packages that are built into the package.

use crate::command::output;
use crate::failure::{Failure, Result};
use crate::setup::WASM_TARGET;
use crate::workspace::{self, Workspace};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Something that others wrote.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Work {
    name: String,
    version: String,
    /// An SPDX expression.
    licence: String,
    folder: PathBuf,
}

/// The text of THIRD-PARTY.md for the crates in the wasm and the npm packages in these folders.
pub(crate) fn collect(workspace: &Workspace, npm_packages: &BTreeSet<PathBuf>) -> Result<String> {
    let mut works = crates(workspace)?;
    for folder in npm_packages {
        works.insert(npm_package(folder)?);
    }
    let mut by_text: BTreeMap<String, Vec<Work>> = BTreeMap::new();
    for work in works {
        by_text.entry(licence_text(&work)?).or_default().push(work);
    }
    let mut sections: Vec<(Vec<Work>, String)> = by_text
        .into_iter()
        .map(|(text, works)| (works, text))
        .collect();
    sections.sort();
    let mut page = String::from(
        "# Third-party software\n\nThis package contains, compiled or folded in, what these projects made.\n",
    );
    for (works, text) in sections {
        page.push('\n');
        for work in works {
            page.push_str(&format!(
                "- {} {} ({})\n",
                work.name, work.version, work.licence
            ));
        }
        page.push_str(&format!("\n```text\n{text}\n```\n"));
    }
    Ok(page)
}

/// The folders of the npm packages that esbuild's metafile names as inputs.
pub(crate) fn packages_in(workspace: &Workspace, metafile: &Path) -> Result<BTreeSet<PathBuf>> {
    let meta = parse(&workspace::read_text(metafile)?)?;
    let inputs = meta["inputs"]
        .as_object()
        .ok_or_else(|| Failure::new("esbuild's metafile names no inputs."))?;
    Ok(inputs
        .keys()
        .filter_map(|input| package_folder(input))
        .map(|folder| workspace.root.join(folder))
        .collect())
}

/// `a/node_modules/@scope/name` of `a/node_modules/@scope/name/dist/x.js`.
fn package_folder(input: &str) -> Option<String> {
    let (before, inside) = input.rsplit_once("node_modules/")?;
    let segments = if inside.starts_with('@') { 2 } else { 1 };
    let name: Vec<&str> = inside.split('/').take(segments).collect();
    Some(format!("{before}node_modules/{}", name.join("/")))
}

fn npm_package(folder: &Path) -> Result<Work> {
    let manifest = parse(&workspace::read_text(&folder.join("package.json"))?)?;
    work(&manifest, folder.to_path_buf())
}

/// The crates that are linked into the wasm.
fn crates(workspace: &Workspace) -> Result<BTreeSet<Work>> {
    let metadata = parse(&output(
        Command::new("cargo")
            .args([
                "metadata",
                "--format-version=1",
                "--locked",
                "--features=cli",
            ])
            .args(["--filter-platform", WASM_TARGET])
            .current_dir(&workspace.root),
    )?)?;
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        let items = list.as_array().cloned().unwrap_or_default();
        items
            .into_iter()
            .filter_map(|item| Some((item["id"].as_str()?.to_owned(), item)))
            .collect()
    };
    let packages = by_id(&metadata["packages"]);
    let nodes = by_id(&metadata["resolve"]["nodes"]);
    let root = metadata["resolve"]["root"]
        .as_str()
        .ok_or_else(|| Failure::new("`cargo metadata` names no root package."))?;

    let mut linked = BTreeSet::new();
    let mut pending = vec![root.to_owned()];
    while let Some(id) = pending.pop() {
        let runs_at_compile_time = packages.get(&id).is_some_and(is_proc_macro);
        if runs_at_compile_time || !linked.insert(id.clone()) {
            continue;
        }
        let dependencies = nodes.get(&id).and_then(|node| node["deps"].as_array());
        for dependency in dependencies.into_iter().flatten() {
            if is_normal(dependency) {
                pending.extend(dependency["pkg"].as_str().map(str::to_owned));
            }
        }
    }
    linked.remove(root);
    linked
        .iter()
        .filter_map(|id| packages.get(id))
        .map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
            work(package, manifest.with_file_name(""))
        })
        .collect()
}

fn is_proc_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array();
    let mut kinds = targets
        .into_iter()
        .flatten()
        .filter_map(|t| t["kind"].as_array())
        .flatten();
    kinds.any(|kind| kind == "proc-macro")
}

/// Whether the dependency is linked in, rather than used by a build script or a test.
fn is_normal(dependency: &Value) -> bool {
    let kinds = dependency["dep_kinds"].as_array();
    kinds
        .into_iter()
        .flatten()
        .any(|kind| kind["kind"].is_null())
}

fn work(manifest: &Value, folder: PathBuf) -> Result<Work> {
    let text = |key: &str| {
        manifest[key]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure::new(format!("{} states no {key}.", folder.display())))
    };
    Ok(Work {
        name: text("name")?,
        version: text("version")?,
        licence: text("license")?,
        folder: folder.clone(),
    })
}

/// The licence to ship: of several to choose from, MIT's own file if there is one.
fn licence_text(work: &Work) -> Result<String> {
    let mut files = Vec::new();
    let entries =
        fs::read_dir(&work.folder).map_err(|e| workspace::cannot("read", &work.folder, &e))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().to_ascii_uppercase();
        let is_licence = ["LICENSE", "LICENCE", "COPYING"]
            .iter()
            .any(|word| name.starts_with(word));
        if is_licence && entry.path().is_file() {
            files.push((!name.contains("MIT"), entry.path()));
        }
    }
    files.sort();
    let texts: Vec<String> = match files.as_slice() {
        [(false, mit), ..] if !work.licence.contains("AND") => vec![workspace::read_text(mit)?],
        all => all
            .iter()
            .map(|(_, path)| workspace::read_text(path))
            .collect::<Result<_>>()?,
    };
    if texts.is_empty() {
        return Ok(format!(
            "{}, as its manifest says; no text comes with it.",
            work.licence
        ));
    }
    let tidy = texts.join("\n\n").replace("\r\n", "\n");
    Ok(tidy.trim_matches(['\n', ' ', '\u{c}']).to_owned())
}

fn parse(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|error| Failure::new(format!("That is not JSON: {error}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_package_of_a_bundled_file() {
        let folder = |input| package_folder(input);
        assert_eq!(
            folder("pkg-template/node_modules/fast-string-truncated-width/dist/index.js")
                .as_deref(),
            Some("pkg-template/node_modules/fast-string-truncated-width")
        );
        assert_eq!(
            folder("a/node_modules/debug/node_modules/ms/index.js").as_deref(),
            Some("a/node_modules/debug/node_modules/ms")
        );
        assert_eq!(folder("target/pkg-next/node/proxy.js"), None);
    }

    #[test]
    fn tells_linked_dependencies_from_others() {
        let dependency = |kind: &str| parse(&format!(r#"{{"dep_kinds":[{{"kind":{kind}}}]}}"#));
        assert!(dependency("null").is_ok_and(|d| is_normal(&d)));
        assert!(dependency("\"build\"").is_ok_and(|d| !is_normal(&d)));
    }
}
