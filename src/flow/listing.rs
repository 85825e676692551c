//! The accounts and roles that a session gives access to, handed over as they come.

use super::client::Client;
use super::concurrent::InFlight;
use super::pace::Pace;
use super::portal::PortalToken;
use crate::aws::endpoint::Endpoint;
use crate::aws::portal::{self, Account, MAX_RESULTS, Page, PageRequest, Role};
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Host, HttpResponse};
use crate::secret::Secret;
use core::fmt;
use std::rc::Rc;

/// Requests under way at once: enough to keep the pace of 20 a second at 400 ms a request.
const CONCURRENCY: usize = 8;
/// No list has more pages: 200,000 accounts in full ones. A list that leads on for ever would never end.
const MAX_PAGES: usize = 2_000;

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
        mut on_page: impl AsyncFnMut(Vec<Account>) -> Result<()>,
    ) -> Result<()> {
        let mut pages = self.pages(None).await?;
        while let Some(response) = pages.next().await? {
            on_page(pages.accounts(&response)?).await?;
        }
        Ok(())
    }

    /// All roles of an account, page by page. Errors: as [`Listing::accounts`].
    pub async fn roles(
        &self,
        account_id: &str,
        mut on_page: impl AsyncFnMut(Vec<Role>) -> Result<()>,
    ) -> Result<()> {
        let mut pages = self.pages(Some(account_id)).await?;
        while let Some(response) = pages.next().await? {
            on_page(pages.roles(&response)?).await?;
        }
        Ok(())
    }

    /// The pages of the accounts, or of the roles of one: for a caller who asks for each. Errors: those of the token.
    pub async fn pages<'l>(&'l self, account_id: Option<&'l str>) -> Result<Pages<'l, 'c, H>> {
        Ok(Pages {
            token: PortalToken::new(self.client, self.session).await?,
            pace: &self.pace,
            account_id,
            seen: Vec::new(),
            is_done: false,
        })
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
                    let mut pages = self.pages(Some(account_id)).await?;
                    while let Some(response) = pages.next().await? {
                        roles.extend(pages.roles(&response)?);
                    }
                    Ok((account_id, roles))
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
        let mut accounts: Vec<Account> = Vec::new();
        let mut pages = self.pages(None).await?;
        while let Some(response) = pages.next().await? {
            accounts.extend(pages.accounts(&response)?.into_iter().filter(|account| {
                account_ids.is_none_or(|wanted| wanted.contains(&account.account_id))
            }));
        }
        let ids = accounts.iter().map(|account| account.account_id.clone());
        let ids: Vec<String> = ids.collect();
        self.roles_of(&ids, async |id, roles| {
            match accounts.iter().find(|account| account.account_id == id) {
                Some(account) => on_account(account, roles).await,
                None => Ok(()),
            }
        })
        .await
    }
}

/// A list on its way, page by page: accounts, or the roles of one.
#[derive(Debug)]
pub struct Pages<'l, 'c, H> {
    token: PortalToken<'c, H>,
    pace: &'l Pace,
    account_id: Option<&'l str>,
    /// What each page after the first was had for.
    seen: Vec<String>,
    is_done: bool,
}

impl<H: Host> Pages<'_, '_, H> {
    /// The answer to the request for the next page; `None` after the last. To be read with [`Pages::accounts`] or
    /// [`Pages::roles`], whichever the list is of.
    ///
    /// Errors: as [`Listing::accounts`].
    pub async fn next(&mut self) -> Result<Option<HttpResponse>> {
        if self.is_done {
            return Ok(None);
        }
        let operation = match self.account_id {
            None => "ListAccounts",
            Some(_) => "ListAccountRoles",
        };
        // A page that leads back would never end.
        if let Some((next, before)) = self.seen.split_last()
            && before.contains(next)
        {
            return Err(endless(operation, format_args!("with the same page twice")));
        }
        if self.seen.len() >= MAX_PAGES {
            return Err(endless(
                operation,
                format_args!("with more than {MAX_PAGES} pages"),
            ));
        }
        let page = PageRequest {
            max_results: Some(MAX_RESULTS),
            next_token: self.seen.last().map(String::as_str),
        };
        let build = |endpoint: &Endpoint, token: &Secret| match self.account_id {
            None => portal::list_accounts_request(endpoint, token, page),
            Some(id) => portal::list_account_roles_request(endpoint, token, id, page),
        };
        let response = self.token.call(operation, Some(self.pace), &build);
        response.await.map(Some)
    }

    /// Takes the accounts out of the answer. Errors: `SignInRequired`, `Service`, `BadResponse`.
    pub fn accounts(&mut self, response: &HttpResponse) -> Result<Vec<Account>> {
        self.turn(portal::list_accounts_response(response))
    }

    /// Takes the roles out of the answer. Errors: as [`Pages::accounts`].
    pub fn roles(&mut self, response: &HttpResponse) -> Result<Vec<Role>> {
        self.turn(portal::list_account_roles_response(response))
    }

    /// Notes which page comes next.
    fn turn<T>(&mut self, page: Result<Page<T>>) -> Result<Vec<T>> {
        let page = page.map_err(|error| self.token.explain(error))?;
        match page.next_token {
            Some(next) => self.seen.push(next),
            None => self.is_done = true,
        }
        Ok(page.items)
    }
}

fn endless(operation: &str, what: fmt::Arguments<'_>) -> Error {
    Error::new(
        ErrorKind::BadResponse,
        format!("{operation} answered {what}."),
    )
    .with_help("Try again later; if it stays so, tell AWS Support.")
}
