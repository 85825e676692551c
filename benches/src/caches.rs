//! The documents of `~/.aws/sso/cache` and `~/.aws/cli/cache`.

use crate::{Case, Work};
use aws_sso_wasm::Result;
use aws_sso_wasm::cache::key::{TokenOwner, token};
use aws_sso_wasm::cache::role_credentials::CachedRoleCredentials;
use aws_sso_wasm::cache::token::CachedToken;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::secret::Secret;
use std::hint::black_box;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "cache/name",
        prepare: file_name,
    },
    Case {
        name: "cache/read-token",
        prepare: read_token,
    },
    Case {
        name: "cache/write-token",
        prepare: write_token,
    },
    Case {
        name: "cache/read-role",
        prepare: read_role,
    },
    Case {
        name: "cache/write-role",
        prepare: write_role,
    },
];

const OWNER: TokenOwner<'static> = TokenOwner::Session("corp");

/// With texts as long as those of the service.
fn cached_token() -> CachedToken {
    let mut token = CachedToken::new(Secret::new("aoaAAAAAGc".repeat(60)), Timestamp::EPOCH);
    token.start_url = Some("https://d-1234567890.awsapps.com/start".to_owned());
    token.region = Some("eu-central-1".to_owned());
    token.client_id = Some("kHM7b1PqWzT4dXvR0aYcZWMtMQ".to_owned());
    token.client_secret = Some(Secret::new("eyJraWQiOi".repeat(200)));
    token.registration_expires_at = Some(Timestamp::EPOCH);
    token.refresh_token = Some(Secret::new("aorAAAAAGc".repeat(60)));
    token
}

fn cached_role() -> CachedRoleCredentials {
    CachedRoleCredentials {
        access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        session_token: Secret::new("IQoJb3JpZ2luX2VjE".repeat(60)),
        expiration: Timestamp::EPOCH,
        account_id: Some("111122223333".to_owned()),
    }
}

/// A SHA-1 in hexadecimal digits.
fn file_name() -> Result<Work> {
    Ok(Box::new(|| {
        black_box(token(black_box(OWNER)));
        Ok(())
    }))
}

fn read_token() -> Result<Work> {
    let bytes = cached_token().write();
    Ok(Box::new(move || {
        black_box(CachedToken::read(black_box(&bytes), OWNER, "")?);
        Ok(())
    }))
}

fn write_token() -> Result<Work> {
    let token = cached_token();
    Ok(Box::new(move || {
        black_box(black_box(&token).write());
        Ok(())
    }))
}

fn read_role() -> Result<Work> {
    let bytes = cached_role().write_sso(Some(OWNER));
    Ok(Box::new(move || {
        black_box(CachedRoleCredentials::read(black_box(&bytes))?);
        Ok(())
    }))
}

fn write_role() -> Result<Work> {
    let role = cached_role();
    Ok(Box::new(move || {
        black_box(black_box(&role).write_sso(Some(OWNER)));
        Ok(())
    }))
}
