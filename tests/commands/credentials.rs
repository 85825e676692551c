//! `sts get-caller-identity` and `configure export-credentials`.

use crate::stage::{CONFIG, Stage, TOKEN, role_credentials};

#[test]
fn who_am_i() {
    let stage = Stage::new(CONFIG).with_token(TOKEN);
    assert_eq!(
        stage.stdout_of("sts get-caller-identity --profile dev"),
        "{\n    \"UserId\": \"AROAEXAMPLE:alex\",\n    \"Account\": \"111111111111\",\n    \"Arn\": \
         \"arn:aws:sts::111111111111:assumed-role/Admin/alex\"\n}\n"
    );
    assert_eq!(
        stage.stdout_of("sts get-caller-identity --profile dev --output text"),
        "111111111111\tarn:aws:sts::111111111111:assumed-role/Admin/alex\tAROAEXAMPLE:alex\n"
    );
    assert_eq!(
        stage.stdout_of("sts get-caller-identity --profile dev --query Account --output text"),
        "111111111111\n"
    );
    let fetched = stage
        .host
        .paths()
        .iter()
        .filter(|path| *path == "/federation/credentials")
        .count();
    assert_eq!(fetched, 1, "the role's credentials are cached");
}

#[test]
fn the_environment_chooses() {
    let config = CONFIG.strip_suffix("region = us-east-1\n").unwrap();
    let stage = Stage::new(config)
        .with_token(TOKEN)
        .with_variable("AWS_PROFILE", "dev");
    assert_eq!(stage.run("sts get-caller-identity"), 253);
    let words = "An error occurred (NoRegion): You must specify a region. You can also configure your region by running \
        \"aws configure\".\n";
    assert!(
        stage.terminal.stderr().contains(words),
        "{}",
        stage.terminal.stderr()
    );
    let stage = stage
        .with_variable("AWS_DEFAULT_REGION", "eu-west-1")
        .with_variable("AWS_DEFAULT_OUTPUT", "yaml");
    let stdout = stage.stdout_of("sts get-caller-identity");
    assert!(stdout.starts_with("Account: '111111111111'\n"), "{stdout}");
    let sts = stage.host.requests.borrow().last().unwrap().url.clone();
    assert_eq!(sts, "https://sts.eu-west-1.amazonaws.com/");
}

#[test]
fn credentials_for_other_programs() {
    let stage = Stage::new(CONFIG).with_token(TOKEN);
    assert_eq!(
        stage.stdout_of("configure export-credentials --profile dev"),
        "{\n  \"Version\": 1,\n  \"AccessKeyId\": \"ASIAEXAMPLE\",\n  \"SecretAccessKey\": \"secret-key\",\n  \
         \"SessionToken\": \"session-token\",\n  \"Expiration\": \"2024-05-01T12:00:00+00:00\"\n}\n"
    );
    assert!(stage.host.file(&role_credentials()).is_some());
    for secret in ["secret-key", "session-token", "old-access-token"] {
        assert!(!stage.host.traces().contains(secret), "{secret} is traced");
    }
}

#[test]
fn no_credentials_or_no_profile() {
    for (line, words) in [
        (
            "configure export-credentials",
            "Unable to retrieve credentials: no credentials found\n",
        ),
        (
            "configure export-credentials --profile gone",
            "Unable to retrieve credentials: The config profile (gone) could not be found\n",
        ),
    ] {
        let stage = Stage::offline(CONFIG);
        assert_eq!(stage.run(line), 253);
        let expected =
            format!("\naws-sso-wasm: [ERROR]: An error occurred (Configuration): {words}");
        assert!(
            stage.terminal.stderr().starts_with(&expected),
            "{}",
            stage.terminal.stderr()
        );
    }
    let stage = Stage::offline(CONFIG);
    assert_eq!(stage.run("configure export-credentials --profile dev"), 255);
    assert!(
        stage
            .terminal
            .stderr()
            .contains("Error loading SSO Token: Token for work does not exist\n")
    );
}

#[test]
fn a_process_that_fails_is_told_without_its_words() {
    let stage = Stage::offline("[default]\ncredential_process = fetch --secret hush\n");
    stage.terminal.finished.borrow_mut().status = 3;
    assert_eq!(stage.run("configure export-credentials"), 253);
    let stderr = stage.terminal.stderr();
    assert!(
        stderr.contains("it ended with status 3.") && !stderr.contains("hush"),
        "{stderr}"
    );
}

#[test]
fn the_ca_bundle_is_trusted() {
    for (line, variable, config, expected) in [
        (
            "configure list-profiles --ca-bundle a.pem",
            "b.pem",
            "c.pem",
            "a.pem",
        ),
        ("configure list-profiles", "b.pem", "c.pem", "b.pem"),
        ("configure list-profiles", "", "c.pem", "c.pem"),
    ] {
        let stage = Stage::offline(&format!("[default]\nca_bundle = {config}\n"));
        let stage = stage.with_variable("AWS_CA_BUNDLE", variable);
        stage.stdout_of(line);
        assert_eq!(*stage.terminal.trusted.borrow(), [expected]);
    }
}
