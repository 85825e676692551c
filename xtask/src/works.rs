//! What others made and the package contains: crates, Rust's standard library, npm packages.

use crate::command::output;
use crate::failure::{Failure, Result};
use crate::setup::WASM_TARGET;
use crate::workspace::{self, Workspace};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where a work comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// crates.io.
    Crate,
    /// The npm registry.
    Npm,
    /// The Rust toolchain.
    Toolchain,
}

/// The SHA-2 hash by which a lock file knows a work, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hash {
    /// SHA-256, as Cargo.lock has it.
    Sha256(String),
    /// SHA-512, as package-lock.json has it.
    Sha512(String),
}

/// Something that others wrote.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Work {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) origin: Origin,
    /// An SPDX expression.
    pub(crate) licence: String,
    /// Where its files are.
    pub(crate) folder: PathBuf,
    /// What its registry serves, as the lock file has it.
    pub(crate) hash: Option<Hash>,
    /// Whether the project itself asks for it, rather than another work.
    pub(crate) is_direct: bool,
    /// Name and version of those among the works that it is made with.
    pub(crate) uses: BTreeSet<(String, String)>,
}

/// All that is in the package: what the wasm is linked from, and the npm packages in these folders.
pub(crate) fn built_in(
    workspace: &Workspace,
    npm_packages: &BTreeSet<PathBuf>,
) -> Result<BTreeSet<Work>> {
    let mut works = crates(workspace)?;
    works.insert(standard_library()?);
    let lock = parse(&workspace::read_text(
        &workspace.template.join("package-lock.json"),
    )?)?;
    for folder in npm_packages {
        works.insert(npm_package(workspace, folder, &lock)?);
    }
    Ok(works)
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

/// One that the lock file of pkg-template knows.
fn npm_package(workspace: &Workspace, folder: &Path, lock: &Value) -> Result<Work> {
    let manifest = parse(&workspace::read_text(&folder.join("package.json"))?)?;
    let mut work = read(&manifest, Origin::Npm, folder.to_path_buf())?;
    let place = folder.strip_prefix(&workspace.template).unwrap_or(folder);
    let packages = &lock["packages"];
    let integrity = packages[place.to_string_lossy().as_ref()]["integrity"].as_str();
    work.hash = integrity.and_then(sha512);
    work.is_direct = packages[""]["devDependencies"].get(&work.name).is_some();
    for name in manifest["dependencies"].as_object().into_iter().flatten() {
        let version = &packages[format!("node_modules/{}", name.0)]["version"];
        if let Some(version) = version.as_str() {
            work.uses.insert((name.0.clone(), version.to_owned()));
        }
    }
    Ok(work)
}

/// What `std` of the toolchain brings into every wasm.
fn standard_library() -> Result<Work> {
    let version = output(Command::new("rustc").arg("--version"))?;
    let root = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let version = version.split(' ').nth(1).unwrap_or_default();
    Ok(Work {
        name: "rust-std".to_owned(),
        version: version.to_owned(),
        origin: Origin::Toolchain,
        licence: "MIT OR Apache-2.0".to_owned(),
        folder: Path::new(root.trim()).join("share/doc/rust/licenses"),
        hash: None,
        is_direct: true,
        uses: BTreeSet::new(),
    })
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
        pending.extend(
            normal_dependencies(&nodes, &id)
                .into_iter()
                .map(str::to_owned),
        );
    }
    linked.remove(root);
    let hashes = crate_hashes(workspace)?;
    let direct = normal_dependencies(&nodes, root);
    let mut works = BTreeSet::new();
    for id in &linked {
        let package = packages.get(id).unwrap_or(&Value::Null);
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let mut work = read(package, Origin::Crate, manifest.with_file_name(""))?;
        let name_and_version = (work.name.clone(), work.version.clone());
        work.hash = hashes.get(&name_and_version).cloned();
        work.is_direct = direct.contains(&id.as_str());
        work.uses = normal_dependencies(&nodes, id)
            .into_iter()
            .filter(|id| linked.contains(*id))
            .filter_map(|id| packages.get(id))
            .filter_map(|used| {
                let text = |key: &str| used[key].as_str().map(str::to_owned);
                Some((text("name")?, text("version")?))
            })
            .collect();
        works.insert(work);
    }
    Ok(works)
}

/// The ids of the packages that this one links in.
fn normal_dependencies<'n>(nodes: &'n BTreeMap<String, Value>, id: &str) -> Vec<&'n str> {
    let dependencies = nodes.get(id).and_then(|node| node["deps"].as_array());
    dependencies
        .into_iter()
        .flatten()
        .filter(|dependency| is_normal(dependency))
        .filter_map(|dependency| dependency["pkg"].as_str())
        .collect()
}

/// The hashes in Cargo.lock, by name and version.
fn crate_hashes(workspace: &Workspace) -> Result<BTreeMap<(String, String), Hash>> {
    let lock = workspace::read_text(&workspace.root.join("Cargo.lock"))?;
    Ok(lock.split("[[package]]").filter_map(crate_hash).collect())
}

fn crate_hash(section: &str) -> Option<((String, String), Hash)> {
    let value = |key: &str| {
        let line = section.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned())
    };
    Some((
        (value("name")?, value("version")?),
        Hash::Sha256(value("checksum")?),
    ))
}

/// An integrity of package-lock.json, which has the hash in Base64.
fn sha512(integrity: &str) -> Option<Hash> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text = integrity.strip_prefix("sha512-")?.trim_end_matches('=');
    let mut bits = String::new();
    for letter in text.chars() {
        bits.push_str(&format!("{:06b}", ALPHABET.find(letter)?));
    }
    let digits = bits.as_bytes().chunks_exact(4).take(128).map(|nibble| {
        let value = nibble
            .iter()
            .fold(0, |sum, bit| sum * 2 + u32::from(bit - b'0'));
        char::from_digit(value, 16)
    });
    let hex: String = digits.collect::<Option<_>>()?;
    (hex.len() == 128).then_some(Hash::Sha512(hex))
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

fn read(manifest: &Value, origin: Origin, folder: PathBuf) -> Result<Work> {
    let text = |key: &str| {
        manifest[key]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure::new(format!("{} states no {key}.", folder.display())))
    };
    Ok(Work {
        name: text("name")?,
        version: text("version")?,
        origin,
        licence: text("license")?,
        folder: folder.clone(),
        hash: None,
        is_direct: false,
        uses: BTreeSet::new(),
    })
}

/// Reads JSON.
pub(crate) fn parse(text: &str) -> Result<Value> {
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
    fn reads_the_hashes_of_lock_files() {
        let section = "\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"00ff\"\n";
        let expected = (
            ("a".to_owned(), "1.0.0".to_owned()),
            Hash::Sha256("00ff".to_owned()),
        );
        assert_eq!(crate_hash(section), Some(expected));
        assert_eq!(crate_hash("\nname = \"a\"\nversion = \"1.0.0\"\n"), None);
        let hash = format!("sha512-{}==", "/".repeat(85) + "w");
        assert_eq!(sha512(&hash), Some(Hash::Sha512("f".repeat(128))));
        assert_eq!(sha512("sha512-AAAA"), None);
        assert_eq!(sha512("sha1-AAAA"), None);
    }

    #[test]
    fn tells_linked_dependencies_from_others() {
        let dependency = |kind: &str| parse(&format!(r#"{{"dep_kinds":[{{"kind":{kind}}}]}}"#));
        assert!(dependency("null").is_ok_and(|d| is_normal(&d)));
        assert!(dependency("\"build\"").is_ok_and(|d| !is_normal(&d)));
    }
}
