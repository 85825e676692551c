//! `cargo xtask test`: sets up and runs every test, in rings that each take the ones before for granted.

mod clients;
mod counts;
mod demo;
mod lint;
mod native;
mod node;

use crate::failure::{Failure, Result};
use crate::progress::{say, seconds};
use crate::workspace::Workspace;
use counts::Counts;

/// What a ring came to.
pub(crate) enum Outcome {
    /// It ran; these are its counts.
    Ran(Counts),
    /// It did not run; the reason is a clause.
    Skipped(String),
}

struct Ring {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace) -> Result<Outcome>,
}

const RINGS: [Ring; 5] = [
    Ring {
        name: "lint",
        about: "rustfmt, clippy for the host and for wasm, prettier",
        run: lint::run,
    },
    Ring {
        name: "native",
        about: "cargo test: the core on this machine, with the vectors of ../shared",
        run: native::run,
    },
    Ring {
        name: "node",
        about: "node --test against the packed and installed package",
        run: node::run,
    },
    Ring {
        name: "clients",
        about: "the AWS CLI of PyPI, boto3 and the AWS CLI of Debian against the installed package",
        run: clients::run,
    },
    Ring {
        name: "demo",
        about: "what `cargo xtask demo` shows",
        run: demo::run,
    },
];

/// Runs the rings in `only`, or all when it is empty.
pub(crate) fn run(workspace: &Workspace, only: &[&str]) -> Result<()> {
    if let Some(unknown) = only
        .iter()
        .find(|name| !RINGS.iter().any(|ring| ring.name == **name))
    {
        return Err(
            Failure::new(format!("There is no ring called {unknown}.")).with_help(format!(
                "The rings are {}.",
                RINGS.map(|ring| ring.name).join(", ")
            )),
        );
    }
    let mut total = Counts::default();
    let mut lines = Vec::new();
    let mut failures = Vec::new();
    for ring in &RINGS {
        if !only.is_empty() && !only.contains(&ring.name) {
            lines.push(format!(
                "{:8} not run: --only {}",
                ring.name,
                only.join(",")
            ));
            continue;
        }
        say(format!("Ring {}: {}", ring.name, ring.about));
        let began = seconds();
        let (counts, told) = match (ring.run)(workspace) {
            Ok(Outcome::Ran(counts)) => (counts, counts.to_string()),
            Ok(Outcome::Skipped(why)) => (Counts::default(), format!("SKIPPED: {why}")),
            Err(failure) => {
                failures.push(format!("{}: {failure}", ring.name));
                let counts = Counts {
                    failed: 1,
                    ..Counts::default()
                };
                (counts, "FAILED before its end".to_owned())
            }
        };
        total.add(counts);
        if counts.failed > 0
            && failures
                .last()
                .is_none_or(|last| !last.starts_with(ring.name))
        {
            failures.push(format!(
                "{}: {} failed, see above",
                ring.name, counts.failed
            ));
        }
        lines.push(format!(
            "{:8} {told} ({:.0} s)",
            ring.name,
            seconds() - began
        ));
    }
    println!();
    for line in lines {
        println!("{line}");
    }
    for failure in &failures {
        println!("FAILED {failure}");
    }
    println!("{total}");
    if failures.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{} of the rings failed.",
            failures.len()
        )))
    }
}

/// Whether a test without its vectors is a failure: on CI, and wherever the vectors are.
pub(crate) fn vectors_are_required(workspace: &Workspace) -> bool {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|v| v == value);
    is("REQUIRE_VECTORS", "1") || is("CI", "true") || workspace.vectors().is_dir()
}
