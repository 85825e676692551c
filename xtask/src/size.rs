//! `cargo xtask size`: what each crate, module and function costs in each wasm, so that the next cut is known.
//!
//! The figures are of the wasm as it ships, built once more with the names of its functions.

mod address;
mod anatomy;
mod compressed;

use crate::bench::figure::kilobytes;
use crate::failure::{Failure, Result};
use crate::marked;
use crate::progress::say;
use crate::setup;
use crate::table::Table;
use crate::wasm;
use crate::workspace::{self, Workspace};
use address::Address;
use anatomy::Anatomy;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// How many functions are told by name.
const LARGEST: usize = 30;
/// What pages load, which has the budget.
const FOR_PAGES: &str = "core.wasm";
const DATA: &str = "(data)";
const REST: &str = "(types, imports, exports, tables)";

/// Builds with names, and writes the tables; those of what pages load into src/README.md too, if that is wanted.
pub(crate) fn run(workspace: &Workspace, into_readme: bool) -> Result<()> {
    setup::run_all(workspace)?;
    let folder = workspace.target.join("size");
    let mut page = "# What each part of each wasm costs\n\nIn bytes. Each part is compressed by itself, so that they come to \
                    more than the whole.\n"
        .to_owned();
    for (name, path) in wasm::build_named(workspace, &folder.join("named"))? {
        let tables = Tables::of(&path, &folder.join("parts"))?;
        page.push_str(&tables.markdown(name));
        if into_readme && name == FOR_PAGES {
            let readme = workspace.root.join("src/README.md");
            marked::replace(&readme, "size", &tables.parts())?;
        }
    }
    let path = folder.join("by-crate.md");
    workspace::write(&path, &page)?;
    println!("{page}");
    say(format!("The table is in {}", path.display()));
    Ok(())
}

/// Something that bytes are spent on.
struct Row {
    what: String,
    raw: usize,
    /// Compressed by itself.
    brotli: usize,
}

/// What a wasm costs.
struct Tables {
    functions: usize,
    whole: Row,
    /// The folders of the core, and what is not the core's.
    parts: Vec<Row>,
    crates: Vec<Row>,
    modules: Vec<Row>,
    largest: Vec<Row>,
}

impl Tables {
    fn of(wasm: &Path, scratch: &Path) -> Result<Self> {
        let bytes = fs::read(wasm).map_err(|e| workspace::cannot("read", wasm, &e))?;
        let anatomy = Anatomy::read(bytes).map_err(|error| {
            Failure::new(format!("{} cannot be read: {error}.", wasm.display()))
        })?;
        let measured = Measured {
            anatomy: &anatomy,
            scratch: scratch.to_owned(),
        };
        let beside = || {
            [
                (DATA.to_owned(), vec![anatomy.data.clone()]),
                (REST.to_owned(), anatomy.rest.clone()),
            ]
        };
        let whole = measured.rows([("(all)".to_owned(), anatomy.whole())].into())?;
        let mut largest = measured.functions(|address| Some(address.function()));
        let mut sizes: Vec<_> = largest.values().map(|places| length(places)).collect();
        sizes.sort_by_key(|size| Reverse(*size));
        let least = sizes.get(LARGEST).copied().unwrap_or(0);
        largest.retain(|_, places| length(places) > least);
        let mut crates = measured.functions(|address| Some(address.crate_name()));
        crates.extend(beside());
        let mut parts = measured.functions(|address| Some(address.part()));
        parts.extend(beside());
        Ok(Self {
            functions: anatomy.functions.len(),
            whole: whole
                .into_iter()
                .next()
                .ok_or_else(|| Failure::new(format!("{} is empty.", wasm.display())))?,
            parts: measured.rows(parts)?,
            crates: measured.rows(crates)?,
            modules: measured.rows(measured.functions(Address::own_module))?,
            largest: measured.rows(largest)?,
        })
    }

    fn markdown(&self, name: &str) -> String {
        let Row { raw, brotli, .. } = self.whole;
        let functions = self.functions;
        let mut text =
            format!("\n## {name}: {raw} bytes, {brotli} with Brotli, {functions} functions\n");
        for (what, rows) in [
            ("Part", &self.parts),
            ("Crate", &self.crates),
            ("Module", &self.modules),
            ("Function", &self.largest),
        ] {
            let _ = write!(
                text,
                "\n| {what} | Bytes | % | Brotli |\n| --- | ---: | ---: | ---: |\n"
            );
            for Row { what, raw, brotli } in rows {
                let percent = *raw as f64 * 100.0 / self.whole.raw as f64;
                let _ = writeln!(text, "| `{what}` | {raw} | {percent:.1} | {brotli} |");
            }
        }
        text
    }

    /// The short form, which src/README.md shows.
    fn parts(&self) -> String {
        let mut table = Table::new(&["Part", "KB raw", "KB with Brotli"]);
        for Row { what, raw, brotli } in self.parts.iter().chain([&self.whole]) {
            table.row([
                what.clone(),
                kilobytes(*raw as f64),
                kilobytes(*brotli as f64),
            ]);
        }
        table.markdown()
    }
}

/// Where the bytes of each thing lie.
type Places = BTreeMap<String, Vec<Range<usize>>>;

/// A wasm under the ruler.
struct Measured<'a> {
    anatomy: &'a Anatomy,
    scratch: PathBuf,
}

impl Measured<'_> {
    /// The functions, those together that `key` gives one name.
    fn functions(&self, key: impl Fn(&Address) -> Option<String>) -> Places {
        let mut places = Places::new();
        for (name, body) in &self.anatomy.functions {
            if let Some(key) = key(&Address::of(name)) {
                places.entry(key).or_default().push(body.clone());
            }
        }
        places
    }

    /// What each costs, the most costly first.
    fn rows(&self, places: Places) -> Result<Vec<Row>> {
        let bytes: Vec<_> = places
            .values()
            .map(|places| self.anatomy.bytes(places))
            .collect();
        let lengths = compressed::lengths(&bytes, &self.scratch)?;
        let mut rows: Vec<_> = places
            .into_iter()
            .zip(lengths)
            .map(|((what, places), brotli)| Row {
                what,
                raw: length(&places),
                brotli,
            })
            .collect();
        rows.sort_by_key(|row| Reverse(row.raw));
        Ok(rows)
    }
}

fn length(places: &[Range<usize>]) -> usize {
    places.iter().map(Range::len).sum()
}
