//! The core's order, read from its source: an inner ring never names an outer one, and what ships holds no test double.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails loudly, and reads the source it is about"
)]

#[path = "rings/rust_source.rs"]
mod rust_source;

use rust_source::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// From the inside out. Rings that share a number do not name each other.
const RINGS: [(&str, u8); 8] = [
    ("encode", 0),
    ("oauth", 1),
    ("cache", 2),
    ("config", 2),
    ("aws", 3),
    ("flow", 4),
    ("cli", 5),
    ("wasm", 6),
];
/// What every ring stands on. It names itself and `encode`, whose time the clock tells, and no more.
const GROUND: [&str; 3] = ["error", "host", "secret"];
/// Names at the root that are re-exported from the ground.
const REEXPORTED: [&str; 3] = ["Error", "ErrorKind", "Result"];

fn ring(name: &str) -> Option<u8> {
    RINGS
        .iter()
        .find(|(ring, _)| *ring == name)
        .map(|(_, number)| *number)
}

/// Whether `from` may name `to`, both top-level modules.
fn may_name(from: &str, to: &str) -> bool {
    if from == to || REEXPORTED.contains(&to) {
        return true;
    }
    if GROUND.contains(&to) {
        // The one stone of the ground that names `encode`; the two must not stand on each other.
        return (from, to) != ("encode", "host");
    }
    match (ring(from), ring(to)) {
        (Some(outer), Some(inner)) => inner < outer,
        (None, Some(inner)) => GROUND.contains(&from) && inner == 0,
        _ => false,
    }
}

#[test]
fn an_inner_ring_never_names_an_outer_one() {
    let mut edges: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for source in sources() {
        if source.ring() == "lib" {
            continue;
        }
        for (line, name) in source.names_from_the_root() {
            if !may_name(source.ring(), &name) {
                wrong.push(format!("src/{}:{line} names {name}", source.path));
            }
            if source.ring() != name {
                let edge = (source.ring().to_owned(), name);
                *edges.entry(edge).or_default() += 1;
            }
        }
    }
    for ((from, to), count) in &edges {
        println!("{from} -> {to} ({count})");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // The proof reads something: the rings do hang together.
    for (from, to) in [
        ("oauth", "encode"),
        ("cache", "encode"),
        ("config", "encode"),
        ("aws", "cache"),
        ("flow", "aws"),
        ("flow", "config"),
        ("cli", "flow"),
        ("wasm", "cli"),
    ] {
        let edge = (from.to_owned(), to.to_owned());
        assert!(edges.contains_key(&edge), "{from} -> {to} was not found");
    }
}

#[test]
fn every_module_at_the_root_has_its_place() {
    let known: BTreeSet<&str> = RINGS
        .iter()
        .map(|(name, _)| *name)
        .chain(GROUND)
        .chain(["lib"])
        .collect();
    let sources = sources();
    let found: BTreeSet<&str> = sources.iter().map(Source::ring).collect();
    assert_eq!(found, known);
    let root = sources.iter().find(|source| source.path == "lib.rs");
    let root = root.expect("src/lib.rs");
    // A re-export could lend an outer ring an inner name.
    let exported: Vec<_> = root
        .code
        .lines()
        .filter(|line| line.contains("use"))
        .collect();
    assert_eq!(exported, ["pub use error::{Error, ErrorKind, Result};"]);
}

#[test]
fn what_ships_differs_from_what_is_tested_by_its_tests_alone() {
    for source in sources() {
        for (line, condition) in source.conditions() {
            let place = format!("src/{}:{line}", source.path);
            let known = [
                "test",
                "feature=\"cli\"",
                "feature=\"from-files\"",
                "feature=\"library\"",
                "feature=\"profiles\"",
                "not(feature=\"profiles\")",
                "any(feature=\"cli\",feature=\"from-files\")",
                "any(feature=\"cli\",feature=\"from-files\",feature=\"profiles\")",
                "any(feature=\"cli\",feature=\"from-files\",feature=\"library\")",
                "target_arch=\"wasm32\"",
            ];
            assert!(
                known.contains(&&*condition),
                "{place} compiles differently on {condition}"
            );
        }
        // Of `cfg(test)` there are whole modules only, and they are called tests.
        let shipped = source.without_tests();
        assert!(
            !shipped.contains("cfg(test)"),
            "src/{} compiles more than a module of tests for tests",
            source.path
        );
        for word in ["scripted", "fake", "mock", "stub", "dummy", "test_double"] {
            assert!(
                !shipped.to_lowercase().contains(word),
                "src/{} mentions a {word} outside of its tests",
                source.path
            );
        }
    }
}

#[test]
fn the_ports_of_what_ships_are_javascript_s_and_the_corrected_clock_s() {
    let ports = [
        "HttpClient",
        "Clock",
        "Entropy",
        "Store",
        "Observer",
        "Terminal",
        "Listener",
    ];
    let mut implemented: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for source in sources() {
        let shipped = source.without_tests();
        for port in ports {
            let implements = |before| shipped.contains(&format!("{before}{port} for "));
            if implements(" ") || implements("::") {
                let file = implemented.entry(source.path.clone());
                file.or_default().insert(port);
            }
        }
    }
    let all_of = |ports: &[&'static str]| ports.iter().copied().collect::<BTreeSet<_>>();
    let expected = BTreeMap::from([
        ("flow/clock_skew.rs".to_owned(), all_of(&ports[..5])),
        ("wasm/host.rs".to_owned(), all_of(&ports[..5])),
        ("wasm/listener.rs".to_owned(), all_of(&ports[6..])),
        ("wasm/terminal.rs".to_owned(), all_of(&ports[5..6])),
    ]);
    assert_eq!(implemented, expected);
}
