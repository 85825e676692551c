//! The leaf codecs that no other case is mostly made of.

use crate::{Case, Work};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::encode::{base64url, percent};
use aws_sso_wasm::oauth::pkce::CodeVerifier;
use aws_sso_wasm::{Error, ErrorKind, Result};
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "oauth/pkce",
        prepare: pkce,
    },
    Case {
        name: "encode/base64url",
        prepare: base64url,
    },
    Case {
        name: "encode/percent",
        prepare: percent,
    },
    Case {
        name: "encode/timestamp",
        prepare: timestamp,
    },
];

/// A verifier of 32 random bytes, and its challenge.
fn pkce() -> Result<Work> {
    Ok(Box::new(|| {
        black_box(CodeVerifier::from_bytes(black_box(&[7; 32])).challenge());
        Ok(())
    }))
}

/// 1 KiB.
fn base64url() -> Result<Work> {
    let bytes = [7; 1024];
    Ok(Box::new(move || {
        black_box(base64url::encode(black_box(&bytes)));
        Ok(())
    }))
}

/// 1 KiB, every second byte of which needs encoding.
fn percent() -> Result<Work> {
    let text = "a/".repeat(512);
    Ok(Box::new(move || {
        black_box(percent::encode(black_box(&text)));
        Ok(())
    }))
}

/// Read and written again.
fn timestamp() -> Result<Work> {
    Ok(Box::new(|| {
        let time = Timestamp::parse_iso8601(black_box("2030-01-01T00:00:00Z"))
            .ok_or_else(|| Error::new(ErrorKind::Internal, "A time could not be read."))?;
        black_box(time.to_iso8601());
        Ok(())
    }))
}
