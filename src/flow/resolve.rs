//! What a start URL stands for: the URL that the service knows, and its Region.
//!
//! AWS's own hosts are used as they are. Any other host is a vanity URL: it is asked where it leads, no redirect is
//! ever followed, and what it names must be AWS's again.

use super::client::Client;
use super::exchange::exchange;
use crate::aws::start_url::{self, Probe, ResolvedStartUrl, StartUrlKind};
use crate::error::{ErrorKind, Result};
use crate::host::{Host, Method};

/// Resolves a configured start URL. Only a vanity URL takes a request.
///
/// Errors: `ConfigInvalid` for a URL that is none or leads elsewhere, `ConfigIncomplete` if nothing names a Region,
/// `Network`, `Timeout`, `Aborted`.
pub async fn resolve<H: Host>(
    client: &Client<H>,
    start_url: &str,
    configured_region: Option<&str>,
) -> Result<ResolvedStartUrl> {
    if start_url::classify(start_url)? == StartUrlKind::AwsOwned {
        return start_url::aws_owned(start_url, configured_region);
    }
    let mut method = Method::Head;
    loop {
        let build = |_| Ok(start_url::probe_request(start_url, method));
        let asked = exchange(&client.host, "start URL", &build).await;
        let response = asked.map_err(|error| match error.kind() {
            ErrorKind::Aborted => error,
            _ => start_url::probe_failed(error),
        })?;
        match start_url::probe_response(start_url, method, &response)? {
            Probe::Again(next) => method = next,
            Probe::LeadsTo(target) => {
                let resolved = start_url::resolved(start_url, &target, configured_region)?;
                client.host.trace(|| {
                    format!(
                        "the start URL leads to {} in {}",
                        resolved.url, resolved.region
                    )
                });
                return Ok(resolved);
            }
        }
    }
}
