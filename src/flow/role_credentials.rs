//! Role credentials for a session's token: from the cache, else from GetRoleCredentials, fetched by one process for all.

use super::client::Client;
use super::portal::PortalToken;
use super::session_files::role_credentials_key;
use crate::aws::credentials::Credentials;
use crate::aws::endpoint::Endpoint;
use crate::aws::portal;
use crate::cache::role_credentials::CachedRoleCredentials;
use crate::config::sso_profile::SsoProfile;
use crate::encode::shell_word::shell_word;
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Event, Host, StoreKey};
use crate::secret::{Secret, Zeroizing};

/// The credentials of a profile's role. As in the AWS CLI the role cache is looked at before the token, so they are
/// found even when the session has ended, while 15 minutes of them are left.
///
/// Errors: `SignInRequired`, `Service` (403 `ForbiddenException`: the role is not assigned), `Network`, `Timeout`,
/// `BadResponse`, `Store`, `Aborted`.
pub async fn role_credentials<H: Host>(
    client: &Client<H>,
    profile: &SsoProfile,
) -> Result<Credentials> {
    let key = role_credentials_key(&profile.session, &profile.account_id, &profile.role_name);
    single_flight(&client.host, &key, async || {
        let fetched = fetch(client, profile).await?;
        let file = fetched
            .to_cached()
            .map(|cached| cached.write_sso(client.role_file_owner(&profile.session)));
        Ok((fetched, file))
    })
    .await
}

/// The same if the cache holds them. Errors: `Aborted`.
pub async fn cached_role_credentials<H: Host>(
    client: &Client<H>,
    profile: &SsoProfile,
) -> Result<Option<Credentials>> {
    let key = role_credentials_key(&profile.session, &profile.account_id, &profile.role_name);
    cached(&client.host, &key).await
}

/// The cached credentials, or those that `fetch` brings together with the file to cache them in. Whoever holds the
/// file's lock fetches; everyone else waits and then finds them in the cache.
pub(super) async fn single_flight<H: Host>(
    host: &H,
    key: &StoreKey,
    fetch: impl AsyncFnOnce() -> Result<(Credentials, Option<Zeroizing<Vec<u8>>>)>,
) -> Result<Credentials> {
    if let Some(cached) = cached(host, key).await? {
        return Ok(cached);
    }
    let lock = match host.lock(key).await {
        Ok(lock) => Some(lock),
        // A cache that cannot be written still lets credentials be fetched; only nobody else will find them.
        Err(error) if *error.kind() == ErrorKind::Store => {
            host.trace(|| format!("not cached: {error}"));
            None
        }
        Err(error) => return Err(error),
    };
    if lock.is_some()
        && let Some(cached) = cached(host, key).await?
    {
        host.trace(|| "adopted role credentials that another process fetched".to_owned());
        return Ok(cached);
    }
    let (fetched, file) = fetch().await?;
    if lock.is_some()
        && let Some(file) = file
        && let Err(error) = host.write(key, &file).await
    {
        host.notify(Event::Warning(error));
    }
    Ok(fetched)
}

/// The credentials of a cache file, if there are any and they may be used.
pub(super) async fn cached<H: Host>(host: &H, key: &StoreKey) -> Result<Option<Credentials>> {
    let bytes = match host.read(key).await {
        Ok(bytes) => bytes,
        // The cache is a convenience: unreadable, it is as good as empty.
        Err(error) if *error.kind() == ErrorKind::Store => {
            host.trace(|| format!("the role cache cannot be read: {error}"));
            None
        }
        Err(error) => return Err(error),
    };
    let cached = bytes.and_then(|bytes| CachedRoleCredentials::read(&bytes).ok());
    Ok(cached
        .filter(|cached| cached.is_usable(host.now()))
        .map(Credentials::from))
}

async fn fetch<H: Host>(client: &Client<H>, profile: &SsoProfile) -> Result<Credentials> {
    let SsoProfile {
        session,
        account_id,
        role_name,
    } = profile;
    let mut token = PortalToken::new(client, session).await?;
    let build = |endpoint: &Endpoint, access_token: &Secret| {
        portal::get_role_credentials_request(endpoint, access_token, account_id, role_name)
    };
    let response = token.call("GetRoleCredentials", None, &build).await?;
    let mut credentials = portal::get_role_credentials_response(account_id, &response)
        .map_err(|error| explain(token.explain(error), profile))?;
    // Whole seconds, as the cache holds them, so that the first process sees what the next ones will.
    credentials.expiration = credentials
        .expiration
        .and_then(|end| Timestamp::from_epoch_seconds(end.epoch_seconds()));
    Ok(credentials)
}

/// "No access" means that the role is not the person's: signing in again would not help.
fn explain(error: Error, profile: &SsoProfile) -> Error {
    let SsoProfile {
        session,
        account_id,
        role_name,
    } = profile;
    match error.fault() {
        Some(fault) if fault.code == "ForbiddenException" => {
            let not_assigned =
                format!("The role {role_name} is not assigned to you in account {account_id}.");
            let whose = match session.given_name() {
                Some(name) => format!("--sso-session {}", shell_word(name)),
                None if session.name.is_some() => return error.with_help(not_assigned),
                None => "--profile PROFILE".to_owned(),
            };
            error.with_help(format!(
                "{not_assigned} See which are: aws-sso-wasm sso list-account-roles --account-id {account_id} {whose}"
            ))
        }
        _ => error,
    }
}
