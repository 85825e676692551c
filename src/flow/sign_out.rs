//! Ending sessions: the token revoked at AWS, its file removed, and the role credentials that came from it.

use super::client::Client;
use super::exchange::exchange;
use super::session_files::{cached_roles, owner, token_key};
use crate::aws::endpoint::Service;
use crate::aws::portal;
use crate::cache::role_credentials::is_from_sso;
use crate::cache::token::{CachedToken, holds_access_token};
use crate::config::sso_session::SsoSession;
use crate::error::Result;
use crate::host::{Collection, Event, Host, StoreKey};

/// What a sign-out did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignedOut {
    /// Token files removed.
    pub tokens: usize,
    /// Role credential files removed. Copies of the credentials stay valid until they expire.
    pub role_credentials: usize,
    /// Tokens that AWS did not confirm to be revoked.
    pub unconfirmed: usize,
}

/// Signs out of everything, as `aws sso logout` does: every file of the token cache that holds an access token,
/// whoever wrote it, and all role credentials that came from one. Registrations, AssumeRole credentials and other
/// tools' files stay.
///
/// Errors: `Store`, `Aborted`. A service that does not answer keeps no one signed in here.
pub async fn sign_out_of_all<H: Host>(client: &Client<H>) -> Result<SignedOut> {
    let host = &client.host;
    let mut done = SignedOut::default();
    for key in host.list(Collection::SsoCache).await? {
        let Some(bytes) = host.read(&key).await? else {
            continue;
        };
        if !holds_access_token(&bytes) {
            continue;
        }
        let _lock = host.lock(&key).await?;
        let token = CachedToken::from_bytes(&bytes).ok();
        end(client, &key, token, None, &mut done).await?;
    }
    for key in host.list(Collection::CliCache).await? {
        let Some(bytes) = host.read(&key).await? else {
            continue;
        };
        if is_from_sso(&bytes) && host.remove(&key).await? {
            done.role_credentials = done.role_credentials.saturating_add(1);
        }
    }
    Ok(done)
}

/// Signs out of one session. `roles` are the accounts and roles whose credentials may be cached for it.
///
/// Errors: as [`sign_out_of_all`].
pub async fn sign_out_of<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    roles: &[(String, String)],
) -> Result<SignedOut> {
    let host = &client.host;
    let mut done = SignedOut::default();
    let key = token_key(session);
    if let Some(bytes) = host.read(&key).await? {
        let _lock = host.lock(&key).await?;
        let token = CachedToken::from_bytes(&bytes).ok();
        end(client, &key, token, Some(&session.region), &mut done).await?;
    }
    for (key, _, _) in cached_roles(host, session, roles).await? {
        if host.remove(&key).await? {
            done.role_credentials = done.role_credentials.saturating_add(1);
        }
    }
    host.notify(Event::SignedOut {
        session: owner(session).name().to_owned(),
    });
    Ok(done)
}

/// Revokes a token and removes its file. Like the AWS CLI, a token that names no Region is only removed.
async fn end<H: Host>(
    client: &Client<H>,
    key: &StoreKey,
    token: Option<CachedToken>,
    configured_region: Option<&str>,
    done: &mut SignedOut,
) -> Result<()> {
    let host = &client.host;
    if let Some(token) = &token
        && let Some(region) = token.region.as_deref().or(configured_region)
    {
        match revoke(client, token, region).await {
            Ok(()) => {}
            Err(error) if *error.kind() == crate::ErrorKind::Aborted => return Err(error),
            Err(error) => {
                host.trace(|| format!("Logout: {error}"));
                done.unconfirmed = done.unconfirmed.saturating_add(1);
            }
        }
    }
    if host.remove(key).await? {
        done.tokens = done.tokens.saturating_add(1);
    }
    Ok(())
}

async fn revoke<H: Host>(client: &Client<H>, token: &CachedToken, region: &str) -> Result<()> {
    let endpoint = client.endpoints.resolve(Service::Sso, region)?;
    let response = exchange(&client.host, "Logout", |_| {
        Ok(portal::logout_request(&endpoint, &token.access_token))
    })
    .await?;
    portal::logout_response(&response)
}
