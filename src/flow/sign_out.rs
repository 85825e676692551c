//! Ending sessions: the token revoked at AWS, its file removed, and the role credentials that came from it.

use super::client::Client;
use super::exchange::exchange;
use super::portal::is_unauthorized;
use super::role_files::RoleFiles;
use super::session_files::{owner, token_key};
use crate::aws::endpoint::Service;
use crate::aws::portal;
use crate::cache::role_credentials::{is_from_sso, is_of};
use crate::cache::token::{CachedToken, holds_access_token};
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Collection, Event, Host, StoreKey};

/// What a sign-out did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignedOut {
    /// Token files removed.
    pub tokens: usize,
    /// Role credential files removed. Copies of the credentials stay valid until they expire.
    pub role_credentials: usize,
    /// Tokens that AWS did not confirm to be revoked.
    pub unconfirmed: usize,
}

impl SignedOut {
    fn add(&mut self, more: &Self) {
        self.tokens = self.tokens.saturating_add(more.tokens);
        self.role_credentials = self.role_credentials.saturating_add(more.role_credentials);
        self.unconfirmed = self.unconfirmed.saturating_add(more.unconfirmed);
    }
}

/// Signs out of everything, as `aws sso logout` does: every file of the token cache that holds an access token,
/// whoever wrote it, and all role credentials that came from one. Registrations, AssumeRole credentials and other
/// tools' files stay.
///
/// Errors: `Aborted`; `Store` if a file could not be read or removed, told after all others are gone. A service that
/// does not answer keeps no one signed in here.
pub async fn sign_out_of_all<H: Host>(client: &Client<H>) -> Result<SignedOut> {
    let host = &client.host;
    let mut sweep = Sweep::default();
    for key in host.list(Collection::SsoCache).await? {
        sweep.counts(end_token(client, &key, None).await)?;
    }
    for key in host.list(Collection::CliCache).await? {
        let is_from_sso = match host.read(&key).await {
            Ok(bytes) => bytes.is_some_and(|bytes| is_from_sso(&bytes)),
            Err(error) => {
                sweep.counts(Err(error))?;
                continue;
            }
        };
        if is_from_sso {
            sweep.counts(remove_role(host, &key).await)?;
        }
    }
    sweep.end()
}

/// Signs out of one session: its token, and the role credentials that say that they came from it.
///
/// Errors: as [`sign_out_of_all`].
pub async fn sign_out_of<H: Host>(client: &Client<H>, session: &SsoSession) -> Result<SignedOut> {
    let mut sweep = Sweep::default();
    end_session(client, session, &mut sweep).await?;
    told(&client.host, session, sweep)
}

/// As [`sign_out_of`], and removes the role credentials of these accounts and roles, too: those that other tools cached do
/// not say whose they are.
pub async fn sign_out_of_with_roles<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    roles: &[(String, String)],
) -> Result<SignedOut> {
    let host = &client.host;
    let mut sweep = Sweep::default();
    end_session(client, session, &mut sweep).await?;
    for (key, _, _) in RoleFiles::list(host).await?.of(session, roles) {
        sweep.counts(remove_role(host, &key).await)?;
    }
    told(host, session, sweep)
}

async fn end_session<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    sweep: &mut Sweep,
) -> Result<()> {
    let host = &client.host;
    let key = token_key(session);
    sweep.counts(end_token(client, &key, Some(session)).await)?;
    for key in host.list(Collection::CliCache).await? {
        let bytes = match host.read(&key).await {
            Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
            // What cannot be read may be anybody's.
            other => other.ok().flatten(),
        };
        if bytes.is_some_and(|bytes| is_of(&bytes, owner(session))) {
            sweep.counts(remove_role(host, &key).await)?;
        }
    }
    Ok(())
}

fn told<H: Host>(host: &H, session: &SsoSession, sweep: Sweep) -> Result<SignedOut> {
    let done = sweep.end()?;
    host.notify(Event::SignedOut {
        session: owner(session).name().to_owned(),
    });
    Ok(done)
}

/// A sign-out under way: one file that cannot go keeps no other one.
#[derive(Default)]
struct Sweep {
    done: SignedOut,
    failed: Option<Error>,
}

impl Sweep {
    /// Takes in how it went with one file. Fails only if the caller gave up.
    fn counts(&mut self, outcome: Result<SignedOut>) -> Result<()> {
        match outcome {
            Ok(more) => self.done.add(&more),
            Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
            Err(error) => self.failed = self.failed.take().or(Some(error)),
        }
        Ok(())
    }

    fn end(self) -> Result<SignedOut> {
        self.failed.map_or(Ok(self.done), Err)
    }
}

/// Revokes a token and removes its file. Like the AWS CLI, a token that names no Region is only removed, unless its
/// session names one. Without a session a file goes only if it holds a token.
async fn end_token<H: Host>(
    client: &Client<H>,
    key: &StoreKey,
    session: Option<&SsoSession>,
) -> Result<SignedOut> {
    let host = &client.host;
    let goes = |bytes: &[u8]| session.is_some() || holds_access_token(bytes);
    if !host.read(key).await?.is_some_and(|bytes| goes(&bytes)) {
        return Ok(SignedOut::default());
    }
    let _lock = lock(host, key).await?;
    // Whoever held the lock may have renewed the token: the new one is to be revoked.
    let Some(bytes) = host.read(key).await?.filter(|bytes| goes(bytes)) else {
        return Ok(SignedOut::default());
    };
    let mut unconfirmed = 0;
    if let Ok(token) = CachedToken::from_bytes(&bytes)
        && let Some(region) = token
            .region
            .as_deref()
            .or_else(|| session.map(|session| session.region.as_str()))
    {
        match revoke(client, &token, region).await {
            Ok(()) => {}
            Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
            // A token that the portal does not know has ended already.
            Err(error) if is_unauthorized(&error) => {}
            Err(error) => {
                host.trace(|| format!("Logout: {error}"));
                unconfirmed = 1;
            }
        }
    }
    Ok(SignedOut {
        tokens: host.remove(key).await?.into(),
        unconfirmed,
        ..SignedOut::default()
    })
}

/// Removes a role credentials file, once nobody is about to write it any more.
async fn remove_role<H: Host>(host: &H, key: &StoreKey) -> Result<SignedOut> {
    let _lock = lock(host, key).await?;
    Ok(SignedOut {
        role_credentials: host.remove(key).await?.into(),
        ..SignedOut::default()
    })
}

/// The document's lock; none where the folder cannot be written: then the removal says what is wrong.
async fn lock<H: Host>(host: &H, key: &StoreKey) -> Result<Option<H::Lock>> {
    match host.lock(key).await {
        Ok(lock) => Ok(Some(lock)),
        Err(error) if *error.kind() == ErrorKind::Store => Ok(None),
        Err(error) => Err(error),
    }
}

async fn revoke<H: Host>(client: &Client<H>, token: &CachedToken, region: &str) -> Result<()> {
    let endpoint = client.endpoints.resolve(Service::Sso, region)?;
    let response = exchange(&client.host, "Logout", &|_| {
        Ok(portal::logout_request(&endpoint, &token.access_token))
    })
    .await?;
    portal::logout_response(&response)
}
