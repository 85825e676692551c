//! What is signed in, and for how long: read from the caches, without a request.

use super::role_files::RoleFile;
use super::session_files::{owner, registration_key, token_key};
use crate::cache::registration::CachedRegistration;
use crate::cache::role_credentials::CachedRoleCredentials;
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::encode::timestamp::Timestamp;
use crate::error::{ErrorKind, Result};
use crate::host::{Host, StoreKey};
use crate::secret::Zeroizing;

/// The state of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionStatus {
    /// The session.
    pub session: SsoSession,
    /// Its token, or what is wrong with the token's file; `None` if there is no file.
    pub token: Option<Result<TokenStatus>>,
    /// When its client registration ends, if there is one.
    pub registration_expires_at: Option<Timestamp>,
    /// Its cached role credentials.
    pub role_credentials: Vec<RoleStatus>,
}

/// The state of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenStatus {
    /// When it ends.
    pub expires_at: Timestamp,
    /// Whether it can be renewed without a person.
    pub refreshable: bool,
}

/// The state of cached role credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleStatus {
    /// The account, twelve digits.
    pub account_id: String,
    /// The role's name.
    pub role_name: String,
    /// When they end.
    pub expires_at: Timestamp,
}

impl SessionStatus {
    /// Whether the session works now, or can be made to without a person.
    pub fn is_signed_in(&self, now: Timestamp) -> bool {
        matches!(&self.token, Some(Ok(token)) if token.expires_at > now || token.refreshable)
    }
}

/// The state of a session in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Whether the session works now, or can be made to without a person.
    pub is_signed_in: bool,
    /// When its token ends, if there is one that makes sense.
    pub expires_at: Option<Timestamp>,
    /// Whether the token can be renewed without a person.
    pub refreshable: bool,
    /// When its client registration ends, if there is one.
    pub registration_expires_at: Option<Timestamp>,
}

/// The state of a session in short. A token that makes no sense is none. Errors: `Store`, `Aborted`.
pub async fn summary<H: Host>(host: &H, session: &SsoSession) -> Result<Summary> {
    let status = status(host, session, &[]).await;
    let is_signed_in = status.is_signed_in(host.now());
    let token = match status.token {
        Some(Err(error)) if *error.kind() != ErrorKind::SignInRequired => return Err(error),
        token => token.and_then(Result::ok),
    };
    Ok(Summary {
        is_signed_in,
        expires_at: token.map(|token| token.expires_at),
        refreshable: token.is_some_and(|token| token.refreshable),
        registration_expires_at: status.registration_expires_at,
    })
}

/// The state of a session and of its role credentials. A file that cannot be read or makes no sense is part of it.
pub async fn status<H: Host>(
    host: &H,
    session: &SsoSession,
    roles: &[RoleFile<'_>],
) -> SessionStatus {
    let now = host.now();
    let token = host.read(&token_key(session)).await.transpose();
    let token = token.map(|bytes| {
        let token = CachedToken::read(&bytes?, owner(session), &session.start_url)?;
        Ok(TokenStatus {
            expires_at: token.expires_at,
            refreshable: session.name.is_some() && token.can_refresh(now),
        })
    });
    let registration = document(host, &registration_key(session)).await;
    let registration = registration.and_then(|bytes| CachedRegistration::read(&bytes).ok());
    let mut role_credentials = Vec::new();
    for (key, account_id, role_name) in roles {
        let cached = document(host, key).await;
        if let Some(cached) = cached.and_then(|bytes| CachedRoleCredentials::read(&bytes).ok()) {
            role_credentials.push(RoleStatus {
                account_id: (*account_id).to_owned(),
                role_name: (*role_name).to_owned(),
                expires_at: cached.expiration,
            });
        }
    }
    SessionStatus {
        session: session.clone(),
        token,
        registration_expires_at: registration.map(|registration| registration.expires_at),
        role_credentials,
    }
}

/// A document whose absence is no news: one that cannot be read is as good as none.
async fn document<H: Host>(host: &H, key: &StoreKey) -> Option<Zeroizing<Vec<u8>>> {
    host.read(key).await.ok().flatten()
}
