//! CreateToken.

use super::{Client, operation, post};
use crate::aws::endpoint::{Endpoint, Service};
use crate::aws::fault::oauth_error;
use crate::aws::operation::Operation;
use crate::encode::json::Object;
use crate::error::{Error, Result};
use crate::host::{HttpRequest, HttpResponse};
use crate::oauth::pkce::CodeVerifier;
use crate::oauth::redirect_uri::RedirectUri;
use crate::oauth::token::{AUTHORIZATION_CODE, DEVICE_CODE, REFRESH_TOKEN, TokenError, is_bearer};
use crate::secret::Secret;
use core::time::Duration;

const CREATE_TOKEN: Operation = operation("CreateToken");

/// What a token is asked for with.
#[derive(Debug)]
pub enum Grant<'a> {
    /// An authorization code (RFC 6749 section 4.1.3).
    AuthorizationCode {
        /// From the redirect.
        code: &'a Secret,
        /// The same as in the authorization request, with its port.
        redirect_uri: RedirectUri,
        /// The secret behind the challenge (RFC 7636 section 4.5).
        code_verifier: &'a CodeVerifier,
    },
    /// A device code (RFC 8628 section 3.4).
    DeviceCode {
        /// From [`super::DeviceAuthorization`].
        device_code: &'a Secret,
    },
    /// A refresh token (RFC 6749 section 6). It works only for the client that it was issued to.
    RefreshToken {
        /// From an earlier answer.
        refresh_token: &'a Secret,
    },
}

/// An access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The bearer token of the portal.
    pub access_token: Secret,
    /// How long it lives from the answer on.
    pub expires_in: Duration,
    /// What the next one is had for. Absent, an earlier one goes on (RFC 6749 section 6).
    pub refresh_token: Option<Secret>,
}

/// CreateToken.
pub fn create_token_request(
    endpoint: &Endpoint,
    client: Client<'_>,
    grant: &Grant<'_>,
) -> HttpRequest {
    let grant_type = match grant {
        Grant::AuthorizationCode { .. } => AUTHORIZATION_CODE,
        Grant::DeviceCode { .. } => DEVICE_CODE,
        Grant::RefreshToken { .. } => REFRESH_TOKEN,
    };
    let body = Object::new()
        .with("grantType", grant_type)
        .with("clientId", client.id)
        .with("clientSecret", client.secret.expose());
    let body = match grant {
        Grant::AuthorizationCode {
            code,
            redirect_uri,
            code_verifier,
        } => body
            .with("redirectUri", redirect_uri.to_string())
            .with("codeVerifier", code_verifier.expose())
            .with("code", code.expose()),
        Grant::DeviceCode { device_code } => body.with("deviceCode", device_code.expose()),
        Grant::RefreshToken { refresh_token } => body.with("refreshToken", refresh_token.expose()),
    };
    post(endpoint, "/token", body)
}

/// The answer to CreateToken. [`token_error`] reads the refusal.
pub fn create_token_response(response: &HttpResponse) -> Result<Token> {
    let members = CREATE_TOKEN.members(response)?;
    // The API does not say that it is always there; what is there must be what we can use.
    if members
        .optional_text("tokenType")?
        .is_some_and(|kind| !is_bearer(kind))
    {
        return Err(members.bad_response("with tokenType other than Bearer"));
    }
    Ok(Token {
        access_token: members.secret("accessToken")?,
        expires_in: members.seconds("expiresIn")?,
        refresh_token: members.optional_secret("refreshToken")?,
    })
}

/// Why CreateToken refused, in OAuth's words; `None` for an error of another kind.
pub fn token_error(error: &Error) -> Option<TokenError> {
    let fault = error
        .fault()
        .filter(|fault| fault.service == Service::SsoOidc.name())?;
    TokenError::from_code(oauth_error(fault)?)
}

#[cfg(test)]
mod tests {
    use super::super::Client;
    use super::super::tests::{endpoint, ok, sent};
    use super::{
        CodeVerifier, Grant, RedirectUri, TokenError, create_token_request, create_token_response,
        token_error,
    };
    use crate::error::ErrorKind;
    use crate::host::HttpResponse;
    use crate::secret::Secret;
    use core::time::Duration;
    use proptest::prelude::*;

    #[test]
    fn bodies() {
        let secret = Secret::from("s");
        let client = Client {
            id: "c",
            secret: &secret,
        };
        let value = Secret::from("v");
        let verifier = CodeVerifier::from_bytes(&[0; 32]);
        for (grant, body) in [
            (
                Grant::AuthorizationCode {
                    code: &value,
                    redirect_uri: RedirectUri::with_port(8400),
                    code_verifier: &verifier,
                },
                r#"{"grantType": "authorization_code", "clientId": "c", "clientSecret": "s", "redirectUri": "http://127.0.0.1:8400/oauth/callback", "codeVerifier": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "code": "v"}"#,
            ),
            (
                Grant::DeviceCode {
                    device_code: &value,
                },
                r#"{"grantType": "urn:ietf:params:oauth:grant-type:device_code", "clientId": "c", "clientSecret": "s", "deviceCode": "v"}"#,
            ),
            (
                Grant::RefreshToken {
                    refresh_token: &value,
                },
                r#"{"grantType": "refresh_token", "clientId": "c", "clientSecret": "s", "refreshToken": "v"}"#,
            ),
        ] {
            let request = create_token_request(&endpoint(), client, &grant);
            let url = "https://oidc.us-west-2.amazonaws.com/token";
            assert_eq!(sent(&request), ("POST", url, body));
        }
    }

    #[test]
    fn tokens() {
        let token = create_token_response(&ok(
            r#"{"accessToken":"a","tokenType":"Bearer","expiresIn":28800,"refreshToken":"r","idToken":null,"new":{}}"#,
        ))
        .unwrap();
        assert_eq!(token.access_token, Secret::from("a"));
        assert_eq!(token.expires_in, Duration::from_secs(28800));
        assert_eq!(token.refresh_token, Some(Secret::from("r")));
        let token = create_token_response(&ok(
            r#"{"accessToken":"a","expiresIn":1,"refreshToken":null}"#,
        ));
        assert_eq!(token.unwrap().refresh_token, None);
    }

    #[test]
    fn tokens_are_read_strictly() {
        for (body, what) in [
            ("", "with an empty body"),
            ("<html>", "with a body that is not whole JSON"),
            (
                "{\"accessToken\":\"a\",",
                "with a body that is not whole JSON",
            ),
            ("[]", "with JSON that is no object"),
            ("{}", "without accessToken"),
            (
                "{\"accessToken\":null,\"expiresIn\":1}",
                "without accessToken",
            ),
            (
                "{\"accessToken\":\"\",\"expiresIn\":1}",
                "without accessToken",
            ),
            (
                "{\"accessToken\":5,\"expiresIn\":1}",
                "with accessToken that is not text",
            ),
            (
                "{\"accessToken\":\"a\\r\\nx: y\",\"expiresIn\":1}",
                "with control characters in accessToken",
            ),
            (
                "{\"accessToken\":\"ü\",\"expiresIn\":1}",
                "with characters that no token has in accessToken",
            ),
            ("{\"accessToken\":\"a\"}", "without expiresIn"),
            (
                "{\"accessToken\":\"a\",\"expiresIn\":0}",
                "with expiresIn of zero",
            ),
            (
                "{\"accessToken\":\"a\",\"expiresIn\":-1}",
                "with expiresIn outside of what it can be",
            ),
            (
                "{\"accessToken\":\"a\",\"expiresIn\":999999999999}",
                "with expiresIn outside of what it can be",
            ),
            (
                "{\"accessToken\":\"a\",\"expiresIn\":1e99}",
                "with expiresIn that is not a whole number",
            ),
            (
                "{\"accessToken\":\"a\",\"expiresIn\":1.5}",
                "with expiresIn that is not a whole number",
            ),
            (
                "{\"accessToken\":\"a\",\"expiresIn\":\"60\"}",
                "with expiresIn that is not a whole number",
            ),
            (
                "{\"accessToken\":\"a\",\"expiresIn\":1,\"tokenType\":\"aws_sigv4\"}",
                "with tokenType other than Bearer",
            ),
            (
                "{\"accessToken\":\"a\",\"expiresIn\":1,\"refreshToken\":{}}",
                "with refreshToken that is not text",
            ),
        ] {
            let error = create_token_response(&ok(body)).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::BadResponse);
            assert_eq!(
                error.to_string(),
                format!("SSO OIDC answered CreateToken {what}.")
            );
            assert!(error.help().is_some());
        }
    }

    #[test]
    fn other_statuses() {
        for (status, what) in [
            (302, "with a redirect, which is never followed"),
            (101, "with the HTTP status 101"),
        ] {
            let response = HttpResponse { status, ..ok("{}") };
            let error = create_token_response(&response).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("SSO OIDC answered CreateToken {what}.")
            );
        }
    }

    #[test]
    fn refusals_in_oauth_s_words() {
        let refused = |headers: Vec<(String, String)>, body: &str| {
            let response = HttpResponse {
                status: 400,
                headers,
                ..ok(body)
            };
            token_error(&create_token_response(&response).unwrap_err())
        };
        assert_eq!(
            refused(Vec::new(), "{\"error\":\"slow_down\"}"),
            Some(TokenError::SlowDown)
        );
        let header = (
            "x-amzn-errortype".to_owned(),
            "AuthorizationPendingException:x".to_owned(),
        );
        assert_eq!(
            refused(vec![header], "<html>"),
            Some(TokenError::AuthorizationPending)
        );
        assert_eq!(refused(Vec::new(), "{\"error\":\"server_error\"}"), None);
        assert_eq!(refused(Vec::new(), ""), None);
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(body in "[{}\\[\\]\":,a-z0-9]{0,40}|\\{\"(accessToken|expiresIn|tokenType)\":[^,]{0,20}\\}") {
            let _ = create_token_response(&ok(&body));
        }
    }
}
