//! All accounts with their roles, behind the limit that AWS sets.

use super::Bench;
use super::figure::number;
use super::plot::{Bar, bars};
use super::report::{Chapter, Line};
use super::stage::Stage;
use super::turns::Surroundings;
use crate::command::output;
use crate::failure::{Failure, Result};
use crate::progress::say;
use crate::table::Table;
use serde_json::{Value, json};

/// The accounts, and how many of them a quick run takes.
const ACCOUNTS: usize = 665;
const QUICK_ACCOUNTS: usize = 60;
/// Requests in a second, and as many at once after a rest.
const RATE: f64 = 20.0;
/// Of every answer, in milliseconds.
const LATENCY: f64 = 40.0;
/// Times the least that the limit allows.
const BUDGET: f64 = 1.10;

/// What a listing came to.
struct Outcome {
    name: &'static str,
    seconds: f64,
    accounts: u64,
    roles: u64,
    /// How many refusals the program was shown.
    shown: u64,
    requests: u64,
    /// How many refusals there were.
    refused: u64,
}

/// Measures it.
pub(crate) fn run(bench: &mut Bench) -> Result<Chapter> {
    let accounts = if bench.quick {
        QUICK_ACCOUNTS
    } else {
        ACCOUNTS
    };
    let programs: [(&str, &[&str]); 3] = [
        ("aws-sso-wasm/node", &["listing/library.js"]),
        (
            "AWS SDK, one account after the other",
            &["listing/sdk.js", "1"],
        ),
        ("AWS SDK, 10 accounts at once", &["listing/sdk.js", "10"]),
    ];
    let mut outcomes = Vec::new();
    for (name, words) in programs {
        say(format!("Measuring: {accounts} accounts by {name}"));
        outcomes.push(list(bench, name, words, accounts)?);
    }
    let least = least(&outcomes);
    let mut table = Table::new(&[
        "Program",
        "s",
        "times the least",
        "requests",
        "refused (429)",
        "refusals shown",
        "accounts listed",
        "roles",
    ]);
    for outcome in &outcomes {
        table.row([
            outcome.name.to_owned(),
            number(outcome.seconds),
            number(outcome.seconds / least),
            outcome.requests.to_string(),
            outcome.refused.to_string(),
            outcome.shown.to_string(),
            outcome.accounts.to_string(),
            outcome.roles.to_string(),
        ]);
    }
    let bar = |outcome: &Outcome| Bar::exact(outcome.name.to_owned(), outcome.seconds);
    let all: Vec<Bar> = outcomes.iter().map(bar).collect();
    let raw = outcomes
        .iter()
        .map(|outcome| (outcome.name.to_owned(), json_of(outcome)));
    Ok(Chapter {
        title: "Listing".to_owned(),
        about: format!(
            "{accounts} accounts with 3 roles each, from a sandbox that takes {LATENCY} ms for every answer and serves {RATE} \
             requests per second, and as many at once after a rest; one run each. The least is what the limit allows for the \
             fewest requests that anybody needed: {} s.",
            number(least)
        ),
        tables: vec![("All accounts and roles".to_owned(), table)],
        plots: vec![(
            "listing".to_owned(),
            bars(
                "All accounts with their roles",
                "s; what is short may have failed, see the table",
                &all,
            ),
        )],
        lines: lines(&outcomes, least, accounts),
        raw: raw.collect(),
    })
}

/// The shortest time in which the limit serves the requests of whoever listed everything with the fewest.
fn least(outcomes: &[Outcome]) -> f64 {
    let served = outcomes
        .iter()
        .filter(|outcome| outcome.shown == 0)
        .map(|outcome| (outcome.requests - outcome.refused) as f64)
        .fold(f64::INFINITY, f64::min);
    (served - RATE) / RATE
}

fn lines(outcomes: &[Outcome], least: f64, accounts: usize) -> Vec<Line> {
    let [ours, others @ ..] = outcomes else {
        return Vec::new();
    };
    let said = |outcome: &Outcome| match outcome.shown {
        0 => format!("{} s", number(outcome.seconds)),
        shown => format!(
            "{} s, {shown} accounts lost to 429s",
            number(outcome.seconds)
        ),
    };
    let over = (ours.seconds / least - 1.0) * 100.0;
    let met = ours.seconds <= least * BUDGET && ours.shown == 0 && ours.accounts == accounts as u64;
    vec![Line {
        what: format!(
            "{accounts} accounts behind {RATE} requests/s: over the limit's own {} s",
            number(least)
        ),
        ours: format!("{} %; {}", number(over), said(ours)),
        budget: Some(("10 %, no 429 shown".to_owned(), met)),
        beside: others
            .iter()
            .map(|outcome| format!("{}: {}", outcome.name, said(outcome)))
            .collect::<Vec<_>>()
            .join("; "),
    }]
}

fn json_of(outcome: &Outcome) -> Value {
    json!({
        "seconds": outcome.seconds,
        "accounts": outcome.accounts,
        "roles": outcome.roles,
        "refusalsShown": outcome.shown,
        "requests": outcome.requests,
        "refused": outcome.refused,
    })
}

/// On a stage of its own, whose limit has rested.
fn list(bench: &Bench, name: &'static str, words: &[&str], accounts: usize) -> Result<Outcome> {
    let options =
        json!({ "accounts": accounts, "roles": 3, "latency": LATENCY, "rateLimit": RATE });
    let mut stage = Stage::set(&bench.peers.consumer, &options)?;
    let here: Surroundings = stage.surroundings();
    let (file, rest) = words.split_first().unwrap_or((&"", &[]));
    let mut command = here.command("node");
    command
        .arg("--no-warnings")
        .arg(bench.peers.bench(file))
        .args(rest);
    let told: Value = serde_json::from_str(&output(&mut command)?)
        .map_err(|_| Failure::new(format!("{name} does not say what it listed.")))?;
    let requests = stage.requests()?;
    let count = |member: &str| told[member].as_u64().unwrap_or(0);
    Ok(Outcome {
        name,
        seconds: told["seconds"].as_f64().unwrap_or(f64::NAN),
        accounts: count("accounts"),
        roles: count("roles"),
        shown: count("throttled"),
        requests: requests.all,
        refused: requests.refused,
    })
}
