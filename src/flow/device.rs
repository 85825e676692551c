//! Signing in with a device code (RFC 8628), for hosts that no redirect can reach.

use super::client::Client;
use super::exchange::exchange;
use super::register;
use super::sign_in::keep;
use crate::aws::endpoint::{Endpoint, Service};
use crate::aws::oidc::{self, DeviceAuthorization, Grant, Token};
use crate::aws::start_url::ResolvedStartUrl;
use crate::cache::registration::{CachedRegistration, RegistrationKind};
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Event, Host};
use crate::oauth::device::{Answer, Polling};
use crate::oauth::token::TokenError;
use core::time::Duration;

/// No poll counts for more, whatever the clock says after it.
const LONGEST_EXCHANGE: Duration = Duration::from_secs(30);

/// Signs in: asks for a device code, hands it to `prompt`, and polls until the person has decided.
///
/// One attempt comes before the prompt, so that a client that is already approved asks nobody. `prompt` shows the user
/// code and the address; it should return at once.
///
/// Errors: `AccessDenied`, `AuthorizationExpired`, those of [`register::registration`], and what `prompt` fails with.
pub async fn sign_in_with_device_code<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
    issuer: &ResolvedStartUrl,
    prompt: impl AsyncFnOnce(&DeviceAuthorization) -> Result<()>,
) -> Result<CachedToken> {
    let kind = RegistrationKind::DeviceCode;
    let endpoint = client.endpoints.resolve(Service::SsoOidc, &issuer.region)?;
    let mut registration = register::registration(client, session, issuer, kind).await?;
    let device = match authorize_device(client, &endpoint, &registration, issuer).await {
        Err(error) if register::is_revoked(&error) => {
            register::forget(client, session, &registration.client_id).await;
            registration = register::registration(client, session, issuer, kind).await?;
            authorize_device(client, &endpoint, &registration, issuer).await?
        }
        other => other?,
    };
    match poll(client, &endpoint, &registration, &device, prompt).await {
        Ok(issued) => keep(client, session, issuer, &registration, issued).await,
        Err(error) => {
            // Too late for this sign-in, which a person may have answered; not for the next.
            if register::is_revoked(&error) {
                register::forget(client, session, &registration.client_id).await;
            }
            Err(error)
        }
    }
}

async fn authorize_device<H: Host>(
    client: &Client<H>,
    endpoint: &Endpoint,
    registration: &CachedRegistration,
    issuer: &ResolvedStartUrl,
) -> Result<DeviceAuthorization> {
    let response = exchange(&client.host, "StartDeviceAuthorization", &|_| {
        let client = oidc_client(registration);
        Ok(oidc::start_device_authorization_request(
            endpoint,
            client,
            &issuer.url,
        ))
    })
    .await?;
    oidc::start_device_authorization_response(endpoint, &response)
}

async fn poll<H: Host>(
    client: &Client<H>,
    endpoint: &Endpoint,
    registration: &CachedRegistration,
    device: &DeviceAuthorization,
    prompt: impl AsyncFnOnce(&DeviceAuthorization) -> Result<()>,
) -> Result<Token> {
    let host = &client.host;
    let mut time = host.now();
    let mut polling = Polling::new(time, device.expires_in, device.interval);
    let mut prompt = Some(prompt);
    loop {
        let sent = host.now();
        let grant = Grant::DeviceCode {
            device_code: &device.device_code,
        };
        let request = oidc::create_token_request(endpoint, oidc_client(registration), &grant);
        // Not `exchange`: the next poll is the next attempt, and it keeps the interval.
        let outcome = match host.send(request).await {
            Ok(response) => oidc::create_token_response(&response),
            Err(error) => Err(error),
        };
        let (answer, asked) = match outcome {
            Ok(issued) => return Ok(issued),
            Err(error) => {
                let asked = error.fault().and_then(|fault| fault.retry_after);
                (judge(error)?, asked)
            }
        };
        // What the clock says is corrected by the answers: none may stop the time here, or end it.
        let answered = host.now();
        time = time.saturating_add(answered.saturating_since(sent).min(LONGEST_EXCHANGE));
        polling.answered(time, answer);
        if let Some(prompt) = prompt.take() {
            prompt(device).await?;
        }
        let paused = host.now();
        time = time.saturating_add(paused.saturating_since(answered));
        let wait = polling.wait(time).map_err(|_| expired())?;
        // A service in trouble may ask for a longer pause (RFC 9110 section 10.2.3), but not beyond the code's end.
        let left = polling.expires_at().saturating_since(time);
        let asked = asked.map_or(Duration::ZERO, |seconds| {
            Duration::from_secs(seconds.into())
        });
        let wait = wait.max(asked.min(left));
        host.trace(|| format!("CreateToken: {answer:?}, next poll in {} s", wait.as_secs()));
        host.notify(Event::Polling { interval: wait });
        host.sleep(wait).await?;
        time = time.saturating_add(host.now().saturating_since(paused).max(wait));
    }
}

/// What a poll that brought no token means: go on, or give up.
fn judge(error: Error) -> Result<Answer> {
    if error.is_retryable() {
        return Ok(Answer::Unreachable);
    }
    match oidc::token_error(&error) {
        Some(TokenError::AuthorizationPending) => Ok(Answer::Pending),
        Some(TokenError::SlowDown) => Ok(Answer::SlowDown),
        Some(TokenError::ExpiredToken) => Err(expired().with_source(error)),
        Some(TokenError::AccessDenied) => Err(denied().with_source(error)),
        _ => Err(error),
    }
}

fn oidc_client(registration: &CachedRegistration) -> oidc::Client<'_> {
    oidc::Client {
        id: &registration.client_id,
        secret: &registration.client_secret,
    }
}

/// The person did not decide in time; the AWS CLI's words.
pub fn expired() -> Error {
    Error::new(
        ErrorKind::AuthorizationExpired,
        "The pending authorization to retrieve an SSO token has expired. The login flow to retrieve an SSO token must \
         be restarted.",
    )
    .with_help("Run the command again, and finish in the browser within ten minutes.")
}

/// The person said no.
pub fn denied() -> Error {
    Error::new(
        ErrorKind::AccessDenied,
        "The sign-in was denied in the browser.",
    )
    .with_help("Sign in again and allow the access, or ask your administrator why it was refused.")
}
