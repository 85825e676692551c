//! Many processes at once that all find the token due: how many refreshes are sent, and when the last of them is done.

use super::Bench;
use super::figure::{number, spread};
use super::plot::{Curve, curves};
use super::report::{Chapter, Line};
use super::samples::Spread;
use super::stage::Stage;
use super::turns::{Contestant, Running};
use crate::failure::Result;
use crate::progress::say;
use crate::table::Table;
use crate::{interrupt, workspace};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

const AT_ONCE: [usize; 4] = [1, 10, 50, 200];
/// Of this many processes …
const BUDGET_PROCESSES: usize = 50;
/// … so many may send a refresh.
const BUDGET: f64 = 1.0;
/// The part of the memory that is free which the processes of one kind may take together.
const MEMORY_PART: f64 = 0.6;

/// One crowd of processes.
struct Crowd {
    /// From before the first was started until the last was gone.
    seconds: f64,
    refreshes: f64,
    /// How many did not do their work.
    failed: f64,
}

/// Measures it.
pub(crate) fn run(bench: &mut Bench) -> Result<Chapter> {
    let mut stage = Stage::set(&bench.peers.consumer, &json!({ "refreshTokens": "keep" }))?;
    let contestants = contestants(bench, &stage);
    let due = stage.refresh_due();
    let mut peaks = Vec::new();
    for contestant in &contestants {
        due()?;
        peaks.push(contestant.run()?.peak_bytes);
    }
    let mut table = Table::new(&[
        "Processes",
        "Program",
        "refreshes sent",
        "failed",
        "s until all are done",
    ]);
    let mut chapter = Chapter {
        title: "Storm".to_owned(),
        about: "So many processes at once, each of which wants to know who it is, with a token that is due for a refresh and no role \
                cached. The sandbox accepts an old refresh token for as long as the session lasts, so that who refreshes a second \
                time is not refused. Medians; seconds with the quartiles."
            .to_owned(),
        ..Chapter::default()
    };
    let mut times: Vec<Curve> = contestants.iter().map(curve).collect();
    let mut sent = times.clone();
    let at_once = if bench.quick {
        &AT_ONCE[..3]
    } else {
        &AT_ONCE[..]
    };
    for &processes in at_once {
        say(format!("Measuring: {processes} processes at once"));
        let rounds = if processes >= BUDGET_PROCESSES {
            1
        } else {
            bench.rounds(3)
        };
        let mut crowds: Vec<Vec<Crowd>> = contestants.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            for ((contestant, peak), crowds) in contestants.iter().zip(&peaks).zip(&mut crowds) {
                interrupt::check()?;
                if peak * processes as f64 > MEMORY_PART * free_memory() {
                    say(format!("LEFT OUT for want of memory: {}", contestant.name));
                    continue;
                }
                due()?;
                stage.requests()?;
                let (seconds, failed) = crowd(contestant, processes)?;
                let refreshes = stage.requests()?.refreshes as f64;
                crowds.push(Crowd {
                    seconds,
                    refreshes,
                    failed,
                });
            }
        }
        let mut told = Vec::new();
        for (index, (contestant, crowds)) in contestants.iter().zip(&crowds).enumerate() {
            let of = |figure: fn(&Crowd) -> f64| Spread::of(crowds.iter().map(figure));
            let (seconds, refreshes) = (of(|crowd| crowd.seconds), of(|crowd| crowd.refreshes));
            if crowds.is_empty() {
                continue;
            }
            table.row([
                processes.to_string(),
                contestant.name.clone(),
                number(refreshes.median),
                number(of(|crowd| crowd.failed).median),
                spread(seconds),
            ]);
            let x = processes as f64;
            times[index].points.push((x, seconds.median));
            sent[index].points.push((x, refreshes.median));
            told.push((contestant.name.clone(), refreshes.median, seconds.median));
            let raw: Vec<Value> = crowds.iter().map(json_of).collect();
            let key = format!("{processes} processes, {}", contestant.name);
            chapter.raw.insert(key, Value::Array(raw));
        }
        if processes == BUDGET_PROCESSES
            && let [(_, ours, seconds), others @ ..] = told.as_slice()
        {
            chapter.lines.push(line(*ours, *seconds, others));
        }
    }
    chapter.tables.push(("Refreshes".to_owned(), table));
    chapter.plots = vec![
        (
            "storm-time".to_owned(),
            curves(
                "Until all processes are done",
                "processes at once",
                "s",
                &times,
            ),
        ),
        (
            "storm-refreshes".to_owned(),
            curves(
                "Refreshes that they send",
                "processes at once",
                "refreshes",
                &sent,
            ),
        ),
    ];
    Ok(chapter)
}

fn line(ours: f64, seconds: f64, others: &[(String, f64, f64)]) -> Line {
    let said = |refreshes: f64, seconds: f64| format!("{refreshes} in {} s", number(seconds));
    let beside = others
        .iter()
        .map(|(name, refreshes, seconds)| format!("{name} {}", said(*refreshes, *seconds)));
    Line {
        what: format!("Refreshes sent by {BUDGET_PROCESSES} processes that all need one"),
        ours: said(ours, seconds),
        budget: Some((BUDGET.to_string(), ours <= BUDGET)),
        beside: beside.collect::<Vec<_>>().join(", "),
    }
}

fn json_of(crowd: &Crowd) -> Value {
    json!({ "seconds": crowd.seconds, "refreshes": crowd.refreshes, "failed": crowd.failed })
}

fn curve(contestant: &Contestant) -> Curve {
    Curve {
        name: contestant.name.clone(),
        points: Vec::new(),
    }
}

/// Starts so many at once; the seconds until all are gone, and how many failed.
fn crowd(contestant: &Contestant, processes: usize) -> Result<(f64, f64)> {
    let began = Instant::now();
    let running = (0..processes)
        .map(|_| contestant.start())
        .collect::<Result<Vec<Running>>>()?;
    let failed = running
        .into_iter()
        .filter_map(|running| running.finish(&contestant.shows).err())
        .count();
    Ok((began.elapsed().as_secs_f64(), failed as f64))
}

/// In bytes; as much as there may be where the system does not say.
fn free_memory() -> f64 {
    let kilobytes = workspace::read_text(Path::new("/proc/meminfo"))
        .ok()
        .and_then(|text| {
            let line = text
                .lines()
                .find(|line| line.starts_with("MemAvailable:"))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        });
    kilobytes.map_or(f64::INFINITY, |kilobytes| kilobytes * 1_024.0)
}

fn contestants(bench: &Bench, stage: &Stage) -> Vec<Contestant> {
    const SHOWS: &str = ":assumed-role/";
    const WORDS: [&str; 6] = [
        "sts",
        "get-caller-identity",
        "--profile",
        "demo",
        "--output",
        "json",
    ];
    let peers = &bench.peers;
    let here = stage.surroundings();
    let script = |who: &str| [peers.bench(&format!("start/{who}"))];
    let mut all = vec![
        here.contestant("aws-sso-wasm", SHOWS, peers.ours(), WORDS),
        here.contestant(
            "aws-sso-wasm/node",
            SHOWS,
            "node",
            script("library_identity.js"),
        ),
        here.contestant("AWS SDK fromSSO", SHOWS, "node", script("sdk_identity.js")),
    ];
    if let Some(python) = &peers.python {
        all.push(here.contestant("boto3", SHOWS, python, script("boto3_identity.py")));
    }
    if let Some((name, program)) = peers.aws.iter().find(|(name, _)| name.contains("v1")) {
        all.push(here.contestant(name, SHOWS, program, WORDS));
    }
    all
}
