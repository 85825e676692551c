//! Phases from the events that V8 and Node trace.

use serde_json::Value;
use std::collections::BTreeMap;

const NODE: &str = "Node's own start";
const SCRIPTS: &str = "compiling scripts";
const VALIDATE: &str = "wasm: decoding and validating";
const COMPILE: &str = "wasm: compiling what is called";
const INSTANTIATE: &str = "wasm: instantiating";
const FILES: &str = "reading files";
const COLLECT: &str = "garbage collection";
const REST: &str = "the rest: running, loading modules, waiting";

/// In the order in which they are shown.
pub(super) const PHASES: [&str; 8] = [
    NODE,
    SCRIPTS,
    VALIDATE,
    COMPILE,
    INSTANTIATE,
    FILES,
    COLLECT,
    REST,
];

/// Milliseconds by phase; `None` if these are no events of Node.
pub(super) fn phases(trace: &Value) -> Option<BTreeMap<&'static str, f64>> {
    let events = trace["traceEvents"].as_array()?;
    let named = |name: &str| events.iter().find(|event| event["name"] == name);
    let began = named("nodeStart")?;
    let started = named("bootstrapComplete")?["ts"].as_f64()?;
    let main = &began["tid"];
    let on_main = || events.iter().filter(|event| event["tid"] == *main);
    let mut spans: Vec<Span> = on_main()
        .filter(|event| event["ph"] == "X")
        .filter_map(Span::read)
        .chain(begun_and_ended(on_main()))
        .filter(|span| span.from >= started)
        .collect();
    spans.sort_by(|one, other| one.from.total_cmp(&other.from));
    let end = on_main()
        .filter_map(|event| Some(event["ts"].as_f64()? + event["dur"].as_f64().unwrap_or(0.0)))
        .fold(started, f64::max);
    let mut found: BTreeMap<&'static str, f64> = PHASES.map(|phase| (phase, 0.0)).into();
    found.insert(NODE, (started - began["ts"].as_f64()?) / 1e3);
    let (mut until, mut counted) = (started, 0.0);
    for span in spans {
        // What lies within a span that was counted belongs to that one.
        if span.from >= until {
            let milliseconds = (span.to - span.from) / 1e3;
            *found.entry(span.phase).or_default() += milliseconds;
            counted += milliseconds;
            until = span.to;
        }
    }
    found.insert(REST, (end - started) / 1e3 - counted);
    Some(found)
}

/// The spans that are told by two events: only files are, and of those one after the other.
fn begun_and_ended<'a>(events: impl Iterator<Item = &'a Value>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut begun: Option<(&str, f64)> = None;
    for event in events {
        let (Some(name), Some(time)) = (event["name"].as_str(), event["ts"].as_f64()) else {
            continue;
        };
        let Some(phase) = phase(name) else {
            continue;
        };
        match (event["ph"].as_str(), begun) {
            (Some("B"), _) => begun = Some((name, time)),
            (Some("E"), Some((of, from))) if of == name => {
                spans.push(Span {
                    phase,
                    from,
                    to: time,
                });
                begun = None;
            }
            _ => {}
        }
    }
    spans
}

struct Span {
    phase: &'static str,
    /// In microseconds.
    from: f64,
    to: f64,
}

impl Span {
    fn read(event: &Value) -> Option<Self> {
        let phase = phase(event["name"].as_str()?)?;
        let from = event["ts"].as_f64()?;
        let to = from + event["dur"].as_f64()?;
        Some(Self { phase, from, to })
    }
}

fn phase(name: &str) -> Option<&'static str> {
    match name {
        "wasm.DecodeWasmModule" | "wasm.NewNativeModule" | "wasm.ValidateFunctions" => {
            Some(VALIDATE)
        }
        "wasm.InstanceBuilder.Build" => Some(INSTANTIATE),
        _ if name.starts_with("wasm.") => Some(COMPILE),
        _ if name.starts_with("fs.sync.") => Some(FILES),
        _ if name.starts_with("V8.GC") => Some(COLLECT),
        _ if name.starts_with("V8.Compile") || name.starts_with("v8.compile") => Some(SCRIPTS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn counts_what_is_nested_once() {
        let event = |name: &str, tid: u64, ts: f64, dur: f64| json!({ "name": name, "tid": tid, "ph": "X", "ts": ts, "dur": dur });
        let trace = json!({ "traceEvents": [
            { "name": "nodeStart", "tid": 1, "ph": "I", "ts": 0.0 },
            { "name": "bootstrapComplete", "tid": 1, "ph": "I", "ts": 20_000.0 },
            event("wasm.ValidateFunctions", 1, 21_000.0, 4_000.0),
            event("wasm.ValidateFunctionsTask", 1, 22_000.0, 1_000.0),
            event("wasm.CompileBaseline", 2, 22_000.0, 9_000.0),
            event("wasm.CompileBaseline", 1, 26_000.0, 500.0),
            { "name": "fs.sync.read", "tid": 1, "ph": "B", "ts": 27_000.0 },
            { "name": "fs.sync.read", "tid": 1, "ph": "E", "ts": 27_250.0 },
            event("other", 1, 29_000.0, 1_000.0),
        ] });
        let found = phases(&trace).unwrap_or_default();
        let of = |phase: &str| found.get(phase).copied();
        assert_eq!(of(NODE), Some(20.0));
        assert_eq!(of(VALIDATE), Some(4.0));
        assert_eq!(of(COMPILE), Some(0.5));
        assert_eq!(of(FILES), Some(0.25));
        assert_eq!(of(REST), Some(5.25));
    }
}
