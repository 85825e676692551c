//! `cargo xtask audit`: what is known to be wrong with the crates and npm packages. It takes GitHub and npm's own registry.

use super::{cargo_deny, npm_packages};
use crate::command;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::workspace::Workspace;
use std::path::Path;
use std::process::Stdio;

/// Checks both; a source that does not answer is a failure.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    say("Looking for advisories about crates with cargo-deny");
    let mut found = vec![cargo_deny::advisories(workspace)];
    for folder in npm_packages::FOLDERS {
        say(format!(
            "Looking for advisories about the npm packages of {folder}"
        ));
        found.push(match npm(&workspace.root.join(folder)) {
            Ok(NpmAudit::Clean) => Ok(()),
            Ok(NpmAudit::NoAnswer) => Err(Failure::new("The registry answers no audit.")),
            Err(failure) => Err(failure),
        });
    }
    found.into_iter().collect()
}

/// What `npm audit` came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NpmAudit {
    /// Nothing is known to be wrong.
    Clean,
    /// The registry does not say, as mirrors do not.
    NoAnswer,
}

/// Asks the registry about the lock file in this folder. What is wrong is a failure.
pub(crate) fn npm(folder: &Path) -> Result<NpmAudit> {
    let output = command::npm()
        .args([
            "audit",
            "--package-lock-only",
            "--json",
            "--loglevel=silent",
        ])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::new(format!("Cannot start npm: {error}.")))?;
    read(&String::from_utf8_lossy(&output.stdout))
}

fn read(report: &str) -> Result<NpmAudit> {
    let report: serde_json::Value = serde_json::from_str(report).unwrap_or_default();
    let Some(vulnerabilities) = report["vulnerabilities"].as_object() else {
        return Ok(NpmAudit::NoAnswer);
    };
    if vulnerabilities.is_empty() {
        return Ok(NpmAudit::Clean);
    }
    let names: Vec<&str> = vulnerabilities.keys().map(String::as_str).collect();
    Err(
        Failure::new(format!("npm knows advisories about {}.", names.join(", ")))
            .with_help("`npm audit` in that folder shows them."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_clean_from_silent_and_bad() {
        assert_eq!(
            read(r#"{"vulnerabilities":{}}"#).ok(),
            Some(NpmAudit::Clean)
        );
        assert_eq!(read(r#"{"message":"405"}"#).ok(), Some(NpmAudit::NoAnswer));
        assert_eq!(read("").ok(), Some(NpmAudit::NoAnswer));
        assert!(read(r#"{"vulnerabilities":{"left-pad":{}}}"#).is_err());
    }
}
