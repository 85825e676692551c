//! The person's browser: how a sign-in gets there, and how the redirect comes back (RFC 8252 section 7.3).
#![allow(
    async_fn_in_trait,
    reason = "futures here are never Send: JavaScript has one thread"
)]

use crate::aws::oidc::DeviceAuthorization;
use crate::error::{Error, Result};
use crate::secret::Zeroizing;
use core::fmt;
use core::time::Duration;

/// The person's browser, and the ways to tell the person where to go in it.
pub trait Browser {
    /// What [`Browser::listen`] opens.
    type Listener: Listener;

    /// Opens a port on 127.0.0.1; 0 is any free one. `Network` when it cannot be had.
    async fn listen(&self, port: u16) -> Result<Self::Listener>;

    /// Sends the person to the address; `false` if there is no way to. The redirect is waited for meanwhile.
    async fn visit(&self, url: &str) -> Result<bool>;

    /// Shows the person a device code, and where to enter it. It should return at once.
    async fn enter_code(&self, device: &DeviceAuthorization) -> Result<()>;

    /// Tells that no redirect can come back, and that a device code is used instead.
    async fn cannot_return(&self, why: &Error) -> Result<()>;

    /// Tells the person who pasted an address why it is not the one.
    async fn wrong_address(&self, hint: &str) -> Result<()>;
}

/// What the browser shows after a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The sign-in went through.
    SignedIn,
    /// The person declined.
    Denied,
    /// A redirect that belongs to no sign-in of ours; the wait goes on.
    Ignored,
    /// The sign-in failed after the redirect.
    Failed,
}

impl Page {
    /// The page's name, as hosts know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::Denied => "denied",
            Self::Ignored => "ignored",
            Self::Failed => "failed",
        }
    }
}

/// A redirect that arrived.
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    /// Tells this redirect from the others of the same listener.
    pub id: u32,
    /// The whole URL. Its query holds the authorization code.
    pub url: Zeroizing<String>,
    /// Whether the person pasted it; then no browser waits for an answer.
    pub pasted: bool,
}

impl fmt::Debug for Redirect {
    /// Without the URL: it holds the code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "redirect {}", self.id)
    }
}

/// An open port on 127.0.0.1 that waits for the browser (RFC 8252 section 7.3).
///
/// INVARIANT: it answers only GET of the exact path `/oauth/callback` with the `Host` it listens at; dropping it closes
/// the port.
pub trait Listener {
    /// The port.
    fn port(&self) -> u16;

    /// The next redirect that reached the port, or that the person pasted.
    ///
    /// `Timeout` after `timeout`; `Aborted` when the caller gives up.
    async fn next(&self, timeout: Duration) -> Result<Redirect>;

    /// Shows a page to the browser that brought the redirect. `detail` is plain text, escaped by the host.
    fn answer(&self, redirect: u32, page: Page, detail: &str);
}
