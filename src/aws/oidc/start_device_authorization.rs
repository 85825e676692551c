//! StartDeviceAuthorization.

use super::{Client, operation, post};
use crate::aws::endpoint::Endpoint;
use crate::aws::operation::Operation;
use crate::aws::verification_uri;
use crate::encode::json::Object;
use crate::error::Result;
use crate::host::{HttpRequest, HttpResponse};
use crate::secret::Secret;
use core::fmt;
use core::time::Duration;

const START_DEVICE_AUTHORIZATION: Operation = operation("StartDeviceAuthorization");

/// What a device authorization begins with (RFC 8628 section 3.2).
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceAuthorization {
    /// What CreateToken is asked with.
    pub device_code: Secret,
    /// What the person compares, or types in.
    pub user_code: String,
    /// The page for that.
    pub verification_uri: String,
    /// The page with the code filled in.
    pub verification_uri_complete: Option<String>,
    /// How long the codes live.
    pub expires_in: Duration,
    /// How long to wait between two polls, if the service says.
    pub interval: Option<Duration>,
}

impl fmt::Debug for DeviceAuthorization {
    /// Without the codes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceAuthorization")
            .field("expires_in", &self.expires_in)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}

/// StartDeviceAuthorization. `start_url` is the start URL as the service is told.
pub fn start_device_authorization_request(
    endpoint: &Endpoint,
    client: Client<'_>,
    start_url: &str,
) -> HttpRequest {
    let body = Object::new()
        .with("clientId", client.id)
        .with("clientSecret", client.secret.expose())
        .with("startUrl", start_url);
    post(endpoint, "/device_authorization", body)
}

/// The answer to StartDeviceAuthorization, its pages checked to be AWS's.
pub fn start_device_authorization_response(
    endpoint: &Endpoint,
    response: &HttpResponse,
) -> Result<DeviceAuthorization> {
    let members = START_DEVICE_AUTHORIZATION.members(response)?;
    let verification_uri = members.text("verificationUri")?;
    let complete = members.optional_text("verificationUriComplete")?;
    for page in [Some(verification_uri), complete].into_iter().flatten() {
        verification_uri::check(page, endpoint)?;
    }
    Ok(DeviceAuthorization {
        device_code: members.secret("deviceCode")?,
        user_code: members.text("userCode")?.to_owned(),
        verification_uri: verification_uri.to_owned(),
        verification_uri_complete: complete.map(str::to_owned),
        expires_in: members.seconds("expiresIn")?,
        interval: members.optional_seconds("interval")?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Client;
    use super::super::tests::{endpoint, ok, sent};
    use super::{start_device_authorization_request, start_device_authorization_response};
    use crate::error::ErrorKind;
    use crate::secret::Secret;
    use core::time::Duration;
    use proptest::prelude::*;

    #[test]
    fn the_body() {
        let secret = Secret::from("s");
        let client = Client {
            id: "c",
            secret: &secret,
        };
        let request = start_device_authorization_request(&endpoint(), client, "https://x/start");
        assert_eq!(
            sent(&request),
            (
                "POST",
                "https://oidc.us-west-2.amazonaws.com/device_authorization",
                r#"{"clientId": "c", "clientSecret": "s", "startUrl": "https://x/start"}"#
            )
        );
    }

    const DEVICE: &str = r#"{"deviceCode":"SENSITIVE","userCode":"ABCD-EFGH","verificationUri":"https://device.sso.us-west-2.amazonaws.com/","verificationUriComplete":"https://device.sso.us-west-2.amazonaws.com/?user_code=ABCD-EFGH","expiresIn":600,"interval":1}"#;

    #[test]
    fn device_authorizations() {
        let read = |body: &str| start_device_authorization_response(&endpoint(), &ok(body));
        let authorization = read(DEVICE).unwrap();
        assert_eq!(authorization.interval, Some(Duration::from_secs(1)));
        assert_eq!(authorization.expires_in, Duration::from_secs(600));
        assert!(!format!("{authorization:?}").contains("SENSITIVE"));
        assert!(!format!("{authorization:?}").contains("ABCD"));
        assert_eq!(
            read(&DEVICE.replace(",\"interval\":1", ""))
                .unwrap()
                .interval,
            None
        );
        for (from, to) in [
            ("\"interval\":1", "\"interval\":-1"),
            ("\"interval\":1", "\"interval\":\"1\""),
            ("\"expiresIn\":600", "\"expiresIn\":0"),
            ("\"expiresIn\":600", "\"expiresIn\":1e300"),
            ("\"userCode\"", "\"code\""),
            ("ABCD-EFGH\",\"v", "AB\\u001b[2JCD\",\"v"),
            ("/?user", "@evil.com/?user"),
            (
                "https://device.sso.us-west-2.amazonaws.com/\",",
                "https://evil.com/\",",
            ),
        ] {
            let body = DEVICE.replace(from, to);
            assert_ne!(body, DEVICE, "{from}");
            assert_eq!(
                read(&body).unwrap_err().kind(),
                &ErrorKind::BadResponse,
                "{body}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(body in "[{}\\[\\]\":,a-z0-9]{0,40}|\\{\"(verificationUri|interval|expiresIn)\":[^,]{0,20}\\}") {
            let _ = start_device_authorization_response(&endpoint(), &ok(&body));
        }
    }
}
