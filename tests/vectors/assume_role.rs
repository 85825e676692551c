//! `profile-parser/assume-role-tests.json`: which credentials a profile means.

use crate::load;
use aws_sso_wasm::ErrorKind;
use aws_sso_wasm::config::credential_source::CredentialSource;
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::config::shared::SharedConfig;
use aws_sso_wasm::config::sso_session::SsoSession;
use serde_json::{Value, json};

/// Cases that end in credentials for the SDKs and not for us, with our error and the reason.
const UNSUPPORTED: [(&str, &str, &str); 5] = [
    (
        "Load credentials from a credential_source",
        "The credential source \"Ec2InstanceMetadata\" referenced in profile \"A\" is not supported here.",
        "a program for a person's sign-in does not ask the instance it runs on",
    ),
    (
        "web identity role",
        "The profile \"A\" takes its credentials from a web identity token, which is not supported here.",
        "AssumeRoleWithWebIdentity is no part of this program",
    ),
    (
        "web identity role with session name",
        "The profile \"A\" takes its credentials from a web identity token, which is not supported here.",
        "AssumeRoleWithWebIdentity is no part of this program",
    ),
    (
        "web identity token as source profile",
        "The profile \"B\" takes its credentials from a web identity token, which is not supported here.",
        "AssumeRoleWithWebIdentity is no part of this program",
    ),
    (
        "SSO token profile selected",
        "Unable to locate credentials. You can configure credentials by running \"aws configure sso\".",
        "an sso_session without account and role is no AWS credentials, as for the AWS CLI",
    ),
];

/// The error of the SDK's test and ours, which has the AWS CLI's words.
const ERRORS: [(&str, ErrorKind, &str); 14] = [
    (
        "profile must contain `source_profile`",
        ErrorKind::ConfigInvalid,
        "Partial credentials found in assume-role, missing: source_profile or credential_source",
    ),
    (
        "profile contained both source_profile and credential_source",
        ErrorKind::ConfigInvalid,
        "The profile \"A\" contains both source_profile and credential_source.",
    ),
    (
        "profile missing aws_secret_access_key",
        ErrorKind::ConfigInvalid,
        "Partial credentials found in config-file, missing: aws_secret_access_key",
    ),
    (
        "profile missing aws_access_key_id",
        ErrorKind::ConfigInvalid,
        "Partial credentials found in config-file, missing: aws_access_key_id",
    ),
    (
        "profile `B` did not contain credential information",
        ErrorKind::ConfigInvalid,
        "The source profile \"B\" must have credentials.",
    ),
    (
        "profile `A` did not contain credential information",
        ErrorKind::NoCredentials,
        "Unable to locate credentials. You can configure credentials by running \"aws configure sso\".",
    ),
    (
        "could not find source profile B referenced from A",
        ErrorKind::ConfigInvalid,
        "The source_profile \"B\" referenced in the profile \"A\" does not exist.",
    ),
    (
        "No profiles were defined",
        ErrorKind::ProfileNotFound,
        "The config profile (A) could not be found",
    ),
    (
        "profile formed an infinite loop",
        ErrorKind::ConfigInvalid,
        "Infinite loop in credential configuration detected. Attempting to load from profile A which has already been \
         visited. Visited profiles: ['A', 'B']",
    ),
    (
        "`role_arn` was missing",
        ErrorKind::ConfigInvalid,
        "The profile \"A\" is configured to assume role with web identity but has no role ARN configured.",
    ),
    (
        "if `sso_role_name` is set, then `sso_account_id` must also be set",
        ErrorKind::ConfigInvalid,
        "The profile \"A\" is configured to use SSO but is missing required configuration: sso_account_id",
    ),
    (
        "if `sso_account_id` is set, then `sso_role_name` must also be set",
        ErrorKind::ConfigInvalid,
        "The profile \"A\" is configured to use SSO but is missing required configuration: sso_role_name",
    ),
    // The next two are about the profile's token: without account and role it has no credentials in the first place.
    (
        "`sso_region` can only be specified in the [sso-session] config when a session name is given",
        ErrorKind::ConfigInvalid,
        "The profile \"A\" is configured to use SSO but is missing required configuration: sso_region",
    ),
    (
        "sso-session named `oops` (referenced by profile `A`) was not found",
        ErrorKind::ConfigInvalid,
        "The specified sso-session does not exist: \"oops\"",
    ),
];

#[test]
fn every_case() {
    let Some(vectors) = load("profile-parser/assume-role-tests.json") else {
        return;
    };
    let cases = vectors.as_array().unwrap();
    assert_eq!(cases.len(), 28);
    let mut unsupported = 0;
    for case in cases {
        let docs = case["docs"].as_str().unwrap();
        let shared = SharedConfig::parse(Some(config(&case["input"]).as_bytes()), None).unwrap();
        let environment = Environment::default();
        let choice = environment.profile(case["input"]["selected_profile"].as_str());
        let resolved = CredentialSource::resolve(&shared, &environment, &choice);
        if let Some(text) = case["output"]["Error"].as_str() {
            let error = resolved.expect_err(docs);
            let (_, kind, ours) = ERRORS
                .iter()
                .find(|(theirs, ..)| *theirs == text)
                .expect(docs);
            let only_token = text.contains("[sso-session]") || text.starts_with("sso-session");
            let error = if only_token {
                assert_eq!(*error.kind(), ErrorKind::NoCredentials, "{docs}");
                let profile = shared.profile(&choice.name).unwrap();
                SsoSession::of_profile(&shared, &profile).expect_err(docs)
            } else {
                error
            };
            assert_eq!(
                (error.kind(), error.to_string().as_str()),
                (kind, *ours),
                "{docs}"
            );
        } else if let Some((_, text, _)) = UNSUPPORTED.iter().find(|(name, ..)| *name == docs) {
            let error = resolved.expect_err(docs);
            assert_eq!(*error.kind(), ErrorKind::NoCredentials, "{docs}");
            assert_eq!(error.to_string(), *text, "{docs}");
            assert!(error.help().is_some(), "{docs}");
            unsupported += 1;
        } else {
            let mut chain = Vec::new();
            flatten(&resolved.expect(docs), &mut chain);
            assert_eq!(
                Value::Array(chain),
                case["output"]["ProfileChain"],
                "{docs}"
            );
        }
    }
    assert_eq!(unsupported, UNSUPPORTED.len());
}

fn config(input: &Value) -> String {
    let mut text = String::new();
    for (kind, key) in [("profile", "profiles"), ("sso-session", "sso_sessions")] {
        for (name, properties) in input[key].as_object().into_iter().flatten() {
            text.push_str(&format!("[{kind} {name}]\n"));
            for (key, value) in properties.as_object().unwrap() {
                text.push_str(&format!("{key} = {}\n", value.as_str().unwrap()));
            }
        }
    }
    text
}

fn flatten(source: &CredentialSource, chain: &mut Vec<Value>) {
    let step = match source {
        CredentialSource::Static(keys) => object(
            "AccessKey",
            [
                ("access_key_id", Some(keys.access_key_id.as_str())),
                (
                    "secret_access_key",
                    Some(keys.secret_access_key.expose().as_str()),
                ),
                ("account_id", keys.account_id.as_deref()),
            ],
        ),
        CredentialSource::Sso(sso) => object(
            "Sso",
            [
                ("sso_account_id", Some(sso.account_id.as_str())),
                ("sso_role_name", Some(sso.role_name.as_str())),
                ("sso_region", Some(sso.session.region.as_str())),
                ("sso_start_url", Some(sso.session.start_url.as_str())),
                ("sso_session", sso.session.name.as_deref()),
            ],
        ),
        CredentialSource::AssumeRole(role) => {
            flatten(&role.source, chain);
            object(
                "AssumeRole",
                [
                    ("role_arn", Some(role.role_arn.as_str())),
                    ("role_session_name", role.role_session_name.as_deref()),
                    ("external_id", role.external_id.as_deref()),
                    ("mfa_serial", role.mfa_serial.as_deref()),
                ],
            )
        }
        other => panic!("no case ends in {other:?}"),
    };
    chain.push(step);
}

fn object<const N: usize>(name: &str, members: [(&str, Option<&str>); N]) -> Value {
    let members: serde_json::Map<_, _> = members
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), json!(value?))))
        .collect();
    json!({ name: members })
}
