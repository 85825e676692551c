//! Percent-encoding, forms and base64url: what was written is read back, and others read the same.
#![no_main]

use arbitrary::Arbitrary;
use aws_sso_wasm::encode::{base64url, form, hex, percent};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    pairs: Vec<(&'a str, &'a str)>,
    bytes: &'a [u8],
    text: &'a str,
}

fuzz_target!(|input: Input<'_>| {
    let Input { pairs, bytes, text } = input;
    let encoded = percent::encode(text);
    assert!(
        encoded
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b))
    );
    assert_eq!(percent::decode(&encoded).as_deref(), Some(text));
    if let Some(decoded) = percent::decode(text) {
        let again = percent::decode(&percent::encode(&decoded));
        assert_eq!(again, Some(decoded));
    }

    let theirs = |query: &str| -> Vec<(String, String)> {
        url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    };
    let wanted: Vec<(String, String)> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    assert_eq!(theirs(&form::serialize(&pairs)), wanted);
    assert_eq!(theirs(&percent::query(&pairs)), wanted);
    assert_eq!(parsed(&form::serialize(&pairs)).as_ref(), Some(&wanted));
    if let Some(ours) = parsed(text) {
        assert_eq!(ours, theirs(text));
    }

    assert_eq!(from_base64url(&base64url::encode(bytes)), bytes);
    let digits = hex::encode(bytes);
    assert_eq!(digits.len(), 2 * bytes.len());
    for (pair, byte) in digits.as_bytes().chunks(2).zip(bytes) {
        assert_eq!(pair, format!("{byte:02x}").as_bytes());
    }
});

fn parsed(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = form::parse(text)?.into_iter();
    Some(
        pairs
            .map(|(name, value)| (name, value.to_string()))
            .collect(),
    )
}

/// RFC 4648 section 5 the other way round, bit by bit.
fn from_base64url(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: Vec<bool> = text
        .chars()
        .map(|c| DIGITS.find(c).expect("a digit"))
        .flat_map(|digit| (0..6).rev().map(move |bit| digit >> bit & 1 == 1))
        .collect();
    let bytes = bits.chunks_exact(8);
    assert!(bytes.remainder().iter().all(|bit| !bit) && bytes.remainder().len() < 6);
    bytes
        .map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit)))
        .collect()
}
