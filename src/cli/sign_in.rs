//! A person signs in at the terminal: in the browser with PKCE, or with a device code.

use super::terminal::{Listener, Page, Stream, Terminal};
use crate::aws::start_url::ResolvedStartUrl;
use crate::cache::token::CachedToken;
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::client::Client;
use crate::flow::concurrent::beside;
use crate::flow::device::{denied, expired, sign_in_with_device_code};
use crate::flow::refresh::access_token;
use crate::flow::resolve::resolve;
use crate::flow::session_files::{read_token, sign_in_turn};
use crate::flow::sign_in::{self, PendingSignIn};
use crate::host::Host;
use crate::oauth::authorize::{AuthorizationError, AuthorizationResponse};
use crate::oauth::redirect_uri::RedirectUri;
use core::time::Duration;

/// How long the redirect is waited for, as in the AWS CLI.
const PATIENCE: Duration = Duration::from_secs(600);

/// How to sign in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignInOptions {
    /// With a device code even where the browser could come back.
    pub use_device_code: bool,
    /// Show the address only.
    pub no_browser: bool,
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
/// `BadResponse`, `Store`, `Aborted`.
pub async fn sign_in<H: Host, T: Terminal>(
    client: &Client<H>,
    terminal: &T,
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
    if let Ok(token) = read_token(host, session).await
        && before.is_none_or(|before| before.access_token != token.access_token)
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
        with_device_code(client, terminal, session, &issuer, options).await?
    } else {
        match terminal.listen(options.redirect_port.unwrap_or(0)).await {
            Ok(listener) => {
                in_browser(client, terminal, session, &issuer, options, &listener).await?
            }
            Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
            Err(error) => {
                let words =
                    format!("{error}\nUsing a device code instead, which needs no redirect.\n\n");
                terminal.print(Stream::Stderr, &words).await?;
                with_device_code(client, terminal, session, &issuer, options).await?
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

async fn in_browser<H: Host, T: Terminal>(
    client: &Client<H>,
    terminal: &T,
    session: &SsoSession,
    issuer: &ResolvedStartUrl,
    options: &SignInOptions,
    listener: &T::Listener,
) -> Result<CachedToken> {
    let redirect_uri = RedirectUri::with_port(listener.port());
    let (url, pending) = sign_in::begin(client, session, issuer, redirect_uri).await?;
    let mut words = if options.no_browser {
        format!(
            "Browser will not be automatically opened.\nPlease visit the following URL:\n\n{url}\n"
        )
    } else {
        format!(
            "Attempting to open your default browser. If the browser does not open, open the following URL.\nIf you \
             are unable to open the URL on this device, run this command again with the '--use-device-code' \
             option.\n\n{url}\n\n"
        )
    };
    if terminal.interactive() {
        words.push_str(
            "If the browser runs on another machine, it ends at an address that starts with\nhttp://127.0.0.1 and \
             cannot be reached. Paste that whole address here:\n",
        );
    }
    terminal.print(Stream::Guidance, &words).await?;
    let open = async {
        if !options.no_browser {
            let opened = terminal.open_url(&url).await;
            client.host.trace(|| format!("browser opened: {opened}"));
        }
    };
    // A browser that is a program in the foreground would be waited for without need.
    beside(open, wait_for_redirect(client, terminal, listener, pending)).await
}

async fn wait_for_redirect<H: Host, T: Terminal>(
    client: &Client<H>,
    terminal: &T,
    listener: &T::Listener,
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
                listener.answer(redirect.id, Page::Denied, &error.to_string());
                return Err(error);
            }
            AuthorizationResponse::Advisory(refusal) => {
                client
                    .host
                    .trace(|| format!("ignored a refusal without our state: {}", refusal.error));
                "The browser reported an error that does not belong to this sign-in. Still waiting.\n"
            }
            AuthorizationResponse::Foreign => {
                client
                    .host
                    .trace(|| "ignored a redirect with another state".to_owned());
                "That address belongs to another sign-in. Still waiting.\n"
            }
            AuthorizationResponse::Incomplete => {
                client
                    .host
                    .trace(|| "ignored a redirect that says nothing".to_owned());
                "That is not the address that the sign-in ends at. Still waiting.\n"
            }
        };
        listener.answer(redirect.id, Page::Ignored, "");
        if redirect.pasted {
            terminal.print(Stream::Stderr, hint).await?;
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

/// The authorization endpoint's refusal (RFC 6749 section 4.1.2.1).
fn refused(refusal: &AuthorizationError) -> Error {
    if refusal.error == "access_denied" {
        return denied();
    }
    let described = match &refusal.error_description {
        Some(description) => format!(
            "The sign-in failed in the browser: {} ({description}).",
            refusal.error
        ),
        None => format!("The sign-in failed in the browser: {}.", refusal.error),
    };
    Error::new(ErrorKind::AccessDenied, described).with_help("Run the command again.")
}

async fn with_device_code<H: Host, T: Terminal>(
    client: &Client<H>,
    terminal: &T,
    session: &SsoSession,
    issuer: &ResolvedStartUrl,
    options: &SignInOptions,
) -> Result<CachedToken> {
    sign_in_with_device_code(client, session, issuer, async |device| {
        let (uri, code) = (&device.verification_uri, &device.user_code);
        let words = if options.no_browser {
            let autofill = match &device.verification_uri_complete {
                Some(complete) => format!(
                    "\nAlternatively, you may visit the following URL which will autofill the code upon \
                     loading:\n{complete}\n"
                ),
                None => String::new(),
            };
            format!(
                "Browser will not be automatically opened.\nPlease visit the following URL:\n\n{uri}\n\nThen enter \
                 the code:\n\n{code}\n{autofill}"
            )
        } else {
            format!(
                "Attempting to open your default browser.\nIf the browser does not open or you wish to use a \
                 different device to authorize this request, open the following URL:\n\n{uri}\n\nThen enter the \
                 code:\n\n{code}\n"
            )
        };
        terminal.print(Stream::Guidance, &words).await?;
        if !options.no_browser {
            let url = device.verification_uri_complete.as_deref().unwrap_or(uri);
            let opened = terminal.open_url(url).await;
            client.host.trace(|| format!("browser opened: {opened}"));
        }
        Ok(())
    })
    .await
}
