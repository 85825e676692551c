//! One error type for the whole core: what went wrong, in a sentence, with a stable code and the next step.

use core::fmt;
use std::borrow::Cow;

/// Shorthand for a result of this crate.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// What went wrong, told so that a program can act on it.
///
/// The codes are public API (SemVer); the messages are not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller, or the person at the keyboard, stopped it.
    Aborted,
    /// A wait reached its limit.
    Timeout,
    /// No answer from the other side: DNS, connection, TLS, reset.
    Network,
    /// The person declined the consent.
    AccessDenied,
    /// There is no usable token, and none can be had without a person signing in.
    SignInRequired,
    /// The device code, or the wait for the redirect, ran out (RFC 8628 section 3.5 `expired_token`).
    AuthorizationExpired,
    /// A redirect whose `state` is not the one we sent (RFC 6749 section 10.12).
    StateMismatch,
    /// The configuration files contradict themselves, or cannot be parsed.
    ConfigInvalid,
    /// A value that the command needs is missing from the configuration.
    ConfigIncomplete,
    /// No such profile.
    ProfileNotFound,
    /// No such sso-session.
    SessionNotFound,
    /// Nothing says where credentials come from.
    NoCredentials,
    /// Nothing says which Region to use.
    NoRegion,
    /// A file could not be read or written.
    Store,
    /// The service answered with something that is not what its API promises.
    BadResponse,
    /// The service refused.
    Service(Box<ServiceFault>),
    /// The service kept answering "too many requests".
    Throttled,
    /// The caller passed something unusable.
    InvalidArgument,
    /// A defect in this program.
    Internal,
}

/// How a service refused a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceFault {
    /// `SSO OIDC`, `SSO`, `STS` or `Signin`.
    pub service: &'static str,
    /// The operation by its API name, such as `CreateToken`.
    pub operation: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The exception name, such as `UnauthorizedException`, or the status when the body named none.
    pub code: String,
    /// OAuth's `error` (RFC 6749 section 5.2), when the body had one.
    pub error: Option<String>,
    /// What the service says about it. May be empty.
    pub message: String,
    /// The service's id of the request, to quote to AWS Support.
    pub request_id: Option<String>,
    /// Seconds to wait before the next try, when the service said so.
    pub retry_after: Option<u32>,
}

impl ErrorKind {
    /// The stable code, as programs see it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Aborted => "ERR_ABORTED",
            Self::Timeout => "ERR_TIMEOUT",
            Self::Network => "ERR_NETWORK",
            Self::AccessDenied => "ERR_ACCESS_DENIED",
            Self::SignInRequired => "ERR_SIGN_IN_REQUIRED",
            Self::AuthorizationExpired => "ERR_AUTHORIZATION_EXPIRED",
            Self::StateMismatch => "ERR_STATE_MISMATCH",
            Self::ConfigInvalid => "ERR_CONFIG_INVALID",
            Self::ConfigIncomplete => "ERR_CONFIG_INCOMPLETE",
            Self::ProfileNotFound => "ERR_PROFILE_NOT_FOUND",
            Self::SessionNotFound => "ERR_SESSION_NOT_FOUND",
            Self::NoCredentials => "ERR_NO_CREDENTIALS",
            Self::NoRegion => "ERR_NO_REGION",
            Self::Store => "ERR_STORE",
            Self::BadResponse => "ERR_BAD_RESPONSE",
            Self::Service(_) => "ERR_SERVICE",
            Self::Throttled => "ERR_THROTTLED",
            Self::InvalidArgument => "ERR_INVALID_ARGUMENT",
            Self::Internal => "ERR_INTERNAL",
        }
    }

    /// Every code, for the tests that hold the lists in Rust, TypeScript and the README equal.
    pub const CODES: &'static [&'static str] = &[
        "ERR_ABORTED",
        "ERR_TIMEOUT",
        "ERR_NETWORK",
        "ERR_ACCESS_DENIED",
        "ERR_SIGN_IN_REQUIRED",
        "ERR_AUTHORIZATION_EXPIRED",
        "ERR_STATE_MISMATCH",
        "ERR_CONFIG_INVALID",
        "ERR_CONFIG_INCOMPLETE",
        "ERR_PROFILE_NOT_FOUND",
        "ERR_SESSION_NOT_FOUND",
        "ERR_NO_CREDENTIALS",
        "ERR_NO_REGION",
        "ERR_STORE",
        "ERR_BAD_RESPONSE",
        "ERR_SERVICE",
        "ERR_THROTTLED",
        "ERR_INVALID_ARGUMENT",
        "ERR_INTERNAL",
    ];

    /// The kind for a code that a host raised. A host cannot raise `ERR_SERVICE`: the core judges responses.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "ERR_ABORTED" => Self::Aborted,
            "ERR_TIMEOUT" => Self::Timeout,
            "ERR_NETWORK" => Self::Network,
            "ERR_STORE" => Self::Store,
            "ERR_BAD_RESPONSE" => Self::BadResponse,
            "ERR_CONFIG_INVALID" => Self::ConfigInvalid,
            "ERR_INVALID_ARGUMENT" => Self::InvalidArgument,
            _ => return None,
        })
    }
}

/// An error: a kind, a sentence, and, where there is one, the next step.
///
/// Neither holds a secret, nor a URL with its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

/// Behind a pointer: every result of the core is passed on by moving it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Details {
    kind: ErrorKind,
    message: Cow<'static, str>,
    help: Option<Cow<'static, str>>,
    source: Option<Error>,
}

impl Error {
    /// An error of this kind. `message` is a whole sentence a person understands.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            help: None,
            source: None,
        }))
    }

    /// Adds the next step, as a sentence.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Adds what caused it.
    #[must_use]
    pub fn with_source(mut self, source: Error) -> Self {
        self.0.source = Some(source);
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The next step, when there is one.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The cause, when there is one.
    pub fn cause(&self) -> Option<&Error> {
        self.0.source.as_ref()
    }

    /// The service's refusal, when that is what this is.
    pub fn fault(&self) -> Option<&ServiceFault> {
        match &self.0.kind {
            ErrorKind::Service(fault) => Some(fault),
            _ => None,
        }
    }

    /// Whether the same call may succeed if it is simply made again later.
    pub fn is_retryable(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Network | ErrorKind::Timeout | ErrorKind::Throttled => true,
            // STS throttles with status 400.
            ErrorKind::Service(fault) => {
                fault.status >= 500 || fault.status == 429 || fault.code == "Throttling"
            }
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.0.source {
            Some(source) => Some(source),
            None => None,
        }
    }
}
