//! Reading the body of an operation's answer, strictly, and saying what is wrong with it.

use super::fault::fault;
use super::operation::Operation;
use super::web_page::{WEB_PAGE_HELP, is_web_page};
use crate::encode::json::{Object, Value};
use crate::encode::xml::Element;
use crate::error::{Error, ErrorKind, Result};
use crate::host::HttpResponse;
use crate::secret::Secret;
use core::fmt;
use core::time::Duration;

/// No lifetime that a service names is longer, in seconds: a year.
const MAX_SECONDS: i64 = 366 * 24 * 60 * 60;

impl Operation {
    /// Fails unless the status is a success: with the service's refusal, or with `ERR_BAD_RESPONSE` for a redirect.
    pub(super) fn succeeded(self, response: &HttpResponse) -> Result<()> {
        match response.status {
            200..=299 => Ok(()),
            400..=599 => Err(fault(self, response)),
            301 | 302 | 303 | 307 | 308 => Err(self
                .bad_response("with a redirect, which is never followed")
                .with_help("Check the proxy and the endpoint that are configured.")),
            status => Err(self.bad_response(format_args!("with the HTTP status {status}"))),
        }
    }

    /// The members of a successful answer in JSON.
    pub(super) fn members(self, response: &HttpResponse) -> Result<Members> {
        self.succeeded(response)?;
        match Value::parse(&response.body) {
            Ok(Value::Object(object)) => Ok(Members {
                operation: self,
                object,
            }),
            Ok(_) => Err(self.bad_response("with JSON that is no object")),
            Err(_) => Err(self.not_the_format(response, "JSON")),
        }
    }

    /// The result element of a successful answer in XML: `{name}Result` in `{name}Response`. With it, the root.
    pub(super) fn root(self, response: &HttpResponse) -> Result<Element> {
        self.succeeded(response)?;
        let root =
            Element::parse(&response.body).map_err(|_| self.not_the_format(response, "XML"))?;
        if root.name().strip_suffix("Response") == Some(self.name) {
            Ok(root)
        } else {
            Err(self.bad_response("with an XML document of another kind"))
        }
    }

    /// An answer that is not what the API promises: `what` goes on where "SSO answered Logout" ends.
    pub(super) fn bad_response(self, what: impl fmt::Display) -> Error {
        Error::new(
            ErrorKind::BadResponse,
            format!("{} answered {} {what}.", self.service.name(), self.name),
        )
        .with_help("Check the endpoint and the proxy that are configured, or try again later.")
    }

    fn not_the_format(self, response: &HttpResponse, format: &str) -> Error {
        if response.body.is_empty() {
            return self.bad_response("with an empty body");
        }
        let error = self.bad_response(format_args!("with a body that is not whole {format}"));
        if is_web_page(response) {
            error.with_help(WEB_PAGE_HELP)
        } else {
            error
        }
    }
}

/// The members of a JSON answer. What is `null` is absent, as the API has it.
#[derive(Debug)]
pub(super) struct Members {
    operation: Operation,
    object: Object,
}

impl Members {
    /// An error about this answer.
    pub(super) fn bad_response(&self, what: impl fmt::Display) -> Error {
        self.operation.bad_response(what)
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name).filter(|value| **value != Value::Null)
    }

    fn missing(&self, name: &str) -> Error {
        self.bad_response(format_args!("without {name}"))
    }

    /// A text for people, which may be there and may hold anything: whoever shows it makes it harmless. An empty one is
    /// absent.
    pub(super) fn optional_label(&self, name: &str) -> Result<Option<&str>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(_) => Err(self.bad_response(format_args!("with {name} that is not text"))),
        }
    }

    /// A text that may be there. An empty one is absent; a control character, which could upset a header or a file, is
    /// an error.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<&str>> {
        match self.optional_label(name)? {
            Some(text) if text.contains(char::is_control) => {
                Err(self.bad_response(format_args!("with control characters in {name}")))
            }
            text => Ok(text),
        }
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &str) -> Result<&str> {
        self.optional_text(name)?.ok_or_else(|| self.missing(name))
    }

    /// A secret that may be there: printable ASCII without blanks, so that a header can carry it.
    pub(super) fn optional_secret(&self, name: &str) -> Result<Option<Secret>> {
        match self.optional_text(name)? {
            Some(text) if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Err(self.bad_response(format_args!("with characters that no token has in {name}")))
            }
            text => Ok(text.map(Secret::from)),
        }
    }

    /// A secret that must be there.
    pub(super) fn secret(&self, name: &str) -> Result<Secret> {
        self.optional_secret(name)?
            .ok_or_else(|| self.missing(name))
    }

    /// A whole number that may be there.
    pub(super) fn optional_number(&self, name: &str) -> Result<Option<i64>> {
        self.get(name)
            .map(|value| {
                value.as_i64().ok_or_else(|| {
                    self.bad_response(format_args!("with {name} that is not a whole number"))
                })
            })
            .transpose()
    }

    /// A whole number that must be there.
    pub(super) fn number(&self, name: &str) -> Result<i64> {
        self.optional_number(name)?
            .ok_or_else(|| self.missing(name))
    }

    /// A lifetime in whole seconds that may be there: from zero to a year.
    pub(super) fn optional_seconds(&self, name: &str) -> Result<Option<Duration>> {
        self.optional_number(name)?
            .map(|seconds| {
                u64::try_from(seconds)
                    .ok()
                    .filter(|_| seconds <= MAX_SECONDS)
                    .map(Duration::from_secs)
                    .ok_or_else(|| {
                        self.bad_response(format_args!("with {name} outside of what it can be"))
                    })
            })
            .transpose()
    }

    /// A lifetime in whole seconds that must be there: from one second to a year.
    pub(super) fn seconds(&self, name: &str) -> Result<Duration> {
        let seconds = self
            .optional_seconds(name)?
            .ok_or_else(|| self.missing(name))?;
        if seconds.is_zero() {
            Err(self.bad_response(format_args!("with {name} of zero")))
        } else {
            Ok(seconds)
        }
    }

    /// An object that must be there.
    pub(super) fn object(mut self, name: &str) -> Result<Self> {
        match self.object.remove(name) {
            Some(Value::Object(object)) => Ok(Self { object, ..self }),
            Some(Value::Null) | None => Err(self.missing(name)),
            Some(_) => Err(self.bad_response(format_args!("with {name} that is not an object"))),
        }
    }

    /// An array of objects that must be there.
    pub(super) fn objects(&mut self, name: &str) -> Result<Vec<Self>> {
        let operation = self.operation;
        match self.object.remove(name) {
            Some(Value::Array(elements)) => elements
                .into_iter()
                .map(|element| match element {
                    Value::Object(object) => Ok(Self { operation, object }),
                    _ => Err(self
                        .bad_response(format_args!("with {name} that is not a list of objects"))),
                })
                .collect(),
            Some(Value::Null) | None => Err(self.missing(name)),
            Some(_) => Err(self.bad_response(format_args!("with {name} that is not a list"))),
        }
    }
}
