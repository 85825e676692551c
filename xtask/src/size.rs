//! `cargo xtask size`: what each crate, module and function costs in each wasm, so that the next cut is known.
//!
//! The figures are of the wasm as it ships, before compression, built once more with the names of its functions.

mod address;

use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::setup;
use crate::wasm;
use crate::workspace::{self, Workspace};
use address::Address;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// How many functions are told by name.
const LARGEST: usize = 30;

/// Builds with names, and writes the table.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    setup::run_all(workspace)?;
    let folder = workspace.target.join("size");
    let mut page =
        "# What each part of each wasm costs\n\nIn bytes, before compression.\n".to_owned();
    for (name, path) in wasm::build_named(workspace, &folder.join("named"))? {
        let bytes = fs::read(&path).map_err(|e| workspace::cannot("read", &path, &e))?;
        let anatomy = Anatomy::read(&bytes).map_err(|error| {
            Failure::new(format!("{} cannot be read: {error}.", path.display()))
        })?;
        page.push_str(&anatomy.to_markdown(name));
    }
    let path = folder.join("by-crate.md");
    workspace::write(&path, &page)?;
    println!("{page}");
    say(format!("The table is in {}", path.display()));
    Ok(())
}

/// What a wasm is made of.
struct Anatomy {
    /// Each function with a body: its name, and its bytes.
    functions: Vec<(String, usize)>,
    /// The bytes of the data section: texts, tables, vtables.
    data: usize,
    /// The bytes of all else but the names: types, imports, exports, the table of functions.
    rest: usize,
}

impl Anatomy {
    fn read(bytes: &[u8]) -> wasmparser::Result<Self> {
        let mut imported = 0;
        let mut bodies = Vec::new();
        let mut names = BTreeMap::new();
        let mut data = 0;
        let mut named = 0;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += usize::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
                Payload::DataSection(section) => data = section.range().len(),
                Payload::CustomSection(section) => {
                    named += section.range().len();
                    if let KnownCustom::Name(section) = section.as_known() {
                        for part in section {
                            if let Name::Function(functions) = part? {
                                for naming in functions {
                                    let naming = naming?;
                                    names.insert(naming.index as usize, naming.name.to_owned());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let code: usize = bodies.iter().sum();
        let functions = bodies
            .into_iter()
            .enumerate()
            .map(|(index, size)| {
                let name = names.remove(&(imported + index)).unwrap_or_default();
                (name, size)
            })
            .collect();
        Ok(Self {
            functions,
            data,
            rest: bytes.len().saturating_sub(code + data + named),
        })
    }

    fn to_markdown(&self, name: &str) -> String {
        let code: usize = self.functions.iter().map(|(_, size)| size).sum();
        let total = code + self.data + self.rest;
        let number = self.functions.len();
        let mut crates = self.summed(|address| Some(address.crate_name()));
        crates.push(("(data)".to_owned(), self.data));
        crates.push(("(types, imports, exports, tables)".to_owned(), self.rest));
        crates.sort_by_key(|(_, size)| Reverse(*size));
        let modules = self.summed(Address::own_module);
        let mut functions = self.summed(|address| Some(address.function()));
        functions.truncate(LARGEST);
        let mut text = format!("\n## {name}: {total} bytes, {number} functions\n");
        for (what, rows) in [
            ("Crate", crates),
            ("Module", modules),
            ("Function", functions),
        ] {
            let _ = write!(text, "\n| {what} | Bytes | % |\n| --- | ---: | ---: |\n");
            for (row, size) in rows {
                let percent = size as f64 * 100.0 / total as f64;
                let _ = writeln!(text, "| `{row}` | {size} | {percent:.1} |");
            }
        }
        text
    }

    /// The bytes of the functions that `key` gives one name, largest first.
    fn summed(&self, key: impl Fn(&Address) -> Option<String>) -> Vec<(String, usize)> {
        let mut sums = BTreeMap::new();
        for (name, size) in &self.functions {
            if let Some(key) = key(&Address::of(name)) {
                *sums.entry(key).or_insert(0) += size;
            }
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(_, size)| Reverse(*size));
        sums
    }
}
