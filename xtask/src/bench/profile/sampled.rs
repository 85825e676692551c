//! Phases from the samples of V8's profiler: what was on the stack every tenth of a millisecond.

use serde_json::Value;
use std::collections::BTreeMap;

const MODULES: &str = "loading modules";
const WASM: &str = "in wasm";
const OURS: &str = "in our scripts";
const NODE: &str = "in Node's own scripts";
const NATIVE: &str = "in no script: V8 and the system";
const COLLECT: &str = "garbage collection";
const WAIT: &str = "waiting";

/// In the order in which they are shown.
pub(super) const PHASES: [&str; 7] = [MODULES, WASM, OURS, NODE, NATIVE, COLLECT, WAIT];

/// A function on the stack, and what called it.
struct Frame<'a> {
    function: &'a str,
    url: &'a str,
    caller: Option<u64>,
}

/// Milliseconds by phase; `None` if this is no profile.
pub(super) fn phases(profile: &Value) -> Option<BTreeMap<&'static str, f64>> {
    let mut frames: BTreeMap<u64, Frame<'_>> = BTreeMap::new();
    let mut callers: BTreeMap<u64, u64> = BTreeMap::new();
    for node in profile["nodes"].as_array()? {
        let id = node["id"].as_u64()?;
        for child in node["children"].as_array().into_iter().flatten() {
            callers.insert(child.as_u64()?, id);
        }
        let frame = Frame {
            function: node["callFrame"]["functionName"].as_str()?,
            url: node["callFrame"]["url"].as_str()?,
            caller: None,
        };
        frames.insert(id, frame);
    }
    for (callee, caller) in callers {
        if let Some(frame) = frames.get_mut(&callee) {
            frame.caller = Some(caller);
        }
    }
    let mut found: BTreeMap<&'static str, f64> = PHASES.map(|phase| (phase, 0.0)).into();
    let samples = profile["samples"].as_array()?;
    for (sample, microseconds) in samples.iter().zip(profile["timeDeltas"].as_array()?) {
        let phase = phase(&frames, sample.as_u64()?);
        *found.entry(phase).or_default() += microseconds.as_f64()?.max(0.0) / 1e3;
    }
    Some(found)
}

/// From the innermost function outwards, the first that tells.
fn phase(frames: &BTreeMap<u64, Frame<'_>>, sample: u64) -> &'static str {
    let mut next = Some(sample);
    let mut in_node = false;
    while let Some(frame) = next.and_then(|id| frames.get(&id)) {
        let Frame {
            function,
            url,
            caller,
        } = frame;
        match *function {
            "(garbage collector)" => return COLLECT,
            "(idle)" => return WAIT,
            "(program)" => return NATIVE,
            _ if url.starts_with("wasm:") => return WASM,
            _ if url.starts_with("node:internal/modules") => return MODULES,
            // What Node does for a script of ours is its own time, not that of the script.
            _ if url.starts_with("node:") => in_node = true,
            _ if !url.is_empty() && !in_node => return OURS,
            _ => {}
        }
        next = *caller;
    }
    if in_node { NODE } else { NATIVE }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tells_who_was_running() {
        let node = |id: u64, name: &str, url: &str, children: &[u64]| json!({ "id": id, "callFrame": { "functionName": name, "url": url }, "children": children });
        let profile = json!({
            "nodes": [
                node(1, "(root)", "", &[2, 3, 6]),
                node(2, "(idle)", "", &[]),
                node(3, "main", "file:///main.cjs", &[4, 5]),
                node(4, "readFileSync", "node:fs", &[]),
                node(5, "wasm-function[7]", "wasm://wasm/1", &[]),
                node(6, "load", "node:internal/modules/cjs/loader", &[]),
            ],
            "samples": [2, 3, 4, 5, 6, 5],
            "timeDeltas": [1_000, 1_000, 1_000, 1_000, 1_000, 1_000],
        });
        let found = phases(&profile).unwrap_or_default();
        let all: Vec<f64> = [MODULES, WASM, OURS, NODE, NATIVE, WAIT]
            .iter()
            .filter_map(|phase| found.get(phase).copied())
            .collect();
        assert_eq!(all, [1.0, 2.0, 1.0, 1.0, 0.0, 1.0]);
    }
}
