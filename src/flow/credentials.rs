//! The credentials that a profile means, wherever they come from.

use super::assistant::Assistant;
use super::assume_role::{assume_role, cached_role};
use super::client::Client;
use super::credential_process;
use super::role_credentials::{cached_role_credentials, role_credentials};
use crate::aws::credentials::Credentials;
use crate::config::credential_source::{AssumeRole, CredentialSource};
use crate::config::static_credentials::StaticCredentials;
use crate::error::Result;
use crate::host::Host;

/// Fetches the credentials of a source. `region` is where STS is asked to assume roles.
///
/// Errors: those of [`role_credentials`], [`assume_role`], [`credential_process::read`] and the assistant.
pub async fn credentials<H: Host>(
    client: &Client<H>,
    assistant: &impl Assistant,
    source: &CredentialSource,
    region: impl Fn() -> Result<String>,
) -> Result<Credentials> {
    // From the outermost role to the source that stands alone, or to the first role that the cache holds: what is behind
    // that is not needed. Then back, assuming one role after the other.
    let mut roles: Vec<&AssumeRole> = Vec::new();
    let mut source = source;
    let mut credentials = loop {
        let host = &client.host;
        host.trace(|| format!("credentials from {}", name_of(source)));
        break match source {
            CredentialSource::AssumeRole(role) => match cached_role(&client.host, role).await? {
                Some(cached) => cached,
                None => {
                    roles.push(role);
                    source = &role.source;
                    continue;
                }
            },
            CredentialSource::Environment(keys) | CredentialSource::Static(keys) => fixed(keys),
            CredentialSource::Sso(profile) => role_credentials(client, profile).await?,
            CredentialSource::Process(process) => {
                let printed = assistant.run(&process.command).await?;
                credential_process::read(&printed, &process.profile, client.host.now())?
            }
        };
    };
    while let Some(role) = roles.pop() {
        credentials = assume_role(client, assistant, &credentials, &region()?, role).await?;
    }
    Ok(credentials)
}

/// The credentials of a source, if the cache holds them.
pub async fn cached_credentials<H: Host>(
    client: &Client<H>,
    source: &CredentialSource,
) -> Option<Credentials> {
    match source {
        CredentialSource::AssumeRole(role) => cached_role(&client.host, role).await.ok()?,
        CredentialSource::Sso(profile) => cached_role_credentials(client, profile).await.ok()?,
        CredentialSource::Environment(_)
        | CredentialSource::Static(_)
        | CredentialSource::Process(_) => None,
    }
}

/// The source in a trace; a command line may hold a secret and is left out.
fn name_of(source: &CredentialSource) -> String {
    match source {
        CredentialSource::Environment(_) => "the environment's access keys".to_owned(),
        CredentialSource::Static(_) => "the access keys of a shared file".to_owned(),
        CredentialSource::Sso(profile) => {
            format!(
                "the role {} in account {}",
                profile.role_name, profile.account_id
            )
        }
        CredentialSource::AssumeRole(role) => format!("assuming {}", role.role_arn),
        CredentialSource::Process(process) => {
            format!("the credential_process of profile {}", process.profile)
        }
    }
}

fn fixed(keys: &StaticCredentials) -> Credentials {
    Credentials {
        access_key_id: keys.access_key_id.clone(),
        secret_access_key: keys.secret_access_key.clone(),
        session_token: keys.session_token.clone(),
        expiration: keys.expiration,
        account_id: keys.account_id.clone(),
    }
}
