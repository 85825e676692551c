//! What it was measured on.

use crate::command::output;
use crate::failure::{Failure, Result};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// Asks Node, which knows it on every system.
const ASK: &str = "
    const os = require('node:os');
    console.log(JSON.stringify({
        cpu: os.cpus()[0]?.model ?? 'unknown', cores: os.cpus().length, memory: os.totalmem(),
        system: `${os.type()} ${os.release()}`, node: process.version, load: os.loadavg(),
        date: new Date().toISOString(),
    }));";

/// The machine, the day, and what else it was doing.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    facts: Value,
    /// The programs that were run, each with its version.
    versions: Vec<(String, String)>,
}

impl Machine {
    /// This one, now.
    pub(crate) fn here() -> Result<Self> {
        let printed = output(Command::new("node").args(["--eval", ASK]))?;
        let facts = serde_json::from_str(&printed)
            .map_err(|_| Failure::new("Node does not say what machine this is."))?;
        Ok(Self {
            facts,
            versions: Vec::new(),
        })
    }

    /// Adds a program.
    pub(crate) fn add(&mut self, name: &str, version: impl Into<String>) {
        self.versions.push((name.to_owned(), version.into()));
    }

    /// Adds a package that is installed in `node_modules`.
    pub(crate) fn add_package(&mut self, node_modules: &Path, name: &str) -> Result<()> {
        let file = node_modules.join(name).join("package.json");
        let text = crate::workspace::read_text(&file)?;
        let package: Value = serde_json::from_str(&text)
            .map_err(|_| Failure::new(format!("{} is not JSON.", file.display())))?;
        self.add(name, package["version"].as_str().unwrap_or("unknown"));
        Ok(())
    }

    /// The day, as `2026-01-31`.
    pub(crate) fn day(&self) -> &str {
        let date = self.facts["date"].as_str().unwrap_or_default();
        date.get(..10).unwrap_or(date)
    }

    /// How many processes wanted the processor when it began, on average of a minute.
    pub(crate) fn load(&self) -> f64 {
        self.facts["load"][0].as_f64().unwrap_or(f64::NAN)
    }

    /// One sentence.
    pub(crate) fn sentence(&self) -> String {
        let text = |name: &str| self.facts[name].as_str().unwrap_or("unknown").to_owned();
        let gigabytes = self.facts["memory"].as_f64().unwrap_or(0.0) / 1e9;
        format!(
            "{} with {} cores and {gigabytes:.0} GB, {}, Node {}, load {:.1} at the start, {}",
            text("cpu"),
            self.facts["cores"],
            text("system"),
            text("node"),
            self.load(),
            self.day(),
        )
    }

    /// The programs, as a clause.
    pub(crate) fn versions(&self) -> String {
        let said: Vec<String> = self
            .versions
            .iter()
            .map(|(name, version)| format!("{name} {version}"))
            .collect();
        said.join(", ")
    }

    /// All of it.
    pub(crate) fn json(&self) -> Value {
        json!({ "machine": self.facts, "versions": self.versions })
    }
}
