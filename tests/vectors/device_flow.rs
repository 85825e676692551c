//! `sso/device-flow-cases.json`: whole sign-ins with a device code, as the AWS CLI makes them.
//!
//! Deliberately different:
//! - the client's name is our own;
//! - the page is AWS's, since any other is refused: `https://sso.fake/device` stands for it in the vectors;
//! - an interval lies before every poll but the first (RFC 8628 section 3.5); the AWS CLI sends its second at once.

use crate::load;
use crate::scripted::{ScriptedHost, json, path, run, with_header};
use aws_sso_wasm::aws::start_url::ResolvedStartUrl;
use aws_sso_wasm::cache::token::CachedToken;
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::client::{Client, Endpoints};
use aws_sso_wasm::flow::device::sign_in_with_device_code;
use aws_sso_wasm::flow::refresh::access_token;
use aws_sso_wasm::flow::session_files::{registration_key, token_key};
use aws_sso_wasm::host::{HttpResponse, StoreKey};
use serde_json::Value;
use std::cell::Cell;

const THEIR_PAGE: &str = "https://sso.fake/device";
const OUR_PAGE: &str = "https://device.sso.us-west-2.amazonaws.com/";
const THEIR_CLIENT: &str = "botocore-client-1222172800";
const OUR_CLIENT: &str = "aws-sso-wasm-1222172800";

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn files(value: &Value) -> Vec<(StoreKey, Value)> {
    let files = value.as_object().into_iter().flatten();
    files
        .map(|(key, file)| (StoreKey::SsoCache(format!("{key}.json")), file.clone()))
        .collect()
}

/// What the service answers to a call, or the exception it raises: its name in the header alone, as it may come.
fn answer(call: &Value) -> HttpResponse {
    if let Some(exception) = call["respondError"].as_str() {
        let kind = format!("{exception}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/");
        return with_header(json(400, "{}"), "x-amzn-errortype", &kind);
    }
    json(
        200,
        &call["respond"].to_string().replace(THEIR_PAGE, OUR_PAGE),
    )
}

/// What the AWS CLI does for a token: the cached one unless a new one is wanted, else a sign-in.
async fn fetch_token(
    client: &Client<ScriptedHost>,
    session: &SsoSession,
    is_forced: bool,
    prompts: &Cell<u32>,
) -> Result<CachedToken> {
    if !is_forced && let Ok(token) = access_token(client, session).await {
        return Ok(token);
    }
    let issuer = ResolvedStartUrl {
        url: session.start_url.clone(),
        region: session.region.clone(),
    };
    sign_in_with_device_code(client, session, &issuer, async |device| {
        assert_eq!(
            (device.user_code.as_str(), device.verification_uri.as_str()),
            ("foo", OUR_PAGE)
        );
        prompts.set(prompts.get() + 1);
        Ok(())
    })
    .await
}

#[test]
fn every_case() {
    let Some(vectors) = load("sso/device-flow-cases.json") else {
        return;
    };
    let fixture = &vectors["fixture"];
    let session = SsoSession {
        name: fixture["sessionName"].as_str().map(str::to_owned),
        start_url: text(&fixture["startUrl"]).to_owned(),
        region: text(&fixture["region"]).to_owned(),
        scopes: None,
    };
    for (key, name) in [
        (token_key(&session), &fixture["tokenKey"]),
        (registration_key(&session), &fixture["registrationKey"]),
    ] {
        assert_eq!(key, StoreKey::SsoCache(format!("{}.json", text(name))));
    }
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 10);
    for case in cases {
        check(&session, text(&fixture["now"]), case);
    }
}

fn check(session: &SsoSession, now: &str, case: &Value) {
    let id = text(&case["id"]);
    let calls = case["calls"].as_array().unwrap().clone();
    let polls = calls
        .iter()
        .filter(|call| call["op"] == "CreateToken")
        .count();
    let host = ScriptedHost::offline(now);
    for (key, file) in files(&case["cacheBefore"]) {
        host.put(key, &file.to_string());
    }
    let (clock, start) = (host.now.clone(), host.now.get());
    let (answers, name) = (calls.clone(), id.to_owned());
    host.answer(move |request, index| {
        // Time stands still in the tests that the vectors come from.
        clock.set(start);
        let call = answers
            .get(index)
            .unwrap_or_else(|| panic!("{name}: {request:?} is too much"));
        let target = match text(&call["op"]) {
            "RegisterClient" => "/client/register",
            "StartDeviceAuthorization" => "/device_authorization",
            "CreateToken" => "/token",
            other => panic!("{name}: {other}"),
        };
        assert_eq!(path(request), target, "{name}");
        let sent: Value = serde_json::from_slice(&request.body).expect("JSON");
        let expected = call["expect"].to_string().replace(THEIR_CLIENT, OUR_CLIENT);
        assert_eq!(
            sent,
            serde_json::from_str::<Value>(&expected).unwrap(),
            "{name}"
        );
        Ok(answer(call))
    });
    let client = Client::new(host, Endpoints::default());
    let prompts = Cell::new(0);
    let is_forced = case["forceRefresh"] == true;
    let outcome = run(
        &client.host,
        fetch_token(&client, session, is_forced, &prompts),
    );

    assert_eq!(client.host.requests.borrow().len(), calls.len(), "{id}");
    match case["expectError"].as_str() {
        Some("PendingAuthorizationExpiredError") => {
            let error = outcome.expect_err(id);
            assert_eq!(*error.kind(), ErrorKind::AuthorizationExpired, "{id}");
        }
        Some(other) => panic!("{id}: {other}"),
        // A case without the member is about the sleeps and has a token all the same.
        None => {
            let token = outcome.expect(id);
            if let Some(expected) = case["expectAccessToken"].as_str() {
                assert_eq!(token.access_token.expose(), expected, "{id}");
            }
        }
    }
    let is_prompted = case["pendingCallback"] == true;
    assert_eq!(prompts.get(), u32::from(is_prompted), "{id}");
    for (key, expected) in files(&case["cacheAfter"]) {
        let written = client.host.file(&key).expect(id);
        let written: Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(written, expected, "{id}");
    }
    let slept = client.host.slept();
    assert_eq!(slept.len(), polls.saturating_sub(1), "{id}");
    for seconds in case["sleeps"].as_array().into_iter().flatten() {
        let expected = u128::from(seconds.as_u64().unwrap() * 1000);
        assert!(
            slept.iter().all(|millis| *millis == expected),
            "{id}: {slept:?}"
        );
    }
}
