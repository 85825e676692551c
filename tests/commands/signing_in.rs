//! `sso login`, `sso logout` and `sso status`.

use crate::scripted::identity_center::IdentityCenter;
use crate::scripted::terminal::Consent;
use crate::stage::{CONFIG, Stage, TOKEN, role_credentials, token};
use aws_sso_wasm::flow::browser::Page;
use aws_sso_wasm::host::StoreKey;

#[test]
fn in_the_browser() {
    let stage = Stage::new(CONFIG);
    let stdout = stage.stdout_of("sso login --profile dev");
    assert!(
        stdout
            .starts_with("Attempting to open your default browser. If the browser does not open, "),
        "{stdout}"
    );
    let last = "Successfully logged into Start URL: https://d-1234567890.awsapps.com/start\n";
    assert!(stdout.ends_with(last), "{stdout}");
    assert_eq!(*stage.terminal.pages.borrow(), [Page::SignedIn]);
    assert_eq!(stage.terminal.opened.borrow().len(), 1);
    assert!(
        stage
            .host
            .file(&token("work"))
            .unwrap()
            .contains("\"access-token\"")
    );
}

#[test]
fn over_a_foreign_redirect_and_on_a_fixed_port() {
    let stage = Stage::new(CONFIG);
    *stage.terminal.consent.borrow_mut() = Consent::ForeignFirst;
    let stdout = stage.stdout_of("sso login --sso-session work --redirect-port 8765 --no-browser");
    assert!(stdout.starts_with(
        "Browser will not be automatically opened.\nPlease visit the following URL:\n\n"
    ));
    assert!(
        stdout.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Foauth%2Fcallback"),
        "{stdout}"
    );
    assert_eq!(
        *stage.terminal.pages.borrow(),
        [Page::Ignored, Page::SignedIn]
    );
    assert!(stage.terminal.opened.borrow().is_empty());
}

#[test]
fn with_a_device_code() {
    let stage = Stage::new(CONFIG);
    let stdout = stage.stdout_of("sso login --sso-session work --use-device-code");
    assert!(
        stdout.contains("\n\nThen enter the code:\n\nABCD-EFGH\n"),
        "{stdout}"
    );
    assert!(stage.terminal.opened.borrow()[0].ends_with("?user_code=ABCD-EFGH"));
}

#[test]
fn with_a_device_code_where_no_port_can_be_had() {
    let stage = Stage::new(CONFIG);
    stage.terminal.can_listen.set(false);
    let stdout = stage.stdout_of("sso login --sso-session work --redirect-port 80");
    assert!(stdout.contains("ABCD-EFGH"), "{stdout}");
    assert!(
        stage
            .terminal
            .stderr()
            .contains("Port 80 of 127.0.0.1 is taken."),
        "{}",
        stage.terminal.stderr()
    );
}

#[test]
fn denied_or_forgotten() {
    for (consent, code, words) in [
        (Consent::Deny, 255, "The sign-in was denied in the browser."),
        (
            Consent::Ignore,
            255,
            "The pending authorization to retrieve an SSO token has expired.",
        ),
    ] {
        let stage = Stage::new(CONFIG);
        *stage.terminal.consent.borrow_mut() = consent;
        assert_eq!(stage.run("sso login --profile dev"), code);
        let stderr = stage.terminal.stderr();
        assert!(
            stderr.starts_with(&format!("\naws-sso-wasm: [ERROR]: {words}")),
            "{stderr}"
        );
        assert_eq!(stage.host.file(&token("work")), None);
    }
}

#[test]
fn only_if_needed() {
    let stage = Stage::offline(CONFIG).with_token(TOKEN);
    let stdout = stage.stdout_of("sso login --profile dev --if-needed");
    assert_eq!(
        stdout,
        "Already logged into Start URL: https://d-1234567890.awsapps.com/start (until 2024-05-01T19:00:00Z)\n"
    );
    let expired = TOKEN.replace("19:00", "10:00");
    let stage = Stage::new(CONFIG).with_token(&expired);
    assert!(
        stage
            .stdout_of("sso login --profile dev --if-needed")
            .contains("Successfully logged into")
    );
}

#[test]
fn what_is_missing_is_said() {
    for (config, line, code, words) in [
        (
            CONFIG,
            "sso login --sso-session nope",
            253,
            "An error occurred (Configuration): The specified sso-session does not exist: \"nope\"\n",
        ),
        (
            "[sso-session s]\nsso_region = us-east-1\n",
            "sso login --sso-session s",
            253,
            "An error occurred (Configuration): Missing the following required SSO configuration values: sso_start_url.",
        ),
        (
            CONFIG,
            "sso login --profile nope",
            255,
            "The config profile (nope) could not be found\n",
        ),
        (
            "[sso-session s]\nsso_region = us-east-1\nsso_start_url = http://x.awsapps.com/start\n",
            "sso login --sso-session s",
            255,
            "The sso_start_url must use the https scheme.\n",
        ),
        ("[profile a\n", "sso login", 255, ""),
    ] {
        let stage = Stage::offline(config);
        assert_eq!(stage.run(line), code, "{line}");
        let stderr = stage.terminal.stderr();
        assert!(
            stderr.starts_with(&format!("\naws-sso-wasm: [ERROR]: {words}")),
            "{stderr}"
        );
        assert_eq!(stage.terminal.stdout(), "");
    }
}

#[test]
fn a_vanity_url_corrects_the_region() {
    let services = IdentityCenter {
        vanity: crate::scripted::identity_center::Vanity::To(
            "https://ssoins-abc.portal.eu-west-1.app.aws".to_owned(),
        ),
        ..IdentityCenter::default()
    };
    let config = CONFIG.replace(
        "https://d-1234567890.awsapps.com/start",
        "https://sso.example.com",
    );
    let stage = Stage::with_services(&config, services);
    let stdout = stage.stdout_of("sso login --profile dev");
    let last = "SSO region updated to eu-west-1\nSuccessfully logged into Start URL: https://sso.example.com\n";
    assert!(stdout.ends_with(last), "{stdout}");
    let expected = config.replacen("sso_region = us-east-1", "sso_region = eu-west-1", 1);
    assert_eq!(stage.config(), expected);
}

#[test]
fn signing_out_of_one_session_leaves_the_others() {
    let other = StoreKey::SsoCache("0123456789012345678901234567890123456789.json".to_owned());
    let stage = Stage::new(CONFIG)
        .with_token(TOKEN)
        .with_file(other.clone(), TOKEN);
    stage.stdout_of("sts get-caller-identity --profile dev");
    assert!(stage.host.file(&role_credentials()).is_some());
    assert_eq!(stage.stdout_of("sso logout --sso-session work"), "");
    assert_eq!(stage.host.file(&token("work")), None);
    assert_eq!(stage.host.file(&role_credentials()), None);
    assert!(stage.host.file(&other).is_some());
    assert!(stage.host.paths().contains(&"/logout".to_owned()));
    assert_eq!(stage.stdout_of("sso logout"), "");
    assert_eq!(stage.host.file(&other), None);
}

#[test]
fn status_tells_what_lasts() {
    let stage = Stage::offline(CONFIG);
    assert!(
        stage
            .stdout_of("sso status")
            .contains("Token:         signed out\n")
    );
    let stage = Stage::offline(CONFIG).with_token(TOKEN);
    assert!(
        stage
            .stdout_of("sso status")
            .contains("signed in, 8 h 0 min left\n")
    );
    assert_eq!(
        stage.stdout_of("sso status --output json --query sessions[].token.secondsLeft"),
        "[\n    28800\n]\n"
    );
    assert_eq!(
        stage.stdout_of("sso status --query sessions[0].signedIn"),
        "true\n"
    );
}
