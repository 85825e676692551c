//! A token that the caller brings, in place of a sign-in here.

use super::client::Client;
use super::session_files::{owner, token_key, write_token};
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Event, Host};
use crate::secret::Secret;

/// Writes the token as the session's, in place of any that it has. Nothing can renew it.
///
/// Errors: `InvalidArgument` if it has ended or is none, `Store`, `Aborted`.
pub async fn use_token<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    access_token: Secret,
    expires_at: Timestamp,
) -> Result<CachedToken> {
    let host = &client.host;
    let text = access_token.expose();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::new(
            ErrorKind::InvalidArgument,
            "The access token is empty, or holds characters that no token has.",
        ));
    }
    if expires_at <= host.now() {
        return Err(
            Error::new(ErrorKind::InvalidArgument, "The access token has ended.")
                .with_help("Get a new one from where this one came from."),
        );
    }
    let mut token = CachedToken::new(access_token, expires_at);
    token.start_url = Some(session.start_url.clone());
    token.region = Some(session.region.clone());
    let _lock = host.lock(&token_key(session)).await?;
    let token = write_token(host, session, token).await?;
    host.notify(Event::SignedIn {
        session: owner(session).name().to_owned(),
        expires_at,
    });
    Ok(token)
}
