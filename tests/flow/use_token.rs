//! A token that the caller brings.

use crate::scripted::{ScriptedHost, run};
use crate::session::{NOW, client, dev, token_file, token_of_dev};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::clock_skew::SkewCorrected;
use aws_sso_wasm::flow::refresh::access_token;
use aws_sso_wasm::flow::status::summary;
use aws_sso_wasm::flow::use_token::use_token;
use aws_sso_wasm::host::Event;
use aws_sso_wasm::secret::Secret;

fn brought(host: &ScriptedHost, token: &str, until: &str) -> Result<()> {
    let until = Timestamp::parse_iso8601(until).unwrap();
    let client = client(SkewCorrected::new(host));
    let outcome = run(host, use_token(&client, &dev(), Secret::from(token), until));
    outcome.map(drop)
}

#[test]
fn it_takes_the_place_of_the_session_s_own() {
    let old = token_file("old", "2024-05-01T12:00:00Z", "r").replace('}', r#", "vendor": 1}"#);
    let host = ScriptedHost::offline(NOW).with_file(token_of_dev(), &old);
    brought(&host, "brought", "2024-05-01T11:00:00Z").unwrap();
    assert_eq!(
        host.file(&token_of_dev()).unwrap(),
        r#"{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-west-2", "accessToken": "brought", "expiresAt": "2024-05-01T11:00:00Z", "vendor": 1}"#
    );
    assert!(host.is_unlocked());
    assert!(matches!(
        host.events.borrow().last(),
        Some(Event::SignedIn { session, .. }) if session == "dev"
    ));
    let token = run(
        &host,
        access_token(&client(SkewCorrected::new(&host)), &dev()),
    )
    .unwrap();
    assert_eq!(token.access_token.expose(), "brought");
    let summary = run(&host, summary(&host, &dev())).unwrap();
    assert!(summary.is_signed_in && !summary.refreshable);
    assert_eq!(summary.expires_at, Some(token.expires_at));
}

#[test]
fn one_that_is_of_no_use_is_refused_and_not_repeated() {
    for (token, until) in [
        ("", "2024-05-01T11:00:00Z"),
        ("SENSITIVE\n", "2024-05-01T11:00:00Z"),
        ("SENSITIVE\u{fc}", "2024-05-01T11:00:00Z"),
        ("SENSITIVE", NOW),
    ] {
        let host = ScriptedHost::offline(NOW);
        let error = brought(&host, token, until).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidArgument);
        assert!(!format!("{error:?}").contains("SENSITIVE"));
        assert_eq!(host.file(&token_of_dev()), None);
    }
}
