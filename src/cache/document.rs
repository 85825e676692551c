//! One cache file: a JSON object of text members, some of them times, with members of other tools between.

use crate::encode::json::{Object, Value};
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind};
use crate::secret::Secret;
use std::borrow::Cow;

/// The members of a file, while it is being read.
pub(super) struct Document(Object);

impl Document {
    /// Reads the file as a JSON object.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Error> {
        match Value::parse(bytes) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(unreadable("The file holds JSON, but not an object.")),
            Err(error) => Err(unreadable(format!(
                "The file is not JSON: byte {} does not fit.",
                error.offset
            ))),
        }
    }

    /// Whether there is such a member, whatever it holds.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &str) -> Result<&str, Error> {
        match self.0.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            Some(Value::String(_)) => Err(unreadable(format!("The member {name} is empty."))),
            Some(Value::Null) | None => Err(unreadable(format!("The member {name} is missing."))),
            Some(_) => Err(unreadable(format!("The member {name} is not text."))),
        }
    }

    /// A time that must be there, as ISO 8601 with a zone.
    pub(super) fn time(&self, name: &str) -> Result<Timestamp, Error> {
        Timestamp::parse_iso8601(self.text(name)?)
            .ok_or_else(|| unreadable(format!("The member {name} is not a time with a zone.")))
    }

    /// A text that may be there; `None` for what is empty or of another type, which is of no use either.
    pub(super) fn optional_text(&self, name: &str) -> Option<&str> {
        self.0.str(name).filter(|text| !text.is_empty())
    }

    /// A bearer token that must be there: printable ASCII, so that a header can carry it.
    pub(super) fn bearer(&self, name: &str) -> Result<Secret, Error> {
        let text = self.text(name)?;
        if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Secret::from(text))
        } else {
            Err(unreadable(format!(
                "The member {name} holds characters that no token has."
            )))
        }
    }

    /// [`Document::optional_text`] for a secret.
    pub(super) fn optional_secret(&self, name: &str) -> Option<Secret> {
        self.optional_text(name).map(Secret::from)
    }

    /// A time that may be there; `None` also for one that cannot be read.
    pub(super) fn optional_time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::parse_iso8601(self.optional_text(name)?)
    }

    /// The texts of an array that may be there; `None` also if not every element is a text.
    pub(super) fn optional_texts(&self, name: &str) -> Option<Vec<String>> {
        let elements = self.0.get(name)?.as_array()?.iter();
        elements
            .map(|element| element.as_str().map(str::to_owned))
            .collect()
    }

    /// An object that must be there.
    pub(super) fn into_object(mut self, name: &str) -> Result<Self, Error> {
        match self.0.remove(name) {
            Some(Value::Object(members)) => Ok(Self(members)),
            Some(Value::Null) | None => Err(unreadable(format!("The member {name} is missing."))),
            Some(_) => Err(unreadable(format!("The member {name} is not an object."))),
        }
    }

    /// The members that are not among `known`, in order: other tools', to be kept.
    pub(super) fn into_rest(self, known: &[&str]) -> Object {
        let mut rest = self.0;
        for name in known {
            rest.remove(name);
        }
        rest
    }
}

/// The members that are not among `known` of the file that is about to be replaced; none if it cannot be read.
pub(super) fn rest_of(old: &[u8], known: &[&str]) -> Object {
    match Document::parse(old) {
        Ok(document) => document.into_rest(known),
        Err(_) => Object::new(),
    }
}

/// Puts `rest` behind the members that `members` has.
pub(super) fn with_rest(mut members: Object, rest: &Object) -> Value {
    for (name, value) in rest.iter() {
        members.set(name, value.clone());
    }
    Value::Object(members)
}

fn unreadable(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Store, message)
}
