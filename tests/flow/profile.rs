//! What a profile means to a program: which session, which services, which credentials.

use crate::scripted::{ScriptedHost, run};
use crate::session::{NOW, client};
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::assistant::Assistant;
use aws_sso_wasm::flow::profile::Profile;
use aws_sso_wasm::host::StoreKey;
use aws_sso_wasm::secret::Secret;
use aws_sso_wasm::secret::Zeroizing;

const CONFIG: &str = "\
[sso-session work]
sso_start_url = https://d-abc123.awsapps.com/start
sso_region = us-west-2

[sso-session half]
sso_start_url = https://d-abc123.awsapps.com/start

[profile dev]
sso_session = work
sso_account_id = 111111111111
sso_role_name = Admin
region = eu-west-1
endpoint_url = http://127.0.0.1:9
ca_bundle = /dev.pem

[profile deploy]
role_arn = arn:aws:iam::222222222222:role/deploy
source_profile = dev

[profile keys]
aws_access_key_id = AKIAKEYS
aws_secret_access_key = secret

[profile process]
credential_process = print

[profile old]
sso_start_url = https://d-old.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111111111111
sso_role_name = Admin
";

/// Prints the variables that it was run with in the place of a key.
struct Printing(Vec<(&'static str, String)>);

impl Assistant for Printing {
    async fn run(&self, command: &Secret) -> Result<Zeroizing<Vec<u8>>> {
        let seen: Vec<String> = self.0.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let printed = format!(
            r#"{{"Version": 1, "AccessKeyId": "{} {}", "SecretAccessKey": "s"}}"#,
            command.expose(),
            seen.join(",")
        );
        Ok(Zeroizing::new(printed.into_bytes()))
    }

    async fn mfa_code(&self, _serial_number: &str) -> Result<Secret> {
        panic!("nothing here takes an MFA device")
    }
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment::new(
        variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

fn profile(name: Option<&str>, variables: &[(&str, &str)]) -> Result<Profile> {
    let host = ScriptedHost::offline(NOW).with_file(StoreKey::Config, CONFIG);
    run(&host, Profile::read(&host, environment(variables), name))
}

fn session_of(name: &str) -> Result<Option<String>> {
    Ok(profile(Some(name), &[])?.session()?.name)
}

#[test]
fn a_person_signs_in_to_what_the_profile_names_or_to_what_its_roles_start_from() {
    assert_eq!(session_of("dev"), Ok(Some("work".to_owned())));
    assert_eq!(session_of("deploy"), Ok(Some("work".to_owned())));
    assert_eq!(session_of("old"), Ok(None));
    let error = session_of("keys").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ConfigIncomplete);
    let error = session_of("nobody").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ProfileNotFound);
}

#[test]
fn the_environment_chooses_the_profile_that_nobody_named() {
    let chosen = profile(None, &[("AWS_PROFILE", "dev")]).unwrap();
    assert_eq!(chosen.ca_bundle(), Some("/dev.pem"));
    let other = [("AWS_PROFILE", "keys"), ("AWS_CA_BUNDLE", "/env.pem")];
    assert_eq!(
        profile(Some("dev"), &other).unwrap().ca_bundle(),
        Some("/env.pem")
    );
    let endpoints = chosen.endpoints().unwrap();
    assert_eq!(
        endpoints.sso_oidc.url.as_deref(),
        Some("http://127.0.0.1:9")
    );
    assert_eq!(
        *profile(None, &[("AWS_PROFILE", "nobody")])
            .unwrap_err()
            .kind(),
        ErrorKind::ProfileNotFound
    );
    assert!(profile(None, &[]).is_ok());
}

#[test]
fn all_sessions_that_are_complete_are_listed_once() {
    let sessions = profile(None, &[]).unwrap().sessions();
    let names: Vec<&str> = sessions.iter().map(|it| it.cache_name()).collect();
    assert_eq!(names, ["work", "https://d-old.awsapps.com/start"]);
}

#[test]
fn programs_learn_which_profiles_led_to_them() {
    let key = |name: &str, variables: &[(&str, &str)]| {
        let profile = profile(Some(name), variables).unwrap();
        let client = client(ScriptedHost::offline(NOW));
        run(&client.host, profile.credentials(&client, Printing)).map(|keys| keys.access_key_id)
    };
    assert_eq!(key("keys", &[]), Ok("AKIAKEYS".to_owned()));
    assert_eq!(
        key("process", &[("_AWS_CLI_PROFILE_CHAIN", "outer")]),
        Ok("print _AWS_CLI_PROFILE_CHAIN=outer,process".to_owned())
    );
    let error = key("process", &[("_AWS_CLI_PROFILE_CHAIN", "process")]).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ConfigIncomplete);
}
