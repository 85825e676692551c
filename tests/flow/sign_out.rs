//! Signing out: of one session or of all, with everybody else's files left alone.

use crate::scripted::{ScriptedHost, in_turn, json, run, zip};
use crate::session::{
    ACCOUNT, EXPIRED, NOW, ROLE, admin, admin_key, bare_token_file, client, code_registration_file,
    dev, issued, legacy, no_network, portal_error, registration_of_dev, role_credentials,
    role_file, token_file, token_of_dev,
};
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::refresh::access_token;
use aws_sso_wasm::flow::role_credentials::role_credentials as fetch_role_credentials;
use aws_sso_wasm::flow::session_files::{role_credentials_key, token_key};
use aws_sso_wasm::flow::sign_out::{
    SignedOut, sign_out_of, sign_out_of_all, sign_out_of_with_roles,
};
use aws_sso_wasm::host::{Event, HttpResponse, StoreKey};
use std::time::Duration;

const GOOD: &str = "2024-05-01T18:00:00Z";

fn other() -> SsoSession {
    SsoSession {
        name: Some("other".to_owned()),
        ..dev()
    }
}

fn roles() -> Vec<(String, String)> {
    vec![
        (ACCOUNT.to_owned(), ROLE.to_owned()),
        ("222222222222".to_owned(), ROLE.to_owned()),
    ]
}

fn sso(name: &str) -> StoreKey {
    StoreKey::SsoCache(name.to_owned())
}

fn cli(name: &str) -> StoreKey {
    StoreKey::CliCache(name.to_owned())
}

fn with_answers(answers: impl IntoIterator<Item = Result<HttpResponse>>) -> Client<ScriptedHost> {
    client(ScriptedHost::new(NOW, in_turn(answers)))
}

fn confirmed() -> Result<HttpResponse> {
    Ok(json(200, ""))
}

/// What the portal was told to end, in order: the hosts and the tokens.
fn revoked(host: &ScriptedHost) -> Vec<(String, String)> {
    let requests = host.requests.borrow();
    let logouts = requests.iter().filter(|it| it.url.ends_with("/logout"));
    let revoked = logouts.map(|request| {
        assert_eq!(request.method.as_str(), "POST");
        assert!(request.body.is_empty());
        assert_eq!(request.headers.len(), 1);
        (request.url.clone(), request.headers[0].1.to_string())
    });
    revoked.collect()
}

#[test]
fn of_one_session() {
    let client = with_answers([confirmed()]);
    let host = &client.host;
    host.put(token_of_dev(), &token_file("token", GOOD, "r"));
    host.put(admin_key(), &role_file("AKIA", GOOD));
    let stays = [
        (registration_of_dev(), code_registration_file("c")),
        (token_key(&other()), token_file("other", GOOD, "r")),
        (token_key(&legacy()), token_file("legacy", GOOD, "r")),
        (
            role_credentials_key(&other(), ACCOUNT, ROLE),
            role_file("OTHER", GOOD),
        ),
        (cli("session.db"), "SQLite format 3".to_owned()),
    ];
    for (key, text) in &stays {
        host.put(key.clone(), text);
    }
    let done = run(host, sign_out_of_with_roles(&client, &dev(), &roles())).unwrap();
    assert_eq!(
        done,
        SignedOut {
            tokens: 1,
            role_credentials: 1,
            unconfirmed: 0
        }
    );
    assert_eq!(
        revoked(host),
        [(
            "https://portal.sso.us-west-2.amazonaws.com/logout".to_owned(),
            "token".to_owned()
        )]
    );
    let left: Vec<_> = host.files.borrow().keys().cloned().collect();
    assert_eq!(left.len(), stays.len());
    for (key, text) in &stays {
        assert_eq!(host.file(key).as_ref(), Some(text));
    }
    assert!(host.is_unlocked());
    let events = host.events.borrow();
    assert!(matches!(events.last(), Some(Event::SignedOut { session }) if session == "dev"));
}

#[test]
fn of_a_legacy_session() {
    let client = with_answers([confirmed()]);
    client
        .host
        .put(token_key(&legacy()), &bare_token_file("token", EXPIRED));
    let done = run(&client.host, sign_out_of(&client, &legacy())).unwrap();
    assert_eq!((done.tokens, done.unconfirmed), (1, 0));
    assert!(client.host.files.borrow().is_empty());
}

#[test]
fn of_a_session_that_is_not_signed_in() {
    let client = with_answers([]);
    client.host.put(admin_key(), &role_file("AKIA", GOOD));
    let done = run(
        &client.host,
        sign_out_of_with_roles(&client, &dev(), &roles()),
    )
    .unwrap();
    assert_eq!((done.tokens, done.role_credentials), (0, 1));
}

#[test]
fn of_a_session_whose_file_makes_no_sense() {
    for file in [
        "{half",
        "[\"accessToken\"]",
        "",
        r#"{"accessToken": "SENSITIVE"}"#,
    ] {
        let client = with_answers([]);
        client.host.put(token_of_dev(), file);
        let done = run(&client.host, sign_out_of(&client, &dev())).unwrap();
        assert_eq!(done.tokens, 1, "{file}");
        assert!(client.host.files.borrow().is_empty());
    }
}

#[test]
fn a_token_without_a_region_is_revoked_where_the_session_is() {
    let client = with_answers([confirmed()]);
    let file = bare_token_file("token", GOOD).replace("\"region\": \"us-west-2\", ", "");
    client.host.put(token_of_dev(), &file);
    run(&client.host, sign_out_of(&client, &dev())).unwrap();
    assert_eq!(revoked(&client.host).len(), 1);
}

#[test]
fn a_service_that_does_not_answer_keeps_no_one_signed_in() {
    let thrice = |answer: Result<HttpResponse>| vec![answer.clone(), answer.clone(), answer];
    for (answers, unconfirmed) in [
        (thrice(Err(no_network())), 1),
        (thrice(Ok(json(500, "<html>"))), 1),
        (vec![Ok(portal_error(403, "ForbiddenException"))], 1),
        // The portal does not know the token: then it has ended.
        (vec![Ok(portal_error(401, "UnauthorizedException"))], 0),
    ] {
        let client = with_answers(answers);
        client
            .host
            .put(token_of_dev(), &token_file("token", GOOD, "r"));
        let done = run(&client.host, sign_out_of(&client, &dev())).unwrap();
        assert_eq!((done.tokens, done.unconfirmed), (1, unconfirmed));
        assert!(client.host.files.borrow().is_empty());
    }
}

#[test]
fn of_all() {
    let no_region = bare_token_file("no-region", GOOD).replace("\"region\": \"us-west-2\", ", "");
    let foreign_region = token_file("eu", GOOD, "r").replace("us-west-2", "eu-west-1");
    let client = with_answers([confirmed(), confirmed(), confirmed()]);
    let host = &client.host;
    let goes = [
        (token_of_dev(), token_file("token", EXPIRED, "r")),
        (sso("0-vendor.json"), foreign_region),
        (sso("no-region.json"), no_region),
        (
            sso("bad-region.json"),
            bare_token_file("bad", GOOD).replace("us-west-2", "evil.com/"),
        ),
        (sso("null.json"), r#"{"accessToken": null}"#.to_owned()),
        (token_key(&legacy()), bare_token_file("legacy", EXPIRED)),
        (admin_key(), role_file("AKIA", GOOD)),
        (cli("vendor.json"), r#"{"ProviderType": "sso"}"#.to_owned()),
    ];
    let stays = [
        (registration_of_dev(), code_registration_file("c")),
        (sso("broken.json"), "{\"accessToken\": \"x\"".to_owned()),
        (sso("list.json"), "[\"accessToken\"]".to_owned()),
        (sso("text"), "accessToken".to_owned()),
        (cli("session.db"), "SQLite format 3".to_owned()),
        (
            cli("assumed.json"),
            r#"{"Credentials": {}, "AssumedRoleUser": {}}"#.to_owned(),
        ),
        (cli("broken.json"), "{\"ProviderType\": \"sso\"".to_owned()),
        (cli("other.json"), r#"{"ProviderType": "login"}"#.to_owned()),
        (StoreKey::Config, "[default]".to_owned()),
    ];
    for (key, text) in goes.iter().chain(&stays) {
        host.put(key.clone(), text);
    }
    let done = run(host, sign_out_of_all(&client)).unwrap();
    assert_eq!(
        done,
        SignedOut {
            tokens: 6,
            role_credentials: 2,
            unconfirmed: 1
        }
    );
    let mut ended: Vec<_> = revoked(host).into_iter().map(|(_, token)| token).collect();
    ended.sort();
    assert_eq!(ended, ["eu", "legacy", "token"]);
    assert!(
        revoked(host)
            .iter()
            .any(|(url, _)| url.contains("portal.sso.eu-west-1."))
    );
    for (key, _) in &goes {
        assert_eq!(host.file(key), None, "{key:?}");
    }
    for (key, text) in &stays {
        assert_eq!(host.file(key).as_ref(), Some(text), "{key:?}");
    }
    assert!(host.is_unlocked());
}

#[test]
fn of_all_where_there_is_nothing() {
    let client = with_answers([]);
    let done = run(&client.host, sign_out_of_all(&client)).unwrap();
    assert_eq!(done, SignedOut::default());
}

#[test]
fn a_file_that_cannot_be_removed_keeps_no_other_one_signed_in() {
    for unreadable in [true, false] {
        let client = with_answers([confirmed(), confirmed()]);
        let host = &client.host;
        host.put(sso("0.json"), &token_file("first", GOOD, "r"));
        host.put(sso("9.json"), &token_file("last", GOOD, "r"));
        host.put(cli("0.json"), &role_file("AKIA", GOOD));
        host.put(cli("9.json"), &role_file("AKIA", GOOD));
        let list = if unreadable {
            &host.unreadable
        } else {
            &host.read_only
        };
        list.borrow_mut().extend([sso("0.json"), cli("0.json")]);
        let error = run(host, sign_out_of_all(&client)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Store);
        let left: Vec<_> = host.files.borrow().keys().cloned().collect();
        assert_eq!(left, [sso("0.json"), cli("0.json")]);
        assert!(host.is_unlocked());
    }
}

#[test]
fn who_gives_up_is_told_so() {
    let client = with_answers([Err(no_network())]);
    client
        .host
        .put(token_of_dev(), &token_file("token", GOOD, "r"));
    client
        .host
        .put(sso("z.json"), &token_file("last", GOOD, "r"));
    client.host.put(admin_key(), &role_file("AKIA", GOOD));
    client.host.given_up_at.set(Some(client.host.now.get()));
    let error = run(&client.host, sign_out_of_all(&client)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Aborted);
    assert_eq!(client.host.files.borrow().len(), 3);
    assert!(client.host.is_unlocked());
}

#[test]
fn the_token_that_is_ended_is_the_one_that_a_refresh_has_just_brought() {
    for all in [true, false] {
        let client = with_answers([Ok(issued("new", "r2")), confirmed()]);
        let host = &client.host;
        host.latency.set(Duration::from_millis(200));
        host.put(token_of_dev(), &token_file("old", EXPIRED, "r"));
        let session = dev();
        let signs_out = async {
            match all {
                true => sign_out_of_all(&client).await,
                false => sign_out_of(&client, &session).await,
            }
        };
        let (token, done) = run(host, zip(access_token(&client, &session), signs_out));
        assert_eq!(token.unwrap().access_token.expose(), "new");
        assert_eq!(done.unwrap().tokens, 1);
        assert_eq!(revoked(host)[0].1, "new");
        assert_eq!(host.file(&token_of_dev()), None);
    }
}

#[test]
fn credentials_that_are_being_fetched_anew_go_too() {
    for all in [true, false] {
        let client = with_answers([confirmed(), Ok(role_credentials("AKIA"))]);
        let host = &client.host;
        host.latency.set(Duration::from_millis(200));
        host.put(token_of_dev(), &token_file("token", GOOD, "r"));
        host.put(admin_key(), &role_file("OLD", EXPIRED));
        let (session, profile, roles) = (dev(), admin(), roles());
        // First of the two whenever both can go on.
        let signs_out = async {
            match all {
                true => sign_out_of_all(&client).await,
                false => sign_out_of_with_roles(&client, &session, &roles).await,
            }
        };
        let fetches = fetch_role_credentials(&client, &profile);
        let (done, fetched) = run(host, zip(signs_out, fetches));
        fetched.unwrap();
        assert_eq!(done.unwrap().role_credentials, 1);
        assert_eq!(host.file(&admin_key()), None);
    }
}
