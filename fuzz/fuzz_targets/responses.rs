//! Answers of every operation, with any status, headers and body: a result or an error that can be shown, never a panic.
#![no_main]

use arbitrary::Arbitrary;
use aws_sso_wasm::aws::endpoint::{Endpoint, EndpointOptions, Service, resolve};
use aws_sso_wasm::aws::{oidc, portal, signin, sts};
use aws_sso_wasm::error::{Error, ErrorKind};
use aws_sso_wasm::host::HttpResponse;
use aws_sso_wasm::secret::Zeroizing;
use aws_sso_wasm_fuzz::as_browsers_read;
use libfuzzer_sys::fuzz_target;
use std::fmt::Debug;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    status: Status,
    headers: Vec<(Header, &'a str)>,
    body: &'a [u8],
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Status {
    Ok,
    BadRequest,
    Unauthorized,
    TooMany,
    Unavailable,
    Any(u16),
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Header {
    ContentType,
    ErrorType,
    RequestId,
    RetryAfter,
    Date,
    Location,
}

impl Input<'_> {
    fn response(&self) -> HttpResponse {
        let name = |header| match header {
            Header::ContentType => "content-type",
            Header::ErrorType => "x-amzn-errortype",
            Header::RequestId => "x-amzn-requestid",
            Header::RetryAfter => "retry-after",
            Header::Date => "date",
            Header::Location => "location",
        };
        let headers = self.headers.iter();
        HttpResponse {
            status: match self.status {
                Status::Ok => 200,
                Status::BadRequest => 400,
                Status::Unauthorized => 401,
                Status::TooMany => 429,
                Status::Unavailable => 503,
                Status::Any(status) => status,
            },
            headers: headers
                .map(|(header, value)| (name(*header).to_owned(), (*value).to_owned()))
                .collect(),
            body: Zeroizing::new(self.body.to_vec()),
        }
    }
}

fuzz_target!(|input: Input<'_>| {
    let response = &input.response();
    judged(response, oidc::register_client_response(response));
    let device = oidc::start_device_authorization_response(&endpoint(), response);
    if let Some(device) = judged(response, device) {
        let url = as_browsers_read(&device.verification_uri);
        assert!(url.is_none_or(|url| url.scheme() == "https"));
    }
    if let Some(token) = judged(response, oidc::create_token_response(response)) {
        assert!(!token.access_token.expose().is_empty());
        assert!(
            token
                .access_token
                .expose()
                .bytes()
                .all(|b| b.is_ascii_graphic())
        );
    }
    judged(response, portal::list_accounts_response(response));
    judged(response, portal::list_account_roles_response(response));
    let role = portal::get_role_credentials_response("111111111111", response);
    if let Some(credentials) = judged(response, role) {
        let cached = credentials.to_cached().expect("an end and a session token");
        assert!(!cached.secret_access_key.expose().is_empty());
    }
    judged(response, portal::logout_response(response));
    judged(response, sts::get_caller_identity_response(response));
    judged(response, sts::assume_role_response(response));
    judged(response, signin::get_signin_token_response(response));
    sts::is_throttled(response);
});

fn endpoint() -> Endpoint {
    let options = EndpointOptions::default();
    resolve(Service::SsoOidc, Some("us-east-1"), &options).expect("an endpoint")
}

/// Only a success is one, and an error is fit to be shown on a terminal.
fn judged<T: Debug>(response: &HttpResponse, outcome: Result<T, Error>) -> Option<T> {
    let error = match outcome {
        Ok(result) => {
            assert!((200..300).contains(&response.status));
            return Some(result);
        }
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::BadResponse => {}
        ErrorKind::Service(fault) => {
            assert!((400..600).contains(&response.status) && fault.status == response.status);
            for text in [
                Some(&fault.code),
                Some(&fault.message),
                fault.request_id.as_ref(),
            ] {
                assert!(!text.is_some_and(|text| text.contains(char::is_control)));
            }
            // Either may read the answer otherwise, but no reading may be a panic.
            oidc::token_error(&error);
        }
        other => panic!("{other:?}: {error}"),
    }
    let shown = error.to_string();
    assert!(shown.len() < 20_000);
    assert!(
        !shown.contains(|c: char| c.is_control() && c != '\n'),
        "{shown:?}"
    );
    assert!(error.help().is_some());
    None
}
