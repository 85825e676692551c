//! A token renewed when due: once, by whoever holds the lock, and without ever losing one that still works.

use crate::scripted::{ScriptedHost, in_turn, join, json, run, zip};
use crate::session::{
    EXPIRED, NOW, START_URL, bare_token_file, client, code_registration_file, dev, issued, legacy,
    no_network, oauth_error, registration_of_dev, stored_token, token_file, token_of_dev,
};
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::refresh::{access_token, replace_rejected};
use aws_sso_wasm::flow::session_files::token_key;
use aws_sso_wasm::host::{Event, HttpResponse};
use aws_sso_wasm::secret::Secret;
use std::time::Duration;

/// In ten minutes.
const DUE: &str = "2024-05-01T10:10:00Z";
const FRESH: &str = "2024-05-01T18:00:00Z";
const ENDED: &str = "Error when retrieving token from sso: Token has expired and refresh failed";
const REFUSED: &str = "The SSO session associated with this profile has expired or is otherwise invalid. To refresh \
    this SSO session run aws sso login with the corresponding profile.";

/// A client whose session has this token file, and answers for the requests that come.
fn with_token(
    file: &str,
    answers: impl IntoIterator<Item = Result<HttpResponse>>,
) -> Client<ScriptedHost> {
    let host = ScriptedHost::new(NOW, in_turn(answers));
    client(host.with_file(token_of_dev(), file))
}

/// The access token that the flow returns.
fn token(client: &Client<ScriptedHost>) -> Result<String> {
    let token = run(&client.host, access_token(client, &dev()));
    assert!(client.host.is_unlocked());
    Ok(token?.access_token.expose().clone())
}

fn replaced(client: &Client<ScriptedHost>, rejected: &str) -> Result<String> {
    let rejected = Secret::from(rejected);
    let token = run(&client.host, replace_rejected(client, &dev(), &rejected));
    assert!(client.host.is_unlocked());
    Ok(token?.access_token.expose().clone())
}

#[test]
fn a_token_with_fifteen_minutes_left_is_taken_as_it_is() {
    for end in [FRESH, "2024-05-01T10:15:00Z"] {
        let client = with_token(&token_file("old", end, "r"), []);
        assert_eq!(token(&client).unwrap(), "old");
        assert!(client.host.requests.borrow().is_empty());
    }
}

#[test]
fn a_due_token_is_refreshed_and_written() {
    for end in [DUE, EXPIRED, "2024-05-01T10:14:59Z"] {
        let client = with_token(
            &token_file("old", end, "r-old"),
            [Ok(issued("new", "r-new"))],
        );
        assert_eq!(token(&client).unwrap(), "new");
        assert_eq!(
            client.host.requests.borrow()[0].url,
            "https://oidc.us-west-2.amazonaws.com/token"
        );
        assert_eq!(
            client.host.bodies(),
            [
                r#"{"grantType": "refresh_token", "clientId": "client", "clientSecret": "client-secret", "refreshToken": "r-old"}"#
            ]
        );
        assert_eq!(
            client.host.file(&token_of_dev()).unwrap(),
            token_file("new", "2024-05-01T11:00:00Z", "r-new")
        );
        let told = client.host.events.borrow().iter().any(|event| {
            matches!(event, Event::Refreshed { session, expires_at }
                if session == "dev" && expires_at.to_iso8601() == "2024-05-01T11:00:00Z")
        });
        assert!(told);
    }
}

#[test]
fn members_of_other_tools_survive_also_those_that_came_during_the_refresh() {
    let file = token_file("old", DUE, "r").replace("}", r#", "vendor": {"b": 1, "a": [null]}}"#);
    let client = with_token(&file, []);
    let files = client.host.files.clone();
    let added = file.replace("}}", r#"}, "note": "x"}"#);
    client.host.answer(move |_, _| {
        files
            .borrow_mut()
            .insert(token_of_dev(), added.clone().into_bytes());
        Ok(issued("new", "r-new"))
    });
    token(&client).unwrap();
    let expected = token_file("new", "2024-05-01T11:00:00Z", "r-new")
        .replace("}", r#", "vendor": {"b": 1, "a": [null]}, "note": "x"}"#);
    assert_eq!(client.host.file(&token_of_dev()).unwrap(), expected);
}

#[test]
fn an_answer_without_a_refresh_token_leaves_the_old_one() {
    let answer = json(
        200,
        r#"{"accessToken": "new", "tokenType": "Bearer", "expiresIn": 3600}"#,
    );
    let client = with_token(&token_file("old", DUE, "r-old"), [Ok(answer)]);
    assert_eq!(token(&client).unwrap(), "new");
    assert_eq!(
        client.host.file(&token_of_dev()).unwrap(),
        token_file("new", "2024-05-01T11:00:00Z", "r-old")
    );
}

#[test]
fn the_region_is_the_one_that_issued_the_token() {
    let file = token_file("old", DUE, "r").replace("us-west-2", "eu-west-1");
    let client = with_token(&file, [Ok(issued("new", "r"))]);
    token(&client).unwrap();
    assert_eq!(
        client.host.requests.borrow()[0].url,
        "https://oidc.eu-west-1.amazonaws.com/token"
    );
    assert_eq!(
        stored_token(&client.host).region.as_deref(),
        Some("eu-west-1")
    );
}

#[test]
fn many_flows_make_one_refresh() {
    for lifetime in [3600, 300] {
        let client = with_token(&token_file("old", EXPIRED, "r"), []);
        client.host.latency.set(Duration::from_millis(200));
        let answer = format!(
            r#"{{"accessToken": "new", "tokenType": "Bearer", "expiresIn": {lifetime}, "refreshToken": "r2"}}"#
        );
        client.host.answer(in_turn([Ok(json(200, &answer))]));
        let session = dev();
        let flows = (0..40).map(|_| access_token(&client, &session));
        let tokens = run(&client.host, join(flows));
        assert_eq!(tokens.len(), 40);
        for token in tokens {
            assert_eq!(token.unwrap().access_token.expose(), "new");
        }
        assert_eq!(client.host.paths(), ["/token"], "a token for {lifetime} s");
        assert!(client.host.is_unlocked());
    }
}

#[test]
fn a_refresh_that_fails_leaves_the_old_token_while_it_lasts() {
    for failure in [
        vec![Ok(oauth_error(400, "invalid_grant"))],
        vec![Ok(oauth_error(401, "invalid_client"))],
        vec![Ok(json(200, "<html>"))],
        vec![Ok(json(200, "{}"))],
        vec![Ok(json(503, "")), Ok(json(503, "")), Ok(json(503, ""))],
        vec![Err(no_network()), Err(no_network()), Err(no_network())],
    ] {
        let file = token_file("old", DUE, "r");
        let client = with_token(&file, failure);
        assert_eq!(token(&client).unwrap(), "old");
        assert_eq!(client.host.file(&token_of_dev()).unwrap(), file);
    }
}

#[test]
fn a_refresh_that_fails_for_good_ends_in_a_sign_in() {
    for failure in [
        oauth_error(400, "invalid_grant"),
        oauth_error(401, "invalid_client"),
        oauth_error(400, "expired_token"),
    ] {
        let client = with_token(&token_file("old", EXPIRED, "r"), [Ok(failure)]);
        let error = token(&client).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::SignInRequired);
        assert_eq!(error.to_string(), ENDED);
        assert_eq!(
            error.help(),
            Some("Sign in again: aws-sso-wasm sso login --sso-session dev")
        );
        assert!(error.cause().is_some_and(|cause| cause.fault().is_some()));
    }
}

#[test]
fn a_refresh_that_may_work_later_says_what_stood_in_its_way() {
    for (failure, kind) in [
        (Err(no_network()), "ERR_NETWORK"),
        (Ok(json(503, "")), "ERR_SERVICE"),
        (Ok(json(429, "")), "ERR_SERVICE"),
    ] {
        let failures = vec![failure.clone(), failure.clone(), failure];
        let client = with_token(&token_file("old", EXPIRED, "r"), failures);
        let error = token(&client).unwrap_err();
        assert_eq!(error.kind().code(), kind);
        assert!(error.is_retryable());
    }
}

#[test]
fn a_client_that_aws_revoked_is_forgotten_with_the_refresh_that_found_it_out() {
    for (registered, stays) in [("client", false), ("another", true)] {
        let client = with_token(
            &token_file("old", EXPIRED, "r"),
            [Ok(oauth_error(401, "invalid_client"))],
        );
        client
            .host
            .put(registration_of_dev(), &code_registration_file(registered));
        token(&client).unwrap_err();
        assert_eq!(client.host.file(&registration_of_dev()).is_some(), stays);
    }
}

#[test]
fn a_token_that_cannot_be_renewed_serves_to_its_end() {
    let expired_registration =
        token_file("old", DUE, "r").replace("2024-07-01T00:00:00Z", "2024-05-01T09:59:59Z");
    for file in [bare_token_file("old", DUE), expired_registration] {
        let client = with_token(&file, []);
        assert_eq!(token(&client).unwrap(), "old");
    }
    let client = with_token(&bare_token_file("old", NOW), []);
    let error = token(&client).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (&ErrorKind::SignInRequired, ENDED)
    );
}

#[test]
fn a_legacy_token_is_never_refreshed() {
    for (end, works) in [(DUE, true), (EXPIRED, false)] {
        let file = token_file("old", end, "r");
        let host = ScriptedHost::offline(NOW).with_file(token_key(&legacy()), &file);
        let client = client(host);
        let token = run(&client.host, access_token(&client, &legacy()));
        if works {
            assert_eq!(token.unwrap().access_token.expose(), "old");
        } else {
            let error = token.unwrap_err();
            assert_eq!(
                (error.kind(), error.to_string().as_str()),
                (&ErrorKind::SignInRequired, REFUSED)
            );
        }
    }
}

#[test]
fn without_a_token_file_a_person_has_to_sign_in() {
    for (session, text) in [
        (
            dev(),
            "Error loading SSO Token: Token for dev does not exist".to_owned(),
        ),
        (
            legacy(),
            format!("Error loading SSO Token: Token for {START_URL} does not exist"),
        ),
    ] {
        let client = client(ScriptedHost::offline(NOW));
        let error = run(&client.host, access_token(&client, &session)).unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string()),
            (&ErrorKind::SignInRequired, text)
        );
    }
}

#[test]
fn a_token_that_the_aws_cli_wrote_meanwhile_is_adopted() {
    // It refreshed in the same moment, without a lock; so ours was told that its refresh token is not good any more.
    let client = with_token(&token_file("old", EXPIRED, "r-old"), []);
    let files = client.host.files.clone();
    client.host.answer(move |_, _| {
        let theirs = token_file("theirs", FRESH, "r-theirs");
        files
            .borrow_mut()
            .insert(token_of_dev(), theirs.into_bytes());
        Ok(oauth_error(400, "invalid_grant"))
    });
    assert_eq!(token(&client).unwrap(), "theirs");
    assert_eq!(
        client.host.file(&token_of_dev()).unwrap(),
        token_file("theirs", FRESH, "r-theirs")
    );
}

#[test]
fn a_token_that_cannot_be_refreshed_any_more_once_the_lock_is_had_is_not_refreshed() {
    // While we wait for the lock, another tool writes a token without what a refresh takes.
    for (end, works) in [(DUE, true), (EXPIRED, false)] {
        let client = with_token(&token_file("old", EXPIRED, "r-old"), []);
        let ended_registration =
            token_file("theirs", end, "r").replace("2024-07-01T00:00:00Z", "2024-05-01T09:59:59Z");
        let writes = client.host.locked_meanwhile(token_of_dev(), || {
            client.host.put(token_of_dev(), &ended_registration);
        });
        let session = dev();
        let (_, token) = run(&client.host, zip(writes, access_token(&client, &session)));
        match works {
            true => assert_eq!(token.unwrap().access_token.expose(), "theirs"),
            false => assert_eq!(token.unwrap_err().to_string(), ENDED),
        }
    }
}

#[test]
fn a_session_that_was_signed_out_meanwhile_stays_signed_out() {
    let client = with_token(&token_file("old", EXPIRED, "r"), []);
    let signs_out = client.host.locked_meanwhile(token_of_dev(), || {
        client.host.files.borrow_mut().remove(&token_of_dev());
    });
    let session = dev();
    let (_, token) = run(
        &client.host,
        zip(signs_out, access_token(&client, &session)),
    );
    assert_eq!(*token.unwrap_err().kind(), ErrorKind::SignInRequired);
    assert_eq!(client.host.file(&token_of_dev()), None);
}

#[test]
fn a_session_that_the_aws_cli_signed_out_during_the_refresh_stays_signed_out() {
    let client = with_token(&token_file("old", EXPIRED, "r"), []);
    let files = client.host.files.clone();
    client.host.answer(move |_, _| {
        files.borrow_mut().clear();
        Ok(issued("new", "r2"))
    });
    assert_eq!(
        *token(&client).unwrap_err().kind(),
        ErrorKind::SignInRequired
    );
    assert!(client.host.files.borrow().is_empty());
}

#[test]
fn in_a_cache_that_cannot_be_written_nothing_is_refreshed() {
    let client = with_token(&token_file("old", DUE, "r"), []);
    client.host.read_only.borrow_mut().insert(token_of_dev());
    assert_eq!(token(&client).unwrap(), "old");
    let client = with_token(&token_file("old", EXPIRED, "r"), []);
    client.host.read_only.borrow_mut().insert(token_of_dev());
    let error = token(&client).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (&ErrorKind::Store, "The file cannot be locked.")
    );
}

#[test]
fn a_new_token_that_cannot_be_written_still_serves_and_is_told() {
    let client = with_token(&token_file("old", EXPIRED, "r"), [Ok(issued("new", "r2"))]);
    client.host.disk_is_full.set(true);
    assert_eq!(token(&client).unwrap(), "new");
    let warnings = client.host.warnings();
    assert_eq!(warnings.len(), 1);
    assert_eq!(*warnings[0].kind(), ErrorKind::Store);
    assert_eq!(
        client.host.file(&token_of_dev()).unwrap(),
        token_file("old", EXPIRED, "r")
    );
}

#[test]
fn a_caller_who_gives_up_gets_no_token() {
    let client = with_token(
        &token_file("old", DUE, "r"),
        [Err(no_network()), Err(no_network()), Err(no_network())],
    );
    client.host.given_up_at.set(Some(client.host.now.get()));
    let error = token(&client).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Aborted);
    assert_eq!(client.host.requests.borrow().len(), 1);
}

#[test]
fn a_rejected_token_is_replaced_by_another_one() {
    // By one that another process has written,
    let client = with_token(&token_file("newer", FRESH, "r"), []);
    assert_eq!(replaced(&client, "old").unwrap(), "newer");
    // or by a refresh, although it has not expired.
    let client = with_token(&token_file("old", FRESH, "r"), [Ok(issued("new", "r2"))]);
    assert_eq!(replaced(&client, "old").unwrap(), "new");
}

#[test]
fn a_rejected_token_is_never_handed_out_again() {
    for (file, answers) in [
        (bare_token_file("old", FRESH), vec![]),
        (
            token_file("old", FRESH, "r"),
            vec![Ok(oauth_error(400, "invalid_grant"))],
        ),
        // The service gives out the same one again.
        (token_file("old", FRESH, "r"), vec![Ok(issued("old", "r"))]),
    ] {
        let client = with_token(&file, answers);
        let error = replaced(&client, "old").unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (&ErrorKind::SignInRequired, REFUSED)
        );
    }
    let failures = vec![Err(no_network()), Err(no_network()), Err(no_network())];
    let client = with_token(&token_file("old", FRESH, "r"), failures);
    let error = replaced(&client, "old").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Network);
}
