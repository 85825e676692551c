//! A relay: a server of the caller's own that passes requests on to SSO OIDC and SSO, for pages that may not send them
//! there themselves. Its routes are `{base}/{region}/oidc/…` and `{base}/{region}/portal/…`.

use super::endpoint::{Endpoint, Service, base_url};
use super::partition::check_region;
use crate::error::Result;
use crate::host::Headers;
use crate::secret::Zeroizing;

/// What every relayed request carries: no form and no foreign page can send it without asking the relay first.
pub const REQUESTED_BY: (&str, &str) = ("x-requested-by", "aws-sso-wasm");

/// What a relay of this package names its own refusals, so that nobody takes them for AWS's.
pub const EXCEPTION: &str = "RelayException";

/// The endpoint of a service in a Region, its requests sent to the relay at `base` instead. STS and the federation
/// endpoint are never relayed: they answer pages themselves.
///
/// Fails with `ERR_CONFIG_INVALID` if `base` is not `https`, or `http` to this machine, or the Region is no name.
pub fn relayed(endpoint: Endpoint, base: &str, service: Service, region: &str) -> Result<Endpoint> {
    let route = match service {
        Service::SsoOidc => "oidc",
        Service::Sso => "portal",
        Service::Sts | Service::Signin => return Ok(endpoint),
    };
    check_region(region)?;
    let base = base_url("The address of the relay", base)?;
    let folder = base.path().trim_end_matches('/');
    Ok(endpoint.behind(format!("{}{folder}/{region}/{route}", base.origin())))
}

/// The headers that a request has only on its way to a relay.
pub(super) fn headers(endpoint: &Endpoint) -> Headers {
    let (name, value) = REQUESTED_BY;
    match endpoint.is_relayed() {
        true => vec![(name, Zeroizing::new(value.to_owned()))],
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::relayed;
    use crate::aws::endpoint::{Endpoint, EndpointOptions, Service, resolve};
    use crate::aws::oidc::{self, ClientRegistration};
    use crate::aws::portal::{PageRequest, list_accounts_request, logout_request, logout_response};
    use crate::cache::registration::RegistrationKind;
    use crate::error::{ErrorKind, Result};
    use crate::host::HttpResponse;
    use crate::oauth::redirect_uri::RedirectUri;
    use crate::oauth::state::State;
    use crate::secret::Secret;

    fn behind(base: &str, service: Service) -> Result<Endpoint> {
        let endpoint = resolve(service, Some("eu-west-1"), &EndpointOptions::default())?;
        relayed(endpoint, base, service, "eu-west-1")
    }

    #[test]
    fn requests_go_to_the_relay_and_the_person_does_not() {
        for (base, to) in [
            (
                "https://console.example.com/idc",
                "https://console.example.com/idc",
            ),
            (
                "https://console.example.com/idc/",
                "https://console.example.com/idc",
            ),
            (
                "https://CONSOLE.example.com:443",
                "https://console.example.com",
            ),
            ("http://127.0.0.1:8400/idc", "http://127.0.0.1:8400/idc"),
        ] {
            let endpoint = behind(base, Service::SsoOidc).unwrap();
            let request = oidc::register_client_request(
                &endpoint,
                &ClientRegistration {
                    client_name: "n",
                    kind: RegistrationKind::AuthorizationCode,
                    issuer_url: "https://d-1.awsapps.com/start",
                    scopes: &[],
                },
            );
            assert_eq!(request.url, format!("{to}/eu-west-1/oidc/client/register"));
            let names: Vec<_> = request.headers.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, ["content-type", "x-requested-by"]);
            let state = State::from_bytes([0; 16]);
            let redirect_uri = RedirectUri::with_port(1);
            let page = oidc::authorization_url(&endpoint, "c", redirect_uri, &state, &[], "x");
            assert!(
                page.starts_with("https://oidc.eu-west-1.amazonaws.com/authorize?"),
                "{page}"
            );
            // A relay on this machine does not make a page on this machine AWS's.
            assert!(!endpoint.is_loopback());
        }
    }

    #[test]
    fn the_token_travels_in_a_header_that_proxies_keep() {
        let token = Secret::from("SENSITIVE");
        let endpoint = behind("https://console.example.com/idc", Service::Sso).unwrap();
        for (request, target) in [
            (
                list_accounts_request(&endpoint, &token, PageRequest::default()),
                "assignment/accounts",
            ),
            (logout_request(&endpoint, &token), "logout"),
        ] {
            assert_eq!(
                request.url,
                format!("https://console.example.com/idc/eu-west-1/portal/{target}")
            );
            let headers: Vec<_> = request
                .headers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            assert_eq!(
                headers,
                [
                    ("authorization", "Bearer SENSITIVE"),
                    ("x-requested-by", "aws-sso-wasm")
                ]
            );
        }
    }

    #[test]
    fn sts_and_the_federation_endpoint_are_never_relayed() {
        for service in [Service::Sts, Service::Signin] {
            assert!(
                !behind("https://console.example.com/idc", service)
                    .unwrap()
                    .is_relayed()
            );
        }
    }

    #[test]
    fn a_base_that_will_not_do_is_refused_and_not_repeated() {
        for base in [
            "",
            "/idc",
            "http://console.example.com/SENSITIVE",
            "https://u:SENSITIVE@console.example.com",
            "https://console.example.com/?SENSITIVE",
            "https://console.example.com/#SENSITIVE",
            "javascript:SENSITIVE",
        ] {
            let error = behind(base, Service::Sso).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::ConfigInvalid, "{base}");
            assert!(!format!("{error:?}").contains("SENSITIVE"), "{base}");
        }
    }

    #[test]
    fn a_refusal_of_the_relay_is_told_as_such() {
        let body =
            r#"{"__type":"RelayException","message":"The relay does not serve this Region."}"#;
        for (status, help) in [(403, "The relay refused it"), (502, "Try again later.")] {
            let response = HttpResponse {
                status,
                headers: Vec::new(),
                body: body.as_bytes().to_vec().into(),
            };
            for error in [
                oidc::create_token_response(&response).unwrap_err(),
                logout_response(&response).unwrap_err(),
            ] {
                let sentence = error.to_string();
                assert!(
                    sentence.starts_with("An error occurred (RelayException) when calling the ")
                );
                assert!(sentence.ends_with(" operation: The relay does not serve this Region."));
                assert!(error.help().is_some_and(|text| text.starts_with(help)));
            }
        }
    }

    #[test]
    fn nothing_but_a_region_becomes_part_of_the_path() {
        for region in ["..", "a/b", "eu-west-1?", "%2e%2e"] {
            let endpoint = behind("https://console.example.com/idc", Service::Sso).unwrap();
            let error = relayed(
                endpoint,
                "https://console.example.com",
                Service::Sso,
                region,
            );
            assert_eq!(
                error.unwrap_err().kind(),
                &ErrorKind::ConfigInvalid,
                "{region}"
            );
        }
    }
}
