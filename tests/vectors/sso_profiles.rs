//! `sso/config-resolution/*.json`: which profiles are SSO profiles.

use crate::load;
use aws_sso_wasm::Result;
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::config::shared::SharedConfig;
use aws_sso_wasm::config::sso_profile::SsoProfile;
use aws_sso_wasm::config::sso_session::SsoSession;

const C_AUTH: &str = "sso/config-resolution/aws-c-auth.json";

/// Runs the cases of one provider: `is_usable` must hold for the valid ones and for no other.
fn drive(
    provider: &str,
    count: usize,
    is_usable: impl Fn(&SharedConfig, &str) -> bool,
    different: &[&str],
) {
    let Some(vectors) = load(C_AUTH) else {
        return;
    };
    let vectors = &vectors[provider];
    let profile = vectors["profile"].as_str().unwrap();
    let mut driven = 0;
    for (list, valid) in [("valid", true), ("invalid", false)] {
        for case in vectors[list].as_array().unwrap() {
            let name = case["name"].as_str().unwrap();
            let shared =
                SharedConfig::parse(case["config"].as_str().map(str::as_bytes), None).unwrap();
            let expected = valid != different.contains(&name);
            assert_eq!(is_usable(&shared, profile), expected, "{provider}: {name}");
            driven += 1;
        }
    }
    assert_eq!(driven, count);
}

fn role(shared: &SharedConfig, profile: &str) -> Result<Option<SsoProfile>> {
    SsoProfile::for_credentials(shared, &shared.profile(profile)?)
}

#[test]
fn credential_provider() {
    drive(
        "credentialProvider",
        14,
        |shared, profile| {
            role(shared, profile).is_ok_and(|sso| {
                sso.is_some_and(|sso| {
                    sso.session.start_url == "https://d-123.awsapps.com/start"
                        && sso.session.region == "us-west-2"
                        && sso.account_id == "123"
                        && sso.role_name == "roleName"
                })
            })
        },
        &[],
    );
}

#[test]
fn legacy_token_provider() {
    drive(
        "tokenProviderLegacyProfile",
        5,
        |shared, profile| {
            let choice = Environment::default().profile(Some(profile));
            SsoSession::for_login(shared, &choice, None).is_ok_and(|it| it.name.is_none())
        },
        // The provider is one of two and looks at no sso-session; a login takes the sso-session, as the AWS CLI's does.
        &["with sso_session"],
    );
}

#[test]
fn session_token_provider() {
    drive(
        "tokenProviderSsoSession",
        10,
        |shared, profile| {
            SsoSession::of_profile(shared, &shared.profile(profile).unwrap())
                .is_ok_and(|it| it.name.as_deref() == Some("dev"))
        },
        &[],
    );
}

#[test]
fn aws_cli() {
    let Some(vectors) = load("sso/config-resolution/aws-cli.json") else {
        return;
    };
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let shared = SharedConfig::parse(case["config"].as_str().map(str::as_bytes), None).unwrap();
        let found = role(&shared, case["profile"].as_str().unwrap());
        match case["expectError"].as_str() {
            Some(text) => assert_eq!(
                Some(found.unwrap_err().to_string().as_str()),
                text.strip_prefix("InvalidConfigError: "),
                "{id}"
            ),
            None => {
                let sso = found.unwrap().unwrap();
                let url = case["expectRequest"]["url"].as_str().unwrap();
                assert!(url.contains(&sso.session.region), "{id}");
                assert!(
                    url.contains(&sso.account_id) && url.contains(&sso.role_name),
                    "{id}"
                );
                assert_eq!(sso.session.cache_name(), "sso-test-session", "{id}");
            }
        }
    }
}
