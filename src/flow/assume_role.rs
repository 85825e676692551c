//! Credentials of a role that other credentials assume (STS AssumeRole), cached as the AWS CLI caches them.

use super::client::Client;
use super::credentials::Assistant;
use super::role_credentials::single_flight;
use super::signed::signed_exchange;
use crate::aws::credentials::Credentials;
use crate::aws::endpoint::Service;
use crate::aws::sts::{self, AssumeRole};
use crate::cache::key;
use crate::encode::json::Object;
use crate::error::Result;
use crate::host::{Host, StoreKey};

/// Assumes a role. Without a session name one is made up from the time; the cache does not tell two such apart. The
/// code of an MFA device is asked for only when the cache holds nothing.
///
/// Errors: `Service` (403 `AccessDenied`: the source may not assume the role), `Throttled`, `Network`, `Timeout`,
/// `BadResponse`, `Aborted`, and the assistant's.
pub async fn assume_role<H: Host>(
    client: &Client<H>,
    assistant: &impl Assistant,
    source: &Credentials,
    region: &str,
    mut role: AssumeRole,
) -> Result<Credentials> {
    let host = &client.host;
    let key = StoreKey::CliCache(key::assume_role(&cache_parameters(&role)));
    single_flight(host, &key, async || {
        let endpoint = client.endpoints.resolve(Service::Sts, region)?;
        if role.role_session_name.is_none() {
            let made_up = format!("botocore-session-{}", host.now().epoch_seconds());
            role.role_session_name = Some(made_up);
        }
        if let Some(serial_number) = &role.serial_number {
            role.token_code = Some(assistant.mfa_code(serial_number).await?);
        }
        let response = signed_exchange(host, "AssumeRole", |now| {
            sts::assume_role_request(&endpoint, source, &role, now)
        })
        .await?;
        let (credentials, details) = sts::assume_role_response(&response)?;
        let file = credentials.write_assume_role(&details);
        Ok((credentials, file))
    })
    .await
}

/// What the AWS CLI hashes for the file name: the parameters as configured.
fn cache_parameters(role: &AssumeRole) -> Object {
    Object::new()
        .with_optional("DurationSeconds", role.duration_seconds.map(i64::from))
        .with_optional("ExternalId", role.external_id.as_deref())
        .with("RoleArn", role.role_arn.as_str())
        .with_optional("RoleSessionName", role.role_session_name.as_deref())
        .with_optional("SerialNumber", role.serial_number.as_deref())
}
