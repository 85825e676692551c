//! Credentials from chains of roles, programs and keys, with the cache of assumed roles.

use crate::scripted::{ScriptedHost, in_turn, json, path, run};
use crate::session::{
    NOW, admin, admin_key, client, dev, role_credentials, role_file, token_file, token_of_dev,
};
use aws_sso_wasm::aws::credentials::Credentials;
use aws_sso_wasm::config::credential_source::{AssumeRole, CredentialSource, Process};
use aws_sso_wasm::config::static_credentials::StaticCredentials;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::assistant::Assistant;
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::credentials::credentials;
use aws_sso_wasm::flow::session_files::token_key;
use aws_sso_wasm::host::{HttpRequest, HttpResponse, StoreKey};
use aws_sso_wasm::secret::Secret;
use aws_sso_wasm::secret::Zeroizing;
use std::cell::Cell;

const GOOD: &str = "2024-05-01T18:00:00Z";

/// A person with an MFA device, and programs that print this.
#[derive(Default)]
struct Helper {
    prints: Option<&'static str>,
    codes: Cell<u32>,
}

impl Assistant for Helper {
    async fn run(&self, command: &Secret) -> Result<Zeroizing<Vec<u8>>> {
        assert_eq!(command.expose(), "print-keys --now");
        let printed = self
            .prints
            .ok_or_else(|| Error::new(ErrorKind::NoCredentials, "It failed."))?;
        Ok(Zeroizing::new(printed.as_bytes().to_vec()))
    }

    async fn mfa_code(&self, serial_number: &str) -> Result<Secret> {
        assert_eq!(serial_number, "arn:aws:iam::222222222222:mfa/me");
        self.codes.set(self.codes.get() + 1);
        Ok(Secret::from("123456"))
    }
}

fn arn(role: &str) -> String {
    format!("arn:aws:iam::222222222222:role/{role}")
}

fn role(name: &str, source: CredentialSource) -> AssumeRole {
    AssumeRole {
        profile: name.to_owned(),
        role_arn: arn(name),
        role_session_name: None,
        external_id: None,
        duration_seconds: None,
        mfa_serial: None,
        source: Box::new(source),
    }
}

fn keys() -> CredentialSource {
    CredentialSource::Static(StaticCredentials {
        access_key_id: "STATIC".to_owned(),
        secret_access_key: Secret::from("secret"),
        session_token: None,
        expiration: None,
        account_id: None,
    })
}

/// AssumeRole's answer.
fn assumed(name: &str) -> Result<HttpResponse> {
    Ok(json(
        200,
        &format!(
            r#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId><Arn>arn:aws:sts::222222222222:assumed-role/{name}/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>{name}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>{name}-token</SessionToken><Expiration>2024-05-01T11:00:00Z</Expiration></Credentials></AssumeRoleResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></AssumeRoleResponse>"#
        ),
    ))
}

fn signed_in(answers: impl IntoIterator<Item = Result<HttpResponse>>) -> Client<ScriptedHost> {
    let host = ScriptedHost::new(NOW, in_turn(answers));
    client(host.with_file(token_of_dev(), &token_file("token", GOOD, "r")))
}

fn fetch(client: &Client<ScriptedHost>, source: &CredentialSource) -> Result<Credentials> {
    fetch_with(client, &Helper::default(), source)
}

fn fetch_with(
    client: &Client<ScriptedHost>,
    helper: &Helper,
    source: &CredentialSource,
) -> Result<Credentials> {
    let region = || Ok("eu-west-1".to_owned());
    let outcome = run(&client.host, credentials(client, helper, source, region));
    assert!(client.host.is_unlocked());
    outcome
}

/// Who signed a request.
fn signer(request: &HttpRequest) -> String {
    let header = request
        .headers
        .iter()
        .find(|(name, _)| *name == "authorization");
    let (_, credential) = header
        .expect("a signature")
        .1
        .split_once("Credential=")
        .unwrap();
    credential.split('/').next().unwrap().to_owned()
}

/// The cache files of assumed roles.
fn cached_roles(host: &ScriptedHost) -> Vec<StoreKey> {
    let files = host.files.borrow();
    let cached = files
        .keys()
        .filter(|key| matches!(key, StoreKey::CliCache(_)));
    cached.filter(|key| **key != admin_key()).cloned().collect()
}

#[test]
fn one_role_after_the_other_each_with_the_credentials_of_the_one_before() {
    let chain = CredentialSource::AssumeRole(role(
        "Outer",
        CredentialSource::AssumeRole(role("Inner", CredentialSource::Sso(admin()))),
    ));
    let client = signed_in([
        Ok(role_credentials("SSO")),
        assumed("Inner"),
        assumed("Outer"),
    ]);
    let credentials = fetch(&client, &chain).unwrap();
    assert_eq!(credentials.access_key_id, "Outer");
    assert_eq!(credentials.account_id.as_deref(), Some("222222222222"));
    let requests = client.host.requests.borrow().clone();
    assert_eq!(path(&requests[0]), "/federation/credentials");
    for (request, by, name) in [
        (&requests[1], "SSO", "Inner"),
        (&requests[2], "Inner", "Outer"),
    ] {
        assert_eq!(request.url, "https://sts.eu-west-1.amazonaws.com/");
        assert_eq!(signer(request), by);
        assert_eq!(
            str::from_utf8(&request.body).unwrap(),
            format!(
                "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2F{name}&RoleSessionName=botocore-session-1714557600"
            )
        );
    }
    assert_eq!(cached_roles(&client.host).len(), 2);
    // The next time the cache has it.
    assert_eq!(fetch(&client, &chain).unwrap(), credentials);
    assert_eq!(client.host.requests.borrow().len(), 3);
}

#[test]
fn a_cached_role_needs_no_source() {
    let chain = CredentialSource::AssumeRole(role(
        "Outer",
        CredentialSource::AssumeRole(role("Inner", CredentialSource::Sso(admin()))),
    ));
    let client = signed_in([
        Ok(role_credentials("SSO")),
        assumed("Inner"),
        assumed("Outer"),
    ]);
    fetch(&client, &chain).unwrap();
    // The session has ended, and with it the credentials that it gave.
    for key in [admin_key(), token_key(&dev())] {
        client.host.files.borrow_mut().remove(&key);
    }
    assert_eq!(fetch(&client, &chain).unwrap().access_key_id, "Outer");
    // Nor does an inner one that is cached.
    let other = CredentialSource::AssumeRole(role(
        "Other",
        CredentialSource::AssumeRole(role("Inner", CredentialSource::Sso(admin()))),
    ));
    client.host.answer(in_turn([assumed("Other")]));
    assert_eq!(fetch(&client, &other).unwrap().access_key_id, "Other");
    assert_eq!(signer(&client.host.requests.borrow()[3]), "Inner");
    // One that has fewer than fifteen minutes left is assumed anew, which takes the session.
    client.host.now.set(
        client
            .host
            .now
            .get()
            .saturating_add_millis(45 * 60_000 + 1000),
    );
    let error = fetch(&client, &chain).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::SignInRequired);
}

#[test]
fn all_that_a_profile_says_about_a_role() {
    let mut full = role("Full", keys());
    full.role_session_name = Some("me@example.com".to_owned());
    full.external_id = Some("x y".to_owned());
    full.duration_seconds = Some(3600);
    full.mfa_serial = Some("arn:aws:iam::222222222222:mfa/me".to_owned());
    let full = CredentialSource::AssumeRole(full);
    let client = signed_in([assumed("Full")]);
    let helper = Helper::default();
    fetch_with(&client, &helper, &full).unwrap();
    assert_eq!(
        client.host.bodies(),
        [
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=me%40example.com&ExternalId=x+y&SerialNumber=arn%3Aaws%3Aiam%3A%3A222222222222%3Amfa%2Fme&DurationSeconds=3600&RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2FFull&TokenCode=123456"
        ]
    );
    // From the cache without a code.
    fetch_with(&client, &helper, &full).unwrap();
    assert_eq!(helper.codes.get(), 1);
}

#[test]
fn a_role_that_may_not_be_assumed_is_told_and_not_cached() {
    let denied = json(
        403,
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>",
    );
    let client = signed_in([Ok(denied)]);
    let source = CredentialSource::AssumeRole(role("Denied", keys()));
    let error = fetch(&client, &source).unwrap_err();
    assert_eq!(
        error.to_string(),
        "An error occurred (AccessDenied) when calling the AssumeRole operation: not you"
    );
    assert!(cached_roles(&client.host).is_empty());
}

#[test]
fn without_a_region_no_role_is_assumed() {
    let client = signed_in([]);
    let source = CredentialSource::AssumeRole(role("A", keys()));
    let helper = Helper::default();
    let flow = credentials(&client, &helper, &source, || {
        Err(Error::new(
            ErrorKind::NoRegion,
            "You must specify a region.",
        ))
    });
    assert_eq!(
        *run(&client.host, flow).unwrap_err().kind(),
        ErrorKind::NoRegion
    );
}

#[test]
fn keys_are_what_they_are() {
    let client = signed_in([]);
    let found = fetch(&client, &keys()).unwrap();
    assert_eq!(
        (found.access_key_id.as_str(), found.expiration),
        ("STATIC", None)
    );
}

#[test]
fn an_sso_profile_means_its_role() {
    let client = signed_in([]);
    client.host.put(admin_key(), &role_file("CACHED", GOOD));
    let found = fetch(&client, &CredentialSource::Sso(admin())).unwrap();
    assert_eq!(found.access_key_id, "CACHED");
}

#[test]
fn a_program_prints_credentials() {
    let source = CredentialSource::Process(Process {
        profile: "p".to_owned(),
        command: Secret::from("print-keys --now"),
    });
    let client = signed_in([]);
    let helper = Helper {
        prints: Some(r#"{"Version": 1, "AccessKeyId": "PRINTED", "SecretAccessKey": "s"}"#),
        ..Helper::default()
    };
    assert_eq!(
        fetch_with(&client, &helper, &source).unwrap().access_key_id,
        "PRINTED"
    );
    let error = fetch(&client, &source).unwrap_err();
    assert_eq!(error.to_string(), "It failed.");
}
