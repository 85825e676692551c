//! Requests on their way to a relay: they go to its address and to no other, in one form, with nothing of theirs lost.
#![no_main]

use arbitrary::Arbitrary;
use aws_sso_wasm::aws::endpoint::{EndpointOptions, Service, resolve};
use aws_sso_wasm::aws::oidc::{self, Grant};
use aws_sso_wasm::aws::portal::{self, PageRequest};
use aws_sso_wasm::aws::relay::{REQUESTED_BY, relayed};
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::host::HttpRequest;
use aws_sso_wasm::secret::Secret;
use aws_sso_wasm_fuzz::as_browsers_read;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    base: Base<'a>,
    region: Option<&'a str>,
    operation: Operation<'a>,
    token: &'a str,
}

#[derive(Arbitrary, Debug)]
enum Base<'a> {
    Https,
    Local,
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Operation<'a> {
    ListAccounts(Option<u8>, Option<&'a str>),
    ListAccountRoles(&'a str, Option<u8>, Option<&'a str>),
    GetRoleCredentials(&'a str, &'a str),
    Logout,
    CreateToken(&'a str, &'a str),
    StartDeviceAuthorization(&'a str, &'a str),
}

fuzz_target!(|input: Input<'_>| {
    let base = match input.base {
        Base::Https => "https://console.example.com/aws/",
        Base::Local => "http://127.0.0.1:8080",
        Base::Any(text) => text,
    };
    let region = input.region.unwrap_or("eu-west-1");
    let is_portal = !matches!(
        input.operation,
        Operation::CreateToken(..) | Operation::StartDeviceAuthorization(..)
    );
    let (service, route) = match is_portal {
        true => (Service::Sso, "portal"),
        false => (Service::SsoOidc, "oidc"),
    };
    let Ok(endpoint) = resolve(service, Some(region), &EndpointOptions::default()) else {
        return;
    };
    let endpoint = match relayed(endpoint, base, service, region) {
        Ok(endpoint) => endpoint,
        Err(error) => {
            assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
            return;
        }
    };
    let token = Secret::from(input.token);
    let page = |max_results, next_token| PageRequest {
        max_results,
        next_token,
    };
    let max = |max: Option<u8>| max.map(|max| ("max_result", max.to_string()));
    let next = |next: Option<&str>| next.map(|next| ("next_token", next.to_owned()));
    let one = |name: &'static str, value: &str| Some((name, value.to_owned()));
    let (request, path, query) = match input.operation {
        Operation::ListAccounts(many, more) => (
            portal::list_accounts_request(&endpoint, &token, page(many, more)),
            "/assignment/accounts",
            vec![max(many), next(more)],
        ),
        Operation::ListAccountRoles(account, many, more) => (
            portal::list_account_roles_request(&endpoint, &token, account, page(many, more)),
            "/assignment/roles",
            vec![one("account_id", account), max(many), next(more)],
        ),
        Operation::GetRoleCredentials(account, role) => (
            portal::get_role_credentials_request(&endpoint, &token, account, role),
            "/federation/credentials",
            vec![one("role_name", role), one("account_id", account)],
        ),
        Operation::Logout => (portal::logout_request(&endpoint, &token), "/logout", vec![]),
        Operation::CreateToken(id, refresh_token) => {
            let refresh_token = Secret::from(refresh_token);
            let client = oidc::Client { id, secret: &token };
            let grant = Grant::RefreshToken {
                refresh_token: &refresh_token,
            };
            let request = oidc::create_token_request(&endpoint, client, &grant);
            holds(&request, "clientId", id);
            holds(&request, "clientSecret", input.token);
            holds(&request, "refreshToken", refresh_token.expose());
            (request, "/token", vec![])
        }
        Operation::StartDeviceAuthorization(id, start_url) => {
            let client = oidc::Client { id, secret: &token };
            let request = oidc::start_device_authorization_request(&endpoint, client, start_url);
            holds(&request, "startUrl", start_url);
            (request, "/device_authorization", vec![])
        }
    };
    let base = base.trim_end_matches('/');
    is_for_the_relay(&request, &format!("{base}/{region}/{route}{path}"), &query);
    let header = |name| request.headers.iter().find(|(other, _)| *other == name);
    let bearer = header("authorization").map(|(_, value)| value.to_string());
    assert_eq!(bearer, is_portal.then(|| format!("Bearer {}", input.token)));
    assert!(header("x-amz-sso_bearer_token").is_none());
});

fn is_for_the_relay(request: &HttpRequest, expected: &str, query: &[Option<(&str, String)>]) {
    let Some(url) = as_browsers_read(&request.url) else {
        return;
    };
    let expected = as_browsers_read(expected).expect("the same host");
    assert_eq!(url.origin(), expected.origin());
    assert_eq!(url.path(), expected.path());
    assert!(url.fragment().is_none() && url.username().is_empty());
    let wanted: Vec<_> = query.iter().flatten().cloned().collect();
    let sent: Vec<_> = url.query_pairs().collect();
    assert_eq!(sent.len(), wanted.len());
    for ((name, value), (wanted_name, wanted_value)) in sent.iter().zip(&wanted) {
        assert_eq!(
            (name.as_ref(), value.as_ref()),
            (*wanted_name, wanted_value.as_str())
        );
    }
    let (name, value) = REQUESTED_BY;
    let headers = request.headers.iter().filter(|(other, _)| *other == name);
    assert_eq!(
        headers.map(|(_, it)| it.as_str()).collect::<Vec<_>>(),
        [value]
    );
}

/// Whether the body has this member, as another reader of JSON reads it.
fn holds(request: &HttpRequest, name: &str, value: &str) {
    let body: serde_json::Value = serde_json::from_slice(&request.body).expect("JSON");
    assert_eq!(body[name], value);
}
