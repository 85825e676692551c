//! The sandbox as a process of its own, and what it says of itself.

use super::at_home;
use crate::failure::{Failure, Result};
use crate::interrupt;
use crate::workspace::cannot;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the sandbox may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// What ends the text that it prints when it is ready.
const READY: &str = "Press Ctrl-C to stop it.";

/// A running sandbox, stopped when this value goes.
#[derive(Debug)]
pub(crate) struct Sandbox {
    child: Option<Child>,
    told: Told,
}

/// What the sandbox printed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    /// The variables to export.
    environment: BTreeMap<String, String>,
    /// The values of the config it suggests.
    config: BTreeMap<String, String>,
}

impl Sandbox {
    /// Starts `aws-sso-wasm sandbox` and waits until it listens. Its output goes into `folder`.
    pub(crate) fn start(mut program: Command, folder: &Path, home: &Path) -> Result<Self> {
        let output = folder.join("sandbox.out");
        let log = folder.join("sandbox.log");
        at_home(&mut program, home);
        program
            .arg("sandbox")
            .stdout(create(&output)?)
            .stderr(create(&log)?);
        #[cfg(unix)]
        // A process group of its own: with Ctrl-C the step ends first, and a kept sandbox outlives it.
        std::os::unix::process::CommandExt::process_group(&mut program, 0);
        let child = program
            .spawn()
            .map_err(|error| Failure::new(format!("Cannot start the sandbox: {error}.")))?;
        let mut sandbox = Self {
            child: Some(child),
            told: Told::default(),
        };
        sandbox.told = sandbox.await_ready(&output, &log)?;
        Ok(sandbox)
    }

    /// The variables that lead every AWS client to it.
    pub(crate) fn environment(&self) -> &BTreeMap<String, String> {
        &self.told.environment
    }

    /// Replaces `{name}` by what the sandbox said.
    pub(crate) fn fill_in(&self, word: &str) -> String {
        let value = |key: &str| self.told.config.get(key).cloned();
        let known = match word {
            "{start_url}" => value("sso_start_url"),
            "{region}" => value("sso_region"),
            "{account}" => value("sso_account_id"),
            "{role}" => value("sso_role_name"),
            _ => None,
        };
        known.unwrap_or_else(|| word.to_owned())
    }

    /// Lets it go on without us; returns its process id.
    pub(crate) fn keep(mut self) -> u32 {
        self.child.take().map_or(0, |child| child.id())
    }

    fn await_ready(&mut self, output: &PathBuf, log: &Path) -> Result<Told> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let text = fs::read_to_string(output).map_err(|e| cannot("read", output, &e))?;
            if text.contains(READY) {
                return Ok(read(&text));
            }
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok()?);
            if ended.is_some() || Instant::now() > deadline {
                let log = fs::read_to_string(log).unwrap_or_default();
                return Err(Failure::new(format!(
                    "The sandbox did not start.\n{}",
                    log.trim()
                )));
            }
            interrupt::pause()?;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn create(path: &Path) -> Result<Stdio> {
    match File::create(path) {
        Ok(file) => Ok(file.into()),
        Err(e) => Err(cannot("make", path, &e)),
    }
}

/// Reads `export NAME=VALUE` (`$env:NAME = "VALUE"` on Windows) and `key = value` lines.
fn read(text: &str) -> Told {
    let mut told = Told::default();
    for line in text.lines() {
        let variable = line.strip_prefix("export ").or(line.strip_prefix("$env:"));
        let Some((name, value)) = variable.unwrap_or(line).split_once('=') else {
            continue;
        };
        let (name, value) = (
            name.trim().to_owned(),
            value.trim().trim_matches('"').to_owned(),
        );
        if variable.is_some() {
            told.environment.insert(name, value);
        } else {
            told.config.insert(name, value);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_sandbox_prints() {
        let told = read(
            "The sandbox listens.\n\nexport AWS_ENDPOINT_URL_SSO=http://127.0.0.1:1\n\n\\
             [sso-session sandbox]\nsso_start_url = https://d-1.awsapps.com/start?a=b\n",
        );
        let endpoint = told
            .environment
            .get("AWS_ENDPOINT_URL_SSO")
            .map(String::as_str);
        assert_eq!(endpoint, Some("http://127.0.0.1:1"));
        let start_url = told.config.get("sso_start_url").map(String::as_str);
        assert_eq!(start_url, Some("https://d-1.awsapps.com/start?a=b"));
    }
}
