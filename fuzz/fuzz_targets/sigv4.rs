//! Signature Version 4, against a second implementation that is written from the same text in another way.
#![no_main]

use arbitrary::Arbitrary;
use aws_sso_wasm::aws::sigv4::canonical_request::{CanonicalRequest, Parts, PathStyle};
use aws_sso_wasm::aws::sigv4::{Scope, signature, string_to_sign};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::host::Method;
use aws_sso_wasm::secret::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    is_post: bool,
    as_sent: bool,
    path: Vec<&'a str>,
    query: Vec<(&'a str, Option<&'a str>)>,
    /// Whether the query is taken as it stands, escapes and all.
    raw_query: bool,
    headers: Vec<(Name, &'a str)>,
    body: &'a [u8],
    key: &'a str,
    seconds: i64,
    region: &'a str,
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Name {
    Host,
    Date,
    SpelledDate,
    Token,
}

impl Name {
    const fn text(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Date => "x-amz-date",
            Self::SpelledDate => "X-Amz-Date",
            Self::Token => "X-Amz-Security-Token",
        }
    }
}

fuzz_target!(|input: Input<'_>| {
    let path: String = input.path.iter().map(|it| format!("/{it}")).collect();
    let written = |text: &str| match input.raw_query {
        true => text.to_owned(),
        false => escaped(text.as_bytes()),
    };
    let pieces = input.query.iter().map(|(name, value)| match value {
        Some(value) => format!("{}={}", written(name), written(value)),
        None => written(name),
    });
    let query = pieces.collect::<Vec<_>>().join("&");
    let headers: Vec<(&str, &str)> = input
        .headers
        .iter()
        .map(|(name, value)| (name.text(), *value))
        .collect();
    let parts = Parts {
        method: if input.is_post {
            Method::Post
        } else {
            Method::Get
        },
        path: &path,
        query: &query,
        headers: &headers,
        body: input.body,
    };
    let style = match input.as_sent {
        true => PathStyle::AsSent,
        false => PathStyle::Normalized,
    };
    let ours = CanonicalRequest::new(&parts, style);
    let theirs = canonical(&parts, input.as_sent);
    assert_eq!(
        ours.as_ref().map(CanonicalRequest::expose),
        theirs.as_deref()
    );
    let (Some(ours), Some(time)) = (ours, Timestamp::from_epoch_seconds(input.seconds)) else {
        return;
    };
    let scope = Scope {
        time,
        region: input.region,
        service: "sts",
    };
    let to_sign = string_to_sign(&ours, &scope);
    let date = time.to_basic();
    let day = &date[..8];
    let hash = hexadecimal(&Sha256::digest(ours.expose()));
    let region = input.region;
    let expected = format!("AWS4-HMAC-SHA256\n{date}\n{day}/{region}/sts/aws4_request\n{hash}");
    assert_eq!(to_sign, expected);
    let mut key = format!("AWS4{}", input.key).into_bytes();
    for step in [day, region, "sts", "aws4_request", &to_sign] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
        mac.update(step.as_bytes());
        key = mac.finalize().into_bytes().to_vec();
    }
    let secret = Secret::from(input.key);
    assert_eq!(signature(&to_sign, &secret, &scope), hexadecimal(&key));
});

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn escaped(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match char::from(*byte) {
            c @ ('A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '~') => c.to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// `None` for an escape that is none, or for what is no text.
fn unescaped(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend_from_slice(piece[2..].as_bytes());
    }
    String::from_utf8(bytes).ok()
}

fn canonical(parts: &Parts<'_>, as_sent: bool) -> Option<String> {
    let mut segments: Vec<&str> = Vec::new();
    let mut ends_in_slash = true;
    for segment in parts.path.split('/') {
        ends_in_slash = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    let joined: String = segments
        .iter()
        .map(|it| format!("/{}", escaped(it.as_bytes())))
        .collect();
    let path = match (parts.path, as_sent) {
        ("", _) => "/".to_owned(),
        (path, true) => escaped(path.as_bytes()).replace("%2F", "/"),
        (_, false) if segments.is_empty() => "/".to_owned(),
        (_, false) if ends_in_slash => joined + "/",
        (_, false) => joined,
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for piece in parts.query.split('&').filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        pairs.push((
            escaped(unescaped(name)?.as_bytes()),
            escaped(unescaped(value)?.as_bytes()),
        ));
    }
    pairs.sort();
    let query: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in parts.headers {
        let words: Vec<&str> = value.split_ascii_whitespace().collect();
        headers
            .entry(name.to_ascii_lowercase())
            .or_default()
            .push(words.join(" "));
    }
    let names: Vec<&str> = headers.keys().map(String::as_str).collect();
    let lines: String = headers
        .iter()
        .map(|(name, values)| format!("{name}:{}\n", values.join(",")))
        .collect();
    Some(format!(
        "{}\n{path}\n{}\n{lines}\n{}\n{}",
        parts.method.as_str(),
        query.join("&"),
        names.join(";"),
        hexadecimal(&Sha256::digest(parts.body)),
    ))
}
