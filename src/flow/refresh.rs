//! A token to work with, renewed when due, by one process for all.
//!
//! Take the lock, read again, adopt a newer token if somebody wrote one, else refresh once and write: forty processes
//! that need a token make one request.

use super::client::Client;
use super::exchange::exchange;
use super::register;
use super::session_files::{owner, read_token, token_key, write_token};
use crate::aws::endpoint::Service;
use crate::aws::oidc::{self, Grant};
use crate::cache::token::{self, CachedToken};
use crate::config::sso_session::SsoSession;
use crate::encode::shell_word::shell_word;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Event, Host};
use crate::secret::Secret;

/// The session's token, refreshed if less than 15 minutes are left and it can be. A refresh that fails is no failure
/// while the old token lasts.
///
/// Errors: `SignInRequired` when a person has to sign in, `Store`, `Aborted`, and what stood in the way of a refresh
/// that was needed (`Network`, `Timeout`, `Service`, `BadResponse`).
pub async fn access_token<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
) -> Result<CachedToken> {
    let token = read_token(&client.host, session).await?;
    if !token.needs_refresh(client.host.now()) {
        return Ok(token);
    }
    renew(client, session, token, None).await
}

/// A token other than `rejected`, which the service refused although it has not expired.
///
/// Errors: as [`access_token`]; `SignInRequired` when there is no other.
pub async fn replace_rejected<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    rejected: &Secret,
) -> Result<CachedToken> {
    let token = read_token(&client.host, session).await?;
    if token.access_token != *rejected && !token.is_expired(client.host.now()) {
        return Ok(token);
    }
    renew(client, session, token, Some(rejected)).await
}

async fn renew<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    token: CachedToken,
    rejected: Option<&Secret>,
) -> Result<CachedToken> {
    let host = &client.host;
    let is_good = |token: &CachedToken| {
        !token.is_expired(host.now()) && rejected != Some(&token.access_token)
    };
    let sign_in_required = || match rejected {
        Some(_) => refused(session),
        None => ended(session),
    };
    let keep = |token: CachedToken| match is_good(&token) {
        true => Ok(token),
        false => Err(sign_in_required()),
    };
    // The token of a legacy profile has no refresh token and the AWS CLI never refreshes one.
    if session.name.is_none() || !token.can_refresh(host.now()) {
        return keep(token);
    }
    let key = token_key(session);
    let serves = |token: &CachedToken| is_good(token) && client.has_just_refreshed(&key);
    if serves(&token) {
        return Ok(token);
    }
    let lock = match host.lock(&key).await {
        Ok(lock) => lock,
        // A cache that cannot be written must not be refreshed: the new refresh token would be lost.
        Err(error) if *error.kind() == ErrorKind::Store && is_good(&token) => {
            host.trace(|| format!("not refreshed: {error}"));
            return Ok(token);
        }
        Err(error) => return Err(error),
    };
    let current = read_token(host, session).await?;
    // One that came while we waited is as new as any: a service may issue tokens for less than 15 minutes.
    let is_new = current.access_token != token.access_token;
    if is_good(&current) && (is_new || !current.needs_refresh(host.now())) {
        host.trace(|| "adopted a token that another process wrote".to_owned());
        return Ok(current);
    }
    if !current.can_refresh(host.now()) || serves(&current) {
        return keep(current);
    }
    client.refreshes(key.clone());
    let error = match refresh(client, session, &current).await {
        Ok(new) => return keep(store(client, session, new).await?),
        Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
        Err(error) => error,
    };
    drop(lock);
    host.trace(|| format!("the refresh failed: {error}"));
    if let Some(client_id) = &current.client_id
        && register::is_revoked(&error)
    {
        register::forget(client, session, client_id).await;
    }
    // The AWS CLI takes no lock: it may have refreshed in the same moment, and then our refresh token was old.
    if let Ok(newer) = read_token(host, session).await
        && newer.access_token != current.access_token
        && is_good(&newer)
    {
        return Ok(newer);
    }
    if is_good(&current) {
        Ok(current)
    } else if is_for_good(&error) {
        Err(sign_in_required().with_source(error))
    } else {
        Err(error)
    }
}

/// Writes a renewed token and tells of it. One that cannot be written still serves this process.
///
/// Errors: `SignInRequired` if the session was signed out meanwhile.
async fn store<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    new: CachedToken,
) -> Result<CachedToken> {
    let host = &client.host;
    // Other tools take no lock. A file that one of them has removed stays away.
    if let Ok(None) = host.read(&token_key(session)).await {
        return Err(token::missing(owner(session)));
    }
    let written = write_token(host, session, new.clone()).await;
    host.notify(Event::Refreshed {
        session: owner(session).name().to_owned(),
        expires_at: new.expires_at,
    });
    Ok(written.unwrap_or_else(|error| {
        host.notify(Event::Warning(error));
        new
    }))
}

async fn refresh<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    token: &CachedToken,
) -> Result<CachedToken> {
    let (Some(client_id), Some(client_secret), Some(refresh_token)) =
        (&token.client_id, &token.client_secret, &token.refresh_token)
    else {
        return Err(ended(session));
    };
    // The token belongs to the Region that issued it, which a vanity start URL may have chosen.
    let region = token.region.as_deref().unwrap_or(&session.region);
    let endpoint = client.endpoints.resolve(Service::SsoOidc, region)?;
    let response = exchange(&client.host, "CreateToken", &|_| {
        let client = oidc::Client {
            id: client_id,
            secret: client_secret,
        };
        Ok(oidc::create_token_request(
            &endpoint,
            client,
            &Grant::RefreshToken { refresh_token },
        ))
    })
    .await?;
    let issued = oidc::create_token_response(&response)?;
    let expires_at = client.host.now().saturating_add(issued.expires_in);
    Ok(token.refreshed(issued.access_token, expires_at, issued.refresh_token))
}

/// The token has ended and nothing can renew it.
fn ended(session: &SsoSession) -> Error {
    let message = match session.name {
        Some(_) => "Error when retrieving token from sso: Token has expired and refresh failed",
        None => SESSION_ENDED,
    };
    Error::new(ErrorKind::SignInRequired, message).with_help(sign_in_again(session))
}

/// What the AWS CLI says when the portal refuses the token, or a legacy profile's token has expired.
const SESSION_ENDED: &str = "The SSO session associated with this profile has expired or is otherwise invalid. To \
    refresh this SSO session run aws sso login with the corresponding profile.";

/// The portal refused the token, and no other can be had.
pub(super) fn refused(session: &SsoSession) -> Error {
    Error::new(ErrorKind::SignInRequired, SESSION_ENDED).with_help(sign_in_again(session))
}

/// Whether a refresh that failed so would fail again: the service says why. A refusal without OAuth's `error` need not be
/// the service's.
fn is_for_good(error: &Error) -> bool {
    error.fault().is_some_and(|fault| fault.error.is_some()) && !error.is_retryable()
}

fn sign_in_again(session: &SsoSession) -> String {
    match session.given_name() {
        Some(name) => format!(
            "Sign in again: aws-sso-wasm sso login --sso-session {}",
            shell_word(name)
        ),
        None if session.name.is_some() => "Sign in again.".to_owned(),
        None => "Sign in again: aws-sso-wasm sso login --profile PROFILE".to_owned(),
    }
}
