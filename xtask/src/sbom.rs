//! The bill of materials (SBOM) of the package: CycloneDX 1.6, as JSON.
//!
//! It holds no time and no random number: the same sources give the same bytes.
//! The format: <https://cyclonedx.org/docs/1.6/json/>. How a package is named: <https://github.com/package-url/purl-spec>.

use crate::failure::{Failure, Result};
use crate::works::{Hash, Origin, Work, parse};
use crate::workspace::{self, Workspace};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Where the build leaves it.
pub(crate) fn file(workspace: &Workspace) -> PathBuf {
    workspace.target.join("sbom.cdx.json")
}

/// The bill of materials of a package that contains these works.
pub(crate) fn text(workspace: &Workspace, works: &BTreeSet<Work>) -> Result<String> {
    let manifest = parse(&workspace::read_text(
        &workspace.template.join("package.json"),
    )?)?;
    let bill = bill(&manifest, works)?;
    let text = serde_json::to_string_pretty(&bill)
        .map_err(|error| Failure::new(format!("The bill of materials is no JSON: {error}.")))?;
    Ok(text + "\n")
}

fn bill(manifest: &Value, works: &BTreeSet<Work>) -> Result<Value> {
    let text = |key: &str| {
        let found = manifest[key].as_str();
        found.ok_or_else(|| Failure::new(format!("pkg-template/package.json states no {key}.")))
    };
    let own = purl(Origin::Npm, text("name")?, text("version")?);
    let by_name: BTreeMap<(&str, &str), &Work> = works
        .iter()
        .map(|work| ((work.name.as_str(), work.version.as_str()), work))
        .collect();
    let mut dependencies = Vec::new();
    for work in works {
        let uses: BTreeSet<String> = work
            .uses
            .iter()
            .filter_map(|(name, version)| by_name.get(&(name.as_str(), version.as_str())))
            .map(|work| reference(work))
            .collect();
        dependencies.push(json!({ "ref": reference(work), "dependsOn": uses }));
    }
    let direct: Vec<String> = works
        .iter()
        .filter(|work| work.is_direct)
        .map(reference)
        .collect();
    dependencies.insert(0, json!({ "ref": own, "dependsOn": direct }));
    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": own,
                "name": text("name")?,
                "version": text("version")?,
                "description": text("description")?,
                "licenses": [{ "expression": text("license")? }],
                "purl": own,
            },
        },
        "components": works.iter().map(component).collect::<Vec<_>>(),
        "dependencies": dependencies,
    }))
}

fn component(work: &Work) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": reference(work),
        "name": work.name,
        "version": work.version,
        "scope": "required",
        // Crates older than SPDX 2.1 write a slash for OR.
        "licenses": [{ "expression": work.licence.replace('/', " OR ") }],
        "purl": reference(work),
    });
    if let Some(hash) = &work.hash {
        let (algorithm, content) = match hash {
            Hash::Sha256(content) => ("SHA-256", content),
            Hash::Sha512(content) => ("SHA-512", content),
        };
        component["hashes"] = json!([{ "alg": algorithm, "content": content }]);
    }
    component
}

fn reference(work: &Work) -> String {
    purl(work.origin, &work.name, &work.version)
}

fn purl(origin: Origin, name: &str, version: &str) -> String {
    let kind = match origin {
        Origin::Crate => "cargo",
        Origin::Npm => "npm",
        Origin::Toolchain => "generic",
    };
    format!("pkg:{kind}/{}@{version}", name.replace('@', "%40"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(name: &str, origin: Origin, uses: &[(&str, &str)]) -> Work {
        Work {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            origin,
            licence: "MIT/Apache-2.0".to_owned(),
            folder: PathBuf::new(),
            hash: Some(Hash::Sha256("00".repeat(32))),
            is_direct: name != "d",
            uses: uses
                .iter()
                .map(|(name, version)| ((*name).to_owned(), (*version).to_owned()))
                .collect(),
        }
    }

    #[test]
    fn names_each_work_and_what_it_is_made_with() {
        let manifest =
            json!({ "name": "p", "version": "2.0.0", "description": "d", "license": "MIT" });
        let works = BTreeSet::from([
            work("@a/b", Origin::Npm, &[]),
            work("c", Origin::Crate, &[("d", "1.0.0"), ("gone", "1.0.0")]),
            work("d", Origin::Crate, &[]),
        ]);
        let Ok(bill) = bill(&manifest, &works) else {
            unreachable!();
        };
        assert_eq!(
            bill["dependencies"],
            json!([
                { "ref": "pkg:npm/p@2.0.0", "dependsOn": ["pkg:npm/%40a/b@1.0.0", "pkg:cargo/c@1.0.0"] },
                { "ref": "pkg:npm/%40a/b@1.0.0", "dependsOn": [] },
                { "ref": "pkg:cargo/c@1.0.0", "dependsOn": ["pkg:cargo/d@1.0.0"] },
                { "ref": "pkg:cargo/d@1.0.0", "dependsOn": [] },
            ])
        );
        assert_eq!(
            bill["components"][1]["licenses"],
            json!([{ "expression": "MIT OR Apache-2.0" }])
        );
        assert_eq!(bill["components"][1]["hashes"][0]["alg"], "SHA-256");
    }

    #[test]
    fn refuses_a_package_without_a_version() {
        assert!(bill(&json!({ "name": "p" }), &BTreeSet::new()).is_err());
    }
}
