//! The bill of materials is what CycloneDX says one is, and names all that THIRD-PARTY.md names.

use crate::command::run;
use crate::failure::{Failure, Result};
use crate::sbom;
use crate::setup;
use crate::works::parse;
use crate::workspace::{self, Workspace};
use std::collections::BTreeSet;
use std::process::Command;

/// Checks the one that the build made.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let tools = workspace.root.join("xtask/sbom");
    setup::npm_packages(workspace, &tools, "validator of CycloneDX")?;
    run(Command::new("node")
        .arg("validate.js")
        .arg(sbom::file(workspace))
        .current_dir(&tools))?;
    let bill = parse(&workspace::read_text(&sbom::file(workspace))?)?;
    let components = bill["components"].as_array().into_iter().flatten();
    let billed: BTreeSet<String> = components
        .filter_map(|component| {
            let text = |key: &str| component[key].as_str();
            Some(format!("{} {}", text("name")?, text("version")?))
        })
        .collect();
    let notices = workspace::read_text(&workspace.package.join("THIRD-PARTY.md"))?;
    let noticed: BTreeSet<String> = notices
        .lines()
        .filter_map(|line| Some(line.strip_prefix("- ")?.split_once(" (")?.0.to_owned()))
        .filter(|work| billed.contains(work))
        .collect();
    let missing: Vec<&str> = billed.difference(&noticed).map(String::as_str).collect();
    match missing.as_slice() {
        [] => Ok(()),
        missing => Err(Failure::new(format!(
            "THIRD-PARTY.md lacks {}.",
            missing.join(", ")
        ))),
    }
}
