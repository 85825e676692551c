//! From text to a value (RFC 8259).

use super::{Object, Value};
use crate::secret::Zeroizing;

/// Nesting deeper than this is refused, so that a hostile document cannot exhaust the stack.
const MAX_DEPTH: usize = 128;
/// An object with more members is refused: looking for a name takes a walk over all of them.
const MAX_MEMBERS: usize = 4096;

/// Why a text is not JSON: the byte at which reading stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// Bytes from the start of the text.
    pub offset: usize,
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
            // What stands for itself is taken at once: an engine has not optimized this yet when a command needs it.
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let plain = rest.iter().position(is_special).unwrap_or(rest.len());
            text.extend_from_slice(rest.get(..plain).unwrap_or_default());
            self.at = self.at.saturating_add(plain);
            if !self.take(b'\\') {
                break;
            }
            let character = self.escape()?;
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        if self.peek() != Some(b'"') {
            return Err(self.error());
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
