//! `configure get`, `set` and `list-profiles`.

use crate::stage::{CONFIG, Stage};
use aws_sso_wasm::cli::terminal::{FileDiagnosis, FileKind};
use aws_sso_wasm::host::StoreKey;

#[test]
fn values_are_printed_as_they_are() {
    let config = "[default]\nregion = us-east-1\n[profile dev]\nregion = eu-west-1\ns3 =\n    addressing_style = path\n";
    let stage = Stage::offline(config).with_file(
        StoreKey::Credentials,
        "[dev]\naws_access_key_id = AKID\n[only-keys]\naws_access_key_id = X\n",
    );
    for (line, stdout) in [
        ("configure get region", "us-east-1\n"),
        ("configure get region --profile dev", "eu-west-1\n"),
        ("configure get dev.region", "eu-west-1\n"),
        ("configure get profile.dev.region", "eu-west-1\n"),
        ("configure get default.region --profile dev", "us-east-1\n"),
        ("configure get s3.addressing_style --profile dev", "path\n"),
        ("configure get profile.dev.s3.addressing_style", "path\n"),
        ("configure get aws_access_key_id --profile dev", "AKID\n"),
        ("configure list-profiles", "default\ndev\nonly-keys\n"),
    ] {
        assert_eq!(stage.stdout_of(line), stdout, "{line}");
    }
    for line in [
        "configure get output",
        "configure get profile.gone.region",
        "configure get s3.nope --profile dev",
    ] {
        assert_eq!(stage.run(line), 1, "{line}");
        assert_eq!(
            stage.terminal.stdout() + &stage.terminal.stderr(),
            "",
            "{line}"
        );
    }
    assert_eq!(stage.run("configure get region --profile gone"), 255);
    assert_eq!(stage.run("configure get s3 --profile dev"), 252);
}

#[test]
fn values_are_written_where_they_belong() {
    for (line, config) in [
        (
            "configure set region us-east-2 --profile dev",
            CONFIG.strip_suffix("us-east-1\n").unwrap().to_owned() + "us-east-2\n",
        ),
        (
            "configure set output text --profile dev",
            format!("{CONFIG}output = text\n"),
        ),
        (
            "configure set output text",
            format!("{CONFIG}[default]\noutput = text\n"),
        ),
        (
            "configure set default.output text --profile dev",
            format!("{CONFIG}[default]\noutput = text\n"),
        ),
        (
            "configure set profile.new.output text",
            format!("{CONFIG}[profile new]\noutput = text\n"),
        ),
        (
            "configure set s3.x y --profile dev",
            format!("{CONFIG}s3 =\n    x = y\n"),
        ),
    ] {
        let stage = Stage::offline(CONFIG);
        assert_eq!(stage.stdout_of(line), "", "{line}");
        assert_eq!(stage.config(), config, "{line}");
    }
    let stage = Stage::offline(CONFIG);
    assert_eq!(
        stage.run_words(&["configure", "set", "region", "a\nb"]),
        252
    );
    assert_eq!(stage.config(), CONFIG);
}

#[test]
fn keys_go_into_the_credentials_file() {
    let stage = Stage::offline(CONFIG);
    let file = |mode| FileDiagnosis {
        path: "/home/a/.aws/credentials".to_owned(),
        purpose: "credentials".to_owned(),
        kind: Some(FileKind::File),
        mode: Some(mode),
        owned: Some(true),
        symlink: None,
        readable: true,
        writable: true,
    };
    *stage.terminal.files.borrow_mut() = vec![file(0o600)];
    stage.stdout_of("configure set aws_secret_access_key hush --profile dev");
    assert_eq!(
        stage.host.file(&StoreKey::Credentials).unwrap(),
        "[dev]\naws_secret_access_key = hush\n"
    );
    assert_eq!(
        (stage.config().as_str(), stage.terminal.stderr().as_str()),
        (CONFIG, "")
    );
    *stage.terminal.files.borrow_mut() = vec![file(0o644)];
    stage.stdout_of("configure set aws_access_key_id AKID --profile dev");
    assert_eq!(
        stage.terminal.stderr(),
        "\naws-sso-wasm: [WARNING]: The file '/home/a/.aws/credentials' is accessible by other users. Consider running \
         'chmod 600 /home/a/.aws/credentials' to restrict access to only your user.\n"
    );
    assert!(!stage.host.traces().contains("hush"));
}
