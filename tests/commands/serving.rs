//! `serve`: what the person is told, and what the page is offered.

use crate::stage::{CONFIG, Stage};

const URL: &str = "http://127.0.0.1:8400/?token=the-token";

#[test]
fn opens_the_one_time_address_and_prints_it_nowhere() {
    let stage = Stage::offline(CONFIG);
    let stdout = stage.stdout_of("serve --port 8400");
    assert_eq!(
        stdout,
        "The web console is at http://127.0.0.1:8400/\nAttempting to open it in your default browser.\n\nPress Ctrl-C \
         to stop it.\n"
    );
    assert_eq!(*stage.terminal.opened.borrow(), [URL]);
    assert_eq!(
        *stage.terminal.served.borrow(),
        [r#"{"port":8400,"sandbox":false,"fips":false,"dualStack":false,"endpoints":{}}"#]
    );
}

#[test]
fn prints_the_address_to_who_wants_no_browser_or_has_none() {
    let stage = Stage::offline(CONFIG);
    let stdout = stage.stdout_of("serve --no-browser");
    assert!(stdout.contains(URL), "{stdout}");
    assert!(stage.terminal.opened.borrow().is_empty());
    stage.terminal.can_open.set(false);
    let stdout = stage.stdout_of("serve");
    assert!(
        stdout.contains("\nNo browser could be opened.\n") && stdout.contains(URL),
        "{stdout}"
    );
}

#[test]
fn offers_the_sessions_as_they_are_at_each_load() {
    let stage = Stage::offline(CONFIG);
    stage.terminal.loads.set(2);
    stage.stdout_of("serve");
    let offer = r#"{"sessions":[{"name":"work","startUrl":"https://d-1234567890.awsapps.com/start","region":"us-east-1","scopes":["sso:account:access"]}]}"#;
    assert_eq!(*stage.terminal.offers.borrow(), [offer, offer]);
}

#[test]
fn a_session_that_is_named_has_to_be_there() {
    let stage = Stage::offline(CONFIG);
    assert_eq!(stage.run("serve --sso-session gone"), 253);
    assert!(stage.terminal.served.borrow().is_empty());
    stage.stdout_of("serve --sso-session work");
}

#[test]
fn the_configured_endpoints_go_along() {
    let stage = Stage::offline(CONFIG)
        .with_variable("AWS_ENDPOINT_URL_STS", "https://vpce.example.com/")
        .with_variable("AWS_USE_DUALSTACK_ENDPOINT", "false");
    stage.stdout_of("serve");
    assert_eq!(
        *stage.terminal.served.borrow(),
        [
            r#"{"port":0,"sandbox":false,"fips":false,"dualStack":false,"endpoints":{"sts":"https://vpce.example.com"}}"#
        ]
    );
    let stage = Stage::offline(CONFIG).with_variable("AWS_ENDPOINT_URL", "http://example.com");
    assert_eq!(stage.run("serve"), 255);
    assert!(stage.terminal.served.borrow().is_empty());
}

#[test]
fn the_sandbox_needs_no_file_and_no_endpoint() {
    let stage = Stage::offline("junk\n").with_variable("AWS_ENDPOINT_URL", "http://example.com");
    stage.stdout_of("serve --sandbox");
    assert_eq!(
        *stage.terminal.served.borrow(),
        [r#"{"port":0,"sandbox":true,"fips":false,"dualStack":false,"endpoints":{}}"#]
    );
}
