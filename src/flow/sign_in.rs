//! Signing in with the authorization code grant and PKCE (RFC 6749 section 4.1, RFC 7636, RFC 8252).
//!
//! Two halves, because a redirect lies between them and only data crosses it: [`begin`] returns the URL to open and a
//! [`PendingSignIn`]; [`complete`] takes it back together with the code. A pending sign-in binds the `state` to the
//! Region, client, redirect URI and verifier, so a code can only ever go to the server that the person was sent to
//! (RFC 9700 section 4.4).

use super::client::Client;
use super::device::denied;
use super::exchange::exchange;
use super::register;
use super::session_files::{owner, token_key, write_token};
use crate::aws::endpoint::Service;
use crate::aws::oidc::{self, Grant, Token};
use crate::aws::start_url::ResolvedStartUrl;
use crate::cache::registration::{CachedRegistration, RegistrationKind};
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Event, Host};
use crate::oauth::authorize::AuthorizationError;
use crate::oauth::pkce::CodeVerifier;
use crate::oauth::redirect_uri::RedirectUri;
use crate::oauth::state::State;
use crate::secret::Secret;

/// A sign-in that waits for its redirect. It serves once: [`complete`] consumes it.
#[derive(Debug)]
pub struct PendingSignIn {
    /// The session that signs in.
    pub session: SsoSession,
    /// The server that the person was sent to.
    pub issuer: ResolvedStartUrl,
    /// The `state` that the redirect must carry.
    pub state: State,
    /// Where the browser is sent back to, port included.
    pub redirect_uri: RedirectUri,
    pub(super) registration: CachedRegistration,
    pub(super) verifier: CodeVerifier,
}

/// Reads the redirect URI that a caller chose. Errors: `InvalidArgument` for one that AWS does not take from this client.
pub fn redirect_uri(text: &str) -> Result<RedirectUri> {
    RedirectUri::parse(text)
        .filter(|uri| uri.port().is_some())
        .ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidArgument,
                "The redirect URI must be http://127.0.0.1:{port}/oauth/callback: AWS accepts no other.",
            )
            .with_help("Where that address cannot be served, sign in with a device code.")
        })
}

/// Makes a sign-in: the URL to open in a browser, and what [`complete`] needs.
///
/// Errors: those of [`register::registration`].
pub async fn begin<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    issuer: &ResolvedStartUrl,
    redirect_uri: RedirectUri,
) -> Result<(String, PendingSignIn)> {
    let kind = RegistrationKind::AuthorizationCode;
    let registration = register::registration(client, session, issuer, kind).await?;
    let endpoint = client.endpoints.resolve(Service::SsoOidc, &issuer.region)?;
    let verifier = CodeVerifier::generate(&client.host)?;
    let state = State::generate(&client.host)?;
    let url = oidc::authorization_url(
        &endpoint,
        &registration.client_id,
        redirect_uri,
        &state,
        &register::scopes(session, kind),
        &verifier.challenge(),
    );
    let pending = PendingSignIn {
        session: session.clone(),
        issuer: issuer.clone(),
        state,
        redirect_uri,
        registration,
        verifier,
    };
    Ok((url, pending))
}

/// Gives up a sign-in that nobody finished.
///
/// AWS shows the person, and not us, that it no longer knows a client. So the registration is dropped, and the next
/// sign-in makes a new one.
pub async fn abandon<H: Host>(client: &Client<H>, pending: PendingSignIn) {
    register::forget(client, &pending.session, &pending.registration.client_id).await;
}

/// The authorization endpoint's refusal (RFC 6749 section 4.1.2.1) as an error, `AccessDenied`.
pub fn refused(refusal: &AuthorizationError) -> Error {
    if refusal.error == "access_denied" {
        return denied();
    }
    let described = match &refusal.error_description {
        Some(description) => format!(
            "The sign-in failed in the browser: {} ({description}).",
            refusal.error
        ),
        None => format!("The sign-in failed in the browser: {}.", refusal.error),
    };
    Error::new(ErrorKind::AccessDenied, described).with_help("Run the command again.")
}

/// Exchanges the code for a token and writes it.
///
/// A registration that the service no longer knows is dropped, so that the next sign-in makes a new one.
///
/// Errors: `Service` (a code that was used or has expired is `invalid_grant`), `Network`, `Timeout`, `BadResponse`,
/// `Store`, `Aborted`.
pub async fn complete<H: Host>(
    client: &Client<H>,
    pending: PendingSignIn,
    code: Secret,
) -> Result<CachedToken> {
    let PendingSignIn {
        session,
        issuer,
        redirect_uri,
        registration,
        verifier,
        ..
    } = pending;
    let endpoint = client.endpoints.resolve(Service::SsoOidc, &issuer.region)?;
    let response = exchange(&client.host, "CreateToken", &|_| {
        Ok(oidc::create_token_request(
            &endpoint,
            oidc::Client {
                id: &registration.client_id,
                secret: &registration.client_secret,
            },
            &Grant::AuthorizationCode {
                code: &code,
                redirect_uri,
                code_verifier: &verifier,
            },
        ))
    })
    .await?;
    match oidc::create_token_response(&response) {
        Ok(issued) => keep(client, &session, &issuer, &registration, issued).await,
        Err(error) => {
            if register::is_revoked(&error) {
                register::forget(client, &session, &registration.client_id).await;
            }
            Err(error)
        }
    }
}

/// Writes a token that was just issued, and tells of it.
pub(super) async fn keep<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    issuer: &ResolvedStartUrl,
    registration: &CachedRegistration,
    issued: Token,
) -> Result<CachedToken> {
    let host = &client.host;
    let expires_at = host.now().saturating_add(issued.expires_in);
    let mut token = CachedToken::new(issued.access_token, expires_at);
    // What the config says, which is what the AWS CLI looks for; the Region is the one that issued the token.
    token.start_url = Some(session.start_url.clone());
    token.region = Some(issuer.region.clone());
    token.client_id = Some(registration.client_id.clone());
    token.client_secret = Some(registration.client_secret.clone());
    token.registration_expires_at = Some(registration.expires_at);
    token.refresh_token = issued.refresh_token;
    let lock = host.lock(&token_key(session)).await?;
    let token = write_token(host, session, token).await?;
    drop(lock);
    host.notify(Event::SignedIn {
        session: owner(session).name().to_owned(),
        expires_at,
    });
    Ok(token)
}
