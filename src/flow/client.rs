//! A host, and where its services are.

use super::learned::Learned;
use super::session_files::owner;
use crate::aws::endpoint::{self, Endpoint, EndpointOptions, Service};
use crate::aws::relay;
use crate::cache::key::TokenOwner;
use crate::config::sso_session::SsoSession;
use crate::error::Result;
use crate::host::{Host, StoreKey};
use std::rc::Rc;

/// The settings that lead to each service, as configured.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    /// Of SSO OIDC, which issues tokens.
    pub sso_oidc: EndpointOptions,
    /// Of SSO, the access portal.
    pub sso: EndpointOptions,
    /// Of STS.
    pub sts: EndpointOptions,
    /// The base URL of a relay, which takes the requests to SSO OIDC and to SSO where a page may not send them itself.
    pub relay: Option<String>,
}

impl Endpoints {
    /// The endpoint of a service in a Region. Errors: `ConfigInvalid` for a Region or a setting that cannot be.
    pub fn resolve(&self, service: Service, region: &str) -> Result<Endpoint> {
        let plain = EndpointOptions::default();
        let options = match service {
            Service::SsoOidc => &self.sso_oidc,
            Service::Sso => &self.sso,
            Service::Sts => &self.sts,
            Service::Signin => &plain,
        };
        let endpoint = endpoint::resolve(service, Some(region), options)?;
        match &self.relay {
            Some(relay) => relay::relayed(endpoint, relay, service, region),
            None => Ok(endpoint),
        }
    }
}

/// What every flow runs on.
#[derive(Debug)]
pub struct Client<H> {
    /// The ports.
    pub host: H,
    /// Where the services are.
    pub endpoints: Endpoints,
    /// What was learned on the way, shared with other clients of the same program.
    pub learned: Rc<Learned>,
    /// Whether the role cache serves the library: its files then tell whose they are.
    marks_role_files: bool,
}

impl<H: Host> Client<H> {
    /// A client that knows nothing yet.
    pub fn new(host: H, endpoints: Endpoints) -> Self {
        Self {
            host,
            endpoints,
            learned: Rc::default(),
            marks_role_files: false,
        }
    }

    /// A client for one call of a program that keeps what its calls learned.
    ///
    /// Its role credential files name their session: no config file could tell a later sign-out which roles there were.
    pub const fn for_call(host: H, endpoints: Endpoints, learned: Rc<Learned>) -> Self {
        Self {
            host,
            endpoints,
            learned,
            marks_role_files: true,
        }
    }

    /// Who a role credentials file is to name as its owner, if anybody.
    pub(super) fn role_file_owner<'s>(&self, session: &'s SsoSession) -> Option<TokenOwner<'s>> {
        self.marks_role_files.then(|| owner(session))
    }

    /// Whether this client has just refreshed the token, or tried to: to do so again would not help.
    pub(super) fn has_just_refreshed(&self, token: &StoreKey) -> bool {
        self.learned.has_just_refreshed(token, self.host.now())
    }

    /// Notes a refresh that is about to begin.
    pub(super) fn refreshes(&self, token: StoreKey) {
        self.learned.refreshes(token, self.host.now());
    }
}
