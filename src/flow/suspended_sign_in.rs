//! A sign-in that outlives the program that began it: a redirect leaves the page, and only what was stored comes back.
//!
//! INVARIANT: a pending sign-in serves once. It is removed before anything is done with the redirect that names it, and of
//! several that try the one whose removal succeeds goes on.

use super::client::Client;
use super::sign_in::{PendingSignIn, complete, refused};
use crate::aws::start_url::ResolvedStartUrl;
use crate::cache::registration::CachedRegistration;
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::encode::json::{Object, Value};
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Host, StoreKey};
use crate::oauth::authorize::AuthorizationResponse;
use crate::oauth::pkce::CodeVerifier;
use crate::oauth::redirect_uri::RedirectUri;
use crate::oauth::state::State;
use crate::secret::{Secret, Zeroizing};
use core::time::Duration;

/// How long a sign-in may take: as long as the AWS CLI waits.
const LIFETIME: Duration = Duration::from_secs(600);

/// Stores a sign-in until its redirect comes back. Errors: `Store`, `Aborted`.
pub async fn suspend<H: Host>(client: &Client<H>, pending: &PendingSignIn) -> Result<()> {
    let host = &client.host;
    let key = key_of(&pending.state);
    let _lock = host.lock(&key).await?;
    host.write(&key, &write(pending, host.now())).await
}

/// Takes up the sign-in that a redirect belongs to, and completes it. `callback_url` is the whole URL that the browser
/// came back with. A URL that names no sign-in of ours changes nothing; one that does uses that sign-in up.
///
/// Errors: `StateMismatch` for a redirect that belongs to no sign-in that waits here, `AuthorizationExpired` after ten
/// minutes, `AccessDenied`, and those of [`complete`].
pub async fn resume<H: Host>(
    client: &Client<H>,
    callback_url: &str,
) -> Result<(SsoSession, CachedToken)> {
    let callback_url = callback_url.trim();
    let Some(pending) = take(client, callback_url).await? else {
        return Err(foreign());
    };
    if !pending.redirect_uri.is_of(callback_url) {
        return Err(foreign());
    }
    let issuer = Some(pending.issuer.url.as_str());
    match AuthorizationResponse::read(callback_url, &pending.state, issuer) {
        AuthorizationResponse::Code(code) => {
            let session = pending.session.clone();
            let token = complete(client, pending, code).await?;
            Ok((session, token))
        }
        AuthorizationResponse::Error(refusal) => Err(refused(&refusal)),
        AuthorizationResponse::Advisory(_)
        | AuthorizationResponse::Foreign
        | AuthorizationResponse::Incomplete => Err(foreign()),
    }
}

/// Removes and returns the sign-in that a callback URL names.
async fn take<H: Host>(client: &Client<H>, callback_url: &str) -> Result<Option<PendingSignIn>> {
    let host = &client.host;
    let Some(state) = AuthorizationResponse::state_in(callback_url) else {
        return Ok(None);
    };
    let key = key_of(&state);
    let Some(stored) = host.read(&key).await? else {
        return Ok(None);
    };
    if !host.remove(&key).await? {
        return Ok(None);
    }
    let Some((pending, created_at)) = read(&stored) else {
        return Ok(None);
    };
    if host.now().saturating_since(created_at) >= LIFETIME {
        return Err(Error::new(
            ErrorKind::AuthorizationExpired,
            "The sign-in took too long.",
        )
        .with_help("Start the sign-in again, and finish in the browser within ten minutes."));
    }
    Ok(Some(pending).filter(|pending| pending.state.matches(state.expose())))
}

fn foreign() -> Error {
    Error::new(
        ErrorKind::StateMismatch,
        "The browser came back with an address that belongs to no sign-in that waits here: it was used already, or began \
         elsewhere.",
    )
    .with_help("Start the sign-in again.")
}

fn key_of(state: &State) -> StoreKey {
    StoreKey::PendingSignIn(state.expose().to_owned())
}

fn write(pending: &PendingSignIn, created_at: Timestamp) -> Zeroizing<Vec<u8>> {
    let PendingSignIn {
        session,
        issuer,
        state,
        redirect_uri,
        registration,
        verifier,
    } = pending;
    let members = Object::new()
        .with_optional("session", session.name.as_deref())
        .with("startUrl", session.start_url.as_str())
        .with("region", session.region.as_str())
        .with_optional("scopes", session.scopes.clone())
        .with("issuerUrl", issuer.url.as_str())
        .with("issuerRegion", issuer.region.as_str())
        .with("state", state.expose())
        .with("redirectUri", redirect_uri.to_string())
        .with("clientId", registration.client_id.as_str())
        .with("clientSecret", registration.client_secret.expose())
        .with(
            "registrationExpiresAt",
            registration.expires_at.epoch_millis(),
        )
        .with("codeVerifier", verifier.expose())
        .with("createdAt", created_at.epoch_millis());
    let mut text = Value::from(members).to_compact();
    Zeroizing::new(core::mem::take(&mut *text).into_bytes())
}

/// `None` for anything that [`write`] does not write: a document that was tampered with is no sign-in.
fn read(bytes: &[u8]) -> Option<(PendingSignIn, Timestamp)> {
    let document = Value::parse(bytes).ok()?.into_object()?;
    let text = |name| document.str(name).filter(|text| !text.is_empty());
    let time = |name| Timestamp::from_epoch_millis(document.i64(name)?);
    let scopes = match document.get("scopes") {
        None => None,
        Some(scopes) => {
            let scopes = scopes.as_array()?.iter();
            let scopes = scopes.map(|scope| scope.as_str().map(str::to_owned));
            Some(scopes.collect::<Option<Vec<_>>>()?)
        }
    };
    let pending = PendingSignIn {
        session: SsoSession {
            name: text("session").map(str::to_owned),
            start_url: text("startUrl")?.to_owned(),
            region: text("region")?.to_owned(),
            scopes,
        },
        issuer: ResolvedStartUrl {
            url: text("issuerUrl")?.to_owned(),
            region: text("issuerRegion")?.to_owned(),
        },
        state: State::parse(text("state")?)?,
        redirect_uri: RedirectUri::parse(text("redirectUri")?)?,
        registration: CachedRegistration::new(
            text("clientId")?.to_owned(),
            Secret::from(text("clientSecret")?),
            time("registrationExpiresAt")?,
        ),
        verifier: CodeVerifier::restore(Secret::from(text("codeVerifier")?))?,
    };
    Some((pending, time("createdAt")?))
}
