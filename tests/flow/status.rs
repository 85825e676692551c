//! What is signed in, read from the files alone.

use crate::scripted::{ScriptedHost, run};
use crate::session::{
    ACCOUNT, EXPIRED, NOW, ROLE, admin_key, bare_token_file, code_registration_file, dev, legacy,
    registration_of_dev, role_file, token_file, token_of_dev,
};
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::flow::role_files::RoleFiles;
use aws_sso_wasm::flow::session_files::token_key;
use aws_sso_wasm::flow::status::{SessionStatus, status};
use aws_sso_wasm::host::Clock;

const GOOD: &str = "2024-05-01T18:00:00Z";

fn of_dev(host: &ScriptedHost) -> SessionStatus {
    let roles = [
        (ACCOUNT.to_owned(), ROLE.to_owned()),
        ("222222222222".to_owned(), ROLE.to_owned()),
    ];
    run(host, async {
        let files = RoleFiles::list(host).await.unwrap();
        status(host, &dev(), &files.of(&dev(), &roles)).await
    })
}

#[test]
fn of_a_session_that_was_never_signed_in() {
    let host = ScriptedHost::offline(NOW);
    let status = of_dev(&host);
    assert_eq!((&status.session, &status.token), (&dev(), &None));
    assert_eq!(status.registration_expires_at, None);
    assert!(status.role_credentials.is_empty() && !status.is_signed_in(host.now()));
}

#[test]
fn of_a_session_that_is_signed_in() {
    let host = ScriptedHost::offline(NOW)
        .with_file(token_of_dev(), &token_file("token", GOOD, "r"))
        .with_file(registration_of_dev(), &code_registration_file("c"))
        .with_file(admin_key(), &role_file("AKIA", GOOD));
    let status = of_dev(&host);
    let token = status.token.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(
        (token.expires_at.to_iso8601().as_str(), token.refreshable),
        (GOOD, true)
    );
    assert_eq!(
        status.registration_expires_at.unwrap().to_iso8601(),
        "2024-07-01T00:00:00Z"
    );
    assert_eq!(status.role_credentials.len(), 1);
    let role = &status.role_credentials[0];
    assert_eq!(
        (role.account_id.as_str(), role.role_name.as_str()),
        (ACCOUNT, ROLE)
    );
    assert_eq!(role.expires_at.to_iso8601(), GOOD);
    assert!(status.is_signed_in(host.now()));
    assert!(!format!("{status:?}").contains("\"token\""));
}

#[test]
fn what_counts_as_signed_in() {
    for (file, is_signed_in) in [
        (token_file("token", EXPIRED, "r"), true),
        (bare_token_file("token", GOOD), true),
        (bare_token_file("token", EXPIRED), false),
        (bare_token_file("token", NOW), false),
        (
            token_file("token", EXPIRED, "r").replace("2024-07-01", "2024-04-01"),
            false,
        ),
        ("{half".to_owned(), false),
    ] {
        let host = ScriptedHost::offline(NOW).with_file(token_of_dev(), &file);
        assert_eq!(
            of_dev(&host).is_signed_in(host.now()),
            is_signed_in,
            "{file}"
        );
    }
    // A legacy token is never refreshed, whatever its file holds.
    let file = token_file("token", EXPIRED, "r");
    let host = ScriptedHost::offline(NOW).with_file(token_key(&legacy()), &file);
    let status = run(&host, status(&host, &legacy(), &[]));
    assert!(!status.is_signed_in(host.now()));
}

#[test]
fn files_that_make_no_sense_are_part_of_it() {
    let host = ScriptedHost::offline(NOW)
        .with_file(token_of_dev(), "{half")
        .with_file(registration_of_dev(), "[]")
        .with_file(admin_key(), "");
    let status = of_dev(&host);
    let error = status.token.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "Error loading SSO Token: Token for https://d-abc123.awsapps.com/start is invalid"
    );
    assert_eq!(status.registration_expires_at, None);
    assert!(status.role_credentials.is_empty());
}

#[test]
fn files_that_cannot_be_read_are_part_of_it_too() {
    let host = ScriptedHost::offline(NOW)
        .with_file(token_of_dev(), &token_file("token", GOOD, "r"))
        .with_file(registration_of_dev(), &code_registration_file("c"))
        .with_file(admin_key(), &role_file("AKIA", GOOD));
    host.unreadable
        .borrow_mut()
        .extend([token_of_dev(), registration_of_dev(), admin_key()]);
    let status = of_dev(&host);
    assert_eq!(*status.token.unwrap().unwrap_err().kind(), ErrorKind::Store);
    assert_eq!(status.registration_expires_at, None);
    assert!(status.role_credentials.is_empty());
}
