//! `cli/login-logout-behaviours.json`: what `sso login` and `sso logout` do, case by case. The cases are sentences, so each
//! is written out here under the name that its `given` and `run` make; a case without a test fails.

use crate::load;
use crate::scripted::identity_center::{IdentityCenter, Vanity};
use crate::scripted::terminal::{Consent, ScriptedTerminal};
use crate::scripted::{ScriptedHost, json};
use aws_sso_wasm::cache::key::{self, RegistrationOwner, TokenOwner};
use aws_sso_wasm::cli::run::run;
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::host::StoreKey;
use pollster::block_on;
use serde_json::Value;

const NOW: &str = "2024-05-01T11:00:00Z";
const URL: &str = "https://d-1234567890.awsapps.com/start";

const LEGACY: &str =
    "[default]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-west-2\n";
const SESSION: &str = "[default]\nsso_session = test-session\n[sso-session test-session]\n\
    sso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-west-2\n";

struct Stage {
    host: ScriptedHost,
    terminal: ScriptedTerminal,
}

impl Stage {
    fn new(config: &str) -> Self {
        Self::with_services(config, IdentityCenter::default())
    }

    fn with_services(config: &str, services: IdentityCenter) -> Self {
        let host = ScriptedHost::new(NOW, services.handler()).with_file(StoreKey::Config, config);
        Self {
            host,
            terminal: ScriptedTerminal::new([]),
        }
    }

    fn run(&self, line: &str) -> u8 {
        let words = line.split(' ').map(str::to_owned).collect();
        block_on(run(
            &self.host,
            &self.terminal,
            words,
            Environment::default(),
        ))
    }

    /// The bodies that were sent to a path.
    fn bodies(&self, path: &str) -> Vec<Value> {
        let requests = self.host.requests.borrow();
        let sent = requests
            .iter()
            .filter(|request| request.url.ends_with(path));
        sent.map(|request| serde_json::from_slice(&request.body).expect("JSON"))
            .collect()
    }

    fn cache_names(&self) -> Vec<String> {
        let files = self.host.files.borrow();
        let name = |key: &StoreKey| match key {
            StoreKey::SsoCache(name) => Some(name.clone()),
            _ => None,
        };
        files.keys().filter_map(name).collect()
    }

    fn authorization_url(&self) -> String {
        let stdout = self.terminal.stdout();
        let url = stdout.lines().find(|line| line.contains("/authorize?"));
        url.expect("a URL").to_owned()
    }

    fn assert_stderr(&self, part: &str) {
        let stderr = self.terminal.stderr();
        assert!(stderr.contains(part), "{part} in {stderr}");
    }
}

fn token_name(session: &str) -> String {
    key::token(TokenOwner::Session(session))
}

fn registration_name(session: Option<&str>) -> String {
    key::registration(RegistrationOwner {
        start_url: URL,
        region: "us-west-2",
        scopes: None,
        session_name: session,
    })
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

fn login(given: &str, line: &str) {
    match (given, line) {
        ("legacy profile", "sso login" | "sso login --use-device-code") => {
            let stage = Stage::new(LEGACY);
            assert_eq!(stage.run(line), 0);
            assert_eq!(stage.bodies("/device_authorization")[0]["startUrl"], URL);
            let opened = stage.terminal.opened.borrow();
            assert!(opened[0].ends_with("?user_code=ABCD-EFGH"), "{opened:?}");
            let names = sorted(vec![
                registration_name(None),
                key::token(TokenOwner::StartUrl(URL)),
            ]);
            assert_eq!(stage.cache_names(), names);
        }
        ("legacy profile", "sso login --use-device-code --no-browser") => {
            let stage = Stage::new(LEGACY);
            assert_eq!(stage.run(line), 0);
            assert!(
                stage
                    .terminal
                    .stdout()
                    .contains("Browser will not be automatically opened.")
            );
            assert!(stage.terminal.opened.borrow().is_empty());
        }
        ("sso-session profile", "sso login") => {
            let stage = Stage::new(SESSION);
            assert_eq!(stage.run(line), 0);
            let url = stage.authorization_url();
            for part in [
                "?response_type=code&client_id=client&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Foauth%2Fcallback&state=",
                "&code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess&code_challenge=",
            ] {
                assert!(url.contains(part), "{part} in {url}");
            }
            let names = sorted(vec![
                registration_name(Some("test-session")),
                token_name("test-session"),
            ]);
            assert_eq!(stage.cache_names(), names);
        }
        ("sso-session profile", "sso login --use-device-code") => {
            let stage = Stage::new(SESSION);
            assert_eq!(stage.run(line), 0);
            assert_eq!(stage.bodies("/device_authorization").len(), 1);
            assert_eq!(stage.run("sso login"), 0);
            assert_eq!(
                stage.bodies("/client/register").len(),
                2,
                "another kind, another registration"
            );
        }
        ("sso-session profile", "sso login --no-browser") => {
            let stage = Stage::new(SESSION);
            assert_eq!(stage.run(line), 0);
            assert!(
                stage
                    .terminal
                    .stdout()
                    .contains("Please visit the following URL:\n\n")
            );
            assert!(stage.terminal.opened.borrow().is_empty());
        }
        ("any", "second sso login") => {
            for config in [SESSION, LEGACY] {
                let stage = Stage::new(config);
                assert_eq!((stage.run("sso login"), stage.run("sso login")), (0, 0));
                assert_eq!(stage.bodies("/client/register").len(), 1);
                assert!(stage.bodies("/token").len() >= 2);
            }
        }
        ("sso-session only, no profile", "sso login --sso-session test-session") => {
            let stage = Stage::new(SESSION.split_once("test-session\n").expect("a profile").1);
            assert_eq!(stage.run(line), 0);
            assert!(stage.cache_names().contains(&token_name("test-session")));
        }
        ("sso-session with sso_registration_scopes=sso:foo, sso:bar", "sso login") => {
            let stage = Stage::new(&format!(
                "{SESSION}sso_registration_scopes=sso:foo, sso:bar\n"
            ));
            assert_eq!(stage.run(line), 0);
            let scopes = &stage.bodies("/client/register")[0]["scopes"];
            assert_eq!(*scopes, serde_json::json!(["sso:foo", "sso:bar"]));
            assert!(
                stage
                    .authorization_url()
                    .contains("&scopes=sso%3Afoo%20sso%3Abar&")
            );
        }
        ("sso-session without start url/region", "sso login") => {
            let stage = Stage::new("[default]\nsso_session = s\n[sso-session s]\n");
            assert_eq!(stage.run(line), 253);
            stage.assert_stderr("Missing the following required SSO configuration values: sso_start_url, sso_region");
        }
        ("profile names a missing sso-session", "sso login") => {
            let stage = Stage::new("[default]\nsso_session = test\n");
            assert_eq!(stage.run(line), 253);
            stage.assert_stderr("The specified sso-session does not exist: \"test\"");
        }
        // Differently: the sentence says what the person did, rather than what was missing.
        ("PKCE callback without code (error)", "sso login") => {
            let stage = Stage::new(SESSION);
            *stage.terminal.consent.borrow_mut() = Consent::Deny;
            assert_eq!(stage.run(line), 255);
            stage.assert_stderr("The sign-in was denied in the browser.");
        }
        // Differently: a redirect of somebody else's is no reason to give up (DESIGN.md); the wait goes on.
        ("PKCE state differs", "sso login") => {
            let stage = Stage::new(SESSION);
            *stage.terminal.consent.borrow_mut() = Consent::ForeignFirst;
            assert_eq!(stage.run(line), 0);
            let body = &stage.bodies("/token")[0];
            assert_eq!(body["code"], "the-code", "the foreign code is not used");
        }
        // Differently: that is the AWS CLI's own count of its users; the core names no user agent at all.
        ("PKCE", "sso login") => {
            let stage = Stage::new(SESSION);
            assert_eq!(stage.run(line), 0);
            let requests = stage.host.requests.borrow();
            assert!(requests.iter().all(|request| {
                request
                    .headers
                    .iter()
                    .all(|(name, _)| *name != "user-agent")
            }));
        }
        ("vanity start URL", "sso login") => {
            let services = IdentityCenter {
                vanity: Vanity::To("https://ssoins-abc.portal.us-east-1.app.aws".to_owned()),
                ..IdentityCenter::default()
            };
            let config = SESSION.replace(URL, "https://aws.mycompany.com");
            let stage = Stage::with_services(&config, services.clone());
            assert_eq!(stage.run(line), 0);
            let issuer = stage.bodies("/client/register")[0]["issuerUrl"].clone();
            assert_eq!(issuer, "https://ssoins-abc.portal.us-east-1.app.aws");
            assert!(
                stage
                    .authorization_url()
                    .starts_with("https://oidc.us-east-1.amazonaws.com/authorize?")
            );
            let token = stage
                .host
                .file(&StoreKey::SsoCache(token_name("test-session")))
                .expect("a token");
            assert!(token.contains("\"startUrl\": \"https://aws.mycompany.com\""));
            assert!(
                stage
                    .terminal
                    .stdout()
                    .contains("SSO region updated to us-east-1\n")
            );
            let after = config.replace("us-west-2", "us-east-1");
            assert_eq!(stage.host.file(&StoreKey::Config), Some(after.clone()));
            // Not rewritten when equal, nor on failure.
            let stage = Stage::with_services(&after, services.clone());
            assert_eq!(stage.run(line), 0);
            assert!(!stage.terminal.stdout().contains("updated"));
            let stage = Stage::with_services(&config, services);
            *stage.terminal.consent.borrow_mut() = Consent::Deny;
            assert_eq!(stage.run(line), 255);
            assert_eq!(stage.host.file(&StoreKey::Config), Some(config));
        }
        ("RegisterClient -> InvalidRequestException", "sso login") => {
            let refuse = |_: &_, _| {
                Ok(json(
                    400,
                    r#"{"error": "invalid_request", "error_description": "no"}"#,
                ))
            };
            let host = ScriptedHost::new(NOW, refuse).with_file(StoreKey::Config, SESSION);
            let stage = Stage {
                host,
                terminal: ScriptedTerminal::new([]),
            };
            assert_eq!(stage.run(line), 254);
            stage.assert_stderr("An error occurred (InvalidRequestException) when calling the RegisterClient operation: ");
        }
        other => panic!("no test for {other:?}"),
    }
}

const TOKEN: &str =
    r#"{"accessToken": "t", "expiresAt": "2024-05-01T19:00:00Z", "region": "us-west-2"}"#;
const ROLE: &str = r#"{"ProviderType": "sso", "Credentials": {}}"#;
const KEPT: &str = r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2024-07-01T00:00:00Z"}"#;

fn sso(name: &str) -> StoreKey {
    StoreKey::SsoCache(format!("{name}.json"))
}

fn cli(name: &str) -> StoreKey {
    StoreKey::CliCache(format!("{name}.json"))
}

/// Which of the files are left after `sso logout`, and what was asked of the portal.
fn logout(files: &[(StoreKey, &str)], status: u16) -> (Vec<StoreKey>, Vec<String>) {
    let mut host = ScriptedHost::new(NOW, move |_, _| Ok(json(status, "")));
    for (key, text) in files {
        host = host.with_file(key.clone(), text);
    }
    let stage = Stage {
        host,
        terminal: ScriptedTerminal::new([]),
    };
    assert_eq!(stage.run("sso logout"), 0);
    assert_eq!(stage.terminal.stdout(), "");
    let left = stage.host.files.borrow().keys().cloned().collect();
    (left, stage.host.paths())
}

fn logged_out(given: &str) {
    match given {
        "token + sso role creds" => {
            assert_eq!(logout(&[(sso("a"), TOKEN), (cli("b"), ROLE)], 200).0, []);
        }
        "several" => {
            let files = [
                (sso("a"), TOKEN),
                (sso("b"), TOKEN),
                (cli("c"), ROLE),
                (cli("d"), ROLE),
            ];
            let (left, paths) = logout(&files, 200);
            assert_eq!((left, paths.len()), (vec![], 2));
        }
        "file without accessToken (registration)" => {
            assert_eq!(logout(&[(sso("a"), KEPT)], 200).0, [sso("a")]);
        }
        "cli/cache file without ProviderType=sso" => {
            assert_eq!(
                logout(&[(cli("a"), r#"{"Credentials": {}}"#)], 200).0,
                [cli("a")]
            );
        }
        "invalid JSON file" => {
            assert_eq!(
                logout(&[(sso("a"), "{"), (cli("b"), "x")], 200).0,
                [sso("a"), cli("b")]
            );
        }
        "no cache dirs" => {
            assert_eq!(logout(&[], 200).0, []);
        }
        "token with region" => {
            let (left, paths) = logout(&[(sso("a"), TOKEN)], 200);
            assert_eq!((left, paths), (vec![], vec!["/logout".to_owned()]));
        }
        "Logout answers 400" => {
            assert_eq!(logout(&[(sso("a"), TOKEN)], 400).0, []);
        }
        other => panic!("no test for {other}"),
    }
}

#[test]
fn every_behaviour() {
    let Some(vectors) = load("cli/login-logout-behaviours.json") else {
        return;
    };
    let text = |case: &Value, name: &str| case[name].as_str().expect("text").to_owned();
    let logins = vectors["login"].as_array().unwrap();
    assert_eq!(logins.len(), 16);
    for case in logins {
        login(&text(case, "given"), &text(case, "run"));
    }
    let logouts = vectors["logout"].as_array().unwrap();
    assert_eq!(logouts.len(), 8);
    for case in logouts {
        logged_out(&text(case, "given"));
    }
}
