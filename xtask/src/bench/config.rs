//! Config files of many profiles: read one, list all, edit one; how time and memory grow.

use super::Bench;
use super::figure::{megabytes, milliseconds, number};
use super::plot::{Curve, curves};
use super::report::{Chapter, Line};
use super::samples::Samples;
use super::turns::{Contestant, Surroundings, in_turn};
use crate::failure::Result;
use crate::progress::say;
use crate::table::Table;
use crate::workspace;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// How many profiles there are, and the one that is read and edited: the last.
const PROFILES: [usize; 4] = [100, 1_000, 10_000, 100_000];
/// Of these many profiles, …
const BUDGET_PROFILES: usize = 10_000;
/// … one is read in so many seconds above bare Node.
const BUDGET: f64 = 0.025;

#[derive(Clone, Copy)]
enum Work {
    Read,
    List,
    Edit,
}

const WORKS: [(Work, &str, &str); 3] = [
    (Work::Read, "Read one profile", "config-read"),
    (Work::List, "List all profiles", "config-list"),
    (Work::Edit, "Edit one profile", "config-edit"),
];

/// A program with the runtime that it is measured above.
struct Entrant {
    contestant: Contestant,
    /// Its place among those that run nothing.
    base: usize,
}

/// Measures it.
pub(crate) fn run(bench: &mut Bench) -> Result<Chapter> {
    let mut chapter = Chapter {
        title: "Config".to_owned(),
        about: "A config file of so many profiles, of which the last is read or edited. Wall time in ms with the quartiles, and peak \
                memory in MB, each above what the program's own runtime needs for nothing (bare Node, bare Python). The AWS SDK \
                edits no files; botocore's editor is the AWS CLI's `configure set`."
            .to_owned(),
        ..Chapter::default()
    };
    let sizes = if bench.quick {
        &PROFILES[..3]
    } else {
        &PROFILES[..]
    };
    let mut grown: BTreeMap<&str, Growth> = BTreeMap::new();
    for &profiles in sizes {
        say(format!("Measuring: a config file of {profiles} profiles"));
        let home = bench.scratch.join(format!("config-{profiles}"));
        workspace::write(&home.join(".aws/config"), file_of(profiles))?;
        for (work, title, name) in WORKS {
            let growth = grown.entry(name).or_insert_with(|| Growth::new(title));
            one(bench, work, profiles, &home, growth, &mut chapter)?;
        }
    }
    for (name, growth) in grown {
        chapter.tables.push((growth.title.clone(), growth.table));
        chapter.plots.push((
            name.to_owned(),
            curves(
                &growth.title,
                "profiles",
                "ms above the bare runtime",
                &growth.times,
            ),
        ));
        chapter.plots.push((
            format!("{name}-memory"),
            curves(
                &format!("{}: memory", growth.title),
                "profiles",
                "peak MB above the bare runtime",
                &growth.memory,
            ),
        ));
    }
    workspace::remove_folder(&bench.scratch)?;
    Ok(chapter)
}

/// What becomes of one work as there are more profiles.
struct Growth {
    title: String,
    table: Table,
    times: Vec<Curve>,
    memory: Vec<Curve>,
}

impl Growth {
    fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            table: Table::new(&["Profiles", "Program", "ms above bare", "peak MB above bare"]),
            times: Vec::new(),
            memory: Vec::new(),
        }
    }

    fn add(&mut self, profiles: usize, name: &str, own: &Samples, base: &Samples) -> f64 {
        let above = own.seconds_above(base);
        let memory = own.peak_bytes().median - base.peak_bytes().median;
        self.table.row([
            profiles.to_string(),
            name.to_owned(),
            milliseconds(above),
            megabytes(memory),
        ]);
        point(&mut self.times, name, profiles, above.median * 1e3);
        point(&mut self.memory, name, profiles, memory / 1e6);
        above.median
    }
}

fn point(curves: &mut Vec<Curve>, name: &str, profiles: usize, value: f64) {
    let point = (profiles as f64, value);
    match curves.iter_mut().find(|curve| curve.name == name) {
        Some(curve) => curve.points.push(point),
        None => curves.push(Curve {
            name: name.to_owned(),
            points: vec![point],
        }),
    }
}

fn one(
    bench: &Bench,
    work: Work,
    profiles: usize,
    home: &Path,
    growth: &mut Growth,
    chapter: &mut Chapter,
) -> Result<()> {
    let (bases, entrants) = contestants(bench, work, profiles, home);
    let base_places: Vec<usize> = entrants.iter().map(|entrant| entrant.base).collect();
    let names = bases.len();
    let all: Vec<Contestant> = bases
        .into_iter()
        .chain(entrants.into_iter().map(|entrant| entrant.contestant))
        .collect();
    for contestant in &all {
        contestant.run()?;
    }
    let rounds = if profiles > BUDGET_PROFILES {
        3
    } else {
        bench.rounds(7)
    };
    let samples = in_turn(&all, rounds, || Ok(()))?;
    let mut raw = Map::new();
    let mut reached = Vec::new();
    for ((contestant, own), base) in all.iter().zip(&samples).skip(names).zip(base_places) {
        let above = growth.add(profiles, &contestant.name, own, &samples[base]);
        reached.push((contestant.name.clone(), above));
        raw.insert(contestant.name.clone(), own.json());
    }
    for (contestant, own) in all.iter().zip(&samples).take(names) {
        raw.insert(contestant.name.clone(), own.json());
    }
    chapter.raw.insert(
        format!("{}, of {profiles}", growth.title),
        Value::Object(raw),
    );
    let is_wanted = matches!(work, Work::Read) && profiles == BUDGET_PROFILES;
    if let (true, [(_, ours), others @ ..]) = (is_wanted, reached.as_slice()) {
        let ms = |seconds: f64| format!("{} ms", number(seconds * 1e3));
        let beside = others
            .iter()
            .map(|(name, above)| format!("{name} {}", ms(*above)));
        chapter.lines.push(Line {
            what: "One profile out of 10,000, above the bare runtime".to_owned(),
            ours: ms(*ours),
            budget: Some((ms(BUDGET), *ours <= BUDGET)),
            beside: beside.collect::<Vec<_>>().join(", "),
        });
    }
    Ok(())
}

/// The bare runtimes, and those that do the work, ours first.
fn contestants(
    bench: &Bench,
    work: Work,
    profiles: usize,
    home: &Path,
) -> (Vec<Contestant>, Vec<Entrant>) {
    const NODE: usize = 0;
    const PYTHON: usize = 1;
    let peers = &bench.peers;
    let home_text = home.display().to_string();
    let here = Surroundings::new(
        BTreeMap::from([("HOME".to_owned(), home_text)]),
        home.into(),
    );
    let profile = profile(profiles - 1);
    let words = match work {
        Work::Read => vec!["configure", "get", "region", "--profile", &profile],
        Work::List => vec!["configure", "list-profiles"],
        Work::Edit => vec!["configure", "set", "region", REGION, "--profile", &profile],
    };
    let shows = match work {
        Work::Read => REGION,
        Work::List => &profile,
        Work::Edit => "",
    };
    let mut bases = vec![here.contestant("bare Node", "", "node", ["-e", "0"])];
    let mut all = vec![Entrant {
        contestant: here.contestant("aws-sso-wasm", shows, peers.ours(), &words),
        base: NODE,
    }];
    let script = |name: &str| peers.bench(&format!("config/{name}")).display().to_string();
    let of_sdk = match work {
        Work::Read => Some("sdk_read.js"),
        Work::List => Some("sdk_list.js"),
        Work::Edit => None,
    };
    if let Some(file) = of_sdk {
        all.push(Entrant {
            contestant: here.contestant(
                "AWS SDK's loader",
                shows,
                "node",
                [script(file), profile.clone()],
            ),
            base: NODE,
        });
    }
    if let Some(python) = &peers.python {
        bases.push(here.contestant("bare Python", "", python, ["-c", "0"]));
        let of_botocore = match work {
            Work::Read => Some("botocore_read.py"),
            Work::List => Some("botocore_list.py"),
            Work::Edit => None,
        };
        if let Some(file) = of_botocore {
            all.push(Entrant {
                contestant: here.contestant(
                    "botocore",
                    shows,
                    python,
                    [script(file), profile.clone()],
                ),
                base: PYTHON,
            });
        }
        let v1 = peers.aws.iter().find(|(name, _)| name.contains("v1"));
        if let (Work::Edit, Some((name, program))) = (work, v1) {
            all.push(Entrant {
                contestant: here.contestant(name, shows, program, &words),
                base: PYTHON,
            });
        }
    }
    (bases, all)
}

const REGION: &str = "eu-central-1";

fn profile(number: usize) -> String {
    format!("account-{number}")
}

/// A config file as a listing of accounts makes it.
fn file_of(profiles: usize) -> String {
    let mut text = "[sso-session work]\nsso_start_url = https://d-1234567890.awsapps.com/start\n\
                    sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n"
        .to_owned();
    for number in 0..profiles {
        let account = 100_000_000_000_u64 + number as u64;
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n[profile {}]\nsso_session = work\nsso_account_id = {account}\nsso_role_name = ReadOnly\nregion = {REGION}\n",
            profile(number)
        );
    }
    text
}
