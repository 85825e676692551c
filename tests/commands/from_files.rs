//! What files alone answer: as the whole command has it, or not at all.

use crate::stage::{CONFIG, Stage, TOKEN, role_credentials};
use aws_sso_wasm::cache::key;
use aws_sso_wasm::encode::json::Object;
use aws_sso_wasm::host::StoreKey;

const LINE: &str = "configure export-credentials --profile dev";

/// A machine on which the role's credentials are cached.
fn cached() -> Stage {
    let stage = Stage::new(CONFIG).with_token(TOKEN);
    stage.stdout_of(LINE);
    stage
}

#[test]
fn prints_what_the_whole_command_prints() {
    let formats = [
        "process",
        "env",
        "env-no-export",
        "powershell",
        "windows-cmd",
        "fish",
    ];
    for format in formats {
        let stage = cached();
        let requests = stage.host.paths().len();
        let line = format!("{LINE} --format {format}");
        let expected = stage.stdout_of(&line);
        assert_eq!(stage.run_from_files(&line), Some(0), "{format}");
        assert_eq!(stage.terminal.stdout(), expected);
        assert_eq!(stage.terminal.stderr(), "");
        assert_eq!(stage.host.paths().len(), requests, "no request is sent");
    }
}

#[test]
fn reads_values_and_names_as_the_whole_command_does() {
    let config = format!("{CONFIG}[profile other]\ns3 =\n  addressing_style = path\n");
    for line in [
        "configure get sso_session --profile dev",
        "configure get profile.dev.sso_role_name",
        "configure get profile.other.s3.addressing_style",
        "configure list-profiles",
    ] {
        let stage = Stage::offline(&config);
        let expected = stage.stdout_of(line);
        assert!(!expected.is_empty(), "{line}");
        assert_eq!(stage.run_from_files(line), Some(0), "{line}");
        assert_eq!(stage.terminal.stdout(), expected, "{line}");
        assert_eq!(stage.terminal.stderr(), "", "{line}");
    }
    let stage = Stage::offline(&config);
    let unset = "configure get output --profile dev";
    assert_eq!(stage.run(unset), 1);
    assert_eq!(stage.run_from_files(unset), Some(1));
    assert_eq!(stage.terminal.stdout(), "");
}

#[test]
fn an_assumed_role_is_found_as_well() {
    let arn = "arn:aws:iam::222222222222:role/Deploy";
    let profile = format!("[profile deploy]\nsource_profile = dev\nrole_arn = {arn}\n");
    let name = key::assume_role(&Object::new().with("RoleArn", arn));
    let file = cached().host.file(&role_credentials()).unwrap();
    let stage = Stage::offline(&format!("{CONFIG}{profile}"));
    let line = "configure export-credentials --profile deploy";
    assert_eq!(stage.run_from_files(line), None);
    let stage = stage.with_file(StoreKey::CliCache(name), &file);
    let expected = stage.stdout_of(line);
    assert_eq!(stage.run_from_files(line), Some(0));
    assert_eq!(stage.terminal.stdout(), expected);
}

#[test]
fn the_profile_of_the_environment_counts() {
    let stage = cached().with_variable("AWS_PROFILE", "dev");
    assert_eq!(
        stage.run_from_files("configure export-credentials"),
        Some(0)
    );
}

#[test]
fn does_nothing_where_anything_else_is_asked_for_or_in_the_way() {
    let broken = |text: &str| cached().with_file(role_credentials(), text);
    let ended = |stage: &Stage| {
        let file = stage.host.file(&role_credentials()).unwrap();
        file.replace("2024-05-01T12", "2024-05-01T10")
    };
    let ended = ended(&cached());
    let keys = cached()
        .with_variable("AWS_ACCESS_KEY_ID", "AKID")
        .with_variable("AWS_SECRET_ACCESS_KEY", "key");
    for (stage, line, why) in [
        (
            cached(),
            "sts get-caller-identity --profile dev",
            "another command",
        ),
        (cached(), "configure export-credentials --help", "help"),
        (
            cached(),
            "configure export-credentials --nonsense",
            "a line that is none",
        ),
        (
            cached(),
            "configure export-credentials --profile dev --debug",
            "steps to be told",
        ),
        (
            cached(),
            "configure export-credentials --profile gone",
            "no such profile",
        ),
        (cached(), "configure export-credentials", "no credentials"),
        (
            keys,
            "configure export-credentials",
            "keys of the environment",
        ),
        (
            cached(),
            "configure get region --profile gone",
            "no such profile to read from",
        ),
        (
            Stage::new("[profile dev]\ns3 =\n  addressing_style = path\n"),
            "configure get s3 --profile dev",
            "a block of values",
        ),
        (
            cached(),
            "configure set region eu-west-1 --profile dev",
            "a file to be written",
        ),
        (Stage::new(CONFIG), LINE, "nothing cached"),
        (broken(""), LINE, "an empty file"),
        (broken("{"), LINE, "half a file"),
        (broken(&ended), LINE, "credentials that have ended"),
        (
            Stage::new("[profile dev\n"),
            LINE,
            "a config file that is none",
        ),
        (
            cached().with_variable("AWS_USE_FIPS_ENDPOINT", "maybe"),
            LINE,
            "a setting that is none",
        ),
        (
            cached().with_variable("_AWS_CLI_PROFILE_CHAIN", "dev"),
            LINE,
            "a profile that asks for itself",
        ),
    ] {
        let requests = stage.host.paths().len();
        assert_eq!(stage.run_from_files(line), None, "{why}");
        assert_eq!(stage.terminal.stdout(), "", "{why}");
        assert_eq!(stage.terminal.stderr(), "", "{why}");
        assert_eq!(stage.host.paths().len(), requests, "{why}");
        assert!(stage.host.warnings().is_empty(), "{why}");
        assert!(stage.host.is_unlocked(), "{why}");
    }
}
