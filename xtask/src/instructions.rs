//! `cargo xtask instructions`: how many instructions each case of benches/ takes, beside the table that is committed.
//!
//! Callgrind counts what a program executes, so the figures do not depend on what else the machine does. They do depend on
//! the compiler and on the C library, whose functions allocate and copy; a table made with others is compared more loosely.
//! How the counts grow with the size of the input depends on neither.

mod table;

use crate::command::{output, shown};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::workspace::{self, Workspace};
use std::path::{Path, PathBuf};
use std::process::Command;
use table::{Table, Verdict};

/// How many times the instructions ten times the input may take: what is sorted by name takes a little over ten.
const TENFOLD: f64 = 11.0;

/// What counting came to.
pub(crate) struct Report {
    /// How many counts and growths were compared.
    pub(crate) compared: u64,
    /// What is more than it may be, a sentence each.
    pub(crate) excesses: Vec<String>,
}

/// Counts, prints, and compares or, with `update`, writes the table.
pub(crate) fn run(workspace: &Workspace, update: bool) -> Result<()> {
    if update {
        let counted = count(workspace)?;
        for excess in counted.growth_beyond(TENFOLD) {
            say(excess);
        }
        return workspace::write(&path(workspace), counted.to_text());
    }
    let report = compare(workspace)?;
    match report.excesses.len() {
        0 => Ok(()),
        number => Err(Failure::new(format!("{number} of the counts are more than they may be.")).with_help(
            "`cargo xtask instructions --update` writes a new table, for a change that is worth what it costs.",
        )),
    }
}

/// Counts, and compares with the table.
pub(crate) fn compare(workspace: &Workspace) -> Result<Report> {
    let before = Table::read(&workspace::read_text(&path(workspace))?)?;
    let counted = count(workspace)?;
    let tolerance = before.tolerance_for(&counted);
    if before.made_with != counted.made_with {
        say(format!(
            "The table was made with {}, this is {}: up to {tolerance} % more is taken for the compiler's doing",
            before.made_with, counted.made_with
        ));
    }
    let mut excesses = counted.growth_beyond(TENFOLD);
    let mut compared = counted.growths().count();
    for (case, count) in &counted.counts {
        compared += 1;
        let line = match before.judge(case, *count, tolerance) {
            Verdict::Within(line) => line,
            Verdict::Fewer(line) => {
                format!("{line}; `cargo xtask instructions --update` keeps it so")
            }
            Verdict::More(line) => {
                excesses.push(line.clone());
                line
            }
        };
        println!("{line}");
    }
    for gone in before
        .counts
        .iter()
        .filter(|(case, _)| counted.count(case).is_none())
    {
        excesses.push(format!(
            "{} is in the table, but is no case any more.",
            gone.0
        ));
    }
    for excess in &excesses {
        say(excess);
    }
    Ok(Report {
        compared: u64::try_from(compared).unwrap_or(u64::MAX),
        excesses,
    })
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.root.join("benches/instructions.txt")
}

/// Runs every case under callgrind.
fn count(workspace: &Workspace) -> Result<Table> {
    say("Compiling the cases of benches/");
    let folder = workspace.target.join("instructions");
    let program = build(workspace, &folder)?;
    say("Counting their instructions with callgrind");
    let names = output(&mut Command::new(&program))?;
    let counts = names
        .lines()
        .map(|case| Ok((case.to_owned(), count_case(&program, case, &folder)?)))
        .collect::<Result<_>>()?;
    Ok(Table {
        made_with: made_with()?,
        counts,
    })
}

/// Builds as the wasm is built, so that hashing is the code that ships, and not what this processor has instructions for.
fn build(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let flags = ["sha2_backend_soft=\"compact\"", "sha2_backend=\"soft\""]
        .map(|flag| format!("--cfg\x1f{flag}"));
    crate::command::run(
        Command::new("cargo")
            .args([
                "build",
                "--locked",
                "--release",
                "--package=benches",
                "--bin=instructions",
                "--features=callgrind",
            ])
            .arg("--target-dir")
            .arg(folder)
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
            .current_dir(&workspace.root),
    )?;
    Ok(folder.join("release/instructions"))
}

fn count_case(program: &Path, case: &str, folder: &Path) -> Result<u64> {
    let profile = folder.join("callgrind.out");
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=callgrind", "--quiet"])
        .args([
            "--collect-atstart=no",
            "--toggle-collect=*instructions*counted*",
        ])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(program)
        .arg(case)
        // What a process is told changes what is on its stack, and how it is aligned.
        .env_clear();
    output(&mut valgrind)?;
    let profile = workspace::read_text(&profile)?;
    let count = profile
        .lines()
        .find_map(|line| line.strip_prefix("summary: "))
        .and_then(|count| count.trim().parse().ok());
    match count {
        Some(0) | None => Err(Failure::new(format!(
            "`{}` counted nothing.",
            shown(&valgrind)
        ))),
        Some(count) => Ok(count),
    }
}

/// The compiler, the C library and the kind of machine.
fn made_with() -> Result<String> {
    let rustc = output(Command::new("rustc").arg("-vV"))?;
    let of = |name: &str| {
        rustc
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or("?")
    };
    let libc = output(Command::new("getconf").arg("GNU_LIBC_VERSION"))?;
    Ok(format!(
        "rustc {}, {}, {}",
        of("release: "),
        libc.trim(),
        of("host: ")
    ))
}
