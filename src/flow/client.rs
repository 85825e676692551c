//! A host, and where its services are.

use crate::aws::endpoint::{self, Endpoint, EndpointOptions, Service};
use crate::error::Result;
use crate::host::Host;

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
}

impl<H: Host> Client<H> {
    /// A client.
    pub const fn new(host: H, endpoints: Endpoints) -> Self {
        Self { host, endpoints }
    }
}
