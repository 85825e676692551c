//! What a start URL stands for: the URL to give to the service, and its Region.
//!
//! AWS's own hosts are used as they are. Any other host is a vanity URL: it is asked once where it leads, at most one
//! redirect is followed in thought, never in fact, and the result must be AWS's again.

use super::client::Client;
use super::exchange::exchange;
use crate::aws::start_url::{self, Location, StartUrl};
use crate::config::sso_session::SsoSession;
use crate::error::Result;
use crate::host::{Host, Method};

/// Who issues the tokens of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The start URL that the service knows.
    pub start_url: String,
    /// The Region of the Identity Center instance.
    pub region: String,
}

/// The issuer of a session. Only a vanity start URL takes a request.
///
/// Errors: `ConfigInvalid` for a URL that is none or leads elsewhere, `Network`, `Timeout`, `Aborted`.
pub async fn issuer<H: Host>(client: &Client<H>, session: &SsoSession) -> Result<Issuer> {
    let location = start_url::classify(&session.start_url)?;
    let (start_url, region) = match location {
        StartUrl::AwsOwned(url) => (url, None),
        StartUrl::Vanity(url) => {
            let resolved = look_up(client, &url).await?;
            (resolved.start_url, resolved.region)
        }
    };
    Ok(Issuer { start_url, region: region.unwrap_or_else(|| session.region.clone()) })
}

async fn look_up<H: Host>(client: &Client<H>, url: &str) -> Result<Location> {
    let host = &client.host;
    let send = async |method| exchange(host, "start URL", |_| Ok(start_url::probe(url, method))).await;
    let mut response = send(Method::Head).await?;
    if matches!(response.status, 405 | 501) {
        response = send(Method::Get).await?;
    }
    start_url::follow(url, &response)
}
