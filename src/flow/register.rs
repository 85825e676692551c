//! The client registration that a sign-in needs (RFC 7591 in spirit; AWS's RegisterClient in fact).
//!
//! It lasts about 90 days and is shared with the AWS CLI through the cache, so most sign-ins make none.

use super::client::Client;
use super::exchange::exchange;
use crate::aws::start_url::ResolvedStartUrl;
use super::session_files::registration_key;
use crate::aws::endpoint::Service;
use crate::aws::oidc::{self, RegisterClient};
use crate::cache::registration::{CachedRegistration, RegistrationKind};
use crate::config::sso_session::SsoSession;
use crate::error::{ErrorKind, Result};
use crate::host::Host;
use crate::oauth::redirect_uri::RedirectUri;
use crate::oauth::token::{AUTHORIZATION_CODE, REFRESH_TOKEN};

/// The scope without which there is no refresh token; what the AWS CLI asks for when the config names none.
pub const DEFAULT_SCOPE: &str = "sso:account:access";

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
    if let Some(cached) = old.as_deref().and_then(|bytes| CachedRegistration::read(bytes).ok())
        && cached.is_usable(host.now(), kind)
    {
        host.trace(|| "using the cached client registration".to_owned());
        return Ok(cached);
    }
    let endpoint = client.endpoints.resolve(Service::SsoOidc, &issuer.region)?;
    let name = client_name(client, session);
    let scopes = scopes(session, kind);
    let redirect = RedirectUri::REGISTERED.to_string();
    let request = RegisterClient {
        client_name: &name,
        scopes: &scopes,
        authorization_code: (kind == RegistrationKind::AuthorizationCode)
            .then_some((redirect.as_str(), issuer.url.as_str())),
    };
    let response =
        exchange(host, "RegisterClient", |_| Ok(oidc::register_client_request(&endpoint, &request)))
            .await?;
    let issued = oidc::register_client_response(&response)?;
    let mut registration =
        CachedRegistration::new(issued.client_id, issued.client_secret, issued.expires_at);
    if !scopes.is_empty() {
        registration.scopes = Some(scopes);
    }
    if kind == RegistrationKind::AuthorizationCode {
        registration.grant_types = Some(vec![AUTHORIZATION_CODE.to_owned(), REFRESH_TOKEN.to_owned()]);
    }
    let registration = match old {
        Some(old) => registration.merged_over(&old),
        None => registration,
    };
    host.write(&key, &registration.write()).await?;
    Ok(registration)
}

/// Drops a registration that the service no longer knows, unless another process has replaced it already.
pub async fn forget<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    revoked: &CachedRegistration,
) -> Result<()> {
    let host = &client.host;
    let key = registration_key(session);
    let _lock = host.lock(&key).await?;
    let cached = host.read(&key).await?;
    if cached
        .as_deref()
        .and_then(|bytes| CachedRegistration::read(bytes).ok())
        .is_some_and(|cached| cached.client_id == revoked.client_id)
    {
        host.trace(|| "dropping a client registration that the service no longer knows".to_owned());
        host.remove(&key).await?;
    }
    Ok(())
}

/// Whether an error means that the service does not know the registration (RFC 6749 section 5.2 `invalid_client`).
pub fn is_revoked(error: &crate::Error) -> bool {
    matches!(error.kind(), ErrorKind::Service(fault) if fault.error.as_deref() == Some("invalid_client")
        || fault.code == "InvalidClientException")
}

/// The scopes to ask for: those configured; for the authorization code the default when none are.
pub fn scopes(session: &SsoSession, kind: RegistrationKind) -> Vec<String> {
    match &session.scopes {
        Some(scopes) if !scopes.is_empty() => scopes.clone(),
        _ if kind == RegistrationKind::AuthorizationCode => vec![DEFAULT_SCOPE.to_owned()],
        _ => Vec::new(),
    }
}

/// What the consent page shows. Legacy profiles have no name, so the time stands for one, as in the AWS CLI.
fn client_name<H: Host>(client: &Client<H>, session: &SsoSession) -> String {
    match &session.name {
        Some(name) => format!("aws-sso-wasm-{name}"),
        None => format!("aws-sso-wasm-{}", client.host.now().epoch_seconds()),
    }
}
