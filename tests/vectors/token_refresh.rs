//! `sso/token-refresh.json`, the flow's part: which profiles have a token, and how it is renewed.

use crate::load;
use crate::scripted::{ScriptedHost, in_turn, json, run};
use aws_sso_wasm::config::shared::SharedConfig;
use aws_sso_wasm::config::sso_profile::SsoProfile;
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::flow::client::{Client, Endpoints};
use aws_sso_wasm::flow::refresh::access_token;
use aws_sso_wasm::flow::session_files::token_key;
use aws_sso_wasm::host::StoreKey;
use serde_json::Value;

/// Deliberately different from the SDKs: an answer without a refresh token leaves the old one in place.
const KEEPS_THE_REFRESH_TOKEN: &str = "Expired token refresh without new refresh token";

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

/// The config file for a case's profiles and sso-sessions.
fn shared(config: &Value) -> SharedConfig {
    let mut file = String::new();
    for (kind, group) in [("profile", "profiles"), ("sso-session", "sso_sessions")] {
        for (name, values) in config[group].as_object().into_iter().flatten() {
            file.push_str(&format!("[{kind} {name}]\n"));
            for (key, value) in values.as_object().unwrap() {
                file.push_str(&format!("{key} = {}\n", text(value)));
            }
        }
    }
    SharedConfig::parse(Some(file.as_bytes()), None).unwrap()
}

#[test]
fn every_profile_has_a_token_or_none() {
    let Some(vectors) = load("sso/token-refresh.json") else {
        return;
    };
    let cases = vectors["sso_provider_resolution_cases"].as_array().unwrap();
    assert_eq!(cases.len(), 6);
    for case in cases {
        let id = text(&case["documentation"]);
        let shared = shared(&case["config"]);
        let profile = shared.profile("test").expect(id);
        let session = SsoSession::of_profile(&shared, &profile);
        match (
            case["resolves"].as_bool(),
            case["expectedException"].as_str(),
        ) {
            (Some(true), None) => {
                assert_eq!(session.expect(id).name.as_deref(), Some("admin"), "{id}")
            }
            (Some(false), Some("InvalidConfigError")) => {
                assert_eq!(
                    *session.expect_err(id).kind(),
                    ErrorKind::ConfigInvalid,
                    "{id}"
                );
            }
            // Not an error as long as nobody asks for its token: it is no profile of ours.
            (Some(false), None) => {
                assert_eq!(profile.filled("sso_session"), None, "{id}");
                assert_eq!(
                    SsoProfile::for_credentials(&shared, &profile).expect(id),
                    None,
                    "{id}"
                );
            }
            other => panic!("{id}: {other:?}"),
        }
    }
}

#[test]
fn every_token_is_renewed_or_refused() {
    let Some(vectors) = load("sso/token-refresh.json") else {
        return;
    };
    let fixture = &vectors["_fixture"];
    let shared = shared(&fixture["config"]);
    let profile = shared.profile(text(&fixture["profile"])).unwrap();
    let session = SsoSession::of_profile(&shared, &profile).unwrap();
    let key = token_key(&session);
    assert_eq!(
        key,
        StoreKey::SsoCache(format!("{}.json", text(&fixture["cacheKey"])))
    );
    let cases = vectors["sso_provider_refresh_cases"].as_array().unwrap();
    assert_eq!(cases.len(), 8);
    for case in cases {
        let id = text(&case["documentation"]);
        let cached = &case["cachedToken"];
        let reply = case.get("refreshResponse");
        let answers = reply.map(|reply| Ok(json(200, &reply.to_string())));
        let host = ScriptedHost::new(text(&case["currentTime"]), in_turn(answers))
            .with_file(key.clone(), &cached.to_string());
        let client = Client::new(host, Endpoints::default());
        let outcome = run(&client.host, access_token(&client, &session));

        let bodies = client.host.bodies();
        assert_eq!(bodies.len(), usize::from(reply.is_some()), "{id}");
        if let Some(body) = bodies.first() {
            let sent: Value = serde_json::from_str(body).unwrap();
            assert_eq!(sent["grantType"], "refresh_token", "{id}");
            for name in ["clientId", "clientSecret", "refreshToken"] {
                assert_eq!(sent[name], cached[name], "{id}");
            }
            assert_eq!(sent.as_object().unwrap().len(), 4, "{id}");
        }
        match case["expectedException"].as_str() {
            None => {
                let token = outcome.expect(id);
                let expected = &case["expectedToken"];
                assert_eq!(
                    token.access_token.expose(),
                    text(&expected["token"]),
                    "{id}"
                );
                assert_eq!(
                    token.expires_at.to_iso8601(),
                    text(&expected["expiration"]),
                    "{id}"
                );
            }
            Some(exception) => {
                let error = outcome.expect_err(id);
                let words = match exception {
                    "TokenRetrievalError" => {
                        "Error when retrieving token from sso: Token has expired and refresh failed"
                    }
                    "SSOTokenLoadError" => {
                        "Error loading SSO Token: Token for https://d-123.awsapps.com/start is invalid"
                    }
                    other => panic!("{id}: {other}"),
                };
                assert_eq!(*error.kind(), ErrorKind::SignInRequired, "{id}");
                assert_eq!(error.to_string(), words, "{id}");
            }
        }
        let mut expected = case.get("expectedTokenWriteback").unwrap_or(cached).clone();
        if id == KEEPS_THE_REFRESH_TOKEN {
            assert_eq!(expected.get("refreshToken"), None);
            expected["refreshToken"] = cached["refreshToken"].clone();
        }
        let written = client.host.file(&key).expect(id);
        assert_eq!(
            serde_json::from_str::<Value>(&written).unwrap(),
            expected,
            "{id}"
        );
    }
}
