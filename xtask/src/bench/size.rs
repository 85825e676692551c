//! What has to be fetched: each entry as a bundler makes it, and the AWS SDK for the same calls.

use super::Bench;
use super::figure::{kilobytes, number};
use super::plot::{Bar, bars};
use super::report::{Chapter, Line};
use crate::command::output;
use crate::failure::{Failure, Result};
use crate::table::Table;
use serde_json::Value;
use std::process::Command;

/// In bytes, Brotli: the script of the entry for pages, its glue and core.wasm.
const BUDGET: f64 = 45.0 * 1_024.0;

/// Measures it.
pub(crate) fn run(bench: &mut Bench) -> Result<Chapter> {
    let printed = output(
        Command::new("node")
            .arg(bench.peers.bench("size.js"))
            .current_dir(&bench.peers.consumer),
    )?;
    let told: Value = serde_json::from_str(&printed)
        .map_err(|_| Failure::new("The sizes are told in no JSON."))?;
    let list = |name: &str| told[name].as_array().cloned().unwrap_or_default();
    let (entries, peers) = (list("entries"), list("peers"));
    let mut table = Table::new(&[
        "Bundle",
        "Script raw",
        "of that glue",
        "Script gzip",
        "Script brotli",
        "wasm raw",
        "wasm gzip",
        "wasm brotli",
        "Sum brotli",
    ]);
    for each in entries.iter().chain(&peers) {
        let cell =
            |part: &str, form: &str| each[part][form].as_f64().map_or(String::new(), kilobytes);
        table.row([
            name(each),
            cell("script", "raw"),
            each["glue"]
                .as_f64()
                .filter(|bytes| *bytes > 0.0)
                .map_or(String::new(), kilobytes),
            cell("script", "gzip"),
            cell("script", "brotli"),
            cell("wasm", "raw"),
            cell("wasm", "gzip"),
            cell("wasm", "brotli"),
            cell("sum", "brotli"),
        ]);
    }
    let sum = |each: &Value| each["sum"]["brotli"].as_f64().unwrap_or(f64::NAN);
    let page = entries
        .iter()
        .find(|each| name(each) == "aws-sso-wasm/browser")
        .map_or(f64::NAN, sum);
    let sdk = peers.first().map_or(f64::NAN, sum);
    let plot = bars(
        "What has to be fetched, Brotli",
        "KB (1024 bytes)",
        &entries
            .iter()
            .chain(&peers)
            .map(|each| Bar::exact(name(each), sum(each) / 1_024.0))
            .collect::<Vec<_>>(),
    );
    let mut raw = serde_json::Map::new();
    raw.insert("bundles".to_owned(), told);
    Ok(Chapter {
        title: "Size".to_owned(),
        about: "Everything that each entry exports, bundled and minified by esbuild, in KB of 1024 bytes. The glue is what \
                wasm-bindgen wrote, the rest of the script is the facade. The AWS SDK's bundle holds the commands for the \
                same calls and no more: no sign-in by redirect, no storage, no refresh, no listing at the pace that AWS allows."
            .to_owned(),
        tables: vec![("KB".to_owned(), table)],
        plots: vec![("size".to_owned(), plot)],
        lines: vec![Line {
            what: "Entry for pages: wasm, glue and facade, Brotli".to_owned(),
            ours: format!("{} KB", kilobytes(page)),
            budget: Some((format!("{} KB", number(BUDGET / 1_024.0)), page <= BUDGET)),
            beside: format!("AWS SDK, bare clients: {} KB", kilobytes(sdk)),
        }],
        raw,
    })
}

fn name(entry: &Value) -> String {
    entry["name"].as_str().unwrap_or_default().to_owned()
}
