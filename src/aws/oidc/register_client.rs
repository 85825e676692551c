//! RegisterClient.

use super::{operation, post};
use crate::aws::endpoint::Endpoint;
use crate::aws::operation::Operation;
use crate::cache::registration::RegistrationKind;
use crate::encode::json::Object;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::host::{HttpRequest, HttpResponse};
use crate::oauth::redirect_uri::RedirectUri;
use crate::oauth::token::{AUTHORIZATION_CODE, REFRESH_TOKEN};
use crate::secret::Secret;

const REGISTER_CLIENT: Operation = operation("RegisterClient");

/// The scope of the access portal.
pub const ACCOUNT_ACCESS: &str = "sso:account:access";
/// `grantTypes` of a client for the authorization code grant.
pub const AUTHORIZATION_CODE_GRANTS: [&str; 2] = [AUTHORIZATION_CODE, REFRESH_TOKEN];

/// What RegisterClient is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ClientRegistration<'a> {
    /// `clientName`, which the consent page shows.
    pub client_name: &'a str,
    /// The grant. A client for both is refused by the service.
    pub kind: RegistrationKind,
    /// The start URL as the service is told; sent for the authorization code grant only.
    pub issuer_url: &'a str,
    /// See [`registered_scopes`].
    pub scopes: &'a [String],
}

/// The scopes to register with: the configured ones; for the authorization code grant, [`ACCOUNT_ACCESS`] if none are.
pub fn registered_scopes(kind: RegistrationKind, configured: &[String]) -> Vec<String> {
    match kind {
        RegistrationKind::AuthorizationCode if configured.is_empty() => {
            vec![ACCOUNT_ACCESS.to_owned()]
        }
        _ => configured.to_vec(),
    }
}

/// A registered client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredClient {
    /// `clientId`.
    pub client_id: String,
    /// `clientSecret`.
    pub client_secret: Secret,
    /// `clientSecretExpiresAt`.
    pub expires_at: Timestamp,
}

/// RegisterClient.
pub fn register_client_request(
    endpoint: &Endpoint,
    registration: &ClientRegistration<'_>,
) -> HttpRequest {
    let mut body = Object::new()
        .with("clientName", registration.client_name)
        .with("clientType", "public");
    if registration.kind == RegistrationKind::AuthorizationCode {
        body.set("grantTypes", AUTHORIZATION_CODE_GRANTS.to_vec());
        body.set("redirectUris", vec![RedirectUri::REGISTERED.to_string()]);
        body.set("issuerUrl", registration.issuer_url);
    }
    if !registration.scopes.is_empty() {
        body.set("scopes", registration.scopes.to_vec());
    }
    post(endpoint, "/client/register", body)
}

/// The answer to RegisterClient.
pub fn register_client_response(response: &HttpResponse) -> Result<RegisteredClient> {
    let members = REGISTER_CLIENT.members(response)?;
    let expires_at = members.number("clientSecretExpiresAt")?;
    Ok(RegisteredClient {
        client_id: members.text("clientId")?.to_owned(),
        client_secret: members.secret("clientSecret")?,
        expires_at: Timestamp::from_epoch_seconds(expires_at)
            .filter(|_| expires_at > 0)
            .ok_or_else(|| {
                members.bad_response("with clientSecretExpiresAt outside of what it can be")
            })?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::authorization_url;
    use super::super::tests::{endpoint, ok, sent};
    use super::{
        ClientRegistration, RegistrationKind, register_client_request, register_client_response,
        registered_scopes,
    };
    use crate::error::ErrorKind;
    use crate::oauth::redirect_uri::RedirectUri;
    use crate::oauth::state::State;
    use proptest::prelude::*;

    #[test]
    fn register_client_bodies() {
        let scopes = registered_scopes(RegistrationKind::AuthorizationCode, &[]);
        let registration = ClientRegistration {
            client_name: "x",
            kind: RegistrationKind::AuthorizationCode,
            issuer_url: "https://d-1234567890.awsapps.com/start",
            scopes: &scopes,
        };
        assert_eq!(
            sent(&register_client_request(&endpoint(), &registration)),
            (
                "POST",
                "https://oidc.us-west-2.amazonaws.com/client/register",
                r#"{"clientName": "x", "clientType": "public", "grantTypes": ["authorization_code", "refresh_token"], "redirectUris": ["http://127.0.0.1/oauth/callback"], "issuerUrl": "https://d-1234567890.awsapps.com/start", "scopes": ["sso:account:access"]}"#
            )
        );
        let device = ClientRegistration {
            kind: RegistrationKind::DeviceCode,
            scopes: &registered_scopes(RegistrationKind::DeviceCode, &[]),
            ..registration
        };
        let request = register_client_request(&endpoint(), &device);
        assert_eq!(
            sent(&request).2,
            r#"{"clientName": "x", "clientType": "public"}"#
        );
        let device = ClientRegistration {
            scopes: &scopes,
            ..device
        };
        let request = register_client_request(&endpoint(), &device);
        assert_eq!(
            sent(&request).2,
            r#"{"clientName": "x", "clientType": "public", "scopes": ["sso:account:access"]}"#
        );
    }

    #[test]
    fn the_authorization_endpoint_is_ours_whatever_a_registration_says() {
        let client = register_client_response(&ok(
            r#"{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":1714561200,"authorizationEndpoint":"https://evil.com","tokenEndpoint":"https://evil.com"}"#,
        ))
        .unwrap();
        assert_eq!(client.expires_at.to_iso8601(), "2024-05-01T11:00:00Z");
        let state = State::from_bytes([0; 16]);
        let url = authorization_url(
            &endpoint(),
            &client.client_id,
            RedirectUri::with_port(1),
            &state,
            &[],
            "x",
        );
        assert!(url.starts_with(
            "https://oidc.us-west-2.amazonaws.com/authorize?response_type=code&client_id=c&"
        ));
    }

    #[test]
    fn registrations_are_read_strictly() {
        for body in [
            "{}",
            r#"{"clientId":"c","clientSecret":"s"}"#,
            r#"{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":0}"#,
            r#"{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":-5}"#,
            r#"{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":1714561200000}"#,
            r#"{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":"soon"}"#,
            r#"{"clientId":"","clientSecret":"s","clientSecretExpiresAt":1714561200}"#,
            r#"{"clientId":["c"],"clientSecret":"s","clientSecretExpiresAt":1714561200}"#,
        ] {
            let error = register_client_response(&ok(body)).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::BadResponse, "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(body in "[{}\\[\\]\":,a-z0-9]{0,40}|\\{\"client(Id|Secret|SecretExpiresAt)\":[^,]{0,20}\\}") {
            let _ = register_client_response(&ok(&body));
        }
    }
}
