//! The core's inner functions, natively and in wasm.

use super::Bench;
use super::figure::number;
use super::report::Chapter;
use crate::command::{output, run as run_command};
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::table::Table;
use crate::wasm;
use crate::workspace::{self, Workspace};
use serde_json::{Map, Value, json};
use std::process::Command;

/// Measures it.
pub(crate) fn run(bench: &mut Bench) -> Result<Chapter> {
    let workspace = Workspace::find()?;
    say("Timing the cases of benches/ with criterion");
    let mut criterion = Command::new("cargo");
    criterion.args([
        "bench",
        "--locked",
        "--package=benches",
        "--",
        "--noplot",
        "--quiet",
    ]);
    if bench.quick {
        criterion.arg("--quick");
    }
    run_command(criterion.current_dir(&workspace.root))?;
    let glue = wasm::build_benches(&workspace)?;
    say("Timing them in wasm");
    let printed = output(
        Command::new("node")
            .arg(bench.peers.bench("micro.js"))
            .arg(glue),
    )?;
    let in_wasm: Map<String, Value> = serde_json::from_str(&printed)
        .map_err(|_| Failure::new("The times in wasm are told in no JSON."))?;
    let mut table = Table::new(&["Case", "Native, µs", "wasm in Node, µs", "Ratio"]);
    let mut raw = Map::new();
    for (case, nanoseconds) in &in_wasm {
        let native = native(&workspace, case)?;
        let in_wasm = nanoseconds.as_f64().unwrap_or(f64::NAN);
        table.row([
            case.clone(),
            number(native / 1e3),
            number(in_wasm / 1e3),
            number(in_wasm / native),
        ]);
        raw.insert(
            case.clone(),
            json!({ "native": native, "wasm": in_wasm, "unit": "ns" }),
        );
    }
    Ok(Chapter {
        title: "Inner functions".to_owned(),
        about: "Each case of benches/src, the median: natively by criterion, and in a wasm of its own when the engine has \
                optimized it. Both are compiled for size, as what ships. What ten times the profiles cost tells how it grows; \
                `cargo xtask instructions` holds the counts of instructions."
            .to_owned(),
        tables: vec![("Microseconds".to_owned(), table)],
        raw,
        ..Chapter::default()
    })
}

/// The median that criterion found last, in nanoseconds.
fn native(workspace: &Workspace, case: &str) -> Result<f64> {
    let file = workspace
        .target
        .join("criterion")
        .join(case.replace('/', "_"))
        .join("new/estimates.json");
    let estimates: Value = serde_json::from_str(&workspace::read_text(&file)?)
        .map_err(|_| Failure::new(format!("{} is no JSON.", file.display())))?;
    estimates["median"]["point_estimate"]
        .as_f64()
        .ok_or_else(|| Failure::new(format!("{} has no median.", file.display())))
}
