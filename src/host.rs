//! The ports: all that the core asks of the program around it.
//!
//! Every port is a trait with native `async fn`, and no future is `Send`: the core runs on one thread, in one
//! page or one Node process. A flow is generic over one [`Host`], so a test passes a struct and a page passes
//! an adapter over JavaScript.
#![allow(
    async_fn_in_trait,
    reason = "futures here are never Send: JavaScript has one thread"
)]

use crate::encode::timestamp::Timestamp;
use crate::error::{Error, Result};
use crate::secret::Zeroizing;
use core::fmt;
use core::time::Duration;

/// The methods the services use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Read the headers only.
    Head,
    /// Act.
    Post,
}

impl Method {
    /// The method as it stands in the request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
        }
    }
}

/// Names of a request's headers in lower case, with their values. May hold a bearer token.
pub type Headers = Vec<(&'static str, Zeroizing<String>)>;

/// One HTTP request.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL. Its query may hold account ids and page tokens, never a secret (see `aws::signin` for the
    /// one exception that AWS imposes).
    pub url: String,
    /// The headers.
    pub headers: Headers,
    /// The body. May hold a secret.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for HttpRequest {
    /// Method, host and path only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or("");
        write!(f, "{} {url}", self.method.as_str())
    }
}

/// One HTTP response.
#[derive(Clone)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body, whole. May hold a secret.
    pub body: Zeroizing<Vec<u8>>,
}

impl HttpResponse {
    /// The first value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {} with {} bytes", self.status, self.body.len())
    }
}

/// One exchange with a server.
pub trait HttpClient {
    /// Sends the request and reads the whole response.
    ///
    /// INVARIANT: a redirect is returned, never followed; a body over 1 MiB is `BadResponse`; no answer within the
    /// host's limit (15 s unless the caller says otherwise) is `Timeout`; no connection is `Network`; a cancelled
    /// call is `Aborted`. Any status is a response, not an error.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse>;
}

/// The time.
pub trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Waits; ends in `Aborted` when the caller gives up.
    async fn sleep(&self, duration: Duration) -> Result<()>;
}

/// Randomness fit for keys.
pub trait Entropy {
    /// Fills the slice.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}

/// A document that a [`Store`] keeps. It names a document, never a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreKey {
    /// The shared config file (`~/.aws/config`).
    Config,
    /// The shared credentials file (`~/.aws/credentials`).
    Credentials,
    /// A token or a client registration: a file of `~/.aws/sso/cache`, by its name.
    SsoCache(String),
    /// Role credentials: a file of `~/.aws/cli/cache`, by its name.
    CliCache(String),
    /// A sign-in that a redirect interrupted, by its `state`.
    PendingSignIn(String),
}

/// A folder of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// `~/.aws/sso/cache`.
    SsoCache,
    /// `~/.aws/cli/cache`.
    CliCache,
}

/// Whole documents, shared with other programs.
pub trait Store {
    /// Held while a document is read, changed and written; let go when dropped.
    type Lock;

    /// The document, or `None` if there is none.
    async fn read(&self, key: &StoreKey) -> Result<Option<Zeroizing<Vec<u8>>>>;
    /// Replaces the document: entirely, or not at all.
    async fn write(&self, key: &StoreKey, bytes: &[u8]) -> Result<()>;
    /// Removes the document; `false` if there was none.
    async fn remove(&self, key: &StoreKey) -> Result<bool>;
    /// The names of all documents of a folder, other tools' too; empty if there is no folder.
    async fn list(&self, collection: Collection) -> Result<Vec<StoreKey>>;
    /// Waits until no other process of this program holds the document. A holder that died is passed over within
    /// seconds.
    async fn lock(&self, key: &StoreKey) -> Result<Self::Lock>;
}

/// What a flow tells while it runs. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A step, for `--debug`.
    Trace(String),
    /// Something went wrong that does not keep the caller from going on.
    Warning(Error),
    /// The device flow waits for the person's approval; the next question to the service comes after `interval`.
    Polling {
        /// How long until the next poll.
        interval: Duration,
    },
    /// A new token was written.
    SignedIn {
        /// The session's name, or its start URL when it has none.
        session: String,
        /// When the token ends.
        expires_at: Timestamp,
    },
    /// A token was renewed without a person.
    Refreshed {
        /// The session's name, or its start URL when it has none.
        session: String,
        /// When the token ends.
        expires_at: Timestamp,
    },
    /// A session was ended.
    SignedOut {
        /// The session's name, or its start URL when it has none.
        session: String,
    },
}

/// Whoever wants to know.
pub trait Observer {
    /// Takes the event; must not fail, must not wait.
    fn notify(&self, event: Event);

    /// Tells a step, for `--debug`; the text is made only if somebody listens.
    fn trace(&self, text: impl FnOnce() -> String)
    where
        Self: Sized,
    {
        if self.traces() {
            self.notify(Event::Trace(text()));
        }
    }

    /// Whether [`Event::Trace`] is of any use to this observer.
    fn traces(&self) -> bool {
        false
    }
}

/// Everything a flow needs.
pub trait Host: HttpClient + Clock + Entropy + Store + Observer {}

impl<T: HttpClient + Clock + Entropy + Store + Observer> Host for T {}
