//! The page on which a person approves a device (RFC 8628 section 3.3), checked before anybody is sent there.

use super::endpoint::Endpoint;
use super::owned_host::is_aws_owned;
use super::partition::PARTITIONS;
use crate::encode::url::Url;
use crate::error::{Error, ErrorKind, Result};

/// Checks that the page is AWS's: https on its own port, without user information, at `device.sso.{region}.{suffix}`
/// or under the hosts of access portals. A page on this machine is accepted if the configured endpoint is on this
/// machine too.
///
/// Fails with `ERR_BAD_RESPONSE`.
pub fn check(uri: &str, endpoint: &Endpoint) -> Result<()> {
    let accepted = Url::parse(uri).is_some_and(|url| {
        let is_aws = url.is_https()
            && matches!(url.port(), None | Some(443))
            && (is_aws_owned(url.host()) || is_device_page(url.host()));
        let is_sandbox = endpoint.is_loopback() && url.is_loopback();
        !url.has_userinfo() && (is_aws || is_sandbox)
    });
    if accepted {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::BadResponse,
        "SSO OIDC answered StartDeviceAuthorization with a verification page that is not AWS's.",
    )
    .with_help("Do not open the page. Check the Region and the endpoint that are configured."))
}

fn is_device_page(host: &str) -> bool {
    PARTITIONS.iter().any(|partition| {
        host.strip_prefix("device.sso.")
            .and_then(|rest| rest.strip_suffix(partition.dns_suffix)?.strip_suffix('.'))
            .is_some_and(|region| partition.holds(region))
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::aws::endpoint::{Endpoint, EndpointOptions, Service, resolve};
    use crate::error::ErrorKind;

    fn endpoint(url: Option<&str>) -> Endpoint {
        let options = EndpointOptions {
            url: url.map(str::to_owned),
            ..EndpointOptions::default()
        };
        resolve(Service::SsoOidc, Some("us-west-2"), &options).unwrap()
    }

    const PAGES: &[&str] = &[
        "https://device.sso.us-west-2.amazonaws.com/",
        "https://device.sso.us-west-2.amazonaws.com/?user_code=ABCD-EFGH",
        "https://device.sso.us-gov-west-1.amazonaws.com:443/",
        "https://device.sso.cn-north-1.amazonaws.com.cn/",
        "https://device.sso.eusc-de-east-1.amazonaws.eu/",
        "https://my-org.awsapps.com/start/#/device?user_code=ABCD-EFGH",
        "https://ssoins-1.portal.us-east-1.app.aws/device",
    ];

    const FOREIGN: &[&str] = &[
        "",
        "http://device.sso.us-west-2.amazonaws.com/",
        "https://device.sso.us-west-2.amazonaws.com:8443/",
        "https://user@device.sso.us-west-2.amazonaws.com/",
        "https://device.sso.us-west-2.amazonaws.com@evil.com/",
        "https://device.sso.us-west-2.amazonaws.com.evil.com/",
        "https://evil.com\\.awsapps.com",
        "https://device.sso.evil.amazonaws.com/",
        "https://device.sso.a.b.amazonaws.com/",
        "https://device.sso.cn-north-1.amazonaws.com/",
        "https://s3.us-west-2.amazonaws.com/",
        "https://evil-awsapps.com/",
        "javascript:alert(1)",
        "https://device.sso.us-west-2.amazonaws.com/\u{1b}[2J",
    ];

    #[test]
    fn aws_s_own_pages() {
        for page in PAGES {
            for endpoint in [endpoint(None), endpoint(Some("http://127.0.0.1:1"))] {
                check(page, &endpoint).unwrap_or_else(|e| panic!("{page}: {e}"));
            }
        }
        for page in FOREIGN {
            for endpoint in [endpoint(None), endpoint(Some("http://127.0.0.1:1"))] {
                assert_eq!(
                    check(page, &endpoint).unwrap_err().kind(),
                    &ErrorKind::BadResponse,
                    "{page}"
                );
            }
        }
    }

    #[test]
    fn a_page_on_this_machine_only_for_an_endpoint_on_this_machine() {
        let page = "http://127.0.0.1:9000/device?user_code=ABCD-EFGH";
        check(page, &endpoint(Some("http://localhost:9000"))).unwrap();
        check(page, &endpoint(None)).unwrap_err();
        check(page, &endpoint(Some("https://relay.example.com"))).unwrap_err();
        check(
            "http://u@127.0.0.1:9000/",
            &endpoint(Some("http://localhost:9000")),
        )
        .unwrap_err();
    }
}
