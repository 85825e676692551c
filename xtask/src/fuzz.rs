//! `cargo xtask fuzz`: the targets of fuzz/, each for as long as it was given, as many at a time as there are processors.
//!
//! They are built with the compiler that everything is built with, and the flags that cargo-fuzz gives it; no sanitizer is
//! needed where unsafe code is denied. So `cargo fuzz run --sanitizer none` runs the same targets.

use crate::command::shown;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::workspace::{self, Workspace};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// What makes a program tell libFuzzer where it was, as cargo-fuzz has it.
const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Ccodegen-units=1",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
];

/// Each target with its dictionary.
const TARGETS: &[(&str, Option<&str>)] = &[
    ("cache_json", Some("json")),
    ("callback_url", Some("url")),
    ("codecs", None),
    ("endpoint", Some("url")),
    ("ini_edit", Some("ini")),
    ("ini_parse", Some("ini")),
    ("json", Some("json")),
    ("relay", Some("url")),
    ("responses", Some("json")),
    ("sigv4", None),
    ("timestamp", Some("timestamp")),
    ("xml", Some("xml")),
];

/// How many inputs each target gets if there is a seed: the time that these take differs, the inputs do not.
const SEEDED_INPUTS: u32 = 500_000;

/// How it went with one target.
pub(crate) struct Report {
    pub(crate) target: &'static str,
    /// Inputs tried.
    pub(crate) inputs: u64,
    /// What libFuzzer tells apart in where the inputs led.
    pub(crate) features: u64,
    /// What was found, and how to repeat it.
    pub(crate) finding: Option<String>,
}

/// Reads the options, and fuzzes.
pub(crate) fn command(workspace: &Workspace, options: &[&str]) -> Result<()> {
    let (mut minutes, mut only) = (60_u64, None);
    for pair in options.chunks(2) {
        match pair {
            ["--minutes", number] => {
                minutes = number.parse().map_err(|_| {
                    Failure::new(format!("`{number}` is no whole number of minutes."))
                })?;
            }
            ["--target", target] => only = Some(*target),
            _ => {
                return Err(Failure::new(format!("`{}` is no option.", pair.join(" ")))
                    .with_help("`cargo xtask help` lists the options."));
            }
        }
    }
    let each = Duration::from_secs(minutes.saturating_mul(60));
    let reports = fuzz(workspace, only, each)?;
    match reports.iter().filter(|it| it.finding.is_some()).count() {
        0 => Ok(()),
        number => Err(Failure::new(format!(
            "{number} of {} targets found something.",
            reports.len()
        ))),
    }
}

/// Fuzzes every target, or the one named, for this long each.
pub(crate) fn fuzz(
    workspace: &Workspace,
    only: Option<&str>,
    each: Duration,
) -> Result<Vec<Report>> {
    let chosen: VecDeque<_> = TARGETS
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| only == *name))
        .collect();
    if chosen.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        return Err(Failure::new("There is no such target.")
            .with_help(format!("The targets are {}.", names.join(", "))));
    }
    say("Compiling the targets of fuzz/");
    let programs = build(workspace)?;
    let at_a_time = std::thread::available_parallelism().map_or(1, |number| number.get());
    say(format!(
        "Fuzzing for {} s each, {at_a_time} at a time",
        each.as_secs()
    ));
    let left = Mutex::new(chosen);
    let reports = Mutex::new(Vec::new());
    let next = || left.lock().ok()?.pop_front();
    let work = || {
        while let Some((target, dictionary)) = next() {
            let report = fuzz_one(workspace, &programs, target, *dictionary, each);
            if let Ok(report) = &report {
                tell(report);
            }
            if let Ok(mut reports) = reports.lock() {
                reports.push(report);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_a_time {
            scope.spawn(work);
        }
    });
    let reports = reports
        .into_inner()
        .map_err(|_| Failure::new("A target was not run to its end."))?
        .into_iter()
        .collect::<Result<Vec<Report>>>()?;
    let inputs: u64 = reports.iter().map(|it| it.inputs).sum();
    println!("{inputs} inputs tried in {} targets", reports.len());
    Ok(reports)
}

fn tell(report: &Report) {
    println!(
        "{:12} {:>9} inputs tried, {:>5} features reached",
        report.target, report.inputs, report.features
    );
    if let Some(finding) = &report.finding {
        println!("{finding}");
    }
}

/// Builds the targets and returns the folder that they are in.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let host = host()?;
    let folder = folder(workspace);
    crate::command::run(
        Command::new("cargo")
            .args(["build", "--quiet", "--locked", "--release", "--bins"])
            .arg("--manifest-path")
            .arg(workspace.root.join("fuzz/Cargo.toml"))
            .arg("--target-dir")
            .arg(&folder)
            // With a target, what runs at compile time is built without the flags.
            .args(["--target", &host])
            .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f"))
            .current_dir(&workspace.root),
    )?;
    Ok(folder.join(host).join("release"))
}

/// The kind of machine this is, as rustc calls it.
fn host() -> Result<String> {
    let version = crate::command::output(Command::new("rustc").arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or_else(|| Failure::new("rustc does not say what machine this is."))?;
    Ok(host.to_owned())
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("fuzz")
}

/// Runs one target: first on what is in the corpus, then on what it makes of it. New inputs stay in target/.
fn fuzz_one(
    workspace: &Workspace,
    programs: &Path,
    target: &'static str,
    dictionary: Option<&str>,
    each: Duration,
) -> Result<Report> {
    let folder = folder(workspace);
    let seed = std::env::var("FUZZ_SEED").ok();
    let made = if seed.is_some() { "seeded" } else { "corpus" };
    let (corpus, findings) = (
        folder.join(made).join(target),
        folder.join("findings").join(target),
    );
    if seed.is_some() {
        workspace::remove_folder(&corpus)?;
    }
    workspace::remove_folder(&findings)?;
    workspace::make_folder(&findings)?;
    workspace::make_folder(&corpus)?;
    let sources = workspace.root.join("fuzz");
    let log = folder.join(format!("{target}.log"));
    let file = std::fs::File::create(&log).map_err(|e| workspace::cannot("write", &log, &e))?;
    let program = programs.join(target);
    let mut command = match &seed {
        Some(seed) => {
            let mut command = at_fixed_addresses(&program);
            command.arg(format!("-seed={seed}"));
            command.arg(format!("-runs={SEEDED_INPUTS}"));
            // What it made itself it would read again whenever a second has passed.
            command.arg("-reload=0");
            command
        }
        None => Command::new(&program),
    };
    command
        .arg(format!("-max_total_time={}", each.as_secs()))
        .args(["-print_final_stats=1", "-timeout=10", "-rss_limit_mb=1024"])
        .arg(format!("-artifact_prefix={}/", findings.display()));
    if let Some(dictionary) = dictionary {
        let path = sources.join(format!("dictionaries/{dictionary}.dict"));
        command.arg(format!("-dict={}", path.display()));
    }
    command
        .arg(&corpus)
        .arg(sources.join("corpus").join(target))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(file);
    let status = command
        .status()
        .map_err(|e| Failure::new(format!("Cannot start `{}`: {e}.", shown(&command))))?;
    let log = String::from_utf8_lossy(
        &std::fs::read(&log).map_err(|e| workspace::cannot("read", &log, &e))?,
    )
    .into_owned();
    let finding = if status.success() {
        None
    } else {
        Some(finding(&log, programs, target, &findings)?)
    };
    Ok(Report {
        target,
        inputs: number_behind(&log, "stat::number_of_executed_units:"),
        features: number_behind(&log, " ft:"),
        finding,
    })
}

/// The program at the same addresses each time, as far as the machine lets it be: what libFuzzer tries next depends on them.
fn at_fixed_addresses(program: &Path) -> Command {
    let fixed = |program: &Path| {
        let mut command = Command::new("setarch");
        command.arg("--addr-no-randomize").arg(program);
        command
    };
    match crate::command::output(&mut fixed(Path::new("true"))) {
        Ok(_) => fixed(program),
        Err(_) => Command::new(program),
    }
}

/// The last number in the log that stands behind this text; 0 if there is none.
fn number_behind(log: &str, text: &str) -> u64 {
    let last = log.rsplit_once(text).map_or("", |(_, rest)| rest);
    let digits = last.split_whitespace().next().unwrap_or("");
    digits.parse().unwrap_or(0)
}

/// What went wrong, on which input, and how to see it again.
fn finding(log: &str, programs: &Path, target: &str, findings: &Path) -> Result<String> {
    let mut lines: Vec<&str> = log
        .lines()
        .skip_while(|it| !it.contains("panicked at"))
        .collect();
    if lines.is_empty() {
        lines = log.lines().collect();
        lines.drain(..lines.len().saturating_sub(20));
    }
    lines.truncate(12);
    let mut told = format!("{target} found something:\n{}", lines.join("\n"));
    for input in workspace::files_below(findings)? {
        let bytes = std::fs::read(&input).map_err(|e| workspace::cannot("read", &input, &e))?;
        told.push_str(&format!(
            "\nThe input: {}\nOnce more: {} {}",
            bytes.escape_ascii(),
            programs.join(target).display(),
            input.display()
        ));
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_libfuzzer_tells() {
        let log = "#2\tINITED cov: 4 ft: 7 corp: 1/1b\n#9\tDONE   cov: 81 ft: 1024 corp: 9/9b\n\
            stat::number_of_executed_units: 4096\n";
        assert_eq!(number_behind(log, " ft:"), 1024);
        assert_eq!(number_behind(log, "stat::number_of_executed_units:"), 4096);
        assert_eq!(number_behind("", " ft:"), 0);
    }

    #[test]
    fn every_target_has_a_program_and_a_corpus() {
        let fuzz = Workspace::find().unwrap().root.join("fuzz");
        let names = |folder: &str| -> Vec<String> {
            let entries = std::fs::read_dir(fuzz.join(folder)).unwrap();
            let stem = |entry: std::fs::DirEntry| {
                entry
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            };
            let mut names: Vec<_> = entries.map(|entry| stem(entry.unwrap())).collect();
            names.sort();
            names
        };
        let targets: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names("fuzz_targets"), targets);
        assert_eq!(names("corpus"), targets);
    }
}
