//! Credentials of a role that other credentials assume (STS AssumeRole), cached as the AWS CLI caches them.

use super::assistant::Assistant;
use super::client::Client;
use super::role_credentials::{cached, single_flight};
use super::signed::signed_exchange;
use crate::aws::credentials::Credentials;
use crate::aws::endpoint::Service;
use crate::aws::sts::{self, SessionName};
use crate::cache::key;
use crate::config::credential_source::AssumeRole;
use crate::error::Result;
use crate::host::{Host, StoreKey};

/// Assumes the role of a profile. Without a session name one is made up from the time; the cache does not tell two such
/// apart. The code of an MFA device is asked for only when the cache holds nothing.
///
/// Errors: `Service` (403 `AccessDenied`: the source may not assume the role), `Network`, `Timeout`, `BadResponse`,
/// `NoRegion`, `Aborted`, and the assistant's.
pub async fn assume_role<H: Host>(
    client: &Client<H>,
    assistant: &impl Assistant,
    source: &Credentials,
    region: &str,
    role: &AssumeRole,
) -> Result<Credentials> {
    let host = &client.host;
    let made_up = format!("botocore-session-{}", host.now().epoch_seconds());
    let request = request(role, &made_up);
    single_flight(host, &cache_key(&request), async || {
        let endpoint = client.endpoints.resolve(Service::Sts, region)?;
        let code = match &role.mfa_serial {
            Some(serial_number) => Some(assistant.mfa_code(serial_number).await?),
            None => None,
        };
        let request = sts::AssumeRole {
            token_code: code.as_ref(),
            ..request
        };
        let response = signed_exchange(host, "AssumeRole", &|now| {
            sts::assume_role_request(&endpoint, source, now, &request)
        })
        .await?;
        let assumed = sts::assume_role_response(&response)?;
        let file = assumed
            .credentials
            .to_cached()
            .map(|it| it.write_assume_role(&assumed.details));
        Ok((assumed.credentials, file))
    })
    .await
}

/// The role's credentials if the cache holds them. Then nobody needs those of the source. Errors: `Aborted`.
pub async fn cached_role<H: Host>(host: &H, role: &AssumeRole) -> Result<Option<Credentials>> {
    cached(host, &cache_key(&request(role, ""))).await
}

fn request<'r>(role: &'r AssumeRole, made_up_name: &'r str) -> sts::AssumeRole<'r> {
    sts::AssumeRole {
        role_arn: &role.role_arn,
        session_name: match &role.role_session_name {
            Some(name) => SessionName::Configured(name),
            None => SessionName::Generated(made_up_name),
        },
        external_id: role.external_id.as_deref(),
        serial_number: role.mfa_serial.as_deref(),
        token_code: None,
        duration_seconds: role.duration_seconds,
    }
}

/// The cache file of a request; a made-up session name is no part of its name.
fn cache_key(request: &sts::AssumeRole<'_>) -> StoreKey {
    StoreKey::CliCache(key::assume_role(&request.cached_parameters()))
}
