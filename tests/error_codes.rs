//! The error codes are public API, and stand in three places that must agree: the core, the package's types, the READMEs.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails loudly, and reads the files it is about"
)]

use aws_sso_wasm::error::{Error, ErrorKind};
use std::collections::BTreeSet;

fn read(file: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every code in the text that stands between these quotes, in order.
fn codes(text: &str, quote: char) -> Vec<&str> {
    text.split(quote)
        .filter(|piece| {
            piece
                .strip_prefix("ERR_")
                .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        })
        .collect()
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, behind) = text.split_once(start).expect(start);
    behind.split_once(end).expect(end).0
}

#[test]
fn every_kind_has_a_code_of_its_own_in_the_list() {
    let source = read("src/error.rs");
    let kinds = between(&source, "pub const fn code(&self)", "pub const CODES");
    assert_eq!(codes(kinds, '"'), ErrorKind::CODES);
    let distinct: BTreeSet<_> = ErrorKind::CODES.iter().collect();
    assert_eq!(distinct.len(), ErrorKind::CODES.len());
}

#[test]
fn what_a_host_raises_comes_back_as_the_same_kind() {
    let mut raised = Vec::new();
    for code in ErrorKind::CODES {
        if let Some(kind) = ErrorKind::from_code(code) {
            assert_eq!(kind.code(), *code);
            raised.push(*code);
        }
    }
    assert!(raised.contains(&"ERR_STORE") && !raised.contains(&"ERR_SERVICE"));
    assert_eq!(ErrorKind::from_code("ERR_NONE"), None);
}

#[test]
fn the_package_s_types_have_the_same_list() {
    let source = read("pkg-template/src/errors.ts");
    let list = between(&source, "export const CODES = [", "] as const;");
    assert_eq!(codes(list, '\''), ErrorKind::CODES);
    // And the same of them may be tried again.
    let retryable = between(&source, "const RETRYABLE: readonly Code[] = [", "];");
    let retryable: BTreeSet<_> = codes(retryable, '\'').into_iter().collect();
    let ours = [
        ErrorKind::Aborted,
        ErrorKind::Timeout,
        ErrorKind::Network,
        ErrorKind::Store,
        ErrorKind::BadResponse,
        ErrorKind::Throttled,
        ErrorKind::SignInRequired,
        ErrorKind::AuthorizationExpired,
        ErrorKind::Internal,
    ];
    let ours = ours
        .into_iter()
        .filter(|kind| Error::new(kind.clone(), "").is_retryable());
    assert_eq!(retryable, ours.map(|kind| kind.code()).collect());
}

#[test]
fn each_readme_has_a_row_for_each() {
    for file in ["README.md", "pkg-template/README.md"] {
        let readme = read(file);
        let rows = readme
            .lines()
            .filter_map(|line| line.strip_prefix("| `ERR_"));
        let rows: Vec<_> = rows
            .map(|row| {
                let (code, meaning) = row.split_once('`').expect("a code and its meaning");
                assert!(
                    meaning.trim_matches(['|', ' ']).len() > 10,
                    "ERR_{code} means nothing in {file}"
                );
                format!("ERR_{code}")
            })
            .collect();
        assert_eq!(rows, ErrorKind::CODES, "{file}");
    }
}
