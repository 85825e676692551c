//! A person signs in: in the browser with PKCE and a redirect to this machine, or with a device code. One process asks for
//! all that want the same session.

use super::browser::{Browser, Listener, Page};
use super::client::Client;
use super::concurrent::beside;
use super::device::{expired, sign_in_with_device_code};
use super::refresh::access_token;
use super::resolve::resolve;
use super::session_files::{read_token, sign_in_turn};
use super::sign_in::{self, PendingSignIn, refused};
use crate::aws::start_url::ResolvedStartUrl;
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::host::Host;
use crate::oauth::authorize::AuthorizationResponse;
use crate::oauth::redirect_uri::RedirectUri;
use core::ops::ControlFlow;
use core::time::Duration;

/// How long the redirect is waited for, as in the AWS CLI.
const PATIENCE: Duration = Duration::from_secs(600);

/// How to sign in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignInOptions {
    /// With a device code even where the browser could come back.
    pub use_device_code: bool,
    /// The port of the redirect; any free one if `None`.
    pub redirect_port: Option<u16>,
    /// Return at once while the token is good, or can be renewed without a person.
    pub if_needed: bool,
}

/// A session that is signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Its token.
    pub token: CachedToken,
    /// Who issued it; `None` if nobody had to sign in. Its Region may differ from the configured one.
    pub issuer: Option<ResolvedStartUrl>,
}

/// Signs in. Of several processes that ask for the same session at once, one asks the person; the others take over
/// the token it brings.
///
/// Errors: `AccessDenied`, `AuthorizationExpired`, `ConfigInvalid` (the start URL), `Service`, `Network`, `Timeout`,
/// `BadResponse`, `Store`, `Aborted`, and the browser's.
pub async fn sign_in<H: Host, B: Browser>(
    client: &Client<H>,
    browser: &B,
    session: &SsoSession,
    options: &SignInOptions,
) -> Result<SignedIn> {
    let host = &client.host;
    if options.if_needed
        && let Some(token) = usable_token(client, session).await?
    {
        return Ok(SignedIn {
            token,
            issuer: None,
        });
    }
    let before = match read_token(host, session).await {
        Ok(token) => Some(token),
        // What cannot be read cannot be replaced: better said before the person signs in.
        Err(error) if *error.kind() == ErrorKind::Store => return Err(error),
        Err(_) => None,
    };
    let _turn = host.lock(&sign_in_turn(session)).await?;
    // Whose turn it was may have written the token between the two looks above: where one is needed only if there is none,
    // any will do.
    if let Ok(token) = read_token(host, session).await
        && (options.if_needed
            || before.is_none_or(|before| before.access_token != token.access_token))
        && !token.is_expired(host.now())
    {
        host.trace(|| "another process has just signed in".to_owned());
        return Ok(SignedIn {
            token,
            issuer: None,
        });
    }
    let issuer = resolve(client, &session.start_url, Some(&session.region)).await?;
    // The AWS CLI does the same: a legacy profile's token comes from the device flow.
    let token = if options.use_device_code || session.name.is_none() {
        with_device_code(client, browser, session, &issuer).await?
    } else {
        match in_browser(client, browser, session, &issuer, options).await? {
            Ok(token) => token,
            Err(why) => {
                browser.cannot_return(&why).await?;
                with_device_code(client, browser, session, &issuer).await?
            }
        }
    };
    Ok(SignedIn {
        token,
        issuer: Some(issuer),
    })
}

/// The token, if it is good without a person; an error only if the wait for it was broken off.
async fn usable_token<H: Host>(
    client: &Client<H>,
    session: &SsoSession,
) -> Result<Option<CachedToken>> {
    match access_token(client, session).await {
        Ok(token) => Ok(Some(token)),
        Err(error) if *error.kind() == ErrorKind::Aborted => Err(error),
        Err(error) => {
            client
                .host
                .trace(|| format!("a sign-in is needed: {error}"));
            Ok(None)
        }
    }
}

/// Signs in with a redirect; the inner error says why none can come back.
async fn in_browser<H: Host, B: Browser>(
    client: &Client<H>,
    browser: &B,
    session: &SsoSession,
    issuer: &ResolvedStartUrl,
    options: &SignInOptions,
) -> Result<Result<CachedToken>> {
    // Bound before the browser opens, so that nobody else can be there when it comes back.
    let listener = match browser.listen(options.redirect_port.unwrap_or(0)).await {
        Ok(listener) => listener,
        Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
        Err(error) => return Ok(Err(error)),
    };
    let redirect_uri = RedirectUri::with_port(listener.port());
    let (url, pending) = sign_in::begin(client, session, issuer, redirect_uri).await?;
    let visit = async {
        match browser.visit(&url).await {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => ControlFlow::Break(Ok(Err(no_browser()))),
            Err(error) => ControlFlow::Break(Err(error)),
        }
    };
    let redirect = async {
        wait_for_redirect(client, browser, &listener, pending)
            .await
            .map(Ok)
    };
    // A browser that is a program in the foreground would be waited for without need.
    beside(visit, redirect).await
}

async fn wait_for_redirect<H: Host, B: Browser>(
    client: &Client<H>,
    browser: &B,
    listener: &B::Listener,
    pending: PendingSignIn,
) -> Result<CachedToken> {
    let deadline = client.host.now().saturating_add(PATIENCE);
    loop {
        let left = deadline.saturating_since(client.host.now());
        let redirect = match listener.next(left).await {
            Ok(redirect) => redirect,
            Err(error) => {
                sign_in::abandon(client, pending).await;
                let is_over = *error.kind() == ErrorKind::Timeout;
                return Err(if is_over { nobody_came() } else { error });
            }
        };
        let hint = match AuthorizationResponse::read(&redirect.url, &pending.state, None) {
            AuthorizationResponse::Code(code) => {
                let outcome = sign_in::complete(client, pending, code).await;
                match &outcome {
                    Ok(_) => listener.answer(redirect.id, Page::SignedIn, ""),
                    Err(error) => listener.answer(redirect.id, Page::Failed, &error.to_string()),
                }
                return outcome;
            }
            AuthorizationResponse::Error(refusal) => {
                let error = refused(&refusal);
                let page = if refusal.error == "access_denied" {
                    Page::Denied
                } else {
                    Page::Failed
                };
                listener.answer(redirect.id, page, &error.to_string());
                return Err(error);
            }
            AuthorizationResponse::Advisory(refusal) => {
                client
                    .host
                    .trace(|| format!("ignored a refusal without our state: {}", refusal.error));
                "The browser reported an error that does not belong to this sign-in. Still waiting."
            }
            AuthorizationResponse::Foreign => {
                client
                    .host
                    .trace(|| "ignored a redirect with another state".to_owned());
                "That address belongs to another sign-in. Still waiting."
            }
            AuthorizationResponse::Incomplete => {
                client
                    .host
                    .trace(|| "ignored a redirect that says nothing".to_owned());
                "That is not the address that the sign-in ends at. Still waiting."
            }
        };
        listener.answer(redirect.id, Page::Ignored, "");
        if redirect.pasted {
            browser.wrong_address(hint).await?;
        }
    }
}

/// The browser did not come back; perhaps it never could.
fn nobody_came() -> Error {
    expired().with_help(
        "Run the command again, and finish in the browser within ten minutes. A browser on another machine cannot come back \
         here: then add --use-device-code.",
    )
}

/// Nobody could be sent to the sign-in page.
fn no_browser() -> Error {
    Error::new(
        ErrorKind::InvalidArgument,
        "No browser could be opened on this machine.",
    )
    .with_help("Open the address yourself, or sign in with a device code.")
}

async fn with_device_code<H: Host, B: Browser>(
    client: &Client<H>,
    browser: &B,
    session: &SsoSession,
    issuer: &ResolvedStartUrl,
) -> Result<CachedToken> {
    sign_in_with_device_code(client, session, issuer, async |device| {
        browser.enter_code(device).await
    })
    .await
}
