//! `cargo xtask bench`: this package beside what others made for the same work, in one run, with the budgets.

mod config;
pub(crate) mod figure;
mod listing;
mod machine;
mod micro;
mod page;
mod peers;
mod plot;
mod profile;
mod report;
mod samples;
mod size;
mod stage;
mod start;
mod storm;
mod turns;

use crate::command;
use crate::failure::{Failure, Result};
use crate::interrupt;
use crate::progress::say;
use crate::workspace::Workspace;
use machine::Machine;
use peers::Peers;
use report::{Chapter, Report};
use std::path::PathBuf;
use std::process::Command;

/// What the sections share.
pub(crate) struct Bench {
    peers: Peers,
    quick: bool,
    /// For what is made on the way, and not looked at afterwards.
    scratch: PathBuf,
}

impl Bench {
    /// How many rounds to take of what deserves so many.
    fn rounds(&self, thorough: usize) -> usize {
        if self.quick { 3 } else { thorough }
    }
}

struct Section {
    name: &'static str,
    run: fn(&mut Bench) -> Result<Chapter>,
}

const SECTIONS: &[Section] = &[
    Section {
        name: "size",
        run: size::run,
    },
    Section {
        name: "start",
        run: start::run,
    },
    Section {
        name: "profile",
        run: profile::run,
    },
    Section {
        name: "page",
        run: page::run,
    },
    Section {
        name: "config",
        run: config::run,
    },
    Section {
        name: "storm",
        run: storm::run,
    },
    Section {
        name: "listing",
        run: listing::run,
    },
    Section {
        name: "micro",
        run: micro::run,
    },
];

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wanted {
    /// The sections; all if there are none.
    only: Vec<String>,
    quick: bool,
    /// Whether the short form goes into the README.
    readme: bool,
}

/// Measures, and writes what was found into target/bench.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let wanted = read(arguments)?;
    let mut machine = Machine::here()?;
    // By a process of its own: the peak memory of a program begins with that of the process which started it, and a build is large.
    let this = std::env::current_exe()
        .map_err(|error| Failure::new(format!("Cannot find this program: {error}.")))?;
    command::run(Command::new(this).arg("build"))?;
    let peers = Peers::set_up(workspace, &mut machine)?;
    interrupt::watch()?;
    let mut bench = Bench {
        peers,
        quick: wanted.quick,
        scratch: workspace.target.join("bench-scratch"),
    };
    let folder = workspace.target.join("bench");
    let mut report = Report {
        machine,
        chapters: Vec::new(),
    };
    for section in SECTIONS {
        if wanted.only.is_empty() || wanted.only.iter().any(|name| name == section.name) {
            say(format!("Section {}", section.name));
            report.chapters.push((section.run)(&mut bench)?);
            // What is found is there also when a later section is interrupted.
            report.write(&folder)?;
        }
    }
    if wanted.readme {
        report.write_into(&workspace.root.join("README.md"))?;
    }
    println!("\n{}.\n\n{}", report.machine.sentence(), report.short());
    say(format!(
        "All figures, with plots: {}",
        folder.join("report.md").display()
    ));
    Ok(())
}

fn read(arguments: &[&str]) -> Result<Wanted> {
    let mut wanted = Wanted::default();
    let mut left = arguments;
    loop {
        left = match left {
            [] => return Ok(wanted),
            ["--quick", rest @ ..] => {
                wanted.quick = true;
                rest
            }
            ["--readme", rest @ ..] => {
                wanted.readme = true;
                rest
            }
            ["--only", names, rest @ ..] => {
                wanted.only = names.split(',').map(str::to_owned).collect();
                rest
            }
            [other, ..] => {
                return Err(Failure::new(format!("`bench` does not know {other}."))
                    .with_help("`cargo xtask help` tells what it takes."));
            }
        };
        let known = |name: &String| SECTIONS.iter().any(|section| section.name == name);
        if let Some(unknown) = wanted.only.iter().find(|name| !known(name)) {
            let names: Vec<&str> = SECTIONS.iter().map(|section| section.name).collect();
            return Err(
                Failure::new(format!("There is no section called {unknown}."))
                    .with_help(format!("The sections are {}.", names.join(", "))),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_asked_for() -> Result<()> {
        assert_eq!(read(&[])?, Wanted::default());
        let wanted = read(&["--only", "size,start", "--quick"])?;
        assert_eq!(wanted.only, ["size", "start"]);
        assert!(wanted.quick);
        assert!(read(&["--only", "speed"]).is_err());
        assert!(read(&["--only"]).is_err());
        Ok(())
    }
}
