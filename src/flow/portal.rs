//! Calls of the access portal: a token in hand, replaced once if the portal refuses it.

use super::client::Client;
use super::exchange::{exchange, exchange_unless_throttled, retry_after};
use super::pace::Pace;
use super::refresh::{access_token, refused, replace_rejected};
use crate::aws::endpoint::{Endpoint, Service};
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Host, HttpRequest, HttpResponse};
use crate::secret::Secret;
use core::time::Duration;

/// After this many refusals in a row a request is given up.
const MAX_REFUSALS: u32 = 50;
/// And after so long, however few they were: somebody waits for it.
const LONGEST_REFUSAL: Duration = Duration::from_secs(2 * 60);

/// A session's token, and the portal that knows it.
#[derive(Debug)]
pub struct PortalToken<'c, H> {
    client: &'c Client<H>,
    session: &'c SsoSession,
    token: CachedToken,
    endpoint: Endpoint,
}

impl<'c, H: Host> PortalToken<'c, H> {
    /// Reads the token, refreshed when due. Errors: those of [`access_token`].
    pub async fn new(client: &'c Client<H>, session: &'c SsoSession) -> Result<Self> {
        let token = access_token(client, session).await?;
        let endpoint = portal_endpoint(client, session, &token)?;
        Ok(Self {
            client,
            session,
            token,
            endpoint,
        })
    }

    /// Makes a call, at a pace if there is one; if the portal answers 401, once more with another token. The response is
    /// the last one, whatever its status; [`PortalToken::explain`] knows more about an error that it means.
    ///
    /// Errors: `SignInRequired` when there is no other token, and what keeps a response from coming.
    pub async fn call(
        &mut self,
        operation: &str,
        pace: Option<&Pace>,
        build: &dyn Fn(&Endpoint, &Secret) -> HttpRequest,
    ) -> Result<HttpResponse> {
        // A long listing outlives its token.
        if self.token.needs_refresh(self.client.host.now()) {
            self.token = access_token(self.client, self.session).await?;
        }
        let response = self.send(operation, pace, build).await?;
        if response.status != 401 {
            return Ok(response);
        }
        let rejected = &self.token.access_token;
        self.token = replace_rejected(self.client, self.session, rejected).await?;
        self.endpoint = portal_endpoint(self.client, self.session, &self.token)?;
        self.send(operation, pace, build).await
    }

    async fn send(
        &self,
        operation: &str,
        pace: Option<&Pace>,
        build: &dyn Fn(&Endpoint, &Secret) -> HttpRequest,
    ) -> Result<HttpResponse> {
        let host = &self.client.host;
        let build = |_| Ok(build(&self.endpoint, &self.token.access_token));
        let Some(pace) = pace else {
            return exchange(host, operation, &build).await;
        };
        let mut refusals = 0_u32;
        let mut first_refused = None;
        loop {
            turn(host, pace).await?;
            let sent = host.now();
            let response = exchange_unless_throttled(host, operation, &build).await?;
            let now = host.now();
            if response.status != 429 {
                pace.passed(now);
                return Ok(response);
            }
            pace.refused(sent, now, retry_after(&response, now));
            host.trace(|| format!("{operation}: too many requests, slowing down"));
            refusals = refusals.saturating_add(1);
            let since = *first_refused.get_or_insert(now);
            if refusals >= MAX_REFUSALS || now.saturating_since(since) >= LONGEST_REFUSAL {
                return Err(Error::new(
                    ErrorKind::Throttled,
                    format!(
                        "{operation} was refused {refusals} times in a row: too many requests."
                    ),
                )
                .with_help(
                    "Somebody else may be listing the same accounts. Try again in a minute.",
                ));
            }
        }
    }

    /// What an error means that the portal's last word to this token was.
    pub fn explain(&self, error: Error) -> Error {
        if is_unauthorized(&error) {
            refused(self.session).with_source(error)
        } else {
            error
        }
    }
}

/// Waits for a place in the row, and until it comes.
async fn turn<H: Host>(host: &H, pace: &Pace) -> Result<()> {
    loop {
        let place = pace.take(host.now());
        host.sleep(place.wait).await?;
        if pace.holds(&place) {
            return Ok(());
        }
    }
}

fn portal_endpoint<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    token: &CachedToken,
) -> Result<Endpoint> {
    client.endpoints.resolve(
        Service::Sso,
        token.region.as_deref().unwrap_or(&session.region),
    )
}

/// The portal no longer knows the token (401 `UnauthorizedException`).
pub fn is_unauthorized(error: &Error) -> bool {
    error.fault().is_some_and(|fault| fault.status == 401)
}
