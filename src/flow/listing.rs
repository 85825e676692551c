//! The accounts and roles that a session gives access to, handed over as they come.

use super::client::Client;
use super::concurrent::InFlight;
use super::exchange::{exchange_unless_throttled, retry_after};
use super::pace::Pace;
use super::portal::PortalToken;
use crate::aws::endpoint::Endpoint;
use crate::aws::portal::{self, Account, MAX_RESULTS, Page, PageRequest, Role};
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Host, HttpRequest, HttpResponse};
use crate::secret::Secret;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Requests under way at once: enough to keep the pace of 20 a second at 400 ms a request.
const CONCURRENCY: usize = 8;
/// After this many refusals in a row a request is given up.
const MAX_REFUSALS: u32 = 50;

/// Lists a session's accounts and roles.
#[derive(Debug)]
pub struct Listing<'c, H> {
    client: &'c Client<H>,
    session: &'c SsoSession,
    pace: Rc<Pace>,
}

impl<'c, H: Host> Listing<'c, H> {
    /// A listing for a session. It keeps the pace that the client has learned for the Region, and all its calls learn on.
    pub fn new(client: &'c Client<H>, session: &'c SsoSession) -> Self {
        Self {
            client,
            session,
            pace: client.learned.pace(&session.region, client.host.now()),
        }
    }

    /// All accounts, page by page.
    ///
    /// Errors: `SignInRequired`, `Throttled`, `Service`, `Network`, `Timeout`, `BadResponse`, `Aborted`, and what
    /// `on_page` fails with.
    pub async fn accounts(
        &self,
        on_page: impl AsyncFnMut(Vec<Account>) -> Result<()>,
    ) -> Result<()> {
        let mut token = PortalToken::new(self.client, self.session).await?;
        self.pages(
            &mut token,
            "ListAccounts",
            portal::list_accounts_request,
            portal::list_accounts_response,
            on_page,
        )
        .await
    }

    /// All roles of an account, page by page. Errors: as [`Listing::accounts`].
    pub async fn roles(
        &self,
        account_id: &str,
        on_page: impl AsyncFnMut(Vec<Role>) -> Result<()>,
    ) -> Result<()> {
        let mut token = PortalToken::new(self.client, self.session).await?;
        let request = |endpoint: &Endpoint, token: &Secret, page: PageRequest<'_>| {
            portal::list_account_roles_request(endpoint, token, account_id, page)
        };
        self.pages(
            &mut token,
            "ListAccountRoles",
            request,
            portal::list_account_roles_response,
            on_page,
        )
        .await
    }

    /// The roles of several accounts, several at a time, in the order in which they come.
    ///
    /// Errors: as [`Listing::accounts`]; the first one ends the listing.
    pub async fn roles_of(
        &self,
        account_ids: &[String],
        mut on_account: impl AsyncFnMut(&str, Vec<Role>) -> Result<()>,
    ) -> Result<()> {
        let mut waiting = account_ids.iter();
        let mut in_flight = InFlight::new();
        loop {
            while in_flight.len() < CONCURRENCY
                && let Some(account_id) = waiting.next()
            {
                in_flight.push(async move {
                    let mut roles = Vec::new();
                    let collected = self
                        .roles(account_id, async |page| {
                            roles.extend(page);
                            Ok(())
                        })
                        .await;
                    collected.map(|()| (account_id, roles))
                });
            }
            match in_flight.next().await {
                Some(done) => {
                    let (account_id, roles) = done?;
                    on_account(account_id, roles).await?;
                }
                None => return Ok(()),
            }
        }
    }

    /// The accounts with their roles, several at a time, in the order in which they come: all accounts, or those of
    /// `account_ids` that the session gives access to.
    ///
    /// Errors: as [`Listing::accounts`]; the first one ends the listing.
    pub async fn account_roles(
        &self,
        account_ids: Option<&[String]>,
        mut on_account: impl AsyncFnMut(&Account, Vec<Role>) -> Result<()>,
    ) -> Result<()> {
        let mut accounts = BTreeMap::new();
        let mut in_order = Vec::new();
        self.accounts(async |page| {
            for account in page {
                let id = &account.account_id;
                let is_wanted = account_ids.is_none_or(|wanted| wanted.contains(id));
                if is_wanted && !accounts.contains_key(id) {
                    in_order.push(id.clone());
                    accounts.insert(id.clone(), account);
                }
            }
            Ok(())
        })
        .await?;
        self.roles_of(&in_order, async |id, roles| match accounts.get(id) {
            Some(account) => on_account(account, roles).await,
            None => Ok(()),
        })
        .await
    }

    async fn pages<T>(
        &self,
        token: &mut PortalToken<'_, H>,
        operation: &str,
        request: impl Fn(&Endpoint, &Secret, PageRequest<'_>) -> HttpRequest,
        response: impl Fn(&HttpResponse) -> Result<Page<T>>,
        mut on_page: impl AsyncFnMut(Vec<T>) -> Result<()>,
    ) -> Result<()> {
        let mut seen = BTreeSet::new();
        let mut next: Option<String> = None;
        loop {
            let wanted = PageRequest {
                max_results: Some(MAX_RESULTS),
                next_token: next.as_deref(),
            };
            let page = token
                .call(async |endpoint, access_token| {
                    let request = || request(endpoint, access_token, wanted);
                    response(&self.paced(operation, request).await?)
                })
                .await?;
            on_page(page.items).await?;
            next = page.next_token;
            match &next {
                None => return Ok(()),
                Some(token) if seen.insert(token.clone()) => {}
                // A page that leads back would never end.
                Some(_) => {
                    return Err(Error::new(
                        ErrorKind::BadResponse,
                        format!("{operation} answered with the same page twice."),
                    )
                    .with_help("Try again later; if it stays so, tell AWS Support."));
                }
            }
        }
    }

    /// Waits for a place in the row, and until it comes.
    async fn turn(&self) -> Result<()> {
        let host = &self.client.host;
        loop {
            let place = self.pace.take(host.now());
            host.sleep(place.wait).await?;
            if self.pace.holds(&place) {
                return Ok(());
            }
        }
    }

    /// One request in its place in the row, sent again as long as the service says that it came too early.
    async fn paced(
        &self,
        operation: &str,
        request: impl Fn() -> HttpRequest,
    ) -> Result<HttpResponse> {
        let host = &self.client.host;
        for _ in 0..MAX_REFUSALS {
            self.turn().await?;
            let sent = host.now();
            let response = exchange_unless_throttled(host, operation, |_| Ok(request())).await?;
            let now = host.now();
            if response.status != 429 {
                self.pace.passed(now);
                return Ok(response);
            }
            self.pace.refused(sent, now, retry_after(&response, now));
            host.trace(|| format!("{operation}: too many requests, slowing down"));
        }
        Err(Error::new(
            ErrorKind::Throttled,
            format!("{operation} was refused {MAX_REFUSALS} times in a row: too many requests."),
        )
        .with_help("Somebody else may be listing the same accounts. Try again in a minute."))
    }
}
