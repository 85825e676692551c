//! What the flows do for a program that keeps what its calls learned: one client for each call.

use crate::scripted::{ScriptedHost, in_turn, json, run, with_header};
use crate::session::{
    ACCOUNT, EXPIRED, NOW, ROLE, admin, admin_key, bare_token_file, dev, issued, oauth_error,
    parameter, registered, role_credentials as role_answer, role_file, token_file, token_of_dev,
};
use aws_sso_wasm::aws::portal::Account;
use aws_sso_wasm::config::sso_profile::SsoProfile;
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::flow::client::{Client, Endpoints};
use aws_sso_wasm::flow::clock_skew::SkewCorrected;
use aws_sso_wasm::flow::learned::Learned;
use aws_sso_wasm::flow::listing::Listing;
use aws_sso_wasm::flow::refresh::access_token;
use aws_sso_wasm::flow::role_credentials::role_credentials;
use aws_sso_wasm::flow::session_files::{role_credentials_key, token_key};
use aws_sso_wasm::flow::sign_in::{begin, redirect_uri};
use aws_sso_wasm::flow::sign_out::sign_out_of;
use aws_sso_wasm::host::Clock as _;
use std::rc::Rc;
use std::time::Duration;

const GOOD: &str = "2024-05-01T18:00:00Z";

type CallClient<'h> = Client<SkewCorrected<&'h ScriptedHost>>;

/// The client of the next call.
fn call<'h>(host: &'h ScriptedHost, learned: &Rc<Learned>) -> CallClient<'h> {
    relayed(host, learned, None)
}

fn relayed<'h>(
    host: &'h ScriptedHost,
    learned: &Rc<Learned>,
    relay: Option<&str>,
) -> CallClient<'h> {
    let endpoints = Endpoints {
        relay: relay.map(str::to_owned),
        ..Endpoints::default()
    };
    let host = SkewCorrected::knowing(host, Rc::clone(learned));
    Client::for_call(host, endpoints, Rc::clone(learned))
}

/// A session that the library names by its start URL, as nobody gave it a name.
fn unnamed() -> SsoSession {
    let dev = dev();
    SsoSession {
        name: Some(dev.start_url.clone()),
        ..dev
    }
}

#[test]
fn the_clock_s_error_outlives_the_call_that_met_it() {
    let answer = with_header(role_answer("AKIA"), "date", "Wed, 01 May 2024 10:00:00 GMT");
    let host = ScriptedHost::new(NOW, in_turn([Ok(answer)]));
    host.put(token_of_dev(), &token_file("token", GOOD, "r"));
    host.clock_error.set(3_600_000);
    let learned = Rc::default();
    run(&host, role_credentials(&call(&host, &learned), &admin())).unwrap();
    let now = call(&host, &learned).host.now();
    assert_eq!(now.to_iso8601(), NOW);
    assert_eq!(call(&host, &Rc::default()).host.now(), host.now());
}

#[test]
fn a_refresh_that_failed_is_not_tried_again_by_the_next_call() {
    let soon = "2024-05-01T10:10:00Z";
    let host = ScriptedHost::new(NOW, in_turn([Ok(oauth_error(400, "invalid_grant"))]));
    host.put(token_of_dev(), &token_file("token", soon, "r"));
    let learned = Rc::default();
    for _ in 0..3 {
        let token = run(&host, access_token(&call(&host, &learned), &dev())).unwrap();
        assert_eq!(token.access_token.expose(), "token");
    }
    assert_eq!(host.paths(), ["/token"]);
}

#[test]
fn listings_of_one_program_keep_one_pace() {
    let answer = |_: &_, _| Ok(json(200, r#"{"roleList": []}"#));
    let host = ScriptedHost::new(NOW, answer);
    host.put(token_of_dev(), &token_file("token", GOOD, "r"));
    let (learned, session) = (Rc::default(), dev());
    let start = host.now.get();
    for _ in 0..5 {
        let client = call(&host, &learned);
        let listing = Listing::new(&client, &session);
        run(&host, listing.roles(ACCOUNT, async |_| Ok(()))).unwrap();
    }
    let took = host.now.get().saturating_since(start);
    assert_eq!(took, Duration::from_millis(200));
}

#[test]
fn accounts_come_with_their_roles() {
    let answer = |request: &_, _| {
        let body = match parameter(request, "account_id") {
            None => r#"{"accountList": [{"accountId": "1", "accountName": "one"}, {"accountId": "2"}, {"accountId": "3"}]}"#.to_owned(),
            Some(id) => format!(r#"{{"roleList": [{{"roleName": "role-of-{id}"}}]}}"#),
        };
        Ok(json(200, &body))
    };
    let host = ScriptedHost::new(NOW, answer);
    host.put(token_of_dev(), &token_file("token", GOOD, "r"));
    let listed = |wanted: Option<&[String]>| {
        let (client, session) = (call(&host, &Rc::default()), dev());
        let listing = Listing::new(&client, &session);
        let mut all = Vec::new();
        let collect = async |account: &Account, roles: Vec<_>| {
            all.push((account.clone(), roles));
            Ok(())
        };
        run(&host, listing.account_roles(wanted, collect)).unwrap();
        all.sort_by(|(a, _), (b, _)| a.account_id.cmp(&b.account_id));
        all.into_iter()
            .map(|(account, mut roles)| {
                let role = roles.pop().unwrap().role_name;
                assert!(roles.is_empty());
                (account.account_id, account.account_name, role)
            })
            .collect::<Vec<_>>()
    };
    let all = listed(None);
    assert_eq!(all.len(), 3);
    let one = (
        "1".to_owned(),
        Some("one".to_owned()),
        "role-of-1".to_owned(),
    );
    assert_eq!(all[0], one);
    // What the session gives no access to is not there.
    let wanted = ["3".to_owned(), "4".to_owned()];
    let some: Vec<_> = listed(Some(&wanted)).into_iter().map(|it| it.0).collect();
    assert_eq!(some, ["3"]);
}

#[test]
fn a_sign_out_finds_what_was_cached_without_a_profile() {
    let session = unnamed();
    let host = ScriptedHost::new(NOW, in_turn([Ok(role_answer("AKIA")), Ok(json(200, ""))]));
    host.put(token_key(&session), &token_file("token", GOOD, "r"));
    // Of a session of the shared files, and of another one of the library.
    host.put(admin_key(), &role_file("AKIB", GOOD));
    let foreign = role_file("AKIC", GOOD).replacen('{', r#"{"awsSsoWasmSession": "x", "#, 1);
    let foreign_key = role_credentials_key(&dev(), "222222222222", ROLE);
    host.put(foreign_key.clone(), &foreign);
    let profile = SsoProfile {
        session: session.clone(),
        ..admin()
    };
    run(
        &host,
        role_credentials(&call(&host, &Rc::default()), &profile),
    )
    .unwrap();
    let file = role_credentials_key(&session, ACCOUNT, ROLE);
    let text = host.file(&file).unwrap();
    assert!(
        text.contains(r#""awsSsoWasmSession": "https://d-abc123.awsapps.com/start""#),
        "{text}"
    );
    // Another program, which knows nothing.
    let done = run(&host, sign_out_of(&call(&host, &Rc::default()), &session)).unwrap();
    assert_eq!((done.tokens, done.role_credentials), (1, 1));
    assert_eq!(host.file(&file), None);
    assert!(host.file(&admin_key()).is_some() && host.file(&foreign_key).is_some());
}

#[test]
fn a_session_that_nobody_named_is_refreshed_and_speaks_of_no_command() {
    let session = unnamed();
    let host = ScriptedHost::new(NOW, in_turn([Ok(issued("new", "r-2"))]));
    host.put(token_key(&session), &token_file("old", EXPIRED, "r"));
    let client = call(&host, &Rc::default());
    let token = run(&host, access_token(&client, &session)).unwrap();
    assert_eq!(token.access_token.expose(), "new");
    // Gone, ended, and never there.
    host.put(token_key(&session), &bare_token_file("old", EXPIRED));
    let ended = run(&host, access_token(&client, &session)).unwrap_err();
    host.files.borrow_mut().clear();
    let missing = run(&host, access_token(&client, &session)).unwrap_err();
    for (error, help) in [(ended, "Sign in again."), (missing, "Sign in.")] {
        assert_eq!(*error.kind(), ErrorKind::SignInRequired);
        assert_eq!(error.help(), Some(help));
    }
}

#[test]
fn its_client_is_registered_by_the_portal_s_host() {
    let host = ScriptedHost::new(NOW, in_turn([Ok(registered("c"))]));
    let client = call(&host, &Rc::default());
    let session = unnamed();
    let issuer = crate::session::issuer();
    let uri = redirect_uri("http://127.0.0.1:8400/oauth/callback").unwrap();
    run(&host, begin(&client, &session, &issuer, uri)).unwrap();
    let body = host.bodies().remove(0);
    assert!(
        body.contains(r#""clientName": "aws-sso-wasm-d-abc123.awsapps.com""#),
        "{body}"
    );
}

#[test]
fn a_relay_takes_the_requests_and_the_person_still_goes_to_aws() {
    let answers = [Ok(registered("c")), Ok(role_answer("AKIA"))];
    let host = ScriptedHost::new(NOW, in_turn(answers));
    host.put(token_of_dev(), &token_file("token", GOOD, "r"));
    let relay = Some("https://console.example.com/idc");
    let client = relayed(&host, &Rc::default(), relay);
    let uri = redirect_uri("http://127.0.0.1:8400/oauth/callback").unwrap();
    let (session, issuer) = (dev(), crate::session::issuer());
    let (url, _) = run(&host, begin(&client, &session, &issuer, uri)).unwrap();
    assert!(
        url.starts_with("https://oidc.us-west-2.amazonaws.com/authorize?"),
        "{url}"
    );
    run(&host, role_credentials(&client, &admin())).unwrap();
    assert_eq!(
        host.paths(),
        [
            "/idc/us-west-2/oidc/client/register",
            "/idc/us-west-2/portal/federation/credentials"
        ]
    );
    for request in host.requests.borrow().iter() {
        assert!(request.url.starts_with("https://console.example.com/"));
        let marked = |(name, value): &(&str, aws_sso_wasm::secret::Zeroizing<String>)| {
            *name == "x-requested-by" && value.as_str() == "aws-sso-wasm"
        };
        assert!(request.headers.iter().any(marked));
    }
}
