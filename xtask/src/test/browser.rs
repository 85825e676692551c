//! Ring browser: the installed package in the three engines that people have, driven from tests/browser.

use super::counts::Counts;
use super::node::Consumer;
use super::{Outcome, debian, on_ci};
use crate::failure::{Failure, Result};
use crate::progress::{say, seconds};
use crate::workspace::{self, Workspace};
use std::path::PathBuf;

/// An engine, and what starts it.
struct Engine {
    /// As tests/browser knows it.
    name: &'static str,
    /// The program that is driven, by the names that it has on different systems.
    programs: &'static [&'static str],
    /// What Debian calls the package with the first of these.
    package: &'static str,
    /// Another program without which it does not run, and Debian's package of it.
    needs: Option<(&'static str, &'static str)>,
}

const ENGINES: [Engine; 3] = [
    Engine {
        name: "chromium",
        programs: &["chromium", "chromium-browser", "google-chrome"],
        package: "chromium",
        needs: None,
    },
    Engine {
        name: "firefox",
        programs: &["firefox-esr", "firefox"],
        package: "firefox-esr",
        needs: None,
    },
    Engine {
        name: "webkit",
        programs: &["WebKitWebDriver"],
        package: "webkit2gtk-driver",
        needs: Some(("Xvfb", "xvfb")),
    },
];

/// Runs tests/browser once for every engine that can be had.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    let consumer = Consumer::make(workspace)?;
    let screenshots = workspace.target.join("browser").join("screenshots");
    workspace::remove_folder(&screenshots)?;
    let mut total = Counts::default();
    let mut missing = Vec::new();
    for engine in &ENGINES {
        let name = engine.name;
        let program = match engine.program() {
            Ok(program) => program,
            Err(failure) if on_ci() => return Err(failure),
            Err(failure) => {
                missing.push(format!("{name}: {failure}"));
                continue;
            }
        };
        say(format!("The engine {name}, as {}", program.display()));
        let began = seconds();
        let counts = consumer.test_with(
            workspace,
            "browser",
            &[
                ("BROWSER_ENGINE", name.as_ref()),
                ("BROWSER_BINARY", program.as_os_str()),
                ("BROWSER_SCREENSHOTS", screenshots.as_os_str()),
            ],
            &[format!("--test-concurrency={}", at_once())],
        )?;
        say(format!("{name}: {counts} ({:.0} s)", seconds() - began));
        total.add(counts);
    }
    for engine in &missing {
        say(format!("SKIPPED: the engine {engine}"));
    }
    if missing.len() == ENGINES.len() {
        return Ok(Outcome::Skipped("there is no browser".to_owned()));
    }
    Ok(Outcome::Ran(total))
}

/// Chromium, for tests that need some browser.
pub(crate) fn chromium() -> Result<PathBuf> {
    let [chromium, ..] = &ENGINES;
    chromium.program()
}

/// How many files of tests to run at once: they wait for browsers and timers more than they compute.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2))
}

impl Engine {
    /// The program, installed where that is possible.
    fn program(&self) -> Result<PathBuf> {
        if let Some((program, package)) = self.needs {
            found(&[program], package)?;
        }
        found(self.programs, self.package)
    }
}

/// The first of these programs that is there, after Debian's package was installed if none was.
fn found(programs: &[&str], package: &str) -> Result<PathBuf> {
    let look = || programs.iter().find_map(|program| debian::program(program));
    if let Some(program) = look() {
        return Ok(program);
    }
    debian::install(package)?;
    look().ok_or_else(|| Failure::new(format!("{package} is installed, yet not in PATH.")))
}
