//! The home that programs run in, with a sandbox in a process of its own in the place of AWS: benches/stage.ts.

use super::turns::Surroundings;
use crate::failure::{Failure, Result};
use crate::workspace::{self, cannot};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A stage that stands until this value goes.
#[derive(Debug)]
pub(crate) struct Stage {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    environment: BTreeMap<String, String>,
    home: PathBuf,
    token: PathBuf,
    due_token: String,
}

/// The requests that came to a sandbox in some time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requests {
    /// Of any kind.
    pub(crate) all: u64,
    /// Of those, how many asked for a token with a refresh token.
    pub(crate) refreshes: u64,
    /// How many were told to come later (429).
    pub(crate) refused: u64,
}

impl Stage {
    /// Sets one up in `consumer`, with these options of `createSandbox`.
    pub(crate) fn set(consumer: &Path, options: &Value) -> Result<Self> {
        let mut command = Command::new("node");
        command
            .arg("benches/stage.js")
            .arg(options.to_string())
            .current_dir(consumer)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        #[cfg(unix)]
        // A process group of its own: with Ctrl-C it ends after those that use it, and cleans up.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .spawn()
            .map_err(|error| Failure::new(format!("Cannot start the stage: {error}.")))?;
        let (questions, Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(broken());
        };
        let mut answers = BufReader::new(answers);
        let told = answer(&mut answers)?;
        let text = |name: &str| told[name].as_str().map(str::to_owned).ok_or_else(broken);
        let variables = told["environment"].as_object().ok_or_else(broken)?;
        Ok(Self {
            home: text("home")?.into(),
            token: text("tokenPath")?.into(),
            due_token: text("dueToken")?,
            environment: variables
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                .collect(),
            child,
            questions,
            answers,
        })
    }

    /// Where everything on this stage runs.
    pub(crate) fn surroundings(&self) -> Surroundings {
        Surroundings::new(self.environment.clone(), self.home.clone())
    }

    /// What came since this was last asked.
    pub(crate) fn requests(&mut self) -> Result<Requests> {
        let questions = self.questions.as_mut().ok_or_else(broken)?;
        questions.write_all(b"\n").map_err(|_| broken())?;
        let told = answer(&mut self.answers)?;
        let number = |name: &str| told[name].as_u64().ok_or_else(broken);
        Ok(Requests {
            all: number("requests")?,
            refreshes: number("refreshes")?,
            refused: number("throttled")?,
        })
    }

    /// What makes a refresh due and leaves no role credentials cached, whenever it is called.
    pub(crate) fn refresh_due(&self) -> impl Fn() -> Result<()> + use<> {
        let (token, due) = (self.token.clone(), self.due_token.clone());
        let roles = self.home.join(".aws/cli/cache");
        move || {
            workspace::remove_folder(&roles)?;
            std::fs::write(&token, &due).map_err(|e| cannot("write", &token, &e))
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.questions.take());
        let _ = self.child.wait();
    }
}

fn answer(answers: &mut impl BufRead) -> Result<Value> {
    let mut line = String::new();
    answers.read_line(&mut line).map_err(|_| broken())?;
    serde_json::from_str(&line).map_err(|_| broken())
}

fn broken() -> Failure {
    Failure::new("The stage broke down, see above.")
}
