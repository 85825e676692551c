//! The start URL: from what a person configured to what the service is told, and to the Region.
//!
//! A start URL has two lives. As configured, byte for byte, it names cache files and stands in messages, so that other
//! tools find the same files. [`for_service`] makes the form that goes to the service.

use super::owned_host::{is_aws_owned, region_from_host};
use super::partition::check_region;
use crate::encode::url::Url;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{HttpRequest, HttpResponse, Method};
use crate::secret::Zeroizing;

/// How a start URL leads to the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartUrlKind {
    /// Its host is AWS's: [`aws_owned`] takes it without asking anybody.
    AwsOwned,
    /// Its host is an organisation's own, and redirects to AWS: [`probe_request`] finds out where.
    Vanity,
}

/// A start URL that is ready for the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedStartUrl {
    /// What the service is told: `startUrl` of StartDeviceAuthorization, `issuerUrl` of RegisterClient.
    pub url: String,
    /// The Region of the OIDC and portal endpoints.
    pub region: String,
}

/// What the answer to a probe means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// The server does not know HEAD: ask again with this method.
    Again(Method),
    /// The start URL leads here: go on with [`resolved`].
    LeadsTo(String),
}

/// The form of a configured start URL that the service is told.
///
/// Three things go, which people paste along from the portal's address bar and from shells: the fragment (`/start#/`,
/// `/start/#`), which no server ever gets to see; a backslash that escaped its `#`; and then the slash at the end of
/// the path, which the AWS CLI drops too from where a vanity start URL leads. Host, path and query stay as they are,
/// and so does all of a text without a fragment: it goes out as the AWS CLI sends it.
pub fn for_service(start_url: &str) -> &str {
    match start_url.split_once('#') {
        Some((before, _)) => {
            let before = before.strip_suffix('\\').unwrap_or(before);
            before.trim_end_matches('/')
        }
        None => start_url,
    }
}

/// Checks a configured start URL and tells what kind it is. Fails with `ERR_CONFIG_INVALID`.
pub fn classify(start_url: &str) -> Result<StartUrlKind> {
    let url = parse(start_url)?;
    Ok(if is_aws_owned(url.host()) {
        StartUrlKind::AwsOwned
    } else {
        StartUrlKind::Vanity
    })
}

/// Resolves a start URL of kind [`StartUrlKind::AwsOwned`]. Its Region is the configured one, whatever the host says.
///
/// Fails with `ERR_CONFIG_INCOMPLETE` if no Region is configured.
pub fn aws_owned(start_url: &str, configured_region: Option<&str>) -> Result<ResolvedStartUrl> {
    let region = configured_region.ok_or_else(|| {
        Error::new(
            ErrorKind::ConfigIncomplete,
            "Missing required configuration: sso_region. Please run 'aws configure sso' to set it.",
        )
    })?;
    check_region(region)?;
    Ok(ResolvedStartUrl {
        url: for_service(start_url).to_owned(),
        region: region.to_owned(),
    })
}

/// Asks a vanity start URL where it leads: HEAD first, and GET if [`Probe::Again`] says so.
pub fn probe_request(start_url: &str, method: Method) -> HttpRequest {
    HttpRequest {
        method,
        url: for_service(start_url).to_owned(),
        headers: Vec::new(),
        body: Zeroizing::default(),
    }
}

/// Judges the answer to a probe. One redirect is followed, by not asking again. Fails with `ERR_CONFIG_INVALID`.
pub fn probe_response(start_url: &str, method: Method, response: &HttpResponse) -> Result<Probe> {
    match (response.status, method) {
        (200..=299, _) => Ok(Probe::LeadsTo(for_service(start_url).to_owned())),
        (405 | 501, Method::Head) => Ok(Probe::Again(Method::Get)),
        (301 | 302 | 303 | 307 | 308, _) => match response.header("location") {
            Some(location) if !location.is_empty() => {
                Ok(Probe::LeadsTo(join(&parse(start_url)?, location)))
            }
            _ => Err(unresolved("Redirect response missing Location header.")),
        },
        (status, _) => Err(unresolved(format!(
            "Failed to resolve start URL: HTTP {status}"
        ))),
    }
}

/// The error for a probe that got no answer; `cause` says why and gives the kind.
pub fn probe_failed(cause: Error) -> Error {
    let message = format!("Failed to resolve start URL: {cause}");
    let help = cause.help().unwrap_or(HELP).to_owned();
    Error::new(cause.kind().clone(), message)
        .with_help(help)
        .with_source(cause)
}

/// Judges where a vanity start URL leads: to AWS, by https. A Region in the host wins over the configured one.
///
/// Fails with `ERR_CONFIG_INVALID`, or with `ERR_CONFIG_INCOMPLETE` if neither names a Region.
pub fn resolved(
    start_url: &str,
    leads_to: &str,
    configured_region: Option<&str>,
) -> Result<ResolvedStartUrl> {
    let target = Url::parse(leads_to);
    let shown = target.as_ref().map(normalize).unwrap_or_default();
    let target = target
        .filter(|url| is_aws_owned(url.host()))
        .ok_or_else(|| {
            unresolved(format!(
                "Could not resolve start URL '{}' to an AWS-owned endpoint. Final URL: '{shown}'",
                without_secrets(start_url)
            ))
        })?;
    if !target.is_https() {
        return Err(unresolved(format!(
            "Resolved URL must use https. Got: '{shown}'"
        )));
    }
    let region = region_from_host(target.host())
        .or_else(|| configured_region.map(str::to_owned))
        .ok_or_else(|| {
            Error::new(
                ErrorKind::ConfigIncomplete,
                format!(
                    "Cannot determine region from start URL '{}'. Please provide sso_region in your configuration.",
                    without_secrets(start_url)
                ),
            )
        })?;
    check_region(&region)?;
    Ok(ResolvedStartUrl { url: shown, region })
}

const HELP: &str = "Open the start URL in a browser, and configure the address of the AWS access portal it ends at.";

fn unresolved(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::ConfigInvalid, message).with_help(HELP)
}

fn parse(start_url: &str) -> Result<Url> {
    let is_https = start_url
        .split_once(':')
        .is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("https"));
    if !is_https {
        return Err(Error::new(
            ErrorKind::ConfigInvalid,
            "The sso_start_url must use the https scheme.",
        )
        .with_help("A start URL looks like https://d-1234567890.awsapps.com/start."));
    }
    Url::parse(for_service(start_url))
        .filter(|url| !url.has_userinfo())
        .ok_or_else(|| {
            Error::new(
                ErrorKind::ConfigInvalid,
                format!("Invalid sso_start_url: '{}'", without_secrets(start_url)),
            )
            .with_help("A start URL looks like https://d-1234567890.awsapps.com/start.")
        })
}

/// Scheme, host, a port that is not the scheme's own, and the path without slashes at its end.
fn normalize(url: &Url) -> String {
    format!("{}{}", url.origin(), url.path().trim_end_matches('/'))
}

/// Where a `Location` leads, seen from `base` (RFC 3986 section 5.2, without dot segments).
fn join(base: &Url, location: &str) -> String {
    if Url::parse(location).is_some() {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{}:{location}", base.scheme())
    } else if location.starts_with('/') {
        format!("{}{location}", base.origin())
    } else {
        let folder = base
            .path()
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        format!("{}{folder}/{location}", base.origin())
    }
}

/// The URL for a message: without a query, and without user information.
fn without_secrets(url: &str) -> &str {
    let url = url.split('?').next().unwrap_or_default();
    url.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{
        Probe, StartUrlKind, aws_owned, classify, for_service, probe_failed, probe_request,
        probe_response, resolved,
    };
    use crate::error::{Error, ErrorKind};
    use crate::host::{HttpResponse, Method};

    #[test]
    fn what_people_paste() {
        let clean = "https://d-1234567890.awsapps.com/start";
        for pasted in [
            "https://d-1234567890.awsapps.com/start",
            "https://d-1234567890.awsapps.com/start#",
            "https://d-1234567890.awsapps.com/start#/",
            "https://d-1234567890.awsapps.com/start/#",
            "https://d-1234567890.awsapps.com/start/#/",
            "https://d-1234567890.awsapps.com/start\\#/",
            "https://d-1234567890.awsapps.com/start/\\#/",
            "https://d-1234567890.awsapps.com/start/#/console?account_id=1&role_name=r",
        ] {
            assert_eq!(classify(pasted), Ok(StartUrlKind::AwsOwned), "{pasted}");
            assert_eq!(aws_owned(pasted, Some("us-east-1")).unwrap().url, clean);
        }
        // What the AWS CLI sends goes out as it is.
        for kept in [
            "https://d-1.awsapps.com/start/",
            "https://D-1.AwsApps.com:443/start",
        ] {
            assert_eq!(for_service(kept), kept);
        }
    }

    #[test]
    fn what_is_no_start_url() {
        for (text, sentence) in [
            ("", "The sso_start_url must use the https scheme."),
            (
                "d-1.awsapps.com/start",
                "The sso_start_url must use the https scheme.",
            ),
            (
                "http://d-1.awsapps.com/start",
                "The sso_start_url must use the https scheme.",
            ),
            ("https://", "Invalid sso_start_url: 'https://'"),
            (
                "https:d-1.awsapps.com",
                "Invalid sso_start_url: 'https:d-1.awsapps.com'",
            ),
            (
                "https://a b.awsapps.com",
                "Invalid sso_start_url: 'https://a b.awsapps.com'",
            ),
            (
                "https://u:SECRET@d-1.awsapps.com",
                "Invalid sso_start_url: 'd-1.awsapps.com'",
            ),
            ("https://?SECRET", "Invalid sso_start_url: 'https://'"),
            (
                "https://evil.com\\@d-1.awsapps.com",
                "Invalid sso_start_url: 'd-1.awsapps.com'",
            ),
        ] {
            let error = classify(text).unwrap_err();
            assert_eq!(
                (error.kind(), error.to_string().as_str()),
                (&ErrorKind::ConfigInvalid, sentence)
            );
        }
    }

    #[test]
    fn a_probe_carries_nothing() {
        let request = probe_request("https://aws.example.com/#/", Method::Head);
        assert_eq!(request.url, "https://aws.example.com");
        assert!(request.headers.is_empty() && request.body.is_empty());
    }

    #[test]
    fn locations() {
        for (location, url) in [
            ("https://x.awsapps.com/start", "https://x.awsapps.com/start"),
            ("//x.awsapps.com/start", "https://x.awsapps.com/start"),
            ("/start", "https://aws.example.com/start"),
            ("start", "https://aws.example.com/a/start"),
        ] {
            let response = HttpResponse {
                status: 307,
                headers: vec![("location".to_owned(), location.to_owned())],
                body: Vec::new().into(),
            };
            let probe = probe_response("https://aws.example.com/a/b?c", Method::Get, &response);
            assert_eq!(probe, Ok(Probe::LeadsTo(url.to_owned())));
        }
    }

    #[test]
    fn a_redirect_elsewhere_is_refused() {
        for target in [
            "https://d-1.awsapps.com.evil.com/start",
            "https://d-1.awsapps.com\\.evil.com/start",
            "https://d-1.awsapps.com@evil.com/start",
            "javascript:alert(1)",
            "",
        ] {
            let error =
                resolved("https://aws.example.com?SECRET", target, Some("us-east-1")).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::ConfigInvalid, "{target}");
            assert!(!error.to_string().contains("SECRET"));
        }
    }

    #[test]
    fn a_region_that_is_none_stays_out() {
        for target in ["https://i.portal.-a.app.aws", "https://i.portal.1.app.aws"] {
            let error = resolved("https://aws.example.com", target, Some("us-east-1")).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::ConfigInvalid, "{target}");
        }
    }

    #[test]
    fn no_answer_keeps_its_kind() {
        let error = probe_failed(Error::new(ErrorKind::Network, "Name or service not known"));
        assert_eq!(error.kind(), &ErrorKind::Network);
        assert_eq!(
            error.to_string(),
            "Failed to resolve start URL: Name or service not known"
        );
        assert!(error.is_retryable());
    }
}
