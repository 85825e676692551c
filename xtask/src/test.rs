//! `cargo xtask test`: sets up and runs every test, in rings that each take the ones before for granted.

mod browser;
mod bundlers;
mod clients;
mod code_server;
mod counts;
pub(crate) mod debian;
mod demo;
mod fuzz;
mod hostile;
mod instructions;
mod lint;
mod native;
mod node;
mod runtimes;
mod supply;
mod vscode;

pub(crate) use browser::chromium;
pub(crate) use clients::{debian_aws, python};
pub(crate) use node::Consumer;

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

const RINGS: &[Ring] = &[
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
        name: "fuzz",
        about: "libFuzzer: what is read from files, servers and people, fed with anything",
        run: fuzz::run,
    },
    Ring {
        name: "instructions",
        about: "callgrind: no work of the core takes more instructions than it did",
        run: instructions::run,
    },
    Ring {
        name: "supply",
        about: "licences, sources and hashes of what it is made from; two builds; workflows; the bill of materials",
        run: supply::run,
    },
    Ring {
        name: "node",
        about: "node --test against the packed and installed package",
        run: node::run,
    },
    Ring {
        name: "runtimes",
        about: "the installed package in every Node, Deno, Bun and workerd",
        run: runtimes::run,
    },
    Ring {
        name: "bundlers",
        about: "Vite, webpack, Rollup and esbuild make pages of the installed package; Chromium opens them",
        run: bundlers::run,
    },
    Ring {
        name: "browser",
        about: "the installed package in Chromium, Firefox and WebKit",
        run: browser::run,
    },
    Ring {
        name: "clients",
        about: "the AWS CLI of PyPI, boto3 and the AWS CLI of Debian against the installed package",
        run: clients::run,
    },
    Ring {
        name: "hostile",
        about: "killed processes, colliding writes and broken disks against the installed package",
        run: hostile::run,
    },
    Ring {
        name: "vscode",
        about: "the extension of examples/vscode in code-server and Chromium",
        run: vscode::run,
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
                RINGS
                    .iter()
                    .map(|ring| ring.name)
                    .collect::<Vec<_>>()
                    .join(", ")
            )),
        );
    }
    let mut total = Counts::default();
    let mut lines = Vec::new();
    let mut failures = Vec::new();
    for ring in RINGS {
        let name = ring.name;
        if !only.is_empty() && !only.contains(&name) {
            lines.push(format!("{name:12} not run: --only {}", only.join(",")));
            continue;
        }
        say(format!("Ring {name}: {}", ring.about));
        let began = seconds();
        let told = match (ring.run)(workspace).and_then(some) {
            Ok(Outcome::Ran(counts)) => {
                total.add(counts);
                if counts.failed > 0 {
                    failures.push(format!("{name}: {} failed, see above", counts.failed));
                }
                counts.to_string()
            }
            Ok(Outcome::Skipped(why)) => format!("SKIPPED: {why}"),
            Err(failure) => {
                total.failed += 1;
                failures.push(format!("{name}: {failure}"));
                "FAILED before its end".to_owned()
            }
        };
        lines.push(format!("{name:12} {told} ({:.0} s)", seconds() - began));
    }
    println!();
    for line in lines {
        println!("{line}");
    }
    for failure in &failures {
        println!("FAILED {failure}");
    }
    println!("{total}");
    match failures.len() {
        0 => Ok(()),
        1 => Err(Failure::new("One ring failed.")),
        several => Err(Failure::new(format!("{several} rings failed."))),
    }
}

/// Refuses a ring that ran and found nothing to test.
fn some(outcome: Outcome) -> Result<Outcome> {
    match outcome {
        Outcome::Ran(counts) if counts == Counts::default() => {
            Err(Failure::new("Not one test ran."))
        }
        other => Ok(other),
    }
}

/// Whether a test without its vectors is a failure: on CI, and wherever the vectors are.
pub(crate) fn vectors_are_required(workspace: &Workspace) -> bool {
    is_set("REQUIRE_VECTORS", "1") || on_ci() || workspace.vectors().is_dir()
}

/// Whether what is missing is a failure.
pub(crate) fn on_ci() -> bool {
    is_set("CI", "true")
}

fn is_set(name: &str, value: &str) -> bool {
    std::env::var(name).is_ok_and(|found| found == value)
}
