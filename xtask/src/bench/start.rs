//! From the start of a process to its end: role credentials that are cached, and the whole way from a token that is due.

use super::Bench;
use super::figure::{megabytes, milliseconds, number, spread};
use super::plot::{Bar, bars};
use super::report::{Chapter, Line};
use super::samples::Samples;
use super::stage::Stage;
use super::turns::{Contestant, in_turn};
use crate::failure::Result;
use crate::progress::say;
use crate::table::Table;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Seconds above bare Node, for cached role credentials.
const BUDGET_ABOVE_NODE: f64 = 0.020;
/// How many times faster than the AWS CLI.
const BUDGET_TIMES: f64 = 5.0;

/// What all of them do.
struct Work {
    title: &'static str,
    /// Of the files in benches/start.
    programs: &'static str,
    /// The command line, of ours as of the AWS CLI.
    words: &'static [&'static str],
    /// What is printed when it is done.
    shows: &'static str,
    /// Whether a refresh is due each time, and no role is cached.
    refresh: bool,
    /// The AWS CLI that can do it: v1 has no `export-credentials`, and Debian's v2 cannot be led to a sandbox.
    aws: &'static str,
}

const WORKS: [Work; 2] = [
    Work {
        title: "Cached role credentials to stdout",
        programs: "credentials",
        words: &["configure", "export-credentials", "--profile", "demo"],
        shows: "ASIA",
        refresh: false,
        aws: "v2",
    },
    Work {
        title: "Refresh, role credentials, identity",
        programs: "identity",
        words: &[
            "sts",
            "get-caller-identity",
            "--profile",
            "demo",
            "--output",
            "json",
        ],
        shows: ":assumed-role/",
        refresh: true,
        aws: "v1",
    },
];

const NODE: usize = 0;
const COMMAND: usize = 1;
const LIBRARY: usize = 2;
const SDK: usize = 3;

/// Measures it.
pub(crate) fn run(bench: &mut Bench) -> Result<Chapter> {
    let mut chapter = Chapter {
        title: "Start".to_owned(),
        about: "Wall time from before a process is started until it is gone, what it took of the processors, and the most memory that was resident: medians, with \
                the quartiles in brackets. All run in turn, in one home, against one sandbox on this machine. \"Above Node\" and \
                \"times\" are medians of what was found within each round. Everything is used as its users have it: npm install \
                and import, pip install. The AWS CLI v1 has no export-credentials, and the AWS CLI v2 of \
                Debian cannot be led to a sandbox, so that each takes part in one. What a program does not keep on disk it asks \
                of the portal again: see the requests."
            .to_owned(),
        ..Chapter::default()
    };
    for work in &WORKS {
        say(format!("Measuring: {}", work.title));
        let mut stage = Stage::set(&bench.peers.consumer, &json!({ "refreshTokens": "keep" }))?;
        one(bench, work, &mut stage, &mut chapter)?;
    }
    Ok(chapter)
}

fn one(bench: &Bench, work: &Work, stage: &mut Stage, chapter: &mut Chapter) -> Result<()> {
    let contestants = contestants(bench, work, stage);
    let due = stage.refresh_due();
    let before = || if work.refresh { due() } else { Ok(()) };
    // The first run fills caches, ours and the system's; the second tells what has to be asked each time.
    let mut requests = Vec::new();
    for contestant in &contestants {
        before()?;
        contestant.run()?;
        before()?;
        stage.requests()?;
        contestant.run()?;
        requests.push(stage.requests()?.all);
    }
    let samples = in_turn(&contestants, bench.rounds(20), before)?;
    let mut table = Table::new(&[
        "Program",
        "ms",
        "ms above Node",
        "times ours",
        "processor ms",
        "peak MB",
        "requests",
    ]);
    for ((contestant, own), requests) in contestants.iter().zip(&samples).zip(&requests) {
        table.row([
            contestant.name.clone(),
            milliseconds(own.seconds()),
            milliseconds(own.seconds_above(&samples[NODE])),
            spread(own.times(&samples[COMMAND])),
            milliseconds(own.processor_seconds()),
            megabytes(own.peak_bytes().median),
            requests.to_string(),
        ]);
    }
    chapter.tables.push((work.title.to_owned(), table));
    chapter.plots.push((
        format!("start-{}", work.programs),
        plot(work, &contestants, &samples),
    ));
    chapter.lines.extend(lines(work, &contestants, &samples));
    let raw: serde_json::Map<String, Value> = contestants
        .iter()
        .zip(&samples)
        .map(|(contestant, samples)| (contestant.name.clone(), samples.json()))
        .collect();
    chapter
        .raw
        .insert(work.title.to_owned(), Value::Object(raw));
    Ok(())
}

fn plot(work: &Work, contestants: &[Contestant], samples: &[Samples]) -> String {
    let bar = |(contestant, samples): (&Contestant, &Samples)| Bar {
        name: contestant.name.clone(),
        spread: samples.seconds().scaled(1e3),
    };
    let all: Vec<Bar> = contestants.iter().zip(samples).map(bar).collect();
    bars(work.title, "ms, median and quartiles", &all)
}

fn lines(work: &Work, contestants: &[Contestant], samples: &[Samples]) -> Vec<Line> {
    let above = |index: usize| samples[index].seconds_above(&samples[NODE]).median;
    let (command, library, sdk) = (above(COMMAND), above(LIBRARY), above(SDK));
    let ms = |seconds: f64| format!("{} ms", number(seconds * 1e3));
    let mut lines = vec![Line {
        what: format!("{}: above bare Node", work.title),
        ours: format!("{}; in a script {}", ms(command), ms(library)),
        budget: (!work.refresh).then(|| (ms(BUDGET_ABOVE_NODE), command <= BUDGET_ABOVE_NODE)),
        beside: format!(
            "bare Node {}, the AWS SDK in a script {} above it",
            ms(samples[NODE].seconds().median),
            ms(sdk)
        ),
    }];
    for (contestant, samples_of_aws) in contestants.iter().zip(samples) {
        if contestant.name.starts_with("AWS CLI") {
            let times = samples_of_aws.times(&samples[COMMAND]).median;
            lines.push(Line {
                what: format!("{}: against the {}", work.title, contestant.name),
                ours: format!(
                    "{} times faster: {}",
                    number(times),
                    ms(samples[COMMAND].seconds().median)
                ),
                budget: Some((format!("{BUDGET_TIMES} times"), times >= BUDGET_TIMES)),
                beside: ms(samples_of_aws.seconds().median),
            });
        }
    }
    lines
}

/// In the order of the constants above, and then the rest.
fn contestants(bench: &Bench, work: &Work, stage: &Stage) -> Vec<Contestant> {
    let peers = &bench.peers;
    let here = stage.surroundings();
    let with = |name: &str, program: &Path, file: PathBuf| {
        here.contestant(name, work.shows, program, [file])
    };
    let node = Path::new("node");
    let script = |who: &str| peers.bench(&format!("start/{who}_{}.js", work.programs));
    let mut all = vec![
        here.contestant("bare Node", "", node, ["-e", "0"]),
        here.contestant("aws-sso-wasm", work.shows, peers.ours(), work.words),
        with("aws-sso-wasm/node in a script", node, script("library")),
        with("AWS SDK fromSSO in a script", node, script("sdk")),
    ];
    if let Some(python) = &peers.python {
        let script = peers.bench(&format!("start/boto3_{}.py", work.programs));
        all.push(with("boto3 in a script", python, script));
    }
    let can = |(name, _): &&(String, PathBuf)| name.contains(work.aws);
    for (name, program) in peers.aws.iter().filter(can) {
        all.push(here.contestant(name, work.shows, program, work.words));
    }
    all
}
