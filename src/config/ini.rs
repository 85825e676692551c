//! The line format of the shared files, by the SDKs' common parser rules. The text is kept whole, so that an edit can
//! leave every other byte alone.
//!
//! Parsing checks every line but copies none: a file of 100,000 profiles costs one pass, and a profile is read when it is
//! asked for.

use super::SharedFile;
use super::blanks;
use super::bytes::has_quoting;
use super::line::{Fault, Kind, Line, Lines, without_comment};
use super::section_name::{Header, HeaderKind, SectionName, is_identifier};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Zeroizing;
use core::cell::{Cell, OnceCell};
use core::fmt;
use core::ops::Range;
use std::borrow::Cow;
use std::collections::BTreeMap;

const BYTE_ORDER_MARK: char = '\u{feff}';
/// How many bytes a profile has, about: room for all at once is not moved as they become more.
const USUAL_SECTION: usize = 100;
/// An index takes as long as about so many searches, and most commands search for one profile.
const MANY_SEARCHES: u32 = 16;
/// Only `doctor` searches for every profile. The other wasms are smaller without an index.
const HAS_INDEX: bool = cfg!(feature = "cli");

/// One shared file.
pub(super) struct Document {
    file: SharedFile,
    text: Zeroizing<String>,
    sections: Vec<Span>,
    /// How often a section was searched for by its name.
    searches: Cell<u32>,
    index: OnceCell<Index>,
}

/// The places of the sections of each name in their list.
type Index = BTreeMap<(HeaderKind, String), Vec<usize>>;

/// Where a section lies in the text, in bytes.
#[derive(Clone)]
pub(super) struct Span {
    /// What stands between the brackets, blanks around it left out.
    header: Range<usize>,
    /// Whether the line has a character of quoting, so that the header may name what it does not end with.
    is_quoted: bool,
    /// The header's whole line.
    pub(super) header_line: Range<usize>,
    /// All lines between the header and the next header.
    pub(super) body: Range<usize>,
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
        Self::take(file, bytes.to_vec().into())
    }

    /// As [`Self::parse`], without a copy.
    pub(super) fn take(file: SharedFile, mut bytes: Zeroizing<Vec<u8>>) -> Result<Self> {
        let text = String::from_utf8(core::mem::take(&mut *bytes)).map_err(|error| {
            let bytes = Zeroizing::new(error.into_bytes());
            not_utf8(file, &bytes)
        })?;
        let text = Zeroizing::new(text);
        let sections = find_sections(file, &text)?;
        Ok(Self {
            file,
            text,
            sections,
            searches: Cell::new(0),
            index: OnceCell::new(),
        })
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
    pub(super) fn spans_named(&self, kind: HeaderKind, name: &str) -> Vec<&Span> {
        let searches = self.searches.get();
        if HAS_INDEX && searches >= MANY_SEARCHES {
            return self.spans_indexed(kind, name);
        }
        self.searches.set(searches.saturating_add(1));
        let might_be = |span: &&Span| span.is_quoted || self.header_text(span).ends_with(name);
        let is_it = |header: Header<'_>| header.kind == kind && header.name == name;
        self.spans()
            .filter(might_be)
            .filter(|span| self.header(span).is_some_and(is_it))
            .collect()
    }

    /// As [`Self::spans_named`], for who asks for one name after the other.
    fn spans_indexed(&self, kind: HeaderKind, name: &str) -> Vec<&Span> {
        let index = self.index.get_or_init(|| {
            let mut index = Index::new();
            for (place, span) in self.sections.iter().enumerate() {
                if let Some(Header { kind, name }) = self.header(span) {
                    let places = index.entry((kind, Cow::into_owned(name))).or_default();
                    places.push(place);
                }
            }
            index
        });
        let places = index.get(&(kind, name.to_owned()));
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.sections.get(*place))
            .collect()
    }

    /// The text between the section's brackets.
    fn header_text(&self, span: &Span) -> &str {
        self.text.get(span.header.clone()).unwrap_or("")
    }

    /// Every section of this name. `[profile default]` keeps `[default]` out.
    pub(super) fn spans_of<'a>(&'a self, name: &'a SectionName) -> Vec<&'a Span> {
        let of_kind = |kind| self.spans_named(kind, name.name());
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
                    if let Some((key, rest)) = line.property() {
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
        is_identifier(self.key).then(|| self.key.to_ascii_lowercase())
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
        self.line.has_empty_value()
    }
}

fn find_sections(file: SharedFile, text: &str) -> Result<Vec<Span>> {
    let mut sections: Vec<Span> = Vec::with_capacity(text.len() / USUAL_SECTION);
    let mut state = State::Outside;
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let lines = Lines::new(body, text.len().saturating_sub(body.len()));
    for (index, line) in lines.enumerate() {
        let refuse = |what, remedy| Err(syntax_error(file, index.saturating_add(1), what, remedy));
        match (line.kind(), &state) {
            (Kind::Blank | Kind::Comment, _) => {}
            (Kind::Header, _) => {
                let Some(header) = line.header() else {
                    return refuse(
                        "Profile definition must end with ']'",
                        "close the bracket, and put nothing but a comment after it",
                    );
                };
                if let Some(last) = sections.last_mut() {
                    last.body.end = line.start;
                }
                sections.push(Span {
                    is_quoted: has_quoting(text.as_bytes().get(line.content()).unwrap_or_default()),
                    header: line.start.saturating_add(header.start)
                        ..line.start.saturating_add(header.end),
                    header_line: line.start..line.next,
                    body: line.next..text.len(),
                });
                state = State::NoProperty;
            }
            (_, State::Outside) => {
                return refuse(
                    "Expected a profile definition",
                    "put a line such as [profile name] before it",
                );
            }
            (Kind::Property, _) => {
                state = match line.fault() {
                    None if line.has_empty_value() => State::Nested,
                    None => State::Property,
                    Some(Fault::NoEquals) => {
                        return refuse(
                            "Expected an '=' sign defining a property",
                            "write `key = value`, or start the line with # if it is a comment",
                        );
                    }
                    Some(Fault::NoName) => {
                        return refuse("Property did not have a name", "write a key before the =");
                    }
                };
            }
            (Kind::Continuation, State::NoProperty) => {
                return refuse(
                    "Expected a property definition, found continuation",
                    "remove the blanks at its start, with which it would continue a value",
                );
            }
            (Kind::Continuation, State::Property) => {}
            (Kind::Continuation, State::Nested) => match line.fault() {
                None => {}
                Some(Fault::NoEquals) => {
                    return refuse(
                        "Expected an '=' sign defining a sub-property",
                        "write `key = value`, or remove the blanks at its start",
                    );
                }
                Some(Fault::NoName) => {
                    return refuse(
                        "Sub-property did not have a name",
                        "write a key before the =",
                    );
                }
            },
        }
    }
    Ok(sections)
}

fn syntax_error(file: SharedFile, line: usize, what: &'static str, remedy: &'static str) -> Error {
    // INVARIANT: the line itself is never quoted, it may hold a secret key.
    Error::new(
        ErrorKind::ConfigInvalid,
        format!("Unable to parse config file: line {line} of {file}: {what}."),
    )
    .with_help(format!(
        "Correct line {line} in {}: {remedy}.",
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
