//! The client registration that a sign-in needs (RFC 7591 in spirit; AWS's RegisterClient in fact).
//!
//! It lasts about 90 days and is shared with the AWS CLI through the cache, so most sign-ins make none.

use super::client::Client;
use super::exchange::exchange;
use super::session_files::registration_key;
use crate::aws::endpoint::Service;
use crate::aws::oidc::{self, ClientRegistration};
use crate::aws::start_url::ResolvedStartUrl;
use crate::cache::registration::{CachedRegistration, RegistrationKind};
use crate::config::sso_session::SsoSession;
use crate::encode::url::Url;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::oauth::token::TokenError;

/// The session's registration for this kind of sign-in: the cached one while it has 15 minutes left, else a new one.
///
/// Errors: `Store`, `Service`, `Network`, `Timeout`, `BadResponse`, `Aborted`.
pub async fn registration<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    issuer: &ResolvedStartUrl,
    kind: RegistrationKind,
) -> Result<CachedRegistration> {
    let host = &client.host;
    let key = registration_key(session);
    let _lock = host.lock(&key).await?;
    let old = host.read(&key).await?;
    // A file that cannot be understood is replaced: a registration is no one's only copy of anything.
    if let Some(cached) = old
        .as_deref()
        .and_then(|bytes| CachedRegistration::read(bytes).ok())
        && cached.is_usable(host.now(), kind)
    {
        host.trace(|| "using the cached client registration".to_owned());
        return Ok(cached);
    }
    let endpoint = client.endpoints.resolve(Service::SsoOidc, &issuer.region)?;
    let name = client_name(client, session);
    let scopes = scopes(session, kind);
    let request = ClientRegistration {
        client_name: &name,
        kind,
        issuer_url: &issuer.url,
        scopes: &scopes,
    };
    let response = exchange(host, "RegisterClient", &|_| {
        Ok(oidc::register_client_request(&endpoint, &request))
    })
    .await?;
    let issued = oidc::register_client_response(&response)?;
    let mut registration =
        CachedRegistration::new(issued.client_id, issued.client_secret, issued.expires_at);
    if !scopes.is_empty() {
        registration.scopes = Some(scopes);
    }
    if kind == RegistrationKind::AuthorizationCode {
        registration.grant_types =
            Some(oidc::AUTHORIZATION_CODE_GRANTS.map(str::to_owned).to_vec());
    }
    let registration = match old {
        Some(old) => registration.merged_over(&old),
        None => registration,
    };
    host.write(&key, &registration.write()).await?;
    Ok(registration)
}

/// Drops the registration of a client that the service no longer knows, unless another process has replaced it already.
///
/// Where the cache cannot be written it stays, and whoever uses it next finds the same out.
pub async fn forget<H: Host>(client: &Client<H>, session: &SsoSession, client_id: &str) {
    let host = &client.host;
    match remove(host, session, client_id).await {
        Ok(false) => {}
        Ok(true) => host
            .trace(|| "dropped a client registration that the service no longer knows".to_owned()),
        Err(error) => host.trace(|| format!("a revoked client registration stays: {error}")),
    }
}

async fn remove<H: Host>(host: &H, session: &SsoSession, client_id: &str) -> Result<bool> {
    // Without the lock: it must also work when the wait for a person was broken off. At worst one is made anew.
    let key = registration_key(session);
    let cached = host.read(&key).await?;
    let is_the_client = cached
        .as_deref()
        .and_then(|bytes| CachedRegistration::read(bytes).ok())
        .is_some_and(|cached| cached.client_id == client_id);
    Ok(is_the_client && host.remove(&key).await?)
}

/// Whether an error means that the registration is good no more: the service does not know the client, or says that it
/// may not use the grant that it was registered for (RFC 6749 section 5.2 `invalid_client`, `unauthorized_client`).
pub fn is_revoked(error: &Error) -> bool {
    matches!(
        oidc::token_error(error),
        Some(TokenError::InvalidClient | TokenError::UnauthorizedClient)
    )
}

/// The scopes to ask for: those configured, or the service's default for the kind of sign-in.
pub fn scopes(session: &SsoSession, kind: RegistrationKind) -> Vec<String> {
    oidc::registered_scopes(kind, session.scopes.as_deref().unwrap_or_default())
}

/// What the consent page shows. Legacy profiles have no name, so the time stands for one, as in the AWS CLI; where nobody
/// gave a name to a session of the library, its portal's host does.
fn client_name<H: Host>(client: &Client<H>, session: &SsoSession) -> String {
    let portal = Url::parse(&session.start_url).filter(|_| session.name.is_some());
    match (session.given_name(), portal) {
        (Some(name), _) => format!("aws-sso-wasm-{name}"),
        (None, Some(portal)) => format!("aws-sso-wasm-{}", portal.host()),
        (None, None) => format!("aws-sso-wasm-{}", client.host.now().epoch_seconds()),
    }
}
