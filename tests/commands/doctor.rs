//! `doctor`.

use crate::stage::{CONFIG, Stage, TOKEN, token};
use aws_sso_wasm::cli::terminal::{FileDiagnosis, FileKind, Mend};
use aws_sso_wasm::host::StoreKey;

/// A cache file's name.
const NAME: &str = "0123456789012345678901234567890123456789.json";

fn open_file() -> FileDiagnosis {
    FileDiagnosis {
        path: "/home/a/.aws/credentials".to_owned(),
        purpose: "credentials".to_owned(),
        kind: Some(FileKind::File),
        mode: Some(0o644),
        owned: Some(true),
        symlink: None,
        readable: true,
        writable: true,
    }
}

#[test]
fn a_healthy_machine() {
    let stage = Stage::healthy();
    assert_eq!(stage.stdout_of("doctor"), "Nothing is wrong.\n");
    assert_eq!(
        stage.stdout_of("doctor --output json"),
        "{\n    \"findings\": []\n}\n"
    );
    let hosts: Vec<String> = stage
        .host
        .requests
        .borrow()
        .iter()
        .map(|request| request.url.clone())
        .collect();
    for host in ["oidc", "portal.sso", "sts"] {
        assert!(
            hosts.contains(&format!("https://{host}.us-east-1.amazonaws.com/")),
            "{hosts:?}"
        );
    }
}

#[test]
fn every_finding_has_its_remedy() {
    let config = format!(
        "{CONFIG}[profile half]\nsso_session = work\nsso_account_id = 1\n[sso-session gone]\nsso_region = us-east-1\n"
    );
    let stage = Stage::new(&config).with_file(StoreKey::SsoCache(NAME.to_owned()), "{\"accessTok");
    stage.terminal.files.borrow_mut().push(open_file());
    assert_eq!(stage.run("doctor"), 1);
    let stdout = stage.terminal.stdout();
    for part in [
        "problem  /home/a/.aws/credentials\n         Others may read it (mode 644), and it can hold secrets.\n      -> ",
        "problem  profile half\n         The profile \"half\" is configured to use SSO but is missing required configuration: \
         sso_role_name\n      -> ",
        "problem  sso-session gone\n         Missing the following required SSO configuration values: sso_start_url.\n",
        "note     ~/.aws/sso/cache/0123456789012345678901234567890123456789.json\n         Nothing can be made of this file.",
        "\n3 problems.\nOf these findings 2 can be mended by: aws-sso-wasm doctor --repair\n",
    ] {
        assert!(stdout.contains(part), "{part}\nin\n{stdout}");
    }
}

#[test]
fn repair_mends_and_loses_nothing() {
    let stage = Stage::new(CONFIG)
        .with_token(TOKEN)
        .with_file(StoreKey::SsoCache(NAME.to_owned()), "{\"accessTok")
        .with_file(StoreKey::SsoCache("other-tool.json".to_owned()), "not ours");
    stage.terminal.files.borrow_mut().push(open_file());
    let stdout = stage.stdout_of("doctor --repair");
    assert!(
        stdout.contains("mended   /home/a/.aws/credentials\n"),
        "{stdout}"
    );
    assert!(stdout.ends_with("\nNothing is wrong.\n"), "{stdout}");
    assert_eq!(
        *stage.terminal.mended.borrow(),
        [("/home/a/.aws/credentials".to_owned(), Mend::OwnerOnly)]
    );
    assert_eq!(stage.host.file(&StoreKey::SsoCache(NAME.to_owned())), None);
    assert!(stage.host.file(&token("work")).is_some());
    assert!(
        stage
            .host
            .file(&StoreKey::SsoCache("other-tool.json".to_owned()))
            .is_some()
    );
}

#[test]
fn files_that_cannot_be_parsed_do_not_stop_it() {
    let stage = Stage::healthy()
        .with_file(StoreKey::Config, "[profile a\n")
        .with_variable("AWS_PROFILE", "gone");
    assert_eq!(stage.run("doctor"), 1);
    let stdout = stage.terminal.stdout();
    assert!(
        stdout.contains("problem  the shared config file\n"),
        "{stdout}"
    );
    assert!(
        stdout.contains(
            "problem  AWS_PROFILE\n         The config profile (gone) could not be found\n"
        ),
        "{stdout}"
    );
}

#[test]
fn an_endpoint_setting_that_cannot_be_is_found() {
    let stage = Stage::healthy().with_variable("AWS_USE_FIPS_ENDPOINT", "maybe");
    assert_eq!(stage.run("doctor"), 1);
    assert!(
        stage
            .terminal
            .stdout()
            .contains("AWS_USE_FIPS_ENDPOINT is neither true nor false.\n")
    );
}
