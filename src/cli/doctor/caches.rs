//! The cached tokens, registrations and role credentials: whether they can be read. That they have expired is no fault.

use super::finding::{Finding, Repair};
use crate::cache::key::is_cache_name;
use crate::cache::registration::CachedRegistration;
use crate::cache::role_credentials::CachedRoleCredentials;
use crate::cache::token::CachedToken;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Collection, Host, StoreKey};

/// Looks at every file that has a cache file's name. Errors: `Aborted`.
pub(super) async fn examine<H: Host>(host: &H) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for collection in [Collection::SsoCache, Collection::CliCache] {
        let keys = match host.list(collection).await {
            Ok(keys) => keys,
            Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
            Err(error) => {
                findings.push(Finding::problem(place(collection), &error));
                continue;
            }
        };
        for key in keys {
            let (StoreKey::SsoCache(name) | StoreKey::CliCache(name)) = &key else {
                continue;
            };
            if !is_cache_name(name) {
                continue;
            }
            let subject = format!("{}/{name}", place(collection));
            match host.read(&key).await {
                Ok(Some(bytes)) => {
                    if let Err(error) = check(collection, &bytes) {
                        findings.push(unusable(subject, &key, &error));
                    }
                }
                Ok(None) => {}
                Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
                Err(error) => findings.push(Finding::problem(subject, &error)),
            }
        }
    }
    Ok(findings)
}

const fn place(collection: Collection) -> &'static str {
    match collection {
        Collection::SsoCache => "~/.aws/sso/cache",
        Collection::CliCache => "~/.aws/cli/cache",
    }
}

fn check(collection: Collection, bytes: &[u8]) -> Result<()> {
    match collection {
        Collection::CliCache => CachedRoleCredentials::read(bytes).map(drop),
        Collection::SsoCache => CachedRegistration::read(bytes)
            .map(drop)
            .or_else(|_| CachedToken::from_bytes(bytes).map(drop)),
    }
}

fn unusable(subject: String, key: &StoreKey, error: &Error) -> Finding {
    let sentence = format!("Nothing can be made of this file. {error}");
    let remedy = "Remove it; it is written anew when it is needed.";
    Finding::note(subject, sentence, remedy).mended_by(Repair::Remove(key.clone()))
}
