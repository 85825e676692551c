//! Where every millisecond goes, of a start that prints cached role credentials, beside a Node that does nothing.

mod sampled;
mod traced;

use super::Bench;
use super::figure::milliseconds;
use super::report::Chapter;
use super::samples::Spread;
use super::stage::Stage;
use crate::failure::{Failure, Result};
use crate::table::Table;
use crate::workspace::{self, cannot};
use crate::{command, interrupt};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What V8 and Node are to tell of.
const CATEGORIES: &str = "node.bootstrap,node.fs.sync,v8,disabled-by-default-v8.wasm.detailed,disabled-by-default-v8.compile";

/// Milliseconds by phase, run by run.
type Phases = BTreeMap<&'static str, Vec<f64>>;

/// Measures it.
pub(crate) fn run(bench: &mut Bench) -> Result<Chapter> {
    let stage = Stage::set(&bench.peers.consumer, &json!({}))?;
    let ours = std::fs::canonicalize(bench.peers.ours())
        .map_err(|e| cannot("find", &bench.peers.ours(), &e))?;
    let words = ["configure", "export-credentials", "--profile", "demo"];
    let ours: Vec<String> = std::iter::once(ours.display().to_string())
        .chain(words.map(str::to_owned))
        .collect();
    let script = |name: &str| vec![bench.peers.bench(name).display().to_string()];
    let programs = [
        ("aws-sso-wasm", ours),
        (
            "its library in a script",
            script("start/library_credentials.js"),
        ),
        ("a script of one line", script("start/one_line.js")),
        ("bare Node", vec!["-e".to_owned(), "0".to_owned()]),
    ];
    let mut all: Vec<Profiled> = programs.map(Profiled::new).into();
    // The first run fetches what is to be cached.
    for round in 0..=bench.rounds(15) {
        for Profiled {
            words,
            traced,
            sampled,
            ..
        } in &mut all
        {
            interrupt::check()?;
            let trace = once(
                &stage,
                &bench.scratch,
                words,
                &[
                    "--trace-event-categories",
                    CATEGORIES,
                    "--trace-event-file-pattern",
                    "trace.json",
                ],
            )?;
            let profile = once(
                &stage,
                &bench.scratch,
                words,
                &[
                    "--cpu-prof",
                    "--cpu-prof-interval",
                    "100",
                    "--cpu-prof-name",
                    "profile.json",
                ],
            )?;
            if round > 0 {
                note(traced, traced::phases(&trace).ok_or_else(unreadable)?);
                note(sampled, sampled::phases(&profile).ok_or_else(unreadable)?);
            }
        }
    }
    let raw = |of: fn(&Profiled) -> &Phases| {
        let pairs = all
            .iter()
            .map(|program| (program.name.to_owned(), json!(of(program))));
        Value::Object(pairs.collect())
    };
    Ok(Chapter {
        title: "Profile".to_owned(),
        about: "Where the time goes until cached role credentials are printed, in ms: medians with the quartiles, beside a script that \
                prints one line and a Node that does nothing. First as V8's and Node's trace events tell it, of the main thread, \
                from the start of Node to the end of the program; then as the sampling profiler does, which begins when Node has \
                started. Both slow the program down."
            .to_owned(),
        tables: vec![
            ("By trace events".to_owned(), table(&all, |it| &it.traced, &traced::PHASES)),
            ("By samples".to_owned(), table(&all, |it| &it.sampled, &sampled::PHASES)),
        ],
        raw: [
            ("traced".to_owned(), raw(|it| &it.traced)),
            ("sampled".to_owned(), raw(|it| &it.sampled)),
        ]
        .into_iter()
        .collect(),
        ..Chapter::default()
    })
}

/// A program, and what was found about it.
struct Profiled {
    name: &'static str,
    /// Node's arguments.
    words: Vec<String>,
    traced: Phases,
    sampled: Phases,
}

impl Profiled {
    fn new((name, words): (&'static str, Vec<String>)) -> Self {
        Self {
            name,
            words,
            traced: Phases::new(),
            sampled: Phases::new(),
        }
    }
}

/// One run with these options of Node; the file that it left.
fn once(stage: &Stage, scratch: &Path, words: &[String], options: &[&str]) -> Result<Value> {
    workspace::remove_folder(scratch)?;
    workspace::make_folder(scratch)?;
    let mut node = stage.surroundings().command("node");
    node.args(options).args(words).current_dir(scratch);
    command::output(&mut node)?;
    let files: Vec<PathBuf> = workspace::files_below(scratch)?;
    let [file] = files.as_slice() else {
        return Err(unreadable());
    };
    serde_json::from_str(&workspace::read_text(file)?).map_err(|_| unreadable())
}

fn note(phases: &mut Phases, found: BTreeMap<&'static str, f64>) {
    for (phase, milliseconds) in found {
        phases.entry(phase).or_default().push(milliseconds);
    }
}

fn table(all: &[Profiled], of: fn(&Profiled) -> &Phases, order: &[&'static str]) -> Table {
    let names = all.iter().map(|program| program.name);
    let columns: Vec<&str> = std::iter::once("Phase").chain(names).collect();
    let mut table = Table::new(&columns);
    for phase in order {
        let cells = all.iter().map(|program| {
            of(program)
                .get(phase)
                .map_or(String::new(), |runs| shown(runs))
        });
        table.row(std::iter::once((*phase).to_owned()).chain(cells));
    }
    table
}

fn shown(milliseconds_of_runs: &[f64]) -> String {
    milliseconds(spread(milliseconds_of_runs).scaled(1e-3))
}

fn spread(runs: &[f64]) -> Spread {
    Spread::of(runs.iter().copied())
}

fn unreadable() -> Failure {
    Failure::new("Node left no profile that can be read.")
}
