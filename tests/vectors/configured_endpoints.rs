//! `endpoints/profile-tests.json` and `cli-level.profile-tests.json`: which configured endpoint wins. They were written for
//! S3 and DynamoDB; the rule is the same for every service.

use crate::load;
use aws_sso_wasm::config::endpoint_url::configured;
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::config::shared::SharedConfig;
use serde_json::Value;

/// A caller of the library has no parameter to ignore what is configured, the environment and the profile have.
const DIFFERENT: [&str; 2] = [
    "All configured endpoints ignored due to ignore client config parameter.",
    "All configured endpoints ignored due to ignore shared config variable.",
];

#[test]
fn every_case() {
    for file in [
        "endpoints/profile-tests.json",
        "endpoints/cli-level.profile-tests.json",
    ] {
        let Some(vectors) = load(file) else {
            return;
        };
        let suite = &vectors["testSuites"][0];
        let shared = SharedConfig::parse(Some(config(suite).as_bytes()), None).unwrap();
        let cases = suite["endpointUrlTests"].as_array().unwrap();
        assert_eq!(cases.len(), 39);
        for case in cases {
            let name = case["name"].as_str().unwrap();
            let variables = suite["environments"][case["environment"].as_str().unwrap()]
                .as_object()
                .unwrap();
            let environment = Environment::new(
                variables
                    .iter()
                    .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned())),
            );
            let profile = shared.profile(case["profile"].as_str().unwrap()).unwrap();
            let client = &suite["client_configs"][case["client_config"].as_str().unwrap()];
            let service = case["service"].as_str().unwrap();
            let found = configured(&shared, &environment, &profile, service).unwrap();
            // What the caller passes goes before everything configured.
            let found = client["endpoint_url"].as_str().map(str::to_owned).or(found);
            let expected = case["output"]["endpointUrl"]
                .as_str()
                .filter(|url| !url.ends_with(".fake-region-10.amazonaws.com"));
            let client_ignores = case["client_config"] == "ignore_configured_endpoint_urls";
            if client_ignores {
                assert!(DIFFERENT.contains(&name), "{name}");
                assert_eq!(
                    found.as_deref(),
                    Some("https://s3-from-envvar.endpoint.aws")
                );
            } else {
                assert_eq!(found.as_deref(), expected, "{name}");
            }
        }
    }
}

fn config(suite: &Value) -> String {
    let mut text = String::new();
    for (name, properties) in suite["profiles"].as_object().unwrap() {
        text.push_str(&format!("[profile {name}]\n"));
        for (key, value) in properties.as_object().unwrap() {
            text.push_str(&format!("{key} = {}\n", value.as_str().unwrap()));
        }
    }
    for (name, services) in suite["services"].as_object().unwrap() {
        text.push_str(&format!("[services {name}]\n"));
        for (service, properties) in services.as_object().unwrap() {
            text.push_str(&format!("{service} =\n"));
            for (key, value) in properties.as_object().unwrap() {
                text.push_str(&format!("  {key} = {}\n", value.as_str().unwrap()));
            }
        }
    }
    text
}
