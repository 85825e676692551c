//! `rfc/rfc-vectors.json`: the examples of the RFCs themselves.

use crate::load;
use aws_sso_wasm::aws::sigv4::hmac_sha256;
use aws_sso_wasm::cache::key::{TokenOwner, token};
use aws_sso_wasm::encode::{base64url, hex};
use aws_sso_wasm::oauth::device::{DEFAULT_INTERVAL, SLOW_DOWN};
use aws_sso_wasm::oauth::pkce::{CODE_CHALLENGE_METHOD, CodeVerifier};
use aws_sso_wasm::secret::Secret;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

fn vectors(group: &str) -> Option<Value> {
    Some(load("rfc/rfc-vectors.json")?[group].clone())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn list(group: &str) -> Vec<Value> {
    vectors(group).map_or_else(Vec::new, |list| list.as_array().unwrap().clone())
}

fn octets(value: &Value) -> Vec<u8> {
    let octets = value.as_array().unwrap().iter();
    octets
        .map(|octet| u8::try_from(octet.as_u64().unwrap()).unwrap())
        .collect()
}

fn from_hex(value: &Value) -> Vec<u8> {
    let digits = text(value);
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

#[test]
fn rfc_7636_code_verifier() {
    let Some(case) = vectors("rfc7636_appendix_B") else {
        return;
    };
    let bytes: [u8; 32] = octets(&case["octets"]).try_into().unwrap();
    let kept = CodeVerifier::restore(Secret::from(text(&case["code_verifier"]))).unwrap();
    for verifier in [CodeVerifier::from_bytes(&bytes), kept] {
        assert_eq!(verifier.expose(), text(&case["code_verifier"]));
        assert_eq!(verifier.challenge(), text(&case["code_challenge"]));
    }
    let hash = Sha256::digest(text(&case["code_verifier"]));
    assert_eq!(hash.to_vec(), octets(&case["sha256_octets"]));
    assert_eq!(CODE_CHALLENGE_METHOD, text(&case["method"]));
}

#[test]
fn rfc_3174_sha_1() {
    for case in list("rfc3174_sha1") {
        let repeat = usize::try_from(case["repeat"].as_u64().unwrap()).unwrap();
        let input = text(&case["input"]).repeat(repeat);
        let name = token(TokenOwner::Session(&input));
        assert_eq!(name, format!("{}.json", text(&case["sha1"])));
    }
}

#[test]
fn rfc_4231_hmac_sha_256() {
    for case in list("rfc4231_hmac_sha256") {
        let mac = hmac_sha256(&from_hex(&case["key"]), &from_hex(&case["data"]));
        assert_eq!(hex::encode(&*mac), text(&case["mac"]));
    }
}

#[test]
fn rfc_4648_base64url() {
    for case in list("rfc4648_base64url_nopad") {
        assert_eq!(base64url::encode(text(&case[0]).as_bytes()), text(&case[1]));
    }
}

#[test]
fn sha_256_as_hex() {
    for case in list("sha256") {
        assert_eq!(hex::encode(&Sha256::digest(text(&case[0]))), text(&case[1]));
    }
}

#[test]
fn rfc_8628_intervals() {
    let Some(constants) = vectors("rfc8628") else {
        return;
    };
    let seconds = |name: &str| constants[name].as_u64();
    assert_eq!(
        Some(DEFAULT_INTERVAL.as_secs()),
        seconds("defaultIntervalSeconds")
    );
    assert_eq!(Some(SLOW_DOWN.as_secs()), seconds("slowDownAddsSeconds"));
}
