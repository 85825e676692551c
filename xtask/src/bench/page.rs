//! Pages in Chromium: how long until they can be used, and whether they answer while a long list comes in.

use super::Bench;
use super::figure::{number, spread};
use super::plot::{Bar, bars};
use super::report::{Chapter, Line};
use super::samples::Spread;
use crate::command::output;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::table::Table;
use crate::test::chromium;
use serde_json::{Map, Value};
use std::process::Command;

/// As benches/page.ts calls the web console.
const CONSOLE: &str = "aws-sso-wasm serve";

/// Measures it.
pub(crate) fn run(bench: &mut Bench) -> Result<Chapter> {
    let program = match chromium() {
        Ok(program) => program,
        Err(failure) => {
            say(format!("SKIPPED: pages: {failure}"));
            return Ok(Chapter {
                title: "Page".to_owned(),
                about: "Not measured: there was no Chromium.".to_owned(),
                ..Chapter::default()
            });
        }
    };
    let accounts = if bench.quick { 60 } else { 665 };
    let printed = output(
        Command::new("node")
            .arg(bench.peers.bench("page.js"))
            .arg(program)
            .arg(bench.rounds(11).to_string())
            .arg(accounts.to_string())
            .current_dir(&bench.peers.consumer),
    )?;
    let told: Map<String, Value> = serde_json::from_str(&printed)
        .map_err(|_| Failure::new("The times of the pages are told in no JSON."))?;
    let (loads, load_table) = loads(&told);
    let (streams, stream_table) = streams(&told);
    let bar = |load: &Load| Bar {
        name: load.name.clone(),
        spread: load.cold,
    };
    Ok(Chapter {
        title: "Page".to_owned(),
        about: format!(
            "From the navigation until there is a button to sign in with, in Chromium without a display, on this machine: cold by \
             somebody who was never there, warm by the same once more. The bare page has a script of one line; the small pages \
             have nothing but that button and what is needed for it. Then {accounts} accounts come in with their roles at 20 \
             requests per second, and tasks are noted that kept the page from answering for more than 50 ms, those at its start \
             included. The library fetches core.wasm whole and compiles it then; one small page gives it what \
             `WebAssembly.compileStreaming` makes, to see what that would gain. The web console is isolated from pages that open it \
             (Cross-Origin-Opener-Policy), for which Chromium starts a process anew; one bare page is, too."
        ),
        tables: vec![
            ("Navigation to usable".to_owned(), load_table),
            (format!("While {accounts} accounts stream in"), stream_table),
        ],
        plots: vec![(
            "page".to_owned(),
            bars(
                "Navigation to usable, cold",
                "ms, median and quartiles",
                &loads.iter().map(bar).collect::<Vec<_>>(),
            ),
        )],
        lines: lines(&loads, &streams, accounts),
        raw: told,
    })
}

struct Load {
    name: String,
    cold: Spread,
    warm: Spread,
}

fn loads(told: &Map<String, Value>) -> (Vec<Load>, Table) {
    let mut table = Table::new(&["Page", "cold, ms", "warm, ms"]);
    let mut loads = Vec::new();
    for (name, times) in told
        .get("loads")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let of = |kind: &str| Spread::of(figures(&times[kind]).into_iter());
        let (cold, warm) = (of("cold"), of("warm"));
        table.row([name.clone(), spread(cold), spread(warm)]);
        loads.push(Load {
            name: name.clone(),
            cold,
            warm,
        });
    }
    (loads, table)
}

struct Stream {
    name: String,
    seconds: f64,
    /// In milliseconds.
    long_tasks: Vec<f64>,
}

impl Stream {
    fn longest(&self) -> f64 {
        self.long_tasks.iter().copied().fold(0.0, f64::max)
    }
}

fn streams(told: &Map<String, Value>) -> (Vec<Stream>, Table) {
    let mut table = Table::new(&["Page", "s", "long tasks", "longest, ms"]);
    let mut streams = Vec::new();
    for (name, each) in told
        .get("streams")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let stream = Stream {
            name: name.clone(),
            seconds: each["seconds"].as_f64().unwrap_or(f64::NAN),
            long_tasks: figures(&each["longTasks"]),
        };
        table.row([
            name.clone(),
            number(stream.seconds),
            stream.long_tasks.len().to_string(),
            number(stream.longest()),
        ]);
        streams.push(stream);
    }
    (streams, table)
}

fn figures(list: &Value) -> Vec<f64> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect()
}

fn lines(loads: &[Load], streams: &[Stream], accounts: usize) -> Vec<Line> {
    let is_ours = |name: &str| name == CONSOLE;
    let load = |load: &Load| {
        format!(
            "{} / {} ms",
            number(load.cold.median),
            number(load.warm.median)
        )
    };
    let stream = |stream: &Stream| {
        format!(
            "{}, the longest {} ms",
            stream.long_tasks.len(),
            number(stream.longest())
        )
    };
    let mut lines = Vec::new();
    if let Some(ours) = loads.iter().find(|load| is_ours(&load.name)) {
        let others = loads.iter().filter(|load| !is_ours(&load.name));
        let beside = others.map(|other| format!("{} {}", other.name, load(other)));
        lines.push(Line {
            what: "Web console: navigation to usable, cold / warm".to_owned(),
            ours: load(ours),
            budget: None,
            beside: beside.collect::<Vec<_>>().join(", "),
        });
    }
    if let Some(ours) = streams.iter().find(|stream| is_ours(&stream.name)) {
        let others = streams.iter().filter(|stream| !is_ours(&stream.name));
        let beside = others.map(|other| format!("{} {}", other.name, stream(other)));
        lines.push(Line {
            what: format!("Web console: tasks over 50 ms while {accounts} accounts stream in"),
            ours: stream(ours),
            budget: None,
            beside: beside.collect::<Vec<_>>().join(", "),
        });
    }
    lines
}
