//! The session that the tests sign in to, its files, and what the services answer about it.

use crate::scripted::{ScriptedHost, json};
use aws_sso_wasm::aws::start_url::ResolvedStartUrl;
use aws_sso_wasm::cache::token::CachedToken;
use aws_sso_wasm::config::sso_profile::SsoProfile;
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::encode::percent;
use aws_sso_wasm::error::{Error, ErrorKind};
use aws_sso_wasm::flow::client::{Client, Endpoints};
use aws_sso_wasm::flow::session_files::{registration_key, role_credentials_key, token_key};
use aws_sso_wasm::host::{Host, HttpRequest, HttpResponse, StoreKey};

pub(crate) const NOW: &str = "2024-05-01T10:00:00Z";
/// An hour ago.
pub(crate) const EXPIRED: &str = "2024-05-01T09:00:00Z";
pub(crate) const START_URL: &str = "https://d-abc123.awsapps.com/start";
pub(crate) const ACCOUNT: &str = "111111111111";
pub(crate) const ROLE: &str = "Admin";

/// The session `dev`.
pub(crate) fn dev() -> SsoSession {
    SsoSession {
        name: Some("dev".to_owned()),
        start_url: START_URL.to_owned(),
        region: "us-west-2".to_owned(),
        scopes: None,
    }
}

/// The same without a name, as a legacy profile has it.
pub(crate) fn legacy() -> SsoSession {
    SsoSession {
        name: None,
        ..dev()
    }
}

/// A role of the session.
pub(crate) fn admin() -> SsoProfile {
    SsoProfile {
        session: dev(),
        account_id: ACCOUNT.to_owned(),
        role_name: ROLE.to_owned(),
    }
}

pub(crate) fn admin_key() -> StoreKey {
    role_credentials_key(&dev(), ACCOUNT, ROLE)
}

pub(crate) fn token_of_dev() -> StoreKey {
    token_key(&dev())
}

pub(crate) fn registration_of_dev() -> StoreKey {
    registration_key(&dev())
}

pub(crate) fn issuer() -> ResolvedStartUrl {
    ResolvedStartUrl {
        url: START_URL.to_owned(),
        region: "us-west-2".to_owned(),
    }
}

pub(crate) fn client<H: Host>(host: H) -> Client<H> {
    Client::new(host, Endpoints::default())
}

/// A token file as the AWS CLI writes it.
pub(crate) fn token_file(access_token: &str, expires_at: &str, refresh_token: &str) -> String {
    format!(
        r#"{{"startUrl": "{START_URL}", "region": "us-west-2", "accessToken": "{access_token}", "expiresAt": "{expires_at}", "clientId": "client", "clientSecret": "client-secret", "registrationExpiresAt": "2024-07-01T00:00:00Z", "refreshToken": "{refresh_token}"}}"#
    )
}

/// A token file that nothing can renew.
pub(crate) fn bare_token_file(access_token: &str, expires_at: &str) -> String {
    format!(
        r#"{{"startUrl": "{START_URL}", "region": "us-west-2", "accessToken": "{access_token}", "expiresAt": "{expires_at}"}}"#
    )
}

/// A registration file as the AWS CLI writes it for the authorization code grant.
pub(crate) fn code_registration_file(client_id: &str) -> String {
    format!(
        r#"{{"clientId": "{client_id}", "clientSecret": "{client_id}-secret", "expiresAt": "2024-07-01T00:00:00Z", "scopes": ["sso:account:access"], "grantTypes": ["authorization_code", "refresh_token"]}}"#
    )
}

/// A registration file as the AWS CLI writes it for the device grant.
pub(crate) fn device_registration_file(client_id: &str) -> String {
    format!(
        r#"{{"clientId": "{client_id}", "clientSecret": "{client_id}-secret", "expiresAt": "2024-07-01T00:00:00Z"}}"#
    )
}

/// A role credentials file as the AWS CLI writes it.
pub(crate) fn role_file(access_key_id: &str, expiration: &str) -> String {
    format!(
        r#"{{"ProviderType": "sso", "Credentials": {{"AccessKeyId": "{access_key_id}", "SecretAccessKey": "secret-key", "SessionToken": "session-token", "Expiration": "{expiration}", "AccountId": "{ACCOUNT}"}}}}"#
    )
}

/// RegisterClient's answer: a registration until 2024-07-30.
pub(crate) fn registered(client_id: &str) -> HttpResponse {
    json(
        200,
        &format!(
            r#"{{"clientId": "{client_id}", "clientSecret": "{client_id}-secret", "clientIdIssuedAt": 1714557600, "clientSecretExpiresAt": 1722333600}}"#
        ),
    )
}

/// CreateToken's answer: a token for an hour, and a refresh token.
pub(crate) fn issued(access_token: &str, refresh_token: &str) -> HttpResponse {
    json(
        200,
        &format!(
            r#"{{"accessToken": "{access_token}", "tokenType": "Bearer", "expiresIn": 3600, "refreshToken": "{refresh_token}"}}"#
        ),
    )
}

/// GetRoleCredentials' answer: until 2024-05-01T11:00:00.123Z.
pub(crate) fn role_credentials(access_key_id: &str) -> HttpResponse {
    json(
        200,
        &format!(
            r#"{{"roleCredentials": {{"accessKeyId": "{access_key_id}", "secretAccessKey": "secret-key", "sessionToken": "session-token", "expiration": 1714561200123}}}}"#
        ),
    )
}

/// A refusal of SSO OIDC.
pub(crate) fn oauth_error(status: u16, error: &str) -> HttpResponse {
    json(
        status,
        &format!(r#"{{"error": "{error}", "error_description": "why"}}"#),
    )
}

/// A refusal of the portal.
pub(crate) fn portal_error(status: u16, exception: &str) -> HttpResponse {
    json(
        status,
        &format!(
            r#"{{"message": "why", "__type": "com.amazonaws.switchboard.portal#{exception}"}}"#
        ),
    )
}

/// What a host raises when nobody answers.
pub(crate) fn no_network() -> Error {
    Error::new(
        ErrorKind::Network,
        "The connection to oidc.us-west-2.amazonaws.com was lost.",
    )
}

/// The session's token, as the file has it.
pub(crate) fn stored_token(host: &ScriptedHost) -> CachedToken {
    let text = host.file(&token_of_dev()).expect("a token file");
    CachedToken::from_bytes(text.as_bytes()).expect("a token")
}

/// A parameter of a request's query, decoded.
pub(crate) fn parameter(request: &HttpRequest, name: &str) -> Option<String> {
    let (_, query) = request.url.split_once('?')?;
    let is_it = |pair: &&str| pair.split_once('=').is_some_and(|(it, _)| it == name);
    let (_, value) = query.split('&').find(is_it)?.split_once('=')?;
    Some(percent::decode(value).expect("percent-encoding"))
}
