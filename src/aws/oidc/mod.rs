//! SSO OIDC, the authorization server of IAM Identity Center (IAM Identity Center OIDC API Reference): one file per
//! operation.
//!
//! Bodies hold their members in the AWS CLI's order. The endpoints that a registration's answer names are not used:
//! every request, with its secrets, goes to the endpoint that the configuration led to.

mod create_token;
mod register_client;
mod start_device_authorization;

pub use create_token::{Grant, Token, create_token_request, create_token_response, token_error};
pub use register_client::{
    ACCOUNT_ACCESS, AUTHORIZATION_CODE_GRANTS, ClientRegistration, RegisteredClient,
    register_client_request, register_client_response, registered_scopes,
};
pub use start_device_authorization::{
    DeviceAuthorization, start_device_authorization_request, start_device_authorization_response,
};

use super::endpoint::{Endpoint, Service};
use super::operation::Operation;
use super::relay;
use crate::encode::json::{Object, Value};
use crate::host::{HttpRequest, Method};
use crate::oauth::authorize::AuthorizationRequest;
use crate::oauth::redirect_uri::RedirectUri;
use crate::oauth::state::State;
use crate::secret::{Secret, Zeroizing};

const fn operation(name: &'static str) -> Operation {
    Operation {
        service: Service::SsoOidc,
        name,
    }
}

/// Who asks for a token.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// `clientId`.
    pub id: &'a str,
    /// `clientSecret`.
    pub secret: &'a Secret,
}

/// The URL that the browser opens for the authorization code grant.
pub fn authorization_url(
    endpoint: &Endpoint,
    client_id: &str,
    redirect_uri: RedirectUri,
    state: &State,
    scopes: &[String],
    code_challenge: &str,
) -> String {
    AuthorizationRequest {
        endpoint: &endpoint.page_at("/authorize"),
        client_id,
        redirect_uri,
        state,
        scopes,
        code_challenge,
    }
    .url()
}

fn post(endpoint: &Endpoint, path: &str, body: Object) -> HttpRequest {
    let mut text = Value::Object(body).to_python();
    let mut headers = vec![(
        "content-type",
        Zeroizing::new("application/json".to_owned()),
    )];
    headers.extend(relay::headers(endpoint));
    HttpRequest {
        method: Method::Post,
        url: endpoint.at(path),
        headers,
        body: Zeroizing::new(core::mem::take(&mut *text).into_bytes()),
    }
}

/// What the tests of all operations need.
#[cfg(test)]
mod tests {
    use super::Service;
    use crate::aws::endpoint::{Endpoint, EndpointOptions, resolve};
    use crate::host::{HttpRequest, HttpResponse};

    pub(super) fn endpoint() -> Endpoint {
        resolve(
            Service::SsoOidc,
            Some("us-west-2"),
            &EndpointOptions::default(),
        )
        .unwrap()
    }

    pub(super) fn ok(body: &str) -> HttpResponse {
        HttpResponse {
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec().into(),
        }
    }

    /// Method, URL and body of a request whose headers are as they must be.
    pub(super) fn sent(request: &HttpRequest) -> (&str, &str, &str) {
        assert_eq!(request.headers.len(), 1);
        assert_eq!(request.headers[0].0, "content-type");
        assert_eq!(request.headers[0].1.as_str(), "application/json");
        let body = str::from_utf8(&request.body).unwrap();
        (request.method.as_str(), &request.url, body)
    }
}
