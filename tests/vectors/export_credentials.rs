//! `cli/export-credentials.json`: the six forms, the guard against endless recursion, and the errors.

use crate::load;
use crate::scripted::ScriptedHost;
use crate::scripted::terminal::ScriptedTerminal;
use aws_sso_wasm::cli::arguments::{Command, Request, parse};
use aws_sso_wasm::cli::export_credentials::Exported;
use aws_sso_wasm::cli::run::run;
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::host::StoreKey;
use aws_sso_wasm::secret::Secret;
use pollster::block_on;
use serde_json::Value;

const NOW: &str = "2022-12-31T00:00:00Z";
const PRINTED: &str =
    r#"{"Version": 1, "AccessKeyId": "access_key", "SecretAccessKey": "secret_key"}"#;

fn words(line: &[&str]) -> Vec<String> {
    line.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn formats() {
    let Some(vectors) = load("cli/export-credentials.json") else {
        return;
    };
    let cases = vectors["formats"].as_array().unwrap();
    assert_eq!(cases.len(), 12);
    for case in cases {
        let credentials = &vectors["credentials"][case["credentials"].as_str().unwrap()];
        let text = |name: &str| credentials[name].as_str().map(str::to_owned);
        let exported = Exported {
            access_key_id: text("accessKeyId").unwrap(),
            secret_access_key: Secret::new(text("secretAccessKey").unwrap()),
            session_token: text("sessionToken").map(Secret::new),
            expiration: text("expiration"),
        };
        let line = [
            "configure",
            "export-credentials",
            "--format",
            case["format"].as_str().unwrap(),
        ];
        let Ok(Request::Run(invocation)) = parse(words(&line)) else {
            panic!("{case}");
        };
        let Command::ExportCredentials { format } = invocation.command else {
            panic!("{case}");
        };
        assert_eq!(
            exported.render(format).unwrap().as_str(),
            case["stdout"].as_str().unwrap()
        );
    }
}

/// Runs the command with a `credential_process` in every profile.
fn export(chain: &str, profile: &str, printed: &str) -> (u8, ScriptedTerminal) {
    let config = format!(
        "[profile other]\nregion = us-east-1\n[{}]\ncredential_process = fetch\n",
        if profile == "default" {
            "default".to_owned()
        } else {
            format!("profile \"{profile}\"")
        }
    );
    let host = ScriptedHost::offline(NOW).with_file(StoreKey::Config, &config);
    let terminal = ScriptedTerminal::new([]);
    terminal.finished.borrow_mut().stdout = printed.as_bytes().to_vec().into();
    let environment = Environment::new([("_AWS_CLI_PROFILE_CHAIN".to_owned(), chain.to_owned())]);
    let line = words(&["configure", "export-credentials", "--profile", profile]);
    let code = block_on(run(&host, &terminal, line, environment));
    (code, terminal)
}

#[test]
fn recursion() {
    let Some(vectors) = load("cli/export-credentials.json") else {
        return;
    };
    let cases = vectors["recursion"]["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let (chain, profile) = (
            case["chain"].as_str().unwrap(),
            case["profile"].as_str().unwrap(),
        );
        let (code, terminal) = export(chain, profile, PRINTED);
        match case["expectErrorContains"].as_str() {
            Some(part) => {
                assert_eq!(u64::from(code), case["exit"].as_u64().unwrap(), "{case}");
                assert!(terminal.stderr().contains(part), "{}", terminal.stderr());
                assert!(
                    terminal.spawned.borrow().is_empty(),
                    "the process is not started again"
                );
            }
            None => {
                assert_eq!(code, 0, "{case}: {}", terminal.stderr());
                let spawned = terminal.spawned.borrow();
                let [only] = spawned.as_slice() else {
                    panic!("{spawned:?}");
                };
                let after = case["chainAfter"]
                    .as_str()
                    .map_or_else(|| format!("{chain},{profile}"), str::to_owned);
                assert_eq!(
                    only.variables,
                    [("_AWS_CLI_PROFILE_CHAIN".to_owned(), after)]
                );
            }
        }
    }
}

#[test]
fn errors() {
    let Some(vectors) = load("cli/export-credentials.json") else {
        return;
    };
    let cases = vectors["errors"].as_array().unwrap();
    assert_eq!(cases.len(), 2);
    let expect = |case: &Value, (code, terminal): (u8, ScriptedTerminal), part: &str| {
        assert_eq!(
            u64::from(code),
            case["exit"].as_u64().unwrap(),
            "{}",
            terminal.stderr()
        );
        assert!(
            terminal.stderr().contains(part),
            "{part} in {}",
            terminal.stderr()
        );
        assert_eq!(terminal.stdout(), "");
    };
    let host = ScriptedHost::offline(NOW);
    let terminal = ScriptedTerminal::new([]);
    let line = words(&["configure", "export-credentials"]);
    let code = block_on(run(&host, &terminal, line, Environment::default()));
    expect(
        &cases[0],
        (code, terminal),
        cases[0]["contains"].as_str().unwrap(),
    );
    // Their provider says "resolution failed"; ours says what it has to say after the same words.
    let prefix = cases[1]["contains"]
        .as_str()
        .unwrap()
        .strip_suffix("resolution failed")
        .unwrap();
    expect(&cases[1], export("", "default", "nonsense"), prefix);
}
