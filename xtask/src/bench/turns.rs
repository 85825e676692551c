//! Programs that do the same work, run in turn: a machine that is slow for a while is slow for all of them.

use super::samples::{Sample, Samples};
use crate::command::shown;
use crate::failure::{Failure, Result};
use crate::interrupt;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use wait4::Wait4 as _;

/// A program that takes part.
pub(crate) struct Contestant {
    /// What it is called in tables and plots.
    pub(crate) name: String,
    /// Makes the command.
    command: Box<dyn Fn() -> Command>,
    /// What it prints if it did its work.
    pub(crate) shows: String,
}

impl Contestant {
    /// Starts it.
    pub(crate) fn start(&self) -> Result<Running> {
        Running::start((self.command)())
    }

    /// Runs it once.
    pub(crate) fn run(&self) -> Result<Sample> {
        self.start()?.finish(&self.shows)
    }
}

/// Where programs run: the environment variables and the current folder.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    variables: BTreeMap<String, String>,
    folder: PathBuf,
}

impl Surroundings {
    /// Of the environment of whoever runs the benchmark nothing but the `PATH` is in it.
    pub(crate) fn new(mut variables: BTreeMap<String, String>, folder: PathBuf) -> Self {
        if let Ok(path) = std::env::var("PATH") {
            variables.insert("PATH".to_owned(), path);
        }
        Self { variables, folder }
    }

    /// A command that runs here.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(&self.variables)
            .current_dir(&self.folder);
        command
    }

    /// A program that takes part here.
    pub(crate) fn contestant<A: Into<OsString>>(
        &self,
        name: impl Into<String>,
        shows: &str,
        program: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Contestant {
        let here = self.clone();
        let program = program.into();
        let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
        Contestant {
            name: name.into(),
            shows: shows.to_owned(),
            command: Box::new(move || {
                let mut command = here.command(&program);
                command.args(&arguments);
                command
            }),
        }
    }
}

/// Runs each of them once in every round, from the first to the last and then from the last to the first, with `before` ahead
/// of each run.
pub(crate) fn in_turn(
    contestants: &[Contestant],
    rounds: usize,
    mut before: impl FnMut() -> Result<()>,
) -> Result<Vec<Samples>> {
    let mut samples = vec![Samples::default(); contestants.len()];
    for round in 0..rounds {
        let mut pairs: Vec<_> = contestants.iter().zip(&mut samples).collect();
        if round % 2 == 1 {
            pairs.reverse();
        }
        for (contestant, samples) in pairs {
            interrupt::check()?;
            before()?;
            samples.0.push(contestant.run()?);
        }
    }
    Ok(samples)
}

/// A program that was started.
pub(crate) struct Running {
    child: Child,
    began: Instant,
    shown: String,
}

impl Running {
    /// Starts it.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let shown = shown(&command);
        let began = Instant::now();
        let child = command
            .spawn()
            .map_err(|error| Failure::new(format!("Cannot start `{shown}`: {error}.")))?;
        Ok(Self {
            child,
            began,
            shown,
        })
    }

    /// Waits until it has ended; refuses what did not end well or did not print `shows`.
    pub(crate) fn finish(mut self, shows: &str) -> Result<Sample> {
        let mut printed = String::new();
        let mut errors = String::new();
        let wrong = |why: String| Failure::new(format!("`{}` {why}.", self.shown));
        let read = self
            .child
            .stdout
            .take()
            .map(|mut stdout| stdout.read_to_string(&mut printed));
        // What a peer says there is short: it fits into the pipe.
        let said = self
            .child
            .stderr
            .take()
            .map(|mut stderr| stderr.read_to_string(&mut errors));
        if let Some(Err(error)) = read.or(said) {
            return Err(wrong(format!("could not be read: {error}")));
        }
        let used = self
            .child
            .wait4()
            .map_err(|error| wrong(format!("could not be waited for: {error}")))?;
        let seconds = self.began.elapsed().as_secs_f64();
        if !used.status.success() {
            return Err(wrong(format!("ended with {}:\n{errors}", used.status)));
        }
        if !printed.contains(shows) {
            return Err(wrong(format!("did not print {shows}")));
        }
        Ok(Sample {
            seconds,
            processor_seconds: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
            peak_bytes: used.rusage.maxrss as f64,
        })
    }
}
