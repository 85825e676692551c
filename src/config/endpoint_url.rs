//! Endpoints that the person configured: whole URLs, and the FIPS and dual-stack switches.

use super::environment::Environment;
use super::section::Section;
use super::shared::SharedConfig;
use crate::error::{Error, ErrorKind, Result};

/// The URL configured for a service, by its id as the `[services]` section writes it (`sso`, `sso_oidc`, `sts`):
/// `AWS_ENDPOINT_URL_<ID>`, then `AWS_ENDPOINT_URL`, then the profile's `[services]` section, then its `endpoint_url`.
/// None of them if `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` or `ignore_configured_endpoint_urls` is true.
///
/// `ConfigInvalid` if the profile names a `[services]` section that does not exist, or a switch is neither true nor false.
/// See "Service-specific endpoints" in the AWS SDKs and Tools Reference Guide.
pub fn configured(
    shared: &SharedConfig,
    environment: &Environment,
    profile: &Section,
    service: &str,
) -> Result<Option<String>> {
    const IGNORE: (&str, &str) = (
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "ignore_configured_endpoint_urls",
    );
    if switch(environment, profile, IGNORE)? {
        return Ok(None);
    }
    let variable = format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase());
    if let Some(url) = environment
        .get(&variable)
        .or_else(|| environment.get("AWS_ENDPOINT_URL"))
    {
        return Ok(Some(url.to_owned()));
    }
    if let Some(name) = profile.filled("services") {
        let services = shared.services(name).ok_or_else(|| {
            Error::new(
                ErrorKind::ConfigInvalid,
                format!(
                    "The profile is configured to use the services section but the \"{name}\" services configuration does \
                     not exist."
                ),
            )
            .with_help(format!(
                "Add a section [services {name}], or remove `services` from the profile."
            ))
        })?;
        if let Some(url) = services
            .nested(service, "endpoint_url")
            .filter(|url| !url.is_empty())
        {
            return Ok(Some(url.to_owned()));
        }
    }
    Ok(profile.filled("endpoint_url").map(str::to_owned))
}

/// Whether FIPS endpoints are asked for: `AWS_USE_FIPS_ENDPOINT`, then the profile's `use_fips_endpoint`.
///
/// `ConfigInvalid` if the value is neither true nor false.
pub fn use_fips(environment: &Environment, profile: &Section) -> Result<bool> {
    switch(
        environment,
        profile,
        ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
    )
}

/// Whether dual-stack endpoints are asked for: `AWS_USE_DUALSTACK_ENDPOINT`, then the profile's
/// `use_dualstack_endpoint`.
///
/// `ConfigInvalid` if the value is neither true nor false.
pub fn use_dual_stack(environment: &Environment, profile: &Section) -> Result<bool> {
    switch(
        environment,
        profile,
        ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
    )
}

/// A switch by variable, then by key. A word that is neither true nor false is refused: reading it as false, as the AWS
/// CLI does, would leave somebody who asked for FIPS without it.
fn switch(
    environment: &Environment,
    profile: &Section,
    (variable, key): (&str, &str),
) -> Result<bool> {
    let (name, value) = match environment.get(variable) {
        Some(value) => (variable, value),
        None => match profile.filled(key) {
            Some(value) => (key, value),
            None => return Ok(false),
        },
    };
    if value.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if value.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(Error::new(
            ErrorKind::ConfigInvalid,
            format!("{name} is neither true nor false."),
        )
        .with_help(format!("Set {name} to true or false, or remove it.")))
    }
}

#[cfg(test)]
mod tests {
    use super::{configured, use_dual_stack, use_fips};
    use crate::config::environment::Environment;
    use crate::config::shared::SharedConfig;
    use crate::error::ErrorKind;

    fn environment(name: &str, value: &str) -> Environment {
        Environment::new([(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn services_by_their_ids() {
        let config = b"[profile p]\nservices = s\nendpoint_url = http://127.0.0.1:1\n[services s]\nsso =\n  \
            endpoint_url = http://127.0.0.1:2 # portal\nsso_oidc =\n  endpoint_url = http://127.0.0.1:3\nsts =\n  \
            endpoint_url =\n";
        let shared = SharedConfig::parse(Some(config), None).unwrap();
        let profile = shared.profile("p").unwrap();
        let none = Environment::default();
        for (service, port) in [("sso", 2), ("sso_oidc", 3), ("sts", 1), ("signin", 1)] {
            let url = configured(&shared, &none, &profile, service).unwrap();
            assert_eq!(url, Some(format!("http://127.0.0.1:{port}")), "{service}");
        }
        let variable = environment("AWS_ENDPOINT_URL_SSO_OIDC", "http://127.0.0.1:4");
        let url = configured(&shared, &variable, &profile, "sso_oidc").unwrap();
        assert_eq!(url.as_deref(), Some("http://127.0.0.1:4"));
        let url = configured(&shared, &variable, &profile, "sso").unwrap();
        assert_eq!(url.as_deref(), Some("http://127.0.0.1:2"));
    }

    #[test]
    fn missing_services_section() {
        let shared = SharedConfig::parse(Some(b"[profile p]\nservices = s\n"), None).unwrap();
        let profile = shared.profile("p").unwrap();
        let error = configured(&shared, &Environment::default(), &profile, "sso").unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
        assert_eq!(
            error.to_string(),
            "The profile is configured to use the services section but the \"s\" services configuration does not exist."
        );
    }

    #[test]
    fn switches() {
        let config = b"[profile p]\nuse_fips_endpoint = True\nuse_dualstack_endpoint = yes\n";
        let shared = SharedConfig::parse(Some(config), None).unwrap();
        let profile = shared.profile("p").unwrap();
        let none = Environment::default();
        assert_eq!(use_fips(&none, &profile), Ok(true));
        let off = environment("AWS_USE_FIPS_ENDPOINT", "false");
        assert_eq!(use_fips(&off, &profile), Ok(false));
        let error = use_dual_stack(&none, &profile).unwrap_err();
        assert_eq!(
            error.to_string(),
            "use_dualstack_endpoint is neither true nor false."
        );
        let on = environment("AWS_USE_DUALSTACK_ENDPOINT", "TRUE");
        assert_eq!(use_dual_stack(&on, &profile), Ok(true));
    }
}
