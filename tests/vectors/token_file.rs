//! `sso/token-file-parse.json`, and of `sso/token-refresh.json` what the file alone decides.

use crate::load;
use aws_sso_wasm::cache::key::{TokenOwner, token};
use aws_sso_wasm::cache::token::CachedToken;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::secret::Secret;
use core::time::Duration;
use serde_json::Value;

const OWNER: TokenOwner<'_> = TokenOwner::Session("admin");
const START_URL: &str = "https://d-123.awsapps.com/start";

fn at(value: &Value) -> Timestamp {
    Timestamp::parse_iso8601(value.as_str().unwrap()).unwrap()
}

#[test]
fn every_file_is_read_or_refused() {
    let Some(vectors) = load("sso/token-file-parse.json") else {
        return;
    };
    let now = Timestamp::parse_iso8601("2020-01-01T00:00:00Z").unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let read = CachedToken::read(case["file"].as_str().unwrap().as_bytes(), OWNER, START_URL);
        if case.get("expectError").is_some() {
            let error = read.expect_err(id);
            assert_eq!(error.kind(), &ErrorKind::SignInRequired, "{id}");
            assert_eq!(
                error.to_string(),
                "Error loading SSO Token: Token for https://d-123.awsapps.com/start is invalid",
                "{id}"
            );
            continue;
        }
        let token = read.expect(id);
        for (name, expected) in case["expect"].as_object().unwrap() {
            let text = |value: Option<&str>| Value::from(value);
            let secret =
                |value: &Option<Secret>| Value::from(value.as_ref().map(|s| s.expose().clone()));
            let actual = match name.as_str() {
                "accessToken" => text(Some(token.access_token.expose())),
                "expiresAtEpoch" => Value::from(token.expires_at.epoch_seconds()),
                "expiresAt" => text(Some(&token.expires_at.to_iso8601())),
                "clientId" => text(token.client_id.as_deref()),
                "clientSecret" => secret(&token.client_secret),
                "refreshToken" => secret(&token.refresh_token),
                "registrationExpiresAtEpoch" => {
                    Value::from(token.registration_expires_at.map(Timestamp::epoch_seconds))
                }
                "region" => text(token.region.as_deref()),
                "startUrl" => text(token.start_url.as_deref()),
                "expired" => Value::from(token.is_expired(now)),
                other => panic!("{id}: the test does not know {other}"),
            };
            assert_eq!(&actual, expected, "{id}: {name}");
        }
    }
}

/// The flow's part (the request, the exceptions) is tested with the flow.
#[test]
fn refreshes_rewrite_the_file() {
    let Some(vectors) = load("sso/token-refresh.json") else {
        return;
    };
    let key = vectors["_fixture"]["cacheKey"].as_str().unwrap();
    assert_eq!(token(OWNER), format!("{key}.json"));
    for case in vectors["sso_provider_refresh_cases"].as_array().unwrap() {
        let id = case["documentation"].as_str().unwrap();
        let now = at(&case["currentTime"]);
        let read = CachedToken::read(case["cachedToken"].to_string().as_bytes(), OWNER, START_URL);
        if case["expectedException"] == "SSOTokenLoadError" {
            assert_eq!(
                read.expect_err(id).kind(),
                &ErrorKind::SignInRequired,
                "{id}"
            );
            continue;
        }
        let cached = read.expect(id);
        if case["expectedException"] == "TokenRetrievalError" {
            assert!(cached.is_expired(now) && !cached.can_refresh(now), "{id}");
            continue;
        }
        let Some(reply) = case.get("refreshResponse") else {
            assert!(!cached.needs_refresh(now), "{id}");
            assert_eq!(
                cached.expires_at,
                at(&case["expectedToken"]["expiration"]),
                "{id}"
            );
            continue;
        };
        assert!(cached.needs_refresh(now) && cached.can_refresh(now), "{id}");
        let refreshed = cached.refreshed(
            Secret::from(reply["accessToken"].as_str().unwrap()),
            now.saturating_add(Duration::from_secs(reply["expiresIn"].as_u64().unwrap())),
            reply["refreshToken"].as_str().map(Secret::from),
        );
        let mut expected = case["expectedTokenWriteback"].clone();
        // Deliberately different from the SDKs: an answer without a refresh token leaves the old one in place.
        if id == "Expired token refresh without new refresh token" {
            assert!(expected.get("refreshToken").is_none());
            expected["refreshToken"] = case["cachedToken"]["refreshToken"].clone();
        }
        let written: Value = serde_json::from_slice(&refreshed.write()).unwrap();
        assert_eq!(written, expected, "{id}");
    }
}
