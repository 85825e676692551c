//! One line of a shared file: what it is and where its parts are, by the SDKs' common parser rules.

use super::blanks::{self, is_blank};
use core::ops::Range;

/// A line and where it lies in the text, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) start: usize,
    /// Without its line ending.
    pub(super) text: &'a str,
    /// After its line ending.
    pub(super) next: usize,
    /// How many blanks `text` starts with.
    indent: usize,
    /// Where in `text` the first `=` that does not stand in a comment is.
    equals: Option<usize>,
}

/// What a line is, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    Comment,
    Header,
    Continuation,
    Property,
}

/// Why a line is no property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    NoEquals,
    NoName,
}

impl<'a> Line<'a> {
    /// The first line of `text`, as if it stood alone; `None` if there is none.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        Lines::new(text, 0).next()
    }

    pub(super) fn kind(&self) -> Kind {
        match (self.text.as_bytes().get(self.indent), self.indent) {
            (None, _) => Kind::Blank,
            // The AWS CLI and most SDKs take an indented comment for a comment, too.
            (Some(b'#' | b';'), _) => Kind::Comment,
            (Some(b'['), 0) => Kind::Header,
            (Some(_), 0) => Kind::Property,
            (Some(_), _) => Kind::Continuation,
        }
    }

    /// Why the line is no property, if it is none.
    pub(super) fn fault(&self) -> Option<Fault> {
        match self.equals {
            None => Some(Fault::NoEquals),
            Some(equals) if equals == self.indent => Some(Fault::NoName),
            Some(_) => None,
        }
    }

    /// The key and what follows the `=`, blanks and a comment included.
    pub(super) fn property(&self) -> Option<(&'a str, &'a str)> {
        let equals = self.equals?;
        let key = self.text.get(self.indent..equals)?;
        let rest = self.text.get(equals.saturating_add(1)..)?;
        Some((blanks::trim_end(key), rest))
    }

    /// The key and its value, neither blanks nor a comment included.
    pub(super) fn key_and_value(&self) -> Option<(&'a str, &'a str)> {
        let (key, rest) = self.property()?;
        Some((key, without_comment(rest)))
    }

    /// The blanks at the start.
    pub(super) fn indentation(&self) -> &'a str {
        self.text.get(..self.indent).unwrap_or("")
    }

    /// The comment after the value with the blanks before it; empty if there is none.
    pub(super) fn trailing_comment(&self) -> &'a str {
        self.property().map_or("", |(_, rest)| comment(rest))
    }

    /// The bytes of the line without its ending.
    pub(super) const fn content(&self) -> Range<usize> {
        self.start..self.start.saturating_add(self.text.len())
    }

    /// Where the text between the brackets of a header lies in the line; `None` if the line does not end with the closing
    /// bracket. In a header every `#` and `;` starts a comment.
    pub(super) fn header(&self) -> Option<Range<usize>> {
        let end = self
            .text
            .bytes()
            .position(|byte| matches!(byte, b'#' | b';'));
        let inner = blanks::trim_end(self.text.get(..end.unwrap_or(self.text.len()))?)
            .strip_prefix('[')?
            .strip_suffix(']')?;
        let text = blanks::trim_start(inner);
        let start = inner.len().saturating_sub(text.len()).saturating_add(1);
        Some(start..start.saturating_add(blanks::trim_end(text).len()))
    }

    /// Whether nothing but blanks and a comment follows the `=`. Looks at the start of the value only.
    pub(super) fn has_empty_value(&self) -> bool {
        let Some(start) = self.equals.map(|equals| equals.saturating_add(1)) else {
            return false;
        };
        let value = self.text.get(start..).unwrap_or("").as_bytes();
        match value.iter().position(|byte| !is_blank(*byte)) {
            None => true,
            Some(0) => false,
            Some(first) => matches!(value.get(first), Some(b'#' | b';')),
        }
    }
}

/// Splits text into lines at LF and CR LF.
pub(super) struct Lines<'a> {
    rest: &'a str,
    offset: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, which starts at byte `offset` of the whole.
    pub(super) const fn new(text: &'a str, offset: usize) -> Self {
        Self { rest: text, offset }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    /// Looks at every byte once, and at none as a `char`: this decides how long a large file takes.
    fn next(&mut self) -> Option<Line<'a>> {
        let bytes = self.rest.as_bytes();
        // INVARIANT: `length` is at most the text's length, so that it never wraps.
        let mut length = 0_usize;
        while bytes.get(length).is_some_and(|byte| is_blank(*byte)) {
            length = length.wrapping_add(1);
        }
        let indent = length;
        let mut after_blank = false;
        let mut equals = None;
        while let Some(byte) = bytes.get(length) {
            match byte {
                b'\n' => break,
                b'#' | b';' if after_blank => break,
                b'=' => {
                    equals = Some(length);
                    break;
                }
                _ => after_blank = is_blank(*byte),
            }
            length = length.wrapping_add(1);
        }
        while bytes.get(length).is_some_and(|byte| *byte != b'\n') {
            length = length.wrapping_add(1);
        }
        let before = bytes.get(length.saturating_sub(1)..length);
        let is_crlf = before == Some(b"\r");
        let text = self.rest.get(..length.saturating_sub(is_crlf.into()))?;
        let ending = usize::from(length < bytes.len());
        let (whole, rest) = self.rest.split_at_checked(length.saturating_add(ending))?;
        if whole.is_empty() {
            return None;
        }
        let start = self.offset;
        self.rest = rest;
        self.offset = start.saturating_add(whole.len());
        Some(Line {
            start,
            text,
            next: self.offset,
            indent,
            equals,
        })
    }
}

/// The comment after a value, with the blanks before it: it starts at a `#` or `;` that a blank precedes.
pub(super) fn comment(rest: &str) -> &str {
    let value_and_comment = comment_start(rest).and_then(|start| rest.split_at_checked(start));
    value_and_comment
        .and_then(|(value, _)| rest.get(blanks::trim_end(value).len()..))
        .unwrap_or("")
}

fn comment_start(rest: &str) -> Option<usize> {
    let mut after_blank = false;
    for (index, byte) in rest.bytes().enumerate() {
        if after_blank && matches!(byte, b'#' | b';') {
            return Some(index);
        }
        after_blank = is_blank(byte);
    }
    None
}

/// The value in what follows a `=`.
pub(super) fn without_comment(rest: &str) -> &str {
    let end = comment_start(rest).unwrap_or(rest.len());
    blanks::trim(rest.get(..end).unwrap_or(rest))
}
