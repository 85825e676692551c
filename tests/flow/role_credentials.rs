//! Role credentials: from the cache, or fetched once for all, with a token that is replaced once if the portal refuses it.

use crate::scripted::{ScriptedHost, in_turn, join, json, run};
use crate::session::{
    ACCOUNT, EXPIRED, NOW, ROLE, admin, admin_key, bare_token_file, client, issued, no_network,
    oauth_error, portal_error, role_credentials as answered, role_file, stored_token, token_file,
    token_of_dev,
};
use aws_sso_wasm::aws::credentials::Credentials;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::role_credentials::role_credentials;
use aws_sso_wasm::host::HttpResponse;
use std::time::Duration;

const GOOD: &str = "2024-05-01T18:00:00Z";
const REFUSED: &str = "The SSO session associated with this profile has expired or is otherwise invalid. To refresh \
    this SSO session run aws sso login with the corresponding profile.";

/// A client whose token is good for hours, and these answers.
fn signed_in(answers: impl IntoIterator<Item = Result<HttpResponse>>) -> Client<ScriptedHost> {
    let host = ScriptedHost::new(NOW, in_turn(answers));
    client(host.with_file(token_of_dev(), &token_file("token", GOOD, "r")))
}

fn fetch(client: &Client<ScriptedHost>) -> Result<Credentials> {
    let outcome = run(&client.host, role_credentials(client, &admin()));
    assert!(client.host.is_unlocked());
    outcome
}

fn unauthorized() -> Result<HttpResponse> {
    Ok(portal_error(401, "UnauthorizedException"))
}

#[test]
fn fetched_and_cached_as_the_aws_cli_does() {
    let client = signed_in([Ok(answered("AKIA"))]);
    let credentials = fetch(&client).unwrap();
    assert_eq!(credentials.access_key_id, "AKIA");
    assert_eq!(credentials.account_id.as_deref(), Some(ACCOUNT));
    let requests = client.host.requests.borrow();
    assert_eq!(
        requests[0].url,
        "https://portal.sso.us-west-2.amazonaws.com/federation/credentials?role_name=Admin&account_id=111111111111"
    );
    assert_eq!(requests[0].headers.len(), 1);
    assert_eq!(requests[0].headers[0].0, "x-amz-sso_bearer_token");
    assert_eq!(requests[0].headers[0].1.as_str(), "token");
    let file = client.host.file(&admin_key()).unwrap();
    assert_eq!(file, role_file("AKIA", "2024-05-01T11:00:00Z"));
    // The next one finds in the cache exactly what the first one was given.
    drop(requests);
    assert_eq!(fetch(&client).unwrap(), credentials);
    assert_eq!(client.host.requests.borrow().len(), 1);
}

#[test]
fn the_cache_is_looked_at_before_the_token() {
    for (end, is_used) in [
        ("2024-05-01T10:15:00Z", true),
        ("2024-05-01T10:14:59Z", false),
        (EXPIRED, false),
    ] {
        let host = ScriptedHost::offline(NOW).with_file(admin_key(), &role_file("CACHED", end));
        let client = client(host);
        match fetch(&client) {
            Ok(credentials) => assert!(is_used && credentials.access_key_id == "CACHED"),
            Err(error) => assert!(!is_used && *error.kind() == ErrorKind::SignInRequired),
        }
    }
}

#[test]
fn a_cache_file_that_makes_no_sense_is_replaced() {
    for file in [
        "",
        "{half",
        "[]",
        "SQLite format 3",
        r#"{"Credentials": {"AccessKeyId": "A"}}"#,
    ] {
        let client = signed_in([Ok(answered("AKIA"))]);
        client.host.put(admin_key(), file);
        assert_eq!(fetch(&client).unwrap().access_key_id, "AKIA");
        assert!(client.host.file(&admin_key()).unwrap().contains("AKIA"));
    }
}

#[test]
fn many_flows_make_one_request() {
    let client = signed_in([Ok(answered("AKIA"))]);
    client.host.latency.set(Duration::from_millis(300));
    let profile = admin();
    let flows = (0..40).map(|_| role_credentials(&client, &profile));
    for credentials in run(&client.host, join(flows)) {
        assert_eq!(credentials.unwrap().access_key_id, "AKIA");
    }
    assert_eq!(client.host.requests.borrow().len(), 1);
    assert!(client.host.is_unlocked());
}

#[test]
fn many_flows_with_a_due_token_refresh_once_and_fetch_once() {
    let client = signed_in([Ok(issued("new", "r2")), Ok(answered("AKIA"))]);
    client
        .host
        .put(token_of_dev(), &token_file("old", EXPIRED, "r"));
    client.host.latency.set(Duration::from_millis(300));
    let profile = admin();
    let flows = (0..40).map(|_| role_credentials(&client, &profile));
    for credentials in run(&client.host, join(flows)) {
        credentials.unwrap();
    }
    assert_eq!(client.host.paths(), ["/token", "/federation/credentials"]);
}

#[test]
fn when_the_first_of_many_fails_the_next_one_tries() {
    let forbidden = || Ok(portal_error(403, "ForbiddenException"));
    let client = signed_in([forbidden(), Ok(answered("AKIA"))]);
    client.host.latency.set(Duration::from_millis(300));
    let profile = admin();
    let flows = (0..3).map(|_| role_credentials(&client, &profile));
    let outcomes = run(&client.host, join(flows));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 2);
}

#[test]
fn a_cache_that_cannot_be_written_keeps_nobody_from_credentials() {
    let client = signed_in([Ok(answered("AKIA"))]);
    client.host.read_only.borrow_mut().insert(admin_key());
    assert_eq!(fetch(&client).unwrap().access_key_id, "AKIA");
    assert!(client.host.warnings().is_empty());

    let client = signed_in([Ok(answered("AKIA"))]);
    client.host.disk_is_full.set(true);
    assert_eq!(fetch(&client).unwrap().access_key_id, "AKIA");
    assert_eq!(client.host.warnings().len(), 1);

    let client = signed_in([Ok(answered("AKIA"))]);
    client.host.unreadable.borrow_mut().insert(admin_key());
    assert_eq!(fetch(&client).unwrap().access_key_id, "AKIA");
}

#[test]
fn a_refused_token_is_replaced_once() {
    let client = signed_in([
        unauthorized(),
        Ok(issued("new", "r2")),
        Ok(answered("AKIA")),
    ]);
    assert_eq!(fetch(&client).unwrap().access_key_id, "AKIA");
    assert_eq!(
        client.host.paths(),
        [
            "/federation/credentials",
            "/token",
            "/federation/credentials"
        ]
    );
    let tokens: Vec<String> = {
        let requests = client.host.requests.borrow();
        let portal = requests.iter().filter(|it| it.url.contains("federation"));
        portal
            .map(|request| request.headers[0].1.to_string())
            .collect()
    };
    assert_eq!(tokens, ["token", "new"]);
    assert_eq!(stored_token(&client.host).access_token.expose(), "new");
}

#[test]
fn a_refused_token_that_another_process_has_replaced_is_not_refreshed() {
    let client = signed_in([]);
    let files = client.host.files.clone();
    let mut answers = in_turn([unauthorized(), Ok(answered("AKIA"))]);
    client.host.answer(move |request, index| {
        // In another Region, as after a new sign-in.
        let theirs = token_file("theirs", GOOD, "r2").replace("us-west-2", "eu-west-1");
        files
            .borrow_mut()
            .insert(token_of_dev(), theirs.into_bytes());
        answers(request, index)
    });
    fetch(&client).unwrap();
    assert_eq!(
        client.host.paths(),
        ["/federation/credentials", "/federation/credentials"]
    );
    let requests = client.host.requests.borrow();
    assert!(
        requests[1]
            .url
            .starts_with("https://portal.sso.eu-west-1.amazonaws.com/")
    );
}

#[test]
fn a_portal_that_refuses_every_token_wants_a_person() {
    let client = signed_in([unauthorized(), Ok(issued("new", "r2")), unauthorized()]);
    let error = fetch(&client).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (&ErrorKind::SignInRequired, REFUSED)
    );
    assert_eq!(
        error.help(),
        Some("Sign in again: aws-sso-wasm sso login --sso-session dev")
    );
    assert_eq!(error.cause().unwrap().fault().unwrap().status, 401);
}

#[test]
fn a_refused_token_that_cannot_be_replaced_wants_a_person() {
    for (file, refresh) in [
        (bare_token_file("token", GOOD), None),
        (
            token_file("token", GOOD, "r"),
            Some(Ok(oauth_error(400, "invalid_grant"))),
        ),
    ] {
        let client = signed_in([unauthorized()].into_iter().chain(refresh));
        client.host.put(token_of_dev(), &file);
        let error = fetch(&client).unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (&ErrorKind::SignInRequired, REFUSED)
        );
        assert_eq!(client.host.file(&admin_key()), None);
    }
}

#[test]
fn a_role_that_is_not_assigned_is_no_reason_to_sign_in() {
    let client = signed_in([Ok(portal_error(403, "ForbiddenException"))]);
    let error = fetch(&client).unwrap_err();
    assert_eq!(
        error.to_string(),
        "An error occurred (ForbiddenException) when calling the GetRoleCredentials operation: why"
    );
    assert_eq!(
        error.help(),
        Some(
            "The role Admin is not assigned to you in account 111111111111. See which are: aws-sso-wasm sso \
             list-account-roles --account-id 111111111111 --sso-session dev"
        )
    );
    assert_eq!(client.host.requests.borrow().len(), 1);
}

#[test]
fn what_else_goes_wrong_is_told_and_nothing_is_cached() {
    let thrice = |answer: Result<HttpResponse>| vec![answer.clone(), answer.clone(), answer];
    for (answers, code) in [
        (thrice(Err(no_network())), "ERR_NETWORK"),
        (thrice(Ok(json(500, "<html>"))), "ERR_SERVICE"),
        (
            thrice(Ok(portal_error(429, "TooManyRequestsException"))),
            "ERR_SERVICE",
        ),
        (
            vec![Ok(portal_error(404, "ResourceNotFoundException"))],
            "ERR_SERVICE",
        ),
        (vec![Ok(json(200, "<html>"))], "ERR_BAD_RESPONSE"),
        (
            vec![Ok(json(200, "{\"roleCredentials\": {}}"))],
            "ERR_BAD_RESPONSE",
        ),
        (vec![Ok(json(302, ""))], "ERR_BAD_RESPONSE"),
    ] {
        let client = signed_in(answers);
        assert_eq!(fetch(&client).unwrap_err().kind().code(), code);
        assert_eq!(client.host.file(&admin_key()), None);
    }
}

#[test]
fn the_portal_is_the_one_of_the_token_s_region() {
    let client = signed_in([Ok(answered("AKIA"))]);
    let file = token_file("token", GOOD, "r").replace("us-west-2", "eu-west-1");
    client.host.put(token_of_dev(), &file);
    fetch(&client).unwrap();
    assert!(
        client.host.requests.borrow()[0]
            .url
            .starts_with("https://portal.sso.eu-west-1.amazonaws.com/")
    );
    // Nothing but a Region becomes part of a host.
    for region in ["evil.com/", "a@evil.com", ""] {
        let client = signed_in(region.is_empty().then(|| Ok(answered("AKIA"))));
        let file = token_file("token", GOOD, "r").replace("us-west-2", region);
        client.host.put(token_of_dev(), &file);
        // An empty one counts as absent: the configured one is taken.
        assert_eq!(fetch(&client).is_ok(), region.is_empty());
    }
    assert_eq!(ROLE, admin().role_name);
}
