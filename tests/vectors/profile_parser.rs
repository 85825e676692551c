//! `profile-parser/profile-parser-tests.json`: the common parser rules of the SDKs.

use crate::load;
use aws_sso_wasm::ErrorKind;
use aws_sso_wasm::config::section::Section;
use aws_sso_wasm::config::shared::SharedConfig;
use serde_json::{Map, Value, json};

#[test]
fn every_case() {
    let Some(vectors) = load("profile-parser/profile-parser-tests.json") else {
        return;
    };
    let tests = vectors["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 65);
    for test in tests {
        let name = test["name"].as_str().unwrap();
        let file = |key: &str| test["input"][key].as_str().map(str::as_bytes);
        let read = SharedConfig::parse(file("configFile"), file("credentialsFile"));
        if let Some(text) = test["output"]["errorContaining"].as_str() {
            let error = read.expect_err(name);
            assert_eq!(*error.kind(), ErrorKind::ConfigInvalid, "{name}");
            assert!(error.to_string().contains(text), "{name}: {error}");
            assert!(error.help().is_some(), "{name}");
            continue;
        }
        let shared = read.expect(name);
        let expected = &test["output"]["config"];
        assert_eq!(as_json(&shared.profiles()), expected["profiles"], "{name}");
        let sessions = expected.get("sso_sessions").cloned().unwrap_or(json!({}));
        assert_eq!(as_json(&shared.sso_sessions()), sessions, "{name}");
        // One by one they are the same, and in the same order.
        for (profile, name) in shared.profiles().iter().zip(shared.profile_names()) {
            assert_eq!(shared.profile(&name).as_ref(), Ok(profile));
        }
        for (session, name) in shared.sso_sessions().iter().zip(shared.sso_session_names()) {
            assert_eq!(shared.sso_session(&name).as_ref(), Some(session));
        }
    }
}

fn as_json(sections: &[Section]) -> Value {
    sections
        .iter()
        .map(|section| {
            let properties: Map<String, Value> = section
                .iter()
                .map(|(key, value)| (key.to_owned(), json!(value)))
                .collect();
            (section.name().to_owned(), Value::Object(properties))
        })
        .collect::<Map<_, _>>()
        .into()
}
