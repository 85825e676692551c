//! Ring supply: what the package is made from, and that the same sources give the same bytes.

use super::Outcome;
use super::counts::Counts;
use crate::build;
use crate::failure::Result;
use crate::progress::say;
use crate::supply::advisories::NpmAudit;
use crate::supply::{
    advisories, bill_of_materials, cargo_deny, npm_packages, rehearsal, reproducible, workflows,
    zizmor,
};
use crate::workspace::Workspace;

/// Runs every check, also after one failed.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    build::run(workspace)?;
    let mut counts = Counts::default();
    let mut tell = |what: &str, result: Result<String>| match result {
        Ok(found) => {
            say(format!("{what}: {found}"));
            counts.passed += 1;
        }
        Err(failure) => {
            say(format!("FAILED: {what}: {failure}"));
            counts.failed += 1;
        }
    };
    let files = |number: usize| format!("{number} files");
    tell("The workflows", workflows::check(workspace).map(files));
    let nothing = |()| "has nothing to say about the workflows".to_owned();
    tell("zizmor", zizmor::check(workspace).map(nothing));
    for folder in npm_packages::FOLDERS {
        let packages = |number| format!("{number} packages, each with a licence and a hash");
        let checked = npm_packages::check(workspace, folder).map(packages);
        tell(&format!("The npm packages of {folder}"), checked);
    }
    let valid = |()| "valid, and all of it is in THIRD-PARTY.md".to_owned();
    tell(
        "The bill of materials",
        bill_of_materials::check(workspace).map(valid),
    );
    let fine = |()| "bans, licences and sources are as .cargo/deny.toml has them".to_owned();
    tell("The crates", cargo_deny::check(workspace).map(fine));
    let same = |number| format!("{number} files are the same, the tarball among them");
    tell("Two builds", reproducible::check(workspace).map(same));
    let rehearsed = |refused| {
        format!(
            "{refused} refused, one made twice with the same bytes, which `npm publish` would take"
        )
    };
    tell("Releases", rehearsal::check(workspace).map(rehearsed));
    say("SKIPPED: advisories about crates, whose database is on GitHub: `cargo xtask audit`");
    counts.skipped += 1;
    for folder in npm_packages::FOLDERS {
        match advisories::npm(&workspace.root.join(folder)) {
            Ok(NpmAudit::Clean) => {
                say(format!(
                    "npm knows no advisory about the packages of {folder}"
                ));
                counts.passed += 1;
            }
            Ok(NpmAudit::NoAnswer) => {
                say(format!(
                    "SKIPPED: npm audit of {folder}: the registry answers none"
                ));
                counts.skipped += 1;
            }
            Err(failure) => {
                say(format!("FAILED: npm audit of {folder}: {failure}"));
                counts.failed += 1;
            }
        }
    }
    Ok(Outcome::Ran(counts))
}
