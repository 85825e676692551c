//! THIRD-PARTY.md: the licences of what others made and the package contains.

use crate::failure::{Failure, Result};
use crate::works::{Origin, Work};
use crate::workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The text of THIRD-PARTY.md.
pub(crate) fn page(works: &BTreeSet<Work>) -> Result<String> {
    let mut by_text: BTreeMap<String, Vec<&Work>> = BTreeMap::new();
    for work in works {
        by_text.entry(licence_text(work)?).or_default().push(work);
    }
    let mut sections: Vec<(Vec<&Work>, String)> = by_text
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

/// The licence to ship: of several to choose from, MIT's own file if there is one.
fn licence_text(work: &Work) -> Result<String> {
    if work.origin == Origin::Toolchain {
        return standard_library(work);
    }
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

/// The toolchain has its licences' texts in a folder, with a place for the name of who wrote it.
fn standard_library(work: &Work) -> Result<String> {
    let text = workspace::read_text(&work.folder.join("MIT.txt"))?;
    let text = text.replace(
        "<year> <copyright holders>",
        "The Rust Project Contributors",
    );
    match text.contains('<') {
        true => Err(Failure::new(
            "The toolchain's MIT licence reads otherwise than expected.",
        )),
        false => Ok(text.trim().to_owned()),
    }
}
