//! JSON (RFC 8259) as the shared files need it: members keep their order, numbers keep their digits, text is
//! overwritten with zeros when dropped, and the writer matches Python's `json.dumps` byte for byte.
//!
//! An engine of our own, because the wasm carries it: it costs a tenth of what a general one does.

use core::fmt;
use zeroize::Zeroizing;

/// Nesting deeper than this is refused, so that a hostile document cannot exhaust the stack.
const MAX_DEPTH: usize = 128;
/// An object with more members is refused: looking for a name takes a walk over all of them.
const MAX_MEMBERS: usize = 4096;

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

/// Why a text is not JSON: the byte at which reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// Bytes from the start of the text.
    pub offset: usize,
}

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
        let value = value.into();
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
    /// Reads a document. A byte order mark, a second value, a raw control character in a string or a nesting deeper
    /// than 128 is an error.
    pub fn parse(bytes: &[u8]) -> Result<Self, SyntaxError> {
        let mut parser = Parser { bytes, at: 0 };
        parser.skip_blanks();
        let value = parser.value(0)?;
        parser.skip_blanks();
        if parser.at == bytes.len() {
            Ok(value)
        } else {
            Err(parser.error())
        }
    }

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

    /// The text as Python's `json.dumps(value)` writes it: `", "` and `": "` between, ASCII only.
    pub fn to_python(&self) -> Zeroizing<String> {
        self.to_text(&Style {
            comma: ", ",
            colon: ": ",
            indent: None,
            ascii: true,
        })
    }

    /// The text as Python's `json.dumps(value, separators=(",", ":"))` writes it: no blanks, ASCII only.
    pub fn to_compact(&self) -> Zeroizing<String> {
        self.to_text(&Style {
            comma: ",",
            colon: ":",
            indent: None,
            ascii: true,
        })
    }

    /// The text over several lines, each level `indent` blanks deeper. With `ascii` all else is escaped.
    pub fn to_pretty(&self, indent: usize, ascii: bool) -> Zeroizing<String> {
        self.to_text(&Style {
            comma: ",",
            colon: ": ",
            indent: Some(indent),
            ascii,
        })
    }

    fn to_text(&self, style: &Style) -> Zeroizing<String> {
        // Sized first: a growing buffer would leave copies of secrets behind.
        let mut length = Count(0);
        let _ = self.write(&mut length, style, 0);
        let mut text = Zeroizing::new(String::with_capacity(length.0));
        let _ = self.write(&mut *text, style, 0);
        text
    }

    fn write(&self, out: &mut impl fmt::Write, style: &Style, depth: usize) -> fmt::Result {
        match self {
            Self::Null => out.write_str("null"),
            Self::Bool(true) => out.write_str("true"),
            Self::Bool(false) => out.write_str("false"),
            Self::Number(digits) => out.write_str(digits),
            Self::String(text) => write_string(out, text, style.ascii),
            Self::Array(elements) => style.list(
                out,
                '[',
                ']',
                depth,
                elements.iter(),
                |out, element, depth| element.write(out, style, depth),
            ),
            Self::Object(members) => style.list(
                out,
                '{',
                '}',
                depth,
                members.0.iter(),
                |out, (name, value), depth| {
                    write_string(out, name, style.ascii)?;
                    out.write_str(style.colon)?;
                    value.write(out, style, depth)
                },
            ),
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

/// How a document is written.
struct Style {
    comma: &'static str,
    colon: &'static str,
    indent: Option<usize>,
    ascii: bool,
}

impl Style {
    fn list<W: fmt::Write, T>(
        &self,
        out: &mut W,
        open: char,
        close: char,
        depth: usize,
        items: impl ExactSizeIterator<Item = T>,
        mut write_item: impl FnMut(&mut W, T, usize) -> fmt::Result,
    ) -> fmt::Result {
        out.write_char(open)?;
        let empty = items.len() == 0;
        let inside = depth.saturating_add(1);
        for (index, item) in items.enumerate() {
            if index > 0 {
                out.write_str(self.comma)?;
            }
            self.new_line(out, inside)?;
            write_item(out, item, inside)?;
        }
        if !empty {
            self.new_line(out, depth)?;
        }
        out.write_char(close)
    }

    fn new_line(&self, out: &mut impl fmt::Write, depth: usize) -> fmt::Result {
        let Some(indent) = self.indent else {
            return Ok(());
        };
        write!(out, "\n{:width$}", "", width = indent.saturating_mul(depth))
    }
}

/// A writer that only counts.
struct Count(usize);

impl fmt::Write for Count {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}

fn write_string(out: &mut impl fmt::Write, text: &str, ascii: bool) -> fmt::Result {
    out.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '\u{8}' => out.write_str("\\b")?,
            '\u{c}' => out.write_str("\\f")?,
            // Python escapes DEL only when it writes ASCII, and then not either: 0x7f counts as ASCII.
            _ if character < ' ' || (ascii && !character.is_ascii()) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            _ => out.write_char(character)?,
        }
    }
    out.write_char('"')
}

/// The text that is being read, and how far.
struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    const fn error(&self) -> SyntaxError {
        SyntaxError { offset: self.at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        if taken {
            self.advance();
        }
        taken
    }

    fn expect(&mut self, byte: u8) -> Result<(), SyntaxError> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(self.error())
        }
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.advance();
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(self.error());
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => Err(self.error()),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, SyntaxError> {
        for byte in word.bytes() {
            self.expect(byte)?;
        }
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        self.expect(b'{')?;
        let mut members = Object::new();
        self.skip_blanks();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_blanks();
            let name = self.string()?;
            self.skip_blanks();
            self.expect(b':')?;
            self.skip_blanks();
            let value = self.value(depth.saturating_add(1))?;
            members.set(&name, value);
            if members.0.len() > MAX_MEMBERS {
                return Err(self.error());
            }
            self.skip_blanks();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            self.expect(b',')?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        self.expect(b'[')?;
        let mut elements = Vec::new();
        self.skip_blanks();
        if self.take(b']') {
            return Ok(Value::Array(elements));
        }
        loop {
            self.skip_blanks();
            elements.push(self.value(depth.saturating_add(1))?);
            self.skip_blanks();
            if self.take(b']') {
                return Ok(Value::Array(elements));
            }
            self.expect(b',')?;
        }
    }

    fn number(&mut self) -> Result<Value, SyntaxError> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'-') {
                self.take(b'+');
            }
            self.digits()?;
        }
        let digits = self
            .bytes
            .get(start..self.at)
            .and_then(|bytes| str::from_utf8(bytes).ok());
        digits
            .map(|digits| Value::Number(digits.to_owned()))
            .ok_or(self.error())
    }

    fn digits(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.advance();
        }
        if self.at == start {
            Err(self.error())
        } else {
            Ok(())
        }
    }

    fn string(&mut self) -> Result<Zeroizing<String>, SyntaxError> {
        self.expect(b'"')?;
        // No text is longer than its escaped form, so the buffer never grows and leaves no copy behind.
        let mut text = Zeroizing::new(Vec::with_capacity(self.string_length()));
        loop {
            let byte = self.peek().ok_or(self.error())?;
            match byte {
                b'"' => break,
                b'\\' => {
                    self.advance();
                    let character = self.escape()?;
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    continue;
                }
                0..=0x1f => return Err(self.error()),
                _ => text.push(byte),
            }
            self.advance();
        }
        let text = str::from_utf8(&text).map_err(|_| self.error())?.to_owned();
        self.advance();
        Ok(Zeroizing::new(text))
    }

    /// Bytes up to the closing quote.
    fn string_length(&self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mut escaped = false;
        rest.iter()
            .position(|byte| {
                let end = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                end
            })
            .unwrap_or(0)
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let byte = self.peek().ok_or(self.error())?;
        self.advance();
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex4()?;
                let units = if (0xd800..0xdc00).contains(&first) {
                    self.expect(b'\\')?;
                    self.expect(b'u')?;
                    [first, self.hex4()?]
                } else {
                    [first, 0]
                };
                // A lone surrogate is no character; text that holds one is refused rather than altered.
                char::decode_utf16(units)
                    .next()
                    .and_then(|unit| unit.ok())
                    .ok_or(self.error())?
            }
            _ => return Err(self.error()),
        })
    }

    fn hex4(&mut self) -> Result<u16, SyntaxError> {
        let mut unit = 0_u32;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit.wrapping_shl(4) | digit.ok_or(self.error())?;
            self.advance();
        }
        u16::try_from(unit).map_err(|_| self.error())
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
}
