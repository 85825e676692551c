//! `configure sso` where the vectors end: options, no terminal, Ctrl-C.

use crate::scripted::identity_center::IdentityCenter;
use crate::scripted::terminal::Turn;
use crate::stage::{CONFIG, Stage, TOKEN, prompt};

const LINE: &str = "configure sso --profile p --sso-session new --sso-start-url https://d-1234567890.awsapps.com/start \
    --sso-region us-east-1 --sso-registration-scopes sso:account:access --sso-account-id 111111111111 --sso-role-name \
    Admin --region eu-west-1 --output yaml";

#[test]
fn options_answer_every_question() {
    let stage = Stage::new("# mine\r\n");
    let stdout = stage.stdout_of(LINE);
    assert!(
        stdout.ends_with("aws-sso-wasm sts get-caller-identity --profile p\n"),
        "{stdout}"
    );
    assert_eq!(
        stage.config(),
        "# mine\r\n[profile p]\r\nsso_session = new\r\nsso_account_id = 111111111111\r\nsso_role_name = Admin\r\n\
         region = eu-west-1\r\noutput = yaml\r\n[sso-session new]\r\nsso_start_url = \
         https://d-1234567890.awsapps.com/start\r\nsso_region = us-east-1\r\nsso_registration_scopes = \
         sso:account:access\r\n"
    );
    assert!(
        !stage
            .host
            .paths()
            .iter()
            .any(|path| path.starts_with("/assignment")),
        "nothing has to be listed"
    );
}

#[test]
fn an_option_that_will_not_do_is_refused() {
    for (option, value, words) in [
        (
            "--sso-start-url https://d-1234567890.awsapps.com/start",
            "--sso-start-url nonsense",
            "Not a valid Start URL",
        ),
        (
            "--sso-region us-east-1",
            "--sso-region=",
            "A value is required",
        ),
        (
            "--sso-registration-scopes sso:account:access",
            "--sso-registration-scopes=a\u{a0}b",
            "Scope values must be separated by commas",
        ),
    ] {
        let stage = Stage::offline("");
        assert_eq!(stage.run(&LINE.replace(option, value)), 252);
        let name = value.split([' ', '=']).next().unwrap();
        let expected = format!("An error occurred (ParamValidation): argument {name}: {words}\n");
        assert!(
            stage.terminal.stderr().contains(&expected),
            "{}",
            stage.terminal.stderr()
        );
        assert_eq!(stage.config(), "");
    }
}

#[test]
fn a_session_that_exists_is_used_as_it_is() {
    let stage = Stage::offline(CONFIG).with_token(TOKEN);
    let line = "configure sso --profile p --sso-session work --sso-account-id 111111111111 --sso-role-name Admin --region \
        us-east-1 --output json";
    stage.stdout_of(line);
    assert!(stage.config().starts_with(CONFIG));
    let stage = Stage::offline(CONFIG).with_token(TOKEN);
    assert_eq!(stage.run(&format!("{line} --sso-region eu-west-1")), 252);
    assert!(
        stage
            .terminal
            .stderr()
            .contains("The sso-session \"work\" exists with another sso_region.\n")
    );
    assert_eq!(stage.config(), CONFIG);
}

#[test]
fn without_anybody_to_answer_the_option_is_named() {
    let stage =
        Stage::offline("").with_dialog([Turn::End("SSO session name (Recommended): ".to_owned())]);
    assert_eq!(stage.run("configure sso"), 252);
    let stderr = stage.terminal.stderr();
    assert!(stderr.contains("--sso-session"), "{stderr}");
}

#[test]
fn an_answer_that_will_not_do_is_asked_for_again() {
    let stage = Stage::new("").with_dialog([
        prompt("SSO session name: ", ""),
        prompt("SSO session name: ", " work "),
        prompt("SSO start URL [None]: ", "nonsense"),
        prompt(
            "SSO start URL [None]: ",
            "https://d-1234567890.awsapps.com/start",
        ),
        prompt("SSO region [None]: ", "us-east-1"),
        prompt("SSO registration scopes [sso:account:access]: ", "a b"),
        prompt("SSO registration scopes [sso:account:access]: ", ""),
    ]);
    stage.stdout_of("configure sso-session");
    let complaints =
        "A value is required\nNot a valid Start URL\nScope values must be separated by commas\n";
    assert_eq!(stage.terminal.stderr(), complaints);
    assert!(stage.config().starts_with("[sso-session work]\n"));
}

/// Ctrl-C at every question in turn: exit code 130, and the config file as it was.
#[test]
fn an_interrupted_dialog_changes_nothing() {
    let services = IdentityCenter {
        accounts: Some(vec![
            serde_json::json!({"accountId": "111111111111", "accountName": "A"}),
            serde_json::json!({"accountId": "222222222222", "accountName": "B"}),
        ]),
        roles: vec!["Admin".to_owned(), "ReadOnly".to_owned()],
        ..IdentityCenter::default()
    };
    let dialog = [
        prompt("SSO session name (Recommended): ", "new"),
        prompt(
            "SSO start URL [None]: ",
            "https://d-1234567890.awsapps.com/start",
        ),
        prompt("SSO region [None]: ", "us-east-1"),
        prompt("SSO registration scopes [sso:account:access]: ", ""),
        Turn::Select(
            vec!["A (111111111111)".to_owned(), "B (222222222222)".to_owned()],
            1,
        ),
        Turn::Select(vec!["Admin".to_owned(), "ReadOnly".to_owned()], 0),
        prompt("Default client Region [None]: ", ""),
        prompt(
            "CLI default output format (json if not specified) [None]: ",
            "",
        ),
        prompt("Profile name [Admin-222222222222]: ", ""),
    ];
    for length in 0..dialog.len() {
        let mut shortened: Vec<Turn> = dialog[..length].to_vec();
        shortened.push(Turn::Interrupt(match &dialog[length] {
            Turn::Prompt(question, _) => question.clone(),
            _ if length == 4 => "There are 2 AWS accounts available to you.".to_owned(),
            _ => "There are 2 roles available to you.".to_owned(),
        }));
        let stage = Stage::with_services("# as it was\n", services.clone()).with_dialog(shortened);
        assert_eq!(stage.run("configure sso"), 130, "{length}");
        assert_eq!(stage.terminal.stderr(), "\n");
        assert_eq!(stage.config(), "# as it was\n");
    }
    let stage = Stage::with_services("", services).with_dialog(dialog);
    stage.stdout_of("configure sso");
    assert!(stage.config().starts_with("[profile Admin-222222222222]\n"));
}

/// The token lies there, but the session has been ended at AWS: the person signs in again, instead of getting a profile
/// without a role.
#[test]
fn a_session_that_was_ended_elsewhere_is_signed_in_again() {
    let services = IdentityCenter {
        accounts: None,
        ..IdentityCenter::default()
    };
    let stage = Stage::with_services(CONFIG, services)
        .with_token(TOKEN)
        .with_dialog([
            prompt("Default client Region [None]: ", ""),
            prompt(
                "CLI default output format (json if not specified) [None]: ",
                "",
            ),
        ]);
    let stdout = stage.stdout_of("configure sso --profile p --sso-session work");
    assert_eq!(stdout.matches("Attempting to open").count(), 1, "{stdout}");
    assert!(
        stdout.contains("Unable to list AWS accounts and/or roles."),
        "{stdout}"
    );
    assert!(
        stdout.ends_with("Successfully configured SSO for profile: p\n"),
        "{stdout}"
    );
}

#[test]
fn bold_type_only_where_it_is_seen() {
    let dialog = || {
        [
            prompt("SSO session name (Recommended): ", ""),
            Turn::End("SSO start URL [None]: ".to_owned()),
        ]
    };
    for (color, variable, interactive, bold) in [
        ("auto", "", false, false),
        ("auto", "", true, true),
        ("auto", "1", true, false),
        ("on", "1", false, true),
        ("off", "", true, false),
    ] {
        let stage = Stage::offline("")
            .with_dialog(dialog())
            .with_variable("NO_COLOR", variable);
        stage.terminal.interactive.set(interactive);
        stage.run(&format!("configure sso --color {color}"));
        let stdout = stage.terminal.stdout();
        assert!(
            stdout.contains("WARNING: Configuring using legacy format"),
            "{stdout}"
        );
        assert_eq!(
            stdout.contains('\x1b'),
            bold,
            "{color} {variable} {interactive}"
        );
    }
}
