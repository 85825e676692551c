//! Signing in with PKCE, in its two halves: every byte that goes out, and every byte that is written.

use crate::scripted::{ScriptedHost, in_turn, json, run, zip};
use crate::session::{
    NOW, client, code_registration_file, dev, device_registration_file, issued, issuer, legacy,
    no_network, oauth_error, registered, registration_of_dev, token_file, token_of_dev,
};
use aws_sso_wasm::aws::start_url::ResolvedStartUrl;
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::session_files::{registration_key, token_key};
use aws_sso_wasm::flow::sign_in::{PendingSignIn, abandon, begin, complete};
use aws_sso_wasm::host::{Event, HttpResponse};
use aws_sso_wasm::oauth::redirect_uri::RedirectUri;
use aws_sso_wasm::secret::Secret;

/// What the scripted host's first 48 random bytes make: base64url of 32, its SHA-256 as base64url, a UUID of 16.
const VERIFIER: &str = "AAcq2URbzg1IbzIBDENWtZDXOinUK95d2D9CUZwTZgU";
const CHALLENGE: &str = "63tBjjTMCpffxOGV0PqdIeR2x2AzECLXtK-IACes5s8";
const STATE: &str = "20a74a79-64fb-4ead-a80f-52a12ce37655";

fn with_answers(answers: impl IntoIterator<Item = Result<HttpResponse>>) -> Client<ScriptedHost> {
    client(ScriptedHost::new(NOW, in_turn(answers)))
}

fn begun(client: &Client<ScriptedHost>, session: &SsoSession) -> Result<(String, PendingSignIn)> {
    let redirect_uri = RedirectUri::with_port(49152);
    run(
        &client.host,
        begin(client, session, &issuer(), redirect_uri),
    )
}

#[test]
fn the_first_half() {
    let client = with_answers([Ok(registered("c"))]);
    let (url, pending) = begun(&client, &dev()).unwrap();
    assert_eq!(
        url,
        format!(
            "https://oidc.us-west-2.amazonaws.com/authorize?response_type=code&client_id=c&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Foauth%2Fcallback&state={STATE}&code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess&code_challenge={CHALLENGE}"
        )
    );
    assert_eq!(pending.state.expose(), STATE);
    assert_eq!(
        client.host.bodies(),
        [
            r#"{"clientName": "aws-sso-wasm-dev", "clientType": "public", "grantTypes": ["authorization_code", "refresh_token"], "redirectUris": ["http://127.0.0.1/oauth/callback"], "issuerUrl": "https://d-abc123.awsapps.com/start", "scopes": ["sso:account:access"]}"#
        ]
    );
    assert_eq!(
        client.host.file(&registration_of_dev()).unwrap(),
        r#"{"clientId": "c", "clientSecret": "c-secret", "expiresAt": "2024-07-30T10:00:00Z", "scopes": ["sso:account:access"], "grantTypes": ["authorization_code", "refresh_token"]}"#
    );
    assert_eq!(client.host.file(&token_of_dev()), None);
    assert!(client.host.is_unlocked());
    let shown = format!("{pending:?}");
    assert!(
        !shown.contains(VERIFIER) && !shown.contains("c-secret"),
        "{shown}"
    );
}

#[test]
fn the_second_half() {
    let client = with_answers([Ok(registered("c")), Ok(issued("token", "r"))]);
    let (_, pending) = begun(&client, &dev()).unwrap();
    let token = run(
        &client.host,
        complete(&client, pending, Secret::from("the-code")),
    )
    .unwrap();
    assert_eq!(token.access_token.expose(), "token");
    assert_eq!(client.host.paths(), ["/client/register", "/token"]);
    assert_eq!(
        client.host.bodies()[1],
        format!(
            r#"{{"grantType": "authorization_code", "clientId": "c", "clientSecret": "c-secret", "redirectUri": "http://127.0.0.1:49152/oauth/callback", "codeVerifier": "{VERIFIER}", "code": "the-code"}}"#
        )
    );
    assert_eq!(
        client.host.file(&token_of_dev()).unwrap(),
        r#"{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-west-2", "accessToken": "token", "expiresAt": "2024-05-01T11:00:00Z", "clientId": "c", "clientSecret": "c-secret", "registrationExpiresAt": "2024-07-30T10:00:00Z", "refreshToken": "r"}"#
    );
    assert!(client.host.is_unlocked());
    let events = client.host.events.borrow();
    assert!(matches!(
        events.last(),
        Some(Event::SignedIn { session, expires_at })
            if session == "dev" && expires_at.to_iso8601() == "2024-05-01T11:00:00Z"
    ));
}

#[test]
fn no_two_sign_ins_share_verifier_or_state() {
    let client = with_answers([Ok(registered("c"))]);
    let (first, one) = begun(&client, &dev()).unwrap();
    let (second, other) = begun(&client, &dev()).unwrap();
    assert_ne!(one.state.expose(), other.state.expose());
    let challenge = |url: &str| url.rsplit_once("code_challenge=").unwrap().1.to_owned();
    assert_ne!(challenge(&first), challenge(&second));
}

#[test]
fn a_new_token_replaces_the_old_one_whole_but_for_other_tools_members() {
    let answer = json(
        200,
        r#"{"accessToken": "token", "tokenType": "Bearer", "expiresIn": 28800}"#,
    );
    let client = with_answers([Ok(registered("c")), Ok(answer)]);
    let old =
        token_file("old", "2024-05-01T09:00:00Z", "r-old").replace("}", r#", "vendor": [1]}"#);
    client.host.put(token_of_dev(), &old);
    let (_, pending) = begun(&client, &dev()).unwrap();
    run(
        &client.host,
        complete(&client, pending, Secret::from("code")),
    )
    .unwrap();
    // The old refresh token belongs to the old client.
    assert_eq!(
        client.host.file(&token_of_dev()).unwrap(),
        r#"{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-west-2", "accessToken": "token", "expiresAt": "2024-05-01T18:00:00Z", "clientId": "c", "clientSecret": "c-secret", "registrationExpiresAt": "2024-07-30T10:00:00Z", "vendor": [1]}"#
    );
}

#[test]
fn files_go_by_what_is_configured_and_requests_by_what_it_resolves_to() {
    let session = SsoSession {
        start_url: "https://aws.example.com/".to_owned(),
        scopes: Some(vec!["a:b".to_owned(), "c:d".to_owned()]),
        ..dev()
    };
    let resolved = ResolvedStartUrl {
        url: "https://ssoins-1.portal.eu-west-1.app.aws".to_owned(),
        region: "eu-west-1".to_owned(),
    };
    let client = with_answers([Ok(registered("c")), Ok(issued("token", "r"))]);
    let redirect_uri = RedirectUri::with_port(1);
    let (url, pending) = run(
        &client.host,
        begin(&client, &session, &resolved, redirect_uri),
    )
    .unwrap();
    run(
        &client.host,
        complete(&client, pending, Secret::from("code")),
    )
    .unwrap();
    assert!(url.starts_with("https://oidc.eu-west-1.amazonaws.com/authorize?"));
    assert!(url.contains("&scopes=a%3Ab%20c%3Ad&"));
    let body = &client.host.bodies()[0];
    assert!(body.contains(
        r#""issuerUrl": "https://ssoins-1.portal.eu-west-1.app.aws", "scopes": ["a:b", "c:d"]"#
    ));
    assert!(client.host.file(&registration_key(&session)).is_some());
    let token = client.host.file(&token_key(&session)).unwrap();
    assert!(token.starts_with(
        r#"{"startUrl": "https://aws.example.com/", "region": "eu-west-1", "accessToken""#
    ));
}

#[test]
fn a_registration_serves_until_fifteen_minutes_before_its_end_and_for_its_own_grant() {
    let at = |end: &str| code_registration_file("old").replace("2024-07-01T00:00:00Z", end);
    for (file, is_reused) in [
        (at("2024-05-01T10:15:00Z"), true),
        (at("2024-05-01T10:14:59Z"), false),
        (device_registration_file("old"), false),
        ("{half".to_owned(), false),
        ("[]".to_owned(), false),
    ] {
        let answers = (!is_reused).then(|| Ok(registered("new")));
        let client = with_answers(answers);
        client.host.put(registration_of_dev(), &file);
        let (url, _) = begun(&client, &dev()).unwrap();
        let id = if is_reused { "old" } else { "new" };
        assert!(url.contains(&format!("&client_id={id}&")), "{file}");
        let is_kept = client.host.file(&registration_of_dev()).unwrap() == file;
        assert_eq!(is_kept, is_reused, "{file}");
    }
}

#[test]
fn a_registration_keeps_the_members_of_other_tools() {
    let old = device_registration_file("old").replace("}", r#", "vendor": "x"}"#);
    let client = with_answers([Ok(registered("new"))]);
    client.host.put(registration_of_dev(), &old);
    begun(&client, &dev()).unwrap();
    assert!(
        client
            .host
            .file(&registration_of_dev())
            .unwrap()
            .ends_with(r#""grantTypes": ["authorization_code", "refresh_token"], "vendor": "x"}"#)
    );
}

#[test]
fn a_client_without_a_session_name_is_named_after_the_time() {
    let client = with_answers([Ok(registered("c"))]);
    begun(&client, &legacy()).unwrap();
    assert!(client.host.bodies()[0].starts_with(r#"{"clientName": "aws-sso-wasm-1714557600", "#));
}

#[test]
fn two_sign_ins_at_once_register_once() {
    let client = with_answers([Ok(registered("c"))]);
    client.host.latency.set(std::time::Duration::from_secs(1));
    let (session, issuer) = (dev(), issuer());
    let redirect_uri = RedirectUri::with_port(1);
    let (one, other) = run(
        &client.host,
        zip(
            begin(&client, &session, &issuer, redirect_uri),
            begin(&client, &session, &issuer, redirect_uri),
        ),
    );
    one.unwrap();
    other.unwrap();
    assert_eq!(client.host.paths(), ["/client/register"]);
}

#[test]
fn in_a_cache_that_cannot_be_written_no_sign_in_begins() {
    let client = with_answers([]);
    client
        .host
        .read_only
        .borrow_mut()
        .insert(registration_of_dev());
    let error = begun(&client, &dev()).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Store);
}

#[test]
fn a_code_that_is_refused_changes_nothing() {
    let old = token_file("old", "2024-05-01T09:00:00Z", "r-old");
    for (answers, code) in [
        (vec![Ok(oauth_error(400, "invalid_grant"))], "ERR_SERVICE"),
        (vec![Ok(json(200, "{}"))], "ERR_BAD_RESPONSE"),
        (
            vec![Err(no_network()), Err(no_network()), Err(no_network())],
            "ERR_NETWORK",
        ),
        (
            vec![Err(Error::new(ErrorKind::Aborted, "Cancelled."))],
            "ERR_ABORTED",
        ),
    ] {
        let client = with_answers([Ok(registered("c"))].into_iter().chain(answers));
        client.host.put(token_of_dev(), &old);
        let (_, pending) = begun(&client, &dev()).unwrap();
        let outcome = run(
            &client.host,
            complete(&client, pending, Secret::from("code")),
        );
        assert_eq!(outcome.unwrap_err().kind().code(), code);
        assert_eq!(client.host.file(&token_of_dev()).unwrap(), old);
        assert!(client.host.file(&registration_of_dev()).is_some());
        assert!(client.host.is_unlocked());
    }
}

#[test]
fn a_registration_that_aws_revoked_is_dropped_for_the_next_sign_in() {
    for refusal in ["invalid_client", "unauthorized_client"] {
        let answers = [Ok(oauth_error(401, refusal)), Ok(registered("new"))];
        let client = with_answers(answers);
        client
            .host
            .put(registration_of_dev(), &code_registration_file("old"));
        let (_, pending) = begun(&client, &dev()).unwrap();
        let outcome = run(
            &client.host,
            complete(&client, pending, Secret::from("code")),
        );
        let error = outcome.unwrap_err();
        assert_eq!(error.fault().unwrap().error.as_deref(), Some(refusal));
        assert!(error.help().unwrap().contains("Sign in again"));
        let (url, _) = begun(&client, &dev()).unwrap();
        assert!(url.contains("&client_id=new&"));
    }
}

#[test]
fn a_sign_in_that_nobody_finishes_takes_its_registration_with_it() {
    for (then, stays) in [("old", false), ("theirs", true)] {
        let client = with_answers([]);
        client
            .host
            .put(registration_of_dev(), &code_registration_file("old"));
        let (_, pending) = begun(&client, &dev()).unwrap();
        client
            .host
            .put(registration_of_dev(), &code_registration_file(then));
        run(&client.host, abandon(&client, pending));
        assert_eq!(client.host.file(&registration_of_dev()).is_some(), stays);
    }
}

#[test]
fn a_registration_that_another_process_has_replaced_already_stays() {
    let client = with_answers([Ok(oauth_error(401, "invalid_client"))]);
    client
        .host
        .put(registration_of_dev(), &code_registration_file("old"));
    let (_, pending) = begun(&client, &dev()).unwrap();
    let theirs = code_registration_file("theirs");
    client.host.put(registration_of_dev(), &theirs);
    run(
        &client.host,
        complete(&client, pending, Secret::from("code")),
    )
    .unwrap_err();
    assert_eq!(client.host.file(&registration_of_dev()).unwrap(), theirs);
}

#[test]
fn a_revoked_registration_that_cannot_be_removed_does_not_hide_why_the_sign_in_failed() {
    let client = with_answers([Ok(oauth_error(401, "invalid_client"))]);
    client
        .host
        .put(registration_of_dev(), &code_registration_file("old"));
    let (_, pending) = begun(&client, &dev()).unwrap();
    client
        .host
        .read_only
        .borrow_mut()
        .insert(registration_of_dev());
    let outcome = run(
        &client.host,
        complete(&client, pending, Secret::from("code")),
    );
    assert_eq!(outcome.unwrap_err().kind().code(), "ERR_SERVICE");
}

#[test]
fn a_token_that_cannot_be_written_is_an_error() {
    let client = with_answers([Ok(registered("c")), Ok(issued("token", "r"))]);
    let (_, pending) = begun(&client, &dev()).unwrap();
    client.host.disk_is_full.set(true);
    let outcome = run(
        &client.host,
        complete(&client, pending, Secret::from("code")),
    );
    assert_eq!(*outcome.unwrap_err().kind(), ErrorKind::Store);
    assert!(
        !client
            .host
            .events
            .borrow()
            .iter()
            .any(|it| matches!(it, Event::SignedIn { .. }))
    );
}
