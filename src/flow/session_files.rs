//! The files of one session: its token and its client registration.

use crate::cache::key::{self, RegistrationOwner, TokenOwner};
use crate::cache::token::{self, CachedToken};
use crate::config::sso_session::SsoSession;
use crate::error::Result;
use crate::host::{Host, StoreKey};

/// Whose token it is: the session's by name, or, in a legacy profile, the start URL's.
pub fn owner(session: &SsoSession) -> TokenOwner<'_> {
    match &session.name {
        Some(name) => TokenOwner::Session(name),
        None => TokenOwner::StartUrl(&session.start_url),
    }
}

/// The token file of a session.
pub fn token_key(session: &SsoSession) -> StoreKey {
    StoreKey::SsoCache(key::token(owner(session)))
}

/// What a process locks while a person signs in to a session. No such document exists: a process that only refreshes
/// the token must not wait for a person, so it is not the token's own lock.
pub fn sign_in_turn(session: &SsoSession) -> StoreKey {
    StoreKey::SsoCache(format!("{}.sign-in", key::token(owner(session))))
}

/// The registration file of a session. It depends on what is configured, not on what a start URL resolves to.
pub fn registration_key(session: &SsoSession) -> StoreKey {
    StoreKey::SsoCache(key::registration(RegistrationOwner {
        start_url: &session.start_url,
        region: &session.region,
        scopes: session.scopes.as_deref(),
        session_name: session.name.as_deref(),
    }))
}

/// The role credentials file of a session's account and role.
pub fn role_credentials_key(session: &SsoSession, account_id: &str, role_name: &str) -> StoreKey {
    StoreKey::CliCache(key::role_credentials(owner(session), account_id, role_name))
}

/// The session's token. Errors: `SignInRequired` if there is none or it cannot be understood, `Store`.
pub async fn read_token<H: Host>(host: &H, session: &SsoSession) -> Result<CachedToken> {
    let Some(bytes) = host.read(&token_key(session)).await? else {
        return Err(token::missing(owner(session)));
    };
    let token = CachedToken::read(&bytes, owner(session), &session.start_url)?;
    host.trace(|| {
        let renewable = if token.can_refresh(host.now()) {
            ""
        } else {
            ", cannot be refreshed"
        };
        format!("the token ends at {}{renewable}", token.expires_at)
    });
    Ok(token)
}

/// Writes the session's token, keeping what other tools added to the file. The caller holds the file's lock.
pub async fn write_token<H: Host>(
    host: &H,
    session: &SsoSession,
    token: CachedToken,
) -> Result<CachedToken> {
    let key = token_key(session);
    let token = match host.read(&key).await? {
        Some(old) => token.merged_over(&old),
        None => token,
    };
    host.write(&key, &token.write()).await?;
    Ok(token)
}
