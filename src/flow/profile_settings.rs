//! What a profile and the environment say about the services: where they are, and which Region is meant.

use super::client::Endpoints;
use crate::aws::endpoint::{EndpointOptions, Service};
use crate::config::endpoint_url::{configured, use_dual_stack, use_fips};
use crate::config::environment::Environment;
use crate::config::section::Section;
use crate::config::shared::SharedConfig;
use crate::encode::shell_word::shell_word;
use crate::error::{Error, ErrorKind, Result};

/// The endpoints that a profile is configured with. Errors: `ConfigInvalid` if its settings contradict themselves.
pub fn endpoints(
    config: &SharedConfig,
    environment: &Environment,
    profile: &Section,
) -> Result<Endpoints> {
    let fips = use_fips(environment, profile)?;
    let dual_stack = use_dual_stack(environment, profile)?;
    let options = |service| {
        let name = match service {
            Service::SsoOidc => "sso_oidc",
            Service::Sso => "sso",
            Service::Sts => "sts",
            Service::Signin => "signin",
        };
        let url = configured(config, environment, profile, name)?;
        Ok(EndpointOptions {
            fips,
            dual_stack,
            url,
            use_global_sts: false,
        })
    };
    Ok(Endpoints {
        sso_oidc: options(Service::SsoOidc)?,
        sso: options(Service::Sso)?,
        sts: EndpointOptions {
            use_global_sts: environment
                .get("AWS_STS_REGIONAL_ENDPOINTS")
                .or_else(|| profile.filled("sts_regional_endpoints"))
                .is_some_and(|mode| mode == "legacy"),
            ..options(Service::Sts)?
        },
        relay: None,
    })
}

/// The PEM file of the certificate authorities to trust: the environment's, else the profile's.
pub fn ca_bundle<'c>(environment: &'c Environment, profile: &'c Section) -> Option<&'c str> {
    environment
        .get("AWS_CA_BUNDLE")
        .or_else(|| profile.filled("ca_bundle"))
}

/// The Region to call services in: the caller's choice, else the environment's, else the profile's. Errors: `NoRegion`.
pub fn region(
    environment: &Environment,
    chosen: Option<&str>,
    profile: &Section,
) -> Result<String> {
    let region = environment.region(chosen, Some(profile));
    region.map(str::to_owned).ok_or_else(|| {
        Error::new(
            ErrorKind::NoRegion,
            "You must specify a region. You can also configure your region by running \"aws configure\".",
        )
        .with_help(format!(
            "Give --region, or run: aws-sso-wasm configure set region REGION --profile {}",
            shell_word(profile.name())
        ))
    })
}
