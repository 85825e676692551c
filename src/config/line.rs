//! One line of a shared file: what it is and where its parts are, by the SDKs' common parser rules.

use super::blanks::{self, is_blank};
use super::bytes::{comment_mark, end_of_key, line_feed};
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
        let end = comment_mark(self.text.as_bytes());
        let inner = blanks::trim_end(self.text.get(..end)?)
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
    text: &'a str,
    /// Where the next line starts in `text`.
    next: usize,
    /// Where `text` starts in the whole.
    offset: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, which starts at byte `offset` of the whole.
    pub(super) const fn new(text: &'a str, offset: usize) -> Self {
        Self {
            text,
            next: 0,
            offset,
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    /// Looks at eight bytes at a time, and at none as a `char`: this decides how long a large file takes.
    fn next(&mut self) -> Option<Line<'a>> {
        // INVARIANT: No sum here is more than the length of the whole, so that none wraps.
        let start = self.next;
        let rest = self.text.as_bytes().get(start..)?;
        let end_of_key = end_of_key(rest);
        let length = end_of_key.wrapping_add(line_feed(rest.get(end_of_key..)?));
        let line = rest.get(..length)?;
        let indent = line.iter().take_while(|byte| is_blank(**byte)).count();
        let equals = match line.get(end_of_key) {
            None => None,
            Some(b'=') => Some(end_of_key),
            Some(_) => first_equals(line, indent),
        };
        let end = start.wrapping_add(length);
        let is_crlf = usize::from(line.last() == Some(&b'\r'));
        let text = self.text.get(start..end.wrapping_sub(is_crlf))?;
        self.next = end.wrapping_add(usize::from(length < rest.len()));
        if self.next == start {
            return None;
        }
        Some(Line {
            start: self.offset.wrapping_add(start),
            text,
            next: self.offset.wrapping_add(self.next),
            indent,
            equals,
        })
    }
}

/// Where the first `=` that does not stand in a comment is. A mark right after the indentation starts none here.
fn first_equals(line: &[u8], indent: usize) -> Option<usize> {
    let equals = line.iter().position(|byte| *byte == b'=')?;
    let key = line.get(indent..equals)?;
    comment_start(key).is_none().then_some(equals)
}

/// The comment after a value, with the blanks before it: it starts at a `#` or `;` that a blank precedes.
pub(super) fn comment(rest: &str) -> &str {
    let value_and_comment =
        comment_start(rest.as_bytes()).and_then(|start| rest.split_at_checked(start));
    value_and_comment
        .and_then(|(value, _)| rest.get(blanks::trim_end(value).len()..))
        .unwrap_or("")
}

fn comment_start(rest: &[u8]) -> Option<usize> {
    let mut after_blank = false;
    for (index, byte) in rest.iter().enumerate() {
        if after_blank && matches!(byte, b'#' | b';') {
            return Some(index);
        }
        after_blank = is_blank(*byte);
    }
    None
}

/// The value in what follows a `=`.
pub(super) fn without_comment(rest: &str) -> &str {
    let end = comment_start(rest.as_bytes()).unwrap_or(rest.len());
    blanks::trim(rest.get(..end).unwrap_or(rest))
}
