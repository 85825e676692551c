//! The line format of the shared files, by the SDKs' common parser rules. The text is kept whole, so that an edit can
//! leave every other byte alone.
//!
//! Parsing checks every line but copies none: a file of 100,000 profiles costs one pass, and a profile is read when it is
//! asked for.

use super::SharedFile;
use super::blanks::{self, is_blank};
use super::section_name::{Header, HeaderKind, SectionName};
use crate::error::{Error, ErrorKind, Result};
use core::fmt;
use core::ops::Range;
use zeroize::Zeroizing;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// One shared file.
pub(super) struct Document {
    file: SharedFile,
    text: Zeroizing<String>,
    sections: Vec<Span>,
}

/// Where a section lies in the text, in bytes.
#[derive(Clone)]
pub(super) struct Span {
    /// What stands between the brackets, blanks around it left out.
    header: Range<usize>,
    /// The header's whole line.
    pub(super) header_line: Range<usize>,
    /// All lines between the header and the next header.
    pub(super) body: Range<usize>,
}

/// A line and where it lies in the text, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) start: usize,
    /// Without its line ending.
    pub(super) text: &'a str,
    /// After its line ending.
    pub(super) next: usize,
}

/// What a line is, by itself.
pub(super) enum Kind {
    Blank,
    Comment,
    Header,
    Continuation,
    Property,
}

/// A property with the lines it was read from.
pub(super) struct Entry<'a> {
    /// As written, blanks around it left out.
    pub(super) key: &'a str,
    /// What follows the `=` on the first line: blanks and a comment included.
    pub(super) rest: &'a str,
    pub(super) line: Line<'a>,
    pub(super) continuation: Vec<Line<'a>>,
}

/// The line has no `=`, and so is no property.
struct NoEquals;

/// What a continuation line would continue.
enum State {
    Outside,
    NoProperty,
    Property,
    Nested,
}

impl Document {
    /// Checks the whole file; `ConfigInvalid` names the first line that breaks the rules.
    pub(super) fn parse(file: SharedFile, bytes: &[u8]) -> Result<Self> {
        let text = core::str::from_utf8(bytes).map_err(|_| not_utf8(file, bytes))?;
        let mut document = Self {
            file,
            text: Zeroizing::new(text.to_owned()),
            sections: Vec::new(),
        };
        document.sections = find_sections(file, &document.text)?;
        Ok(document)
    }

    pub(super) const fn file(&self) -> SharedFile {
        self.file
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn spans(&self) -> impl Iterator<Item = &Span> {
        self.sections.iter()
    }

    /// What the section's header says; `None` if the rules ignore the section.
    pub(super) fn header(&self, span: &Span) -> Option<Header<'_>> {
        Header::read(self.file, self.header_text(span))
    }

    /// Every section of this kind and name.
    pub(super) fn spans_named<'a>(
        &'a self,
        kind: HeaderKind,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Span> {
        self.spans().filter(move |span| {
            Header::may_name(self.header_text(span), name)
                && self
                    .header(span)
                    .is_some_and(|header| header.kind == kind && header.name == name)
        })
    }

    /// The text between the section's brackets.
    fn header_text(&self, span: &Span) -> &str {
        self.text.get(span.header.clone()).unwrap_or("")
    }

    /// Every section of this name. `[profile default]` keeps `[default]` out.
    pub(super) fn spans_of<'a>(&'a self, name: &'a SectionName) -> Vec<&'a Span> {
        let of_kind = |kind| self.spans_named(kind, name.name()).collect::<Vec<_>>();
        match name {
            SectionName::Profile(_) => {
                let prefixed = of_kind(HeaderKind::Profile);
                if prefixed.is_empty() {
                    of_kind(HeaderKind::BareDefault)
                } else {
                    prefixed
                }
            }
            SectionName::SsoSession(_) => of_kind(HeaderKind::SsoSession),
            SectionName::Services(_) => of_kind(HeaderKind::Services),
            SectionName::Other(text) => self
                .spans()
                .filter(|span| self.header_text(span) == text)
                .collect(),
        }
    }

    /// The section's properties in file order, repeated ones included.
    pub(super) fn entries(&self, span: &Span) -> Vec<Entry<'_>> {
        let mut entries: Vec<Entry<'_>> = Vec::new();
        for line in self.lines(span.body.clone()) {
            match line.kind() {
                Kind::Property => {
                    if let Some((key, rest)) = split_property(line.text) {
                        entries.push(Entry {
                            key,
                            rest,
                            line,
                            continuation: Vec::new(),
                        });
                    }
                }
                Kind::Continuation => {
                    if let Some(entry) = entries.last_mut() {
                        entry.continuation.push(line);
                    }
                }
                Kind::Blank | Kind::Comment | Kind::Header => {}
            }
        }
        entries
    }

    /// The lines of a part of the text.
    pub(super) fn lines(&self, range: Range<usize>) -> Lines<'_> {
        let start = range.start;
        Lines::new(self.text.get(range).unwrap_or(""), start)
    }
}

impl fmt::Debug for Document {
    /// Never a value: they may be secret keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} sections", self.file, self.sections.len())
    }
}

impl Entry<'_> {
    /// The key as it is looked up; `None` if the rules ignore the property because of its name.
    pub(super) fn name(&self) -> Option<String> {
        super::section_name::is_identifier(self.key).then(|| self.key.to_ascii_lowercase())
    }

    /// The value, continuation lines joined with line feeds.
    pub(super) fn value(&self) -> Zeroizing<String> {
        let first = without_comment(self.rest);
        let length = self.continuation.iter().fold(first.len(), |sum, line| {
            sum.saturating_add(line.text.len()).saturating_add(1)
        });
        let mut value = Zeroizing::new(String::with_capacity(length));
        value.push_str(first);
        for line in &self.continuation {
            value.push('\n');
            value.push_str(blanks::trim(line.text));
        }
        value
    }

    /// Whether the first line has no value, so that the continuation lines are sub-properties.
    pub(super) fn is_nested(&self) -> bool {
        is_empty_value(self.rest)
    }
}

impl Line<'_> {
    pub(super) fn kind(&self) -> Kind {
        match self.text.bytes().next() {
            None => Kind::Blank,
            Some(b'[') => Kind::Header,
            Some(b'#' | b';') => Kind::Comment,
            Some(b' ' | b'\t') => match blanks::trim_start(self.text).bytes().next() {
                None => Kind::Blank,
                // The AWS CLI and most SDKs take an indented comment for a comment, too.
                Some(b'#' | b';') => Kind::Comment,
                Some(_) => Kind::Continuation,
            },
            Some(_) => Kind::Property,
        }
    }

    /// The bytes of the line without its ending.
    pub(super) const fn content(&self) -> Range<usize> {
        self.start..self.start.saturating_add(self.text.len())
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

    fn next(&mut self) -> Option<Line<'a>> {
        let start = self.offset;
        let whole = match self.rest.find('\n') {
            Some(end) => {
                let (whole, rest) = self.rest.split_at_checked(end.saturating_add(1))?;
                self.rest = rest;
                whole
            }
            None if self.rest.is_empty() => return None,
            None => core::mem::take(&mut self.rest),
        };
        self.offset = start.saturating_add(whole.len());
        let ending = match whole.as_bytes() {
            [.., b'\r', b'\n'] => 2,
            [.., b'\n' | b'\r'] => 1,
            _ => 0,
        };
        Some(Line {
            start,
            text: whole
                .get(..whole.len().saturating_sub(ending))
                .unwrap_or(whole),
            next: self.offset,
        })
    }
}

fn find_sections(file: SharedFile, text: &str) -> Result<Vec<Span>> {
    let mut sections: Vec<Span> = Vec::new();
    let mut state = State::Outside;
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let lines = Lines::new(body, text.len().saturating_sub(body.len()));
    for (index, line) in lines.enumerate() {
        let refuse = |what| Err(syntax_error(file, index.saturating_add(1), what));
        match (line.kind(), &state) {
            (Kind::Blank | Kind::Comment, _) => {}
            (Kind::Header, _) => {
                let Some(header) = header_range(line.text) else {
                    return refuse("Profile definition must end with ']'");
                };
                if let Some(last) = sections.last_mut() {
                    last.body.end = line.start;
                }
                sections.push(Span {
                    header: line.start.saturating_add(header.start)
                        ..line.start.saturating_add(header.end),
                    header_line: line.start..line.next,
                    body: line.next..text.len(),
                });
                state = State::NoProperty;
            }
            (_, State::Outside) => return refuse("Expected a profile definition"),
            (Kind::Property, _) => {
                state = match find_equals(line.text) {
                    Ok(0) => return refuse("Property did not have a name"),
                    Ok(end) if is_empty_value(after_equals(line.text, end)) => State::Nested,
                    Ok(_) => State::Property,
                    Err(NoEquals) => return refuse("Expected an '=' sign defining a property"),
                };
            }
            (Kind::Continuation, State::NoProperty) => {
                return refuse("Expected a property definition, found continuation");
            }
            (Kind::Continuation, State::Property) => {}
            (Kind::Continuation, State::Nested) => {
                match find_equals(blanks::trim_start(line.text)) {
                    Ok(0) => return refuse("Sub-property did not have a name"),
                    Ok(_) => {}
                    Err(NoEquals) => return refuse("Expected an '=' sign defining a sub-property"),
                }
            }
        }
    }
    Ok(sections)
}

/// Where the text between the brackets of a header line lies in it; in a header every `#` and `;` starts a comment.
fn header_range(line: &str) -> Option<Range<usize>> {
    let end = line.bytes().position(|byte| matches!(byte, b'#' | b';'));
    let inner = blanks::trim_end(line.get(..end.unwrap_or(line.len()))?)
        .strip_prefix('[')?
        .strip_suffix(']')?;
    let text = blanks::trim_start(inner);
    let start = inner.len().saturating_sub(text.len()).saturating_add(1);
    Some(start..start.saturating_add(blanks::trim_end(text).len()))
}

/// Where the first `=` of a line without blanks at its start stands; it must not stand in a comment.
fn find_equals(line: &str) -> Result<usize, NoEquals> {
    let mut after_blank = false;
    for (index, byte) in line.bytes().enumerate() {
        match byte {
            b'=' => return Ok(index),
            b'#' | b';' if after_blank => break,
            _ => after_blank = is_blank(byte),
        }
    }
    Err(NoEquals)
}

fn after_equals(line: &str, equals: usize) -> &str {
    line.get(equals.saturating_add(1)..).unwrap_or("")
}

/// Key and what follows the `=`.
fn split_property(line: &str) -> Option<(&str, &str)> {
    let line = blanks::trim_start(line);
    let equals = find_equals(line).ok()?;
    let key = blanks::trim_end(line.get(..equals)?);
    Some((key, after_equals(line, equals)))
}

/// Where a comment after a value starts: at a `#` or `;` that a blank precedes.
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

/// Whether a comment follows the value in a property line.
pub(super) fn has_comment(line: &str) -> bool {
    split_property(line).is_some_and(|(_, rest)| comment_start(rest).is_some())
}

/// The comment after a value, with the blanks before it; empty if there is none.
pub(super) fn trailing_comment(rest: &str) -> &str {
    let value_end = comment_start(rest).and_then(|start| rest.get(..start));
    value_end
        .and_then(|value| rest.get(blanks::trim_end(value).len()..))
        .unwrap_or("")
}

/// The value in what follows a `=`.
fn without_comment(rest: &str) -> &str {
    let end = comment_start(rest).unwrap_or(rest.len());
    blanks::trim(rest.get(..end).unwrap_or(rest))
}

/// Whether nothing but blanks and a comment follows the `=`; looks at the start of the value only.
fn is_empty_value(rest: &str) -> bool {
    let value = blanks::trim_start(rest);
    value.is_empty() || (value.len() < rest.len() && value.starts_with(['#', ';']))
}

/// Key and value of one line, such as one of a nested block.
pub(super) fn sub_property(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = split_property(line)?;
    Some((key, without_comment(rest)))
}

fn syntax_error(file: SharedFile, line: usize, what: &'static str) -> Error {
    // INVARIANT: the line itself is never quoted, it may hold a secret key.
    Error::new(
        ErrorKind::ConfigInvalid,
        format!("Unable to parse config file: line {line} of {file}: {what}."),
    )
    .with_help(format!(
        "Correct line {line} in {}. A file holds `[profile name]` lines, each followed by `key = value` lines.",
        file.place()
    ))
}

fn not_utf8(file: SharedFile, bytes: &[u8]) -> Error {
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let encoding = if wide {
        "it is UTF-16"
    } else {
        "it is not UTF-8"
    };
    Error::new(
        ErrorKind::ConfigInvalid,
        format!("Unable to parse config file: {file} is not readable as text, {encoding}."),
    )
    .with_help(format!(
        "Save {} as UTF-8 without a byte order mark.",
        file.place()
    ))
}
