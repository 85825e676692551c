//! JSON (RFC 8259) as the shared files need it: members keep their order, numbers keep their digits, text is
//! overwritten with zeros when dropped, and the writer matches Python's `json.dumps` byte for byte.
//!
//! An engine of our own: a general one makes the wasm some 15 KB (gzip) larger, and all this would still be to write.

mod parse;
mod write;

pub use parse::SyntaxError;

use crate::secret::Zeroizing;
use core::fmt;

/// A JSON value.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as its digits stood in the text.
    Number(String),
    /// A string. May be a secret.
    String(Zeroizing<String>),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

/// The members of an object, in order. Of members with the same name only the last counts, as in Python.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Object(Vec<(String, Value)>);

impl fmt::Debug for Value {
    /// The shape only: a value may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        })
    }
}

impl fmt::Debug for Object {
    /// The names of the members only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Object {
    /// An object without members.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The text of a member, if it is a string.
    pub fn str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The whole number of a member, if it is one that fits.
    pub fn i64(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// Sets a member: in its place if it exists, else at the end.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.put(name, value.into());
    }

    /// Not generic: a wasm would hold it once for every type of value.
    fn put(&mut self, name: &str, value: Value) {
        match self.0.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// [`Object::set`], for building one in a single expression.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// [`Object::with`] if there is a value, else nothing.
    #[must_use]
    pub fn with_optional(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Removes a member and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let index = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(index).1)
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there are no members.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sorts the members of this object and of all inside it by name, as `json.dumps(sort_keys=True)` does.
    pub fn sort(&mut self) {
        self.0.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (_, value) in &mut self.0 {
            value.sort();
        }
    }
}

impl Value {
    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is a whole one that fits and is written without an exponent. `1.0` counts as whole.
    pub fn as_i64(&self) -> Option<i64> {
        let Self::Number(digits) = self else {
            return None;
        };
        let whole = match digits.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
            Some(_) => return None,
            None => digits,
        };
        whole.parse().ok()
    }

    /// The flag, if this is a boolean.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub const fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn into_object(self) -> Option<Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Sorts the members of every object inside by name.
    pub fn sort(&mut self) {
        match self {
            Self::Array(elements) => elements.iter_mut().for_each(Self::sort),
            Self::Object(members) => members.sort(),
            _ => {}
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(Zeroizing::new(text.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(Zeroizing::new(text))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.to_string())
    }
}

impl From<Object> for Value {
    fn from(members: Object) -> Self {
        Self::Object(members)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(elements: Vec<T>) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Object, Value};
    use proptest::prelude::*;

    fn parse(text: &str) -> Value {
        Value::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn members_keep_their_order_and_numbers_their_digits() {
        let text = r#"{"b": 1.50, "a": [1e400, -0, true, null], "z": {}, "e": []}"#;
        assert_eq!(parse(text).to_python().as_str(), text);
    }

    #[test]
    fn the_last_of_two_members_counts() {
        assert_eq!(
            parse(r#"{"a":1,"b":2,"a":3}"#).to_compact().as_str(),
            r#"{"a":3,"b":2}"#
        );
    }

    #[test]
    fn text_is_escaped_as_python_escapes_it() {
        let value = Value::from("ü\u{1F600}\"\\\n\u{1}\u{7f}/");
        let written = value.to_python();
        assert_eq!(
            written.as_str(),
            "\"\\u00fc\\ud83d\\ude00\\\"\\\\\\n\\u0001\u{7f}/\""
        );
        assert_eq!(parse(&written), value);
    }

    #[test]
    fn pretty_form() {
        let value = Value::from(
            Object::new()
                .with("a", vec![1_i64, 2])
                .with("b", Object::new()),
        );
        assert_eq!(
            value.to_pretty(2, true).as_str(),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}"
        );
    }

    #[test]
    fn whole_numbers() {
        for (text, expected) in [
            ("12", Some(12)),
            ("-3", Some(-3)),
            ("1.0", Some(1)),
            ("15e2", None),
            ("1.5", None),
            ("1e400", None),
            ("99999999999999999999", None),
            ("\"1\"", None),
        ] {
            assert_eq!(parse(text).as_i64(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_json() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":}",
            "01",
            "1.",
            "+1",
            "nul",
            "\"\u{1}\"",
            "\"\\ud800\"",
            "\"\\x\"",
            "1 2",
            "\u{feff}1",
            "'a'",
            "{a:1}",
            "\"abc",
        ] {
            assert!(Value::parse(text.as_bytes()).is_err(), "{text}");
        }
        assert!(Value::parse(b"\"\xff\"").is_err());
        assert!(Value::parse("[".repeat(100_000).as_bytes()).is_err());
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::hash_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// What another engine writes we read, and it reads what we write.
        #[test]
        fn agrees_with_serde_json(value in any_json()) {
            let ours = Value::parse(value.to_string().as_bytes()).unwrap();
            for text in [ours.to_python(), ours.to_compact(), ours.to_pretty(4, false)] {
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&text).unwrap(), &value);
            }
        }

        /// Both engines refuse the same texts, or read the same value.
        #[test]
        fn refuses_what_serde_json_refuses(text in "[\\[\\]{}\",:0-9eE+. \\\\u\\-tfn]{0,12}") {
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            let ours = Value::parse(text.as_bytes());
            // serde_json refuses numbers beyond f64; we keep their digits.
            let out_of_range = theirs.as_ref().is_err_and(|e| e.to_string().contains("out of range"));
            prop_assert!(theirs.is_ok() == ours.is_ok() || out_of_range, "{}", text);
        }
    }

    #[test]
    fn an_error_tells_the_byte_that_does_not_fit() {
        for (text, offset) in [
            ("{\"token\": \"abc", 14),
            ("\"a\nb\"", 2),
            ("\"a\\x\"", 4),
            ("[1, ]", 4),
            ("1 2", 2),
        ] {
            let error = Value::parse(text.as_bytes()).unwrap_err();
            assert_eq!(error.offset, offset, "{text}");
        }
    }
}
