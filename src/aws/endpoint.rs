//! Which URL a service has in a Region: the SDKs' endpoint rules for SSO OIDC, SSO, STS and the federation endpoint.

use super::partition::{Partition, check_region, missing_region};
use crate::encode::url::Url;
use crate::error::{Error, ErrorKind, Result};

/// A service that this program calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The OpenID Connect service of IAM Identity Center.
    SsoOidc,
    /// The access portal of IAM Identity Center.
    Sso,
    /// The Security Token Service.
    Sts,
    /// The federation endpoint of AWS Sign-In, which opens the console.
    Signin,
}

impl Service {
    /// The name in sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SsoOidc => "SSO OIDC",
            Self::Sso => "SSO",
            Self::Sts => "STS",
            Self::Signin => "Signin",
        }
    }

    /// What its hosts start with.
    const fn host_prefix(self) -> &'static str {
        match self {
            Self::SsoOidc => "oidc",
            Self::Sso => "portal.sso",
            Self::Sts => "sts",
            Self::Signin => "signin",
        }
    }
}

/// What the configuration says about a service's endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointOptions {
    /// `use_fips_endpoint`.
    pub fips: bool,
    /// `use_dualstack_endpoint`.
    pub dual_stack: bool,
    /// The configured endpoint URL of this service, if there is one (`AWS_ENDPOINT_URL…`, `endpoint_url`).
    pub url: Option<String>,
    /// `sts_regional_endpoints = legacy`: STS of the older Regions answers at its global endpoint.
    pub use_global_sts: bool,
}

/// Where to send the requests for one service.
///
/// INVARIANT: `url` is `https`, or `http` to this machine; it has no user information, query, fragment or last `/`;
/// its host is the configured one, or made of nothing but a checked Region and the partition's suffix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: String,
    signing_region: Option<String>,
    loopback: bool,
    /// Where a relay takes this service's requests, in place of `url`.
    relayed: Option<String>,
}

impl Endpoint {
    /// The service's own base URL, without a `/` at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The URL of a path, which starts with `/`, for a request of ours.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.relayed.as_deref().unwrap_or(&self.url))
    }

    /// The URL of a path, which starts with `/`, for the person's browser: never a relay's.
    pub(super) fn page_at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Whether requests go to a relay.
    pub const fn is_relayed(&self) -> bool {
        self.relayed.is_some()
    }

    /// The same service behind a relay that takes its requests at this base URL.
    #[must_use]
    pub(super) fn behind(self, relay: String) -> Self {
        Self {
            relayed: Some(relay),
            ..self
        }
    }

    /// The Region of a signature (SigV4), if a Region is known.
    pub fn signing_region(&self) -> Option<&str> {
        self.signing_region.as_deref()
    }

    /// Whether the configured endpoint is on this machine, as a sandbox's is.
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

/// The Regions that were there before STS had regional endpoints.
const GLOBAL_STS_REGIONS: &[&str] = &[
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "aws-global",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Finds the endpoint of a service.
///
/// Fails with `ERR_NO_REGION` if nothing names a Region, with `ERR_CONFIG_INVALID` if the Region's name or the
/// configured URL is unusable, or if the options exclude each other.
pub fn resolve(
    service: Service,
    region: Option<&str>,
    options: &EndpointOptions,
) -> Result<Endpoint> {
    if let Some(region) = region {
        check_region(region)?;
    }
    if let Some(url) = &options.url {
        return configured(service, region, options, url);
    }
    let region = region.ok_or_else(missing_region)?;
    let plain = !options.fips && !options.dual_stack;
    let global =
        region == "aws-global" || (options.use_global_sts && GLOBAL_STS_REGIONS.contains(&region));
    if service == Service::Sts && plain && global {
        return Ok(Endpoint {
            url: "https://sts.amazonaws.com".to_owned(),
            signing_region: Some("us-east-1".to_owned()),
            loopback: false,
            relayed: None,
        });
    }
    let host = match service {
        Service::Signin => signin_host(region)?,
        _ => regional_host(service, region, options),
    };
    Ok(Endpoint {
        url: format!("https://{host}"),
        signing_region: Some(region.to_owned()),
        loopback: false,
        relayed: None,
    })
}

fn regional_host(service: Service, region: &str, options: &EndpointOptions) -> String {
    let partition = Partition::of_or_aws(region);
    let suffix = if options.dual_stack {
        partition.dual_stack_dns_suffix
    } else {
        partition.dns_suffix
    };
    // GovCloud's plain hosts are its FIPS hosts.
    let plain_is_fips = partition.name == "aws-us-gov" && !options.dual_stack;
    let fips = if options.fips && !plain_is_fips {
        "-fips"
    } else {
        ""
    };
    format!("{}{fips}.{region}.{suffix}", service.host_prefix())
}

/// The federation endpoint keeps none of the other services' rules and knows neither FIPS nor dual-stack hosts.
fn signin_host(region: &str) -> Result<String> {
    match Partition::of_or_aws(region).name {
        "aws" => Ok(format!("{region}.signin.aws.amazon.com")),
        "aws-us-gov" => Ok("signin.amazonaws-us-gov.com".to_owned()),
        "aws-cn" => Ok(format!("{region}.signin.amazonaws.cn")),
        "aws-eusc" => Ok(format!("{region}.signin.amazonaws-eusc.eu")),
        other => Err(Error::new(
            ErrorKind::ConfigInvalid,
            format!("The sign-in endpoint of the partition {other} is not known."),
        )
        .with_help("Configure its URL as the endpoint of the Signin service.")),
    }
}

fn configured(
    service: Service,
    region: Option<&str>,
    options: &EndpointOptions,
    text: &str,
) -> Result<Endpoint> {
    let refuse = |message: String| Err(Error::new(ErrorKind::ConfigInvalid, message));
    if options.fips {
        return refuse(
            "Invalid Configuration: FIPS and custom endpoint are not supported".to_owned(),
        )
        .map_err(|error| error.with_help("Remove the endpoint URL, or AWS_USE_FIPS_ENDPOINT."));
    }
    if options.dual_stack {
        return refuse(
            "Invalid Configuration: Dualstack and custom endpoint are not supported".to_owned(),
        )
        .map_err(|error| {
            error.with_help("Remove the endpoint URL, or AWS_USE_DUALSTACK_ENDPOINT.")
        });
    }
    let base = base_url(
        &format!("The endpoint configured for {}", service.name()),
        text,
    )?;
    let signing_region = region.map(|region| match region {
        "aws-global" => "us-east-1",
        region => region,
    });
    Ok(Endpoint {
        url: format!("{}{}", base.origin(), base.path().trim_end_matches('/')),
        signing_region: signing_region.map(str::to_owned),
        loopback: base.is_loopback(),
        relayed: None,
    })
}

/// Reads a configured base URL: `https`, or `http` to this machine. `what` begins the sentence of the error
/// (`ERR_CONFIG_INVALID`), which never repeats the text: that may hold a password or a token.
pub(super) fn base_url(what: &str, text: &str) -> Result<Url> {
    let refuse = |message: String| Error::new(ErrorKind::ConfigInvalid, message);
    let Some(url) = Url::parse(text) else {
        return Err(refuse(format!("{what} is not an http or https URL."))
            .with_help("Write it like https://vpce.example.com, or remove it."));
    };
    if url.has_userinfo() || url.query().is_some() || url.fragment().is_some() {
        return Err(refuse(format!(
            "{what} holds a user name, a query or a fragment."
        )));
    }
    if !url.is_https() && !url.is_loopback() {
        return Err(
            refuse(format!("{what} would send secrets over plain http.")).with_help(
                "Use https; plain http serves only an endpoint on this machine (127.0.0.1).",
            ),
        );
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, EndpointOptions, Service, resolve};
    use crate::error::{ErrorKind, Result};

    fn custom(url: &str) -> Result<Endpoint> {
        let options = EndpointOptions {
            url: Some(url.to_owned()),
            ..EndpointOptions::default()
        };
        resolve(Service::SsoOidc, Some("us-east-1"), &options)
    }

    #[test]
    fn a_configured_path_stays_and_its_last_slash_goes() {
        for (text, url) in [
            ("https://example.com", "https://example.com"),
            ("https://EXAMPLE.com:443/", "https://example.com"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            (
                "http://localhost:1/idc/us-east-1/oidc//",
                "http://localhost:1/idc/us-east-1/oidc",
            ),
        ] {
            let endpoint = custom(text).unwrap();
            assert_eq!(endpoint.url(), url);
            assert_eq!(endpoint.at("/token"), format!("{url}/token"));
            assert_eq!(endpoint.is_loopback(), text.starts_with("http:"));
        }
    }

    #[test]
    fn an_unusable_url_is_refused_and_not_repeated() {
        for text in [
            "",
            "SENSITIVE",
            "ftp://SENSITIVE",
            "https://user:SENSITIVE@example.com",
            "https://example.com/?token=SENSITIVE",
            "https://example.com/#SENSITIVE",
            "http://example.com/SENSITIVE",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@example.com",
            "https://exa mple.com",
        ] {
            let error = custom(text).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::ConfigInvalid, "{text}");
            assert!(!format!("{error:?}").contains("SENSITIVE"), "{text}");
        }
    }

    #[test]
    fn nothing_but_a_label_becomes_part_of_a_host() {
        for region in [
            "evil.com/",
            "us-east-1.evil.com#",
            "a@evil.com",
            "us-east-1/..",
            "x:1",
        ] {
            for service in [
                Service::SsoOidc,
                Service::Sso,
                Service::Sts,
                Service::Signin,
            ] {
                let error =
                    resolve(service, Some(region), &EndpointOptions::default()).unwrap_err();
                assert_eq!(error.kind(), &ErrorKind::ConfigInvalid);
            }
        }
    }

    #[test]
    fn federation_endpoints() {
        let url = |region| {
            resolve(Service::Signin, Some(region), &EndpointOptions::default())
                .map(|endpoint| endpoint.url().to_owned())
        };
        assert_eq!(
            url("eu-west-1").unwrap(),
            "https://eu-west-1.signin.aws.amazon.com"
        );
        assert_eq!(
            url("us-gov-west-1").unwrap(),
            "https://signin.amazonaws-us-gov.com"
        );
        assert_eq!(
            url("cn-north-1").unwrap(),
            "https://cn-north-1.signin.amazonaws.cn"
        );
        assert_eq!(
            url("eusc-de-east-1").unwrap(),
            "https://eusc-de-east-1.signin.amazonaws-eusc.eu"
        );
        assert_eq!(
            url("us-iso-east-1").unwrap_err().kind(),
            &ErrorKind::ConfigInvalid
        );
    }
}
