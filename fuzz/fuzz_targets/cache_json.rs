//! The cache files of tokens, registrations and role credentials, read from anything and written again.
#![no_main]

use aws_sso_wasm::cache::key::TokenOwner;
use aws_sso_wasm::cache::registration::CachedRegistration;
use aws_sso_wasm::cache::role_credentials::{
    AssumedRoleDetails, CachedRoleCredentials, is_from_sso, is_of,
};
use aws_sso_wasm::cache::token::{CachedToken, holds_access_token};
use aws_sso_wasm::encode::json::{Object, Value};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::secret::Secret;
use libfuzzer_sys::fuzz_target;

const TOKEN: &[&str] = &[
    "startUrl",
    "region",
    "accessToken",
    "expiresAt",
    "clientId",
    "clientSecret",
    "registrationExpiresAt",
    "refreshToken",
];
const REGISTRATION: &[&str] = &[
    "clientId",
    "clientSecret",
    "expiresAt",
    "scopes",
    "grantTypes",
];

fuzz_target!(|bytes: &[u8]| {
    let members = Value::parse(bytes).ok().and_then(Value::into_object);
    token(bytes, members.as_ref());
    registration(bytes, members.as_ref());
    role_credentials(bytes);
});

fn token(bytes: &[u8], members: Option<&Object>) {
    let owner = TokenOwner::Session("dev");
    let new = CachedToken::new(Secret::from("a"), Timestamp::EPOCH).merged_over(bytes);
    assert_eq!(rest(&new.write(), TOKEN), others(members, TOKEN));
    let read = CachedToken::from_bytes(bytes);
    match (
        &read,
        CachedToken::read(bytes, owner, "https://example.com"),
    ) {
        (Ok(one), Ok(other)) => assert_eq!(*one, other),
        (Err(cause), Err(error)) => {
            assert_eq!(*cause.kind(), ErrorKind::Store);
            assert_eq!(*error.kind(), ErrorKind::SignInRequired);
            assert_eq!(error.cause(), Some(cause));
        }
        (one, other) => panic!("{one:?}, but {other:?}"),
    }
    let Ok(token) = read else { return };
    assert!(holds_access_token(bytes));
    let written = token.write();
    let again = CachedToken::from_bytes(&written).expect("what we wrote");
    assert_eq!(again.write(), written);
    assert_eq!(rest(&written, TOKEN), others(members, TOKEN));
    assert_eq!(again.access_token, token.access_token);
    assert_eq!(again.refresh_token, token.refresh_token);
    assert_eq!(again.client_secret, token.client_secret);
    assert_eq!(again.client_id, token.client_id);
    assert_eq!(again.start_url, token.start_url);
    assert_eq!(again.region, token.region);
    same_second(again.expires_at, token.expires_at);
    let ends = again
        .registration_expires_at
        .zip(token.registration_expires_at);
    assert_eq!(ends.is_some(), token.registration_expires_at.is_some());
    if let Some((one, other)) = ends {
        same_second(one, other);
    }
}

fn registration(bytes: &[u8], members: Option<&Object>) {
    let Ok(registration) = CachedRegistration::read(bytes) else {
        return;
    };
    let written = registration.write();
    let again = CachedRegistration::read(&written).expect("what we wrote");
    assert_eq!(again.write(), written);
    assert_eq!(rest(&written, REGISTRATION), others(members, REGISTRATION));
    assert_eq!(again.client_id, registration.client_id);
    assert_eq!(again.client_secret, registration.client_secret);
    assert_eq!(again.scopes, registration.scopes);
    assert_eq!(again.kind(), registration.kind());
    same_second(again.expires_at, registration.expires_at);
}

fn role_credentials(bytes: &[u8]) {
    let owner = TokenOwner::Session("dev");
    assert!(is_from_sso(bytes) || !is_of(bytes, owner));
    let Ok(role) = CachedRoleCredentials::read(bytes) else {
        return;
    };
    let details = AssumedRoleDetails {
        assumed_role_user: None,
        packed_policy_size: None,
        source_identity: None,
        request_id: None,
        status: 200,
        headers: Vec::new(),
    };
    let ours = role.write_sso(Some(owner));
    assert!(is_of(&ours, owner) && is_from_sso(&ours));
    let assumed = role.write_assume_role(&details);
    assert!(!is_from_sso(&assumed));
    for written in [ours, assumed] {
        let mut again = CachedRoleCredentials::read(&written).expect("what we wrote");
        same_second(again.expiration, role.expiration);
        again.expiration = role.expiration;
        assert_eq!(again, role);
    }
}

/// The fraction is not written.
fn same_second(one: Timestamp, other: Timestamp) {
    assert_eq!(one.epoch_seconds(), other.epoch_seconds());
}

fn rest(written: &[u8], known: &[&str]) -> Vec<(String, Value)> {
    let members = Value::parse(written).ok().and_then(Value::into_object);
    others(Some(&members.expect("an object")), known)
}

/// The members that are not ours, in order.
fn others(members: Option<&Object>, known: &[&str]) -> Vec<(String, Value)> {
    let members = members.into_iter().flat_map(Object::iter);
    members
        .filter(|(name, _)| !known.contains(name))
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
}
