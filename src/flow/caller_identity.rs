//! Who the credentials belong to (STS GetCallerIdentity).

use super::client::Client;
use super::signed::signed_exchange;
use crate::aws::credentials::Credentials;
use crate::aws::endpoint::Service;
use crate::aws::sts::{self, CallerIdentity};
use crate::error::Result;
use crate::host::Host;

/// Asks STS in a Region whose credentials these are.
///
/// Errors: `Service` (403 `ExpiredToken`, `InvalidClientTokenId`, `SignatureDoesNotMatch`), `Network`, `Timeout`,
/// `BadResponse`, `Aborted`.
pub async fn caller_identity<H: Host>(
    client: &Client<H>,
    credentials: &Credentials,
    region: &str,
) -> Result<CallerIdentity> {
    let endpoint = client.endpoints.resolve(Service::Sts, region)?;
    let response = signed_exchange(&client.host, "GetCallerIdentity", &|now| {
        sts::get_caller_identity_request(&endpoint, credentials, now)
    })
    .await?;
    sts::get_caller_identity_response(&response)
}
