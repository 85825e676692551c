//! Where every millisecond goes, of a start that prints cached role credentials, beside a Node that does nothing.

mod sampled;
mod traced;

use super::Bench;
use super::figure::milliseconds;
use super::report::Chapter;
use super::samples::Spread;
use super::stage::Stage;
use super::table::Table;
use crate::failure::{Failure, Result};
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
    let bare = vec!["-e".to_owned(), "0".to_owned()];
    let programs = [("aws-sso-wasm", &ours), ("bare Node", &bare)];
    let mut phases: [[Phases; 2]; 2] = Default::default();
    // The first run fetches what is to be cached.
    for round in 0..=bench.rounds(15) {
        for ((_, words), [traced, sampled]) in programs.iter().zip(&mut phases) {
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
    let [[traced, sampled], [traced_bare, sampled_bare]] = &phases;
    Ok(Chapter {
        title: "Profile".to_owned(),
        about: "Where the time goes until cached role credentials are printed, in ms: medians with the quartiles, beside a Node that does \
                nothing. First as V8's and Node's trace events tell it, of the main thread, from the start of Node to the end of the \
                program; then as the sampling profiler does, which begins when Node has started. Both slow the program down."
            .to_owned(),
        tables: vec![
            ("By trace events".to_owned(), table(traced, traced_bare, &traced::PHASES)),
            ("By samples".to_owned(), table(sampled, sampled_bare, &sampled::PHASES)),
        ],
        raw: [
            ("traced".to_owned(), json!({ "aws-sso-wasm": traced, "bare Node": traced_bare })),
            ("sampled".to_owned(), json!({ "aws-sso-wasm": sampled, "bare Node": sampled_bare })),
        ]
        .into_iter()
        .collect(),
        ..Chapter::default()
    })
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

fn table(ours: &Phases, bare: &Phases, order: &[&'static str]) -> Table {
    let mut table = Table::new(&["Phase", "aws-sso-wasm", "bare Node"]);
    for phase in order {
        let cell = |phases: &Phases| phases.get(phase).map_or(String::new(), |runs| shown(runs));
        table.row([(*phase).to_owned(), cell(ours), cell(bare)]);
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
