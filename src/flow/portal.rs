//! Calls of the access portal: a token in hand, replaced once if the portal refuses it.

use super::client::Client;
use super::refresh::{access_token, refused, replace_rejected};
use crate::aws::endpoint::{Endpoint, Service};
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::secret::Secret;

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

    /// Makes a call; if the portal answers 401, once more with another token.
    ///
    /// Errors: those of `call`, and `SignInRequired` when there is no token that the portal takes.
    pub async fn call<T>(
        &mut self,
        call: impl AsyncFn(&Endpoint, &Secret) -> Result<T>,
    ) -> Result<T> {
        // A long listing outlives its token.
        if self.token.needs_refresh(self.client.host.now()) {
            self.token = access_token(self.client, self.session).await?;
        }
        match call(&self.endpoint, &self.token.access_token).await {
            Err(error) if is_unauthorized(&error) => {
                let rejected = &self.token.access_token;
                self.token = replace_rejected(self.client, self.session, rejected).await?;
                self.endpoint = portal_endpoint(self.client, self.session, &self.token)?;
                match call(&self.endpoint, &self.token.access_token).await {
                    Err(error) if is_unauthorized(&error) => {
                        Err(refused(self.session).with_source(error))
                    }
                    other => other,
                }
            }
            other => other,
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
