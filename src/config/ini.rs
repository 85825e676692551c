//! The line format of the shared files, by the SDKs' common parser rules. The text is kept whole, so that an edit can
//! leave every other byte alone.
//!
//! Parsing checks every line but copies none: a file of 100,000 profiles costs one pass, and a profile is read when it is
//! asked for.

use super::SharedFile;
use super::section_name::{Header, HeaderKind, SectionName};
use crate::error::{Error, ErrorKind, Result};
use core::fmt;
use core::ops::Range;
use zeroize::Zeroizing;

/// What the rules call whitespace.
pub(super) const BLANKS: [char; 2] = [' ', '\t'];
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

/// Why a line is no property.
enum Fault {
    NoEquals,
    NoName,
}

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

    /// The text between the section's brackets.
    fn header_text(&self, span: &Span) -> &str {
        self.text.get(span.header.clone()).unwrap_or("")
    }

    /// Every section of this name. `[profile default]` keeps `[default]` out.
    pub(super) fn spans_of(&self, name: &SectionName) -> Vec<&Span> {
        let of_kind = |kind| {
            let is_wanted = |header: Header<'_>| header.kind == kind && header.name == name.name();
            self.spans()
                .filter(|span| self.header(span).is_some_and(is_wanted))
                .collect::<Vec<_>>()
        };
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
                    if let Ok((key, rest)) = split_property(line.text) {
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
        Lines {
            offset: range.start,
            rest: self.text.get(range).unwrap_or(""),
        }
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
            value.push_str(line.text.trim_matches(BLANKS));
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
            Some(b' ' | b'\t') => match self.text.trim_start_matches(BLANKS).bytes().next() {
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

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let whole = self.rest.split_inclusive('\n').next()?;
        let start = self.offset;
        self.rest = self.rest.get(whole.len()..).unwrap_or("");
        self.offset = start.saturating_add(whole.len());
        Some(Line {
            start,
            text: whole.trim_end_matches('\n').trim_end_matches('\r'),
            next: self.offset,
        })
    }
}

fn find_sections(file: SharedFile, text: &str) -> Result<Vec<Span>> {
    let mut sections: Vec<Span> = Vec::new();
    let mut state = State::Outside;
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let lines = Lines {
        rest: body,
        offset: text.len().saturating_sub(body.len()),
    };
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
                state = match split_property(line.text) {
                    Ok((_, rest)) if is_empty_value(rest) => State::Nested,
                    Ok(_) => State::Property,
                    Err(Fault::NoEquals) => {
                        return refuse("Expected an '=' sign defining a property");
                    }
                    Err(Fault::NoName) => return refuse("Property did not have a name"),
                };
            }
            (Kind::Continuation, State::NoProperty) => {
                return refuse("Expected a property definition, found continuation");
            }
            (Kind::Continuation, State::Property) => {}
            (Kind::Continuation, State::Nested) => match split_property(line.text) {
                Ok(_) => {}
                Err(Fault::NoEquals) => {
                    return refuse("Expected an '=' sign defining a sub-property");
                }
                Err(Fault::NoName) => return refuse("Sub-property did not have a name"),
            },
        }
    }
    Ok(sections)
}

/// Where the text between the brackets of a header line lies in it; in a header every `#` and `;` starts a comment.
fn header_range(line: &str) -> Option<Range<usize>> {
    let end = line.find(['#', ';']).unwrap_or(line.len());
    let inner = line
        .get(..end)?
        .trim_end_matches(BLANKS)
        .strip_prefix('[')?
        .strip_suffix(']')?;
    let text = inner.trim_start_matches(BLANKS);
    let start = inner.len().saturating_sub(text.len()).saturating_add(1);
    Some(start..start.saturating_add(text.trim_end_matches(BLANKS).len()))
}

/// Key and the rest of the line after the first `=`, which must not stand in a comment.
fn split_property(line: &str) -> Result<(&str, &str), Fault> {
    let line = line.trim_matches(BLANKS);
    let mut after_blank = false;
    for (index, byte) in line.bytes().enumerate() {
        match byte {
            b'=' => {
                let (key, rest) = line.split_at_checked(index).ok_or(Fault::NoEquals)?;
                let key = key.trim_matches(BLANKS);
                if key.is_empty() {
                    return Err(Fault::NoName);
                }
                return Ok((key, rest.strip_prefix('=').unwrap_or(rest)));
            }
            b'#' | b';' if after_blank => break,
            _ => after_blank = matches!(byte, b' ' | b'\t'),
        }
    }
    Err(Fault::NoEquals)
}

/// Where a comment after a value starts: at a `#` or `;` that a blank precedes.
fn comment_start(rest: &str) -> Option<usize> {
    let mut after_blank = false;
    for (index, byte) in rest.bytes().enumerate() {
        if after_blank && matches!(byte, b'#' | b';') {
            return Some(index);
        }
        after_blank = matches!(byte, b' ' | b'\t');
    }
    None
}

/// The comment after a value, with the blanks before it; empty if there is none.
pub(super) fn trailing_comment(rest: &str) -> &str {
    let value_end = comment_start(rest).and_then(|start| rest.get(..start));
    value_end
        .and_then(|value| rest.get(value.trim_end_matches(BLANKS).len()..))
        .unwrap_or("")
}

/// The value in what follows a `=`.
fn without_comment(rest: &str) -> &str {
    let end = comment_start(rest).unwrap_or(rest.len());
    rest.get(..end).unwrap_or(rest).trim_matches(BLANKS)
}

/// Whether nothing but blanks and a comment follows the `=`; looks at the start of the value only.
fn is_empty_value(rest: &str) -> bool {
    let value = rest.trim_start_matches(BLANKS);
    value.is_empty() || (value.len() < rest.len() && value.starts_with(['#', ';']))
}

/// Key and value of a line of a nested block.
pub(super) fn sub_property(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = split_property(line).ok()?;
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
