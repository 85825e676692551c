//! Sign-ins that outlive the program that began them: only what was stored comes back, and it serves once.

use crate::scripted::{ScriptedHost, in_turn, join, run};
use crate::session::{
    NOW, client, dev, issued, issuer, oauth_error, registered, registration_of_dev, token_of_dev,
};
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::session_files::token_key;
use aws_sso_wasm::flow::sign_in::{begin, redirect_uri};
use aws_sso_wasm::flow::suspended_sign_in::{resume, suspend};
use aws_sso_wasm::host::{HttpResponse, StoreKey};
use std::time::Duration;

const REDIRECT_URI: &str = "http://127.0.0.1:8400/oauth/callback";

/// A program that began a sign-in and is gone; its `state`.
fn left_behind(answers: Vec<Result<HttpResponse>>) -> (Client<ScriptedHost>, String) {
    left_behind_by(&dev(), answers)
}

fn left_behind_by(
    session: &SsoSession,
    answers: Vec<Result<HttpResponse>>,
) -> (Client<ScriptedHost>, String) {
    let mut all = vec![Ok(registered("c"))];
    all.extend(answers);
    let client = client(ScriptedHost::new(NOW, in_turn(all)));
    let started = async {
        let uri = redirect_uri(REDIRECT_URI)?;
        let (_, pending) = begin(&client, session, &issuer(), uri).await?;
        suspend(&client, &pending).await?;
        Ok(pending.state.expose().to_owned())
    };
    let state: Result<String> = run(&client.host, started);
    let state = state.unwrap();
    (client, state)
}

fn key(state: &str) -> StoreKey {
    StoreKey::PendingSignIn(state.to_owned())
}

fn is_waiting(client: &Client<ScriptedHost>, state: &str) -> bool {
    client.host.file(&key(state)).is_some()
}

/// What comes of a redirect, as a kind of error, or the session's name.
fn came_back(client: &Client<ScriptedHost>, url: &str) -> Result<Option<String>, ErrorKind> {
    let outcome = run(&client.host, resume(client, url));
    assert!(client.host.is_unlocked());
    match outcome {
        Ok((session, _)) => Ok(session.name),
        Err(error) => {
            let shown = format!("{error:?}{error} {}", client.host.traces());
            assert!(
                !shown.contains("the-code") && !shown.contains("c-secret"),
                "{shown}"
            );
            Err(error.kind().clone())
        }
    }
}

#[test]
fn another_program_completes_what_one_began() {
    let (client, state) = left_behind(vec![Ok(issued("token", "r"))]);
    let url = format!("{REDIRECT_URI}?code=the-code&state={state}");
    assert_eq!(came_back(&client, &url), Ok(Some("dev".to_owned())));
    let body = client.host.bodies().pop().unwrap();
    for part in [
        r#""grantType": "authorization_code""#,
        r#""clientSecret": "c-secret""#,
        r#""redirectUri": "http://127.0.0.1:8400/oauth/callback""#,
        r#""code": "the-code""#,
    ] {
        assert!(body.contains(part), "{body}");
    }
    assert!(client.host.file(&token_of_dev()).is_some());
    assert!(!is_waiting(&client, &state));
}

#[test]
fn the_session_comes_back_as_it_was() {
    let session = SsoSession {
        name: None,
        region: "eu-west-1".to_owned(),
        scopes: Some(vec!["a:b".to_owned(), "c".to_owned()]),
        ..dev()
    };
    let (client, state) = left_behind_by(&session, vec![Ok(issued("token", "r"))]);
    let url = format!("{REDIRECT_URI}?code=the-code&state={state}");
    let (back, _) = run(&client.host, resume(&client, &url)).unwrap();
    assert_eq!(back, session);
    assert!(client.host.file(&token_key(&session)).is_some());
}

#[test]
fn a_callback_serves_once() {
    let (client, state) = left_behind(vec![Ok(issued("token", "r"))]);
    let url = format!("{REDIRECT_URI}?code=the-code&state={state}");
    came_back(&client, &url).unwrap();
    assert_eq!(came_back(&client, &url), Err(ErrorKind::StateMismatch));
    // Not even when the exchange failed.
    let (client, state) = left_behind(vec![Ok(oauth_error(400, "invalid_grant"))]);
    let url = format!("{REDIRECT_URI}?code=the-code&state={state}");
    let failed = came_back(&client, &url).unwrap_err();
    assert_eq!(failed.code(), "ERR_SERVICE");
    assert_eq!(came_back(&client, &url), Err(ErrorKind::StateMismatch));
}

#[test]
fn of_two_pages_with_the_same_callback_one_goes_on() {
    let (client, state) = left_behind(vec![Ok(issued("token", "r"))]);
    let url = format!("{REDIRECT_URI}?code=the-code&state={state}");
    client.host.latency.set(Duration::from_millis(50));
    let both = join([resume(&client, &url), resume(&client, &url)]);
    let outcomes = run(&client.host, both);
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(client.host.paths(), ["/client/register", "/token"]);
}

#[test]
fn what_is_not_ours_changes_nothing() {
    let (client, state) = left_behind(Vec::new());
    let other = "20a74a79-64fb-4ead-a80f-52a12ce30000";
    for url in [
        String::new(),
        REDIRECT_URI.to_owned(),
        format!("{REDIRECT_URI}?code=the-code"),
        format!("{REDIRECT_URI}?code=the-code&state={other}"),
        format!("{REDIRECT_URI}?code=the-code&state=../config"),
        format!("{REDIRECT_URI}?code=the-code&state={state}&state={other}"),
        format!("{REDIRECT_URI}?error=access_denied"),
        format!("{REDIRECT_URI}?error=access_denied&state={other}"),
        format!("https://example.com/oauth/callback?code=the-code&state={state}"),
    ] {
        assert_eq!(
            came_back(&client, &url),
            Err(ErrorKind::StateMismatch),
            "{url}"
        );
        assert!(is_waiting(&client, &state), "{url}");
    }
}

#[test]
fn what_is_ours_but_wrong_uses_it_up() {
    for query in [
        "code=the-code",
        "code=",
        "code=the-code&iss=https%3A%2F%2Fevil.example.com",
        "x=y",
    ] {
        let (client, state) = left_behind(Vec::new());
        // The port of another program, as if that had been sent to.
        let base = match query {
            "code=the-code" => "http://127.0.0.1:8401/oauth/callback",
            _ => REDIRECT_URI,
        };
        let url = format!("{base}?{query}&state={state}");
        assert_eq!(
            came_back(&client, &url),
            Err(ErrorKind::StateMismatch),
            "{query}"
        );
        assert!(!is_waiting(&client, &state), "{query}");
        assert_eq!(client.host.paths(), ["/client/register"]);
    }
}

#[test]
fn a_refusal_with_our_state_ends_it() {
    for (error, sentence) in [
        ("access_denied", "The sign-in was denied in the browser."),
        (
            "server_error&error_description=Try+later",
            "The sign-in failed in the browser: server_error (Try later).",
        ),
    ] {
        let (client, state) = left_behind(Vec::new());
        let url = format!("{REDIRECT_URI}?error={error}&state={state}");
        let refused = run(&client.host, resume(&client, &url)).unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::AccessDenied);
        assert_eq!(refused.to_string(), sentence);
        assert!(!is_waiting(&client, &state));
    }
}

#[test]
fn ten_minutes_are_enough() {
    for (seconds, outcome) in [
        (599, Ok(Some("dev".to_owned()))),
        (600, Err(ErrorKind::AuthorizationExpired)),
    ] {
        let (client, state) = left_behind(vec![Ok(issued("token", "r"))]);
        let later = client.host.now.get();
        let later = later.saturating_add(Duration::from_secs(seconds));
        client.host.now.set(later);
        let url = format!("{REDIRECT_URI}?code=the-code&state={state}");
        assert_eq!(came_back(&client, &url), outcome);
        assert!(!is_waiting(&client, &state));
    }
}

#[test]
fn a_document_that_was_tampered_with_is_no_sign_in() {
    let (pristine, state) = left_behind(Vec::new());
    let text = pristine.host.file(&key(&state)).unwrap();
    let without = |name: &str| {
        let start = text.find(&format!("\"{name}\":")).unwrap();
        let end = text[start..]
            .find(",\"")
            .map_or(text.len() - 1, |at| start + at + 1);
        format!("{}{}", &text[..start], &text[end..]).replace(",}", "}")
    };
    let mut documents = vec![
        String::new(),
        "{}".to_owned(),
        "[]".to_owned(),
        text[..text.len() / 2].to_owned(),
        text.replace("127.0.0.1", "127.0.0.2"),
        text.replace(&state, "20a74a79-64fb-4ead-a80f-52a12ce30000"),
        text.replace("\"codeVerifier\":\"", "\"codeVerifier\":\" "),
        text.replace("\"createdAt\":", "\"createdAt\":1e99,\"x\":"),
    ];
    documents.extend(
        [
            "startUrl",
            "region",
            "issuerUrl",
            "issuerRegion",
            "state",
            "redirectUri",
            "clientId",
            "clientSecret",
            "registrationExpiresAt",
            "codeVerifier",
            "createdAt",
        ]
        .map(without),
    );
    for document in documents {
        assert_ne!(document, text);
        let (client, state) = left_behind(Vec::new());
        client.host.put(key(&state), &document);
        let url = format!("{REDIRECT_URI}?code=the-code&state={state}");
        assert_eq!(
            came_back(&client, &url),
            Err(ErrorKind::StateMismatch),
            "{document}"
        );
        assert!(!is_waiting(&client, &state));
        assert_eq!(client.host.paths(), ["/client/register"]);
    }
}

#[test]
fn a_registration_that_is_known_no_more_is_dropped_then_too() {
    let (client, state) = left_behind(vec![Ok(oauth_error(401, "invalid_client"))]);
    assert!(client.host.file(&registration_of_dev()).is_some());
    let url = format!("{REDIRECT_URI}?code=the-code&state={state}");
    came_back(&client, &url).unwrap_err();
    assert_eq!(client.host.file(&registration_of_dev()), None);
}

#[test]
fn aws_takes_no_other_redirect_uri() {
    for text in [
        "",
        "http://localhost:8400/oauth/callback",
        "https://console.example.com/oauth/callback",
        "http://127.0.0.1/oauth/callback",
        "http://127.0.0.1:8400/",
        "http://127.0.0.1:8400/oauth/callback?x",
    ] {
        let error = redirect_uri(text).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidArgument, "{text}");
    }
}
