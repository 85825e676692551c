//! The federation endpoint of AWS Sign-In, which opens the console with temporary credentials ("Enable custom identity
//! broker access to the AWS console" in the IAM User Guide).
//!
//! This is the one place where secrets stand in a query: AWS takes them nowhere else. So both URLs made here are
//! secrets themselves, and this is for Node only, where nothing keeps a history of URLs.

use super::credentials::Credentials;
use super::endpoint::{Endpoint, Service};
use super::operation::Operation;
use super::partition::{Partition, check_region};
use crate::encode::json::{Object, Value};
use crate::encode::percent;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{HttpRequest, HttpResponse, Method};
use crate::secret::{Secret, Zeroizing};

const GET_SIGNIN_TOKEN: Operation = Operation {
    service: Service::Signin,
    name: "getSigninToken",
};

/// getSigninToken. `session_duration` is in seconds, 900 to 43200; leave it out for credentials from role chaining,
/// for which AWS refuses it.
///
/// Fails with `ERR_INVALID_ARGUMENT` for credentials without a session token: only temporary ones open a console.
pub fn get_signin_token_request(
    endpoint: &Endpoint,
    credentials: &Credentials,
    session_duration: Option<u32>,
) -> Result<HttpRequest> {
    let session_token = credentials.session_token.as_ref().ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidArgument,
            "Only temporary credentials can open the console.",
        )
        .with_help("Use a profile that signs in or assumes a role.")
    })?;
    let session = Object::new()
        .with("sessionId", credentials.access_key_id.as_str())
        .with("sessionKey", credentials.secret_access_key.expose())
        .with("sessionToken", session_token.expose());
    let session = Value::Object(session).to_compact();
    let duration = session_duration.map(|seconds| seconds.to_string());
    let pairs: Vec<_> = [
        ("Action", Some("getSigninToken")),
        ("SessionDuration", duration.as_deref()),
        ("Session", Some(session.as_str())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect();
    let query = Zeroizing::new(percent::query(&pairs));
    Ok(HttpRequest {
        method: Method::Get,
        url: endpoint.at(&format!("/federation?{}", *query)),
        headers: Vec::new(),
        body: Zeroizing::default(),
    })
}

/// The answer to getSigninToken: a token that is good for fifteen minutes.
pub fn get_signin_token_response(response: &HttpResponse) -> Result<Secret> {
    GET_SIGNIN_TOKEN.members(response)?.secret("SigninToken")
}

/// The URL that opens the console. `issuer` is where a person goes when the session ends, `destination` the first page:
/// see [`console_home`].
pub fn console_url(
    endpoint: &Endpoint,
    signin_token: &Secret,
    issuer: &str,
    destination: &str,
) -> Secret {
    let query = Zeroizing::new(percent::query(&[
        ("Action", "login"),
        ("Issuer", issuer),
        ("Destination", destination),
        ("SigninToken", signin_token.expose()),
    ]));
    Secret::new(endpoint.at(&format!("/federation?{}", *query)))
}

/// The console's first page in a Region. Fails with `ERR_CONFIG_INVALID` for a partition whose console is not known.
pub fn console_home(region: &str) -> Result<String> {
    check_region(region)?;
    let host = match Partition::of_or_aws(region).name {
        "aws" => "console.aws.amazon.com",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        "aws-cn" => "console.amazonaws.cn",
        "aws-eusc" => "console.amazonaws-eusc.eu",
        other => {
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                format!("The console of the partition {other} is not known."),
            )
            .with_help("Name the page to open."));
        }
    };
    Ok(format!("https://{host}/console/home?region={region}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::endpoint::{EndpointOptions, resolve};

    fn endpoint() -> Endpoint {
        resolve(
            Service::Signin,
            Some("eu-west-1"),
            &EndpointOptions::default(),
        )
        .unwrap()
    }

    fn credentials(session_token: Option<&str>) -> Credentials {
        Credentials {
            access_key_id: "a".to_owned(),
            secret_access_key: Secret::from("s/"),
            session_token: session_token.map(Secret::from),
            expiration: None,
            account_id: None,
        }
    }

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec().into(),
        }
    }

    #[test]
    fn the_request() {
        let session = "%7B%22sessionId%22%3A%22a%22%2C%22sessionKey%22%3A%22s%2F%22%2C%22sessionToken%22%3A%22t%22%7D";
        for (duration, middle) in [(None, ""), (Some(3600), "&SessionDuration=3600")] {
            let request =
                get_signin_token_request(&endpoint(), &credentials(Some("t")), duration).unwrap();
            assert_eq!(
                request.url,
                format!(
                    "https://eu-west-1.signin.aws.amazon.com/federation?Action=getSigninToken{middle}&Session={session}"
                )
            );
            let shown = format!("{request:?}");
            assert_eq!(
                shown,
                "GET https://eu-west-1.signin.aws.amazon.com/federation"
            );
        }
        let error = get_signin_token_request(&endpoint(), &credentials(None), None).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::InvalidArgument);
    }

    #[test]
    fn the_answer() {
        let token = get_signin_token_response(&answer(200, "{\"SigninToken\":\"t+\"}")).unwrap();
        let url = console_url(
            &endpoint(),
            &token,
            "https://x.awsapps.com/start",
            "https://y/?a=b",
        );
        assert_eq!(
            url.expose(),
            "https://eu-west-1.signin.aws.amazon.com/federation?Action=login\
             &Issuer=https%3A%2F%2Fx.awsapps.com%2Fstart&Destination=https%3A%2F%2Fy%2F%3Fa%3Db&SigninToken=t%2B"
        );
        for body in ["", "{}", "{\"SigninToken\":1}", "<html>"] {
            let error = get_signin_token_response(&answer(200, body)).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::BadResponse, "{body}");
        }
        let error = get_signin_token_response(&answer(400, "<html>")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "An error occurred (400) when calling the getSigninToken operation: Bad Request"
        );
    }

    #[test]
    fn consoles() {
        assert_eq!(
            console_home("eu-west-1").unwrap(),
            "https://console.aws.amazon.com/console/home?region=eu-west-1"
        );
        assert!(
            console_home("us-gov-west-1")
                .unwrap()
                .starts_with("https://console.amazonaws-us-gov.com/")
        );
        assert!(console_home("us-iso-east-1").is_err());
        assert!(console_home("a&b").is_err());
    }
}
