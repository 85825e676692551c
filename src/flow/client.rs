//! A host, and where its services are.

use crate::aws::endpoint::{self, Endpoint, EndpointOptions, Service};
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::host::{Host, StoreKey};
use core::cell::RefCell;
use core::time::Duration;
use std::collections::BTreeMap;

/// After a refresh, whatever came of it, an old token that still lasts serves for so long.
const BETWEEN_REFRESHES: Duration = Duration::from_secs(60);

/// The settings that lead to each service, as configured.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    /// Of SSO OIDC, which issues tokens.
    pub sso_oidc: EndpointOptions,
    /// Of SSO, the access portal.
    pub sso: EndpointOptions,
    /// Of STS.
    pub sts: EndpointOptions,
}

impl Endpoints {
    /// The endpoint of a service in a Region. Errors: `InvalidArgument` for a Region or a setting that cannot be.
    pub fn resolve(&self, service: Service, region: &str) -> Result<Endpoint> {
        let plain = EndpointOptions::default();
        let options = match service {
            Service::SsoOidc => &self.sso_oidc,
            Service::Sso => &self.sso,
            Service::Sts => &self.sts,
            Service::Signin => &plain,
        };
        endpoint::resolve(service, Some(region), options)
    }
}

/// What every flow runs on.
#[derive(Debug)]
pub struct Client<H> {
    /// The ports.
    pub host: H,
    /// Where the services are.
    pub endpoints: Endpoints,
    /// When each token was last refreshed, or tried to be.
    refreshes: RefCell<BTreeMap<StoreKey, Timestamp>>,
}

impl<H: Host> Client<H> {
    /// A client.
    pub const fn new(host: H, endpoints: Endpoints) -> Self {
        Self {
            host,
            endpoints,
            refreshes: RefCell::new(BTreeMap::new()),
        }
    }

    /// Whether this client has just refreshed the token, or tried to: to do so again would not help.
    pub(super) fn has_just_refreshed(&self, token: &StoreKey) -> bool {
        let now = self.host.now();
        let refreshes = self.refreshes.borrow();
        refreshes
            .get(token)
            .is_some_and(|last| now.saturating_since(*last) < BETWEEN_REFRESHES)
    }

    /// Notes a refresh that is about to begin.
    pub(super) fn refreshes(&self, token: StoreKey) {
        self.refreshes.borrow_mut().insert(token, self.host.now());
    }
}
