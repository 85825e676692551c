//! Changes to a shared file, as the AWS CLI's writer makes them, except that every byte outside the edit stays: comments,
//! line endings, a byte order mark.
//!
//! Three more differences keep the file one that reads back as intended. A key is found in any spelling and by the SDKs'
//! rule that the last one counts, so that no second one appears beside it, which the AWS CLI would refuse. A section is
//! found in any spelling of its header. And the continuation lines of a value go when the value goes.

use super::SharedFile;
use super::blanks;
use super::ini::{Document, Entry, Span};
use super::line::{Kind, Line, comment};
use super::section_name::{SectionName, is_identifier, python_repr};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Zeroizing;
use core::fmt;
use core::ops::Range;

/// What to do with a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets the key to a value.
    Value(Zeroizing<String>),
    /// Sets these keys in the key's nested block; others in the block stay.
    Nested(Vec<(String, Zeroizing<String>)>),
    /// Removes the key.
    Remove,
}

impl Edit {
    /// Sets the key to a value.
    pub fn value(value: &str) -> Self {
        Self::Value(Zeroizing::new(value.to_owned()))
    }
}

impl fmt::Debug for Edit {
    /// Never a value: it may be a secret key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "Value",
            Self::Nested(_) => "Nested",
            Self::Remove => "Remove",
        })
    }
}

/// The file after the edits of one section: `original`, or a new file if that is `None`, with each key set or removed. A
/// section or key that is missing is added, in the given order. A value that is there already changes no byte.
///
/// `InvalidArgument` for a name or value that would break the file or not read back as itself; `ConfigInvalid` if the
/// original does not parse. In both cases there is no result, so nothing is half done.
pub fn set(
    file: SharedFile,
    original: Option<&[u8]>,
    section: &SectionName,
    edits: &[(&str, Edit)],
) -> Result<Zeroizing<String>> {
    section.check(file)?;
    check_edits(edits)?;
    let document = Document::parse(file, original.unwrap_or_default())?;
    let spans = document.spans_of(section);
    let mut patches = Patches::new(document.text());
    let mut new_lines = Zeroizing::new(String::new());
    for (key, edit) in edits {
        let entries = spans
            .iter()
            .flat_map(|span| document.entries(span))
            .filter(|entry| is_named(entry, key));
        // The last one of those that the SDKs read, if they read any.
        let rank = |entry: &Entry<'_>| entry.key.eq_ignore_ascii_case(key);
        match edit {
            Edit::Remove => {
                for entry in entries {
                    patches.remove_entry(&entry);
                }
            }
            Edit::Value(value) => match entries.max_by_key(rank) {
                Some(entry) => patches.replace_value(&entry, key, value),
                None => push_line(&mut new_lines, "", key, value, patches.line_end),
            },
            Edit::Nested(block) if block.is_empty() => {}
            Edit::Nested(block) => match entries.max_by_key(rank) {
                Some(entry) => patches.merge_block(&entry, key, block),
                None => {
                    push_line(&mut new_lines, "", key, "", patches.line_end);
                    for (key, value) in block {
                        push_line(&mut new_lines, INDENT, key, value, patches.line_end);
                    }
                }
            },
        }
    }
    if !new_lines.is_empty() {
        match spans.first() {
            Some(span) => patches.insert(insertion_point(&document, span), new_lines),
            None => {
                let header = section.header_text(file);
                let mut lines = Zeroizing::new(format!("[{header}]{}", patches.line_end));
                lines.push_str(&new_lines);
                patches.insert(document.text().len(), lines);
            }
        }
    }
    patches.apply()
}

/// The file without the section: its header, its properties with the comments between them, and the blank lines after.
/// Comments after the last property stay, they mostly speak of what follows.
///
/// `ConfigInvalid` if the original does not parse.
pub fn remove_section(
    file: SharedFile,
    original: &[u8],
    section: &SectionName,
) -> Result<Zeroizing<String>> {
    let document = Document::parse(file, original)?;
    let mut patches = Patches::new(document.text());
    for span in document.spans_of(section) {
        let mut end = span.header_line.end;
        let mut only_blanks_since = true;
        for line in document.lines(span.body.clone()) {
            match line.kind() {
                Kind::Property | Kind::Continuation => {
                    only_blanks_since = true;
                    end = line.next;
                }
                Kind::Blank if only_blanks_since => end = line.next,
                Kind::Blank | Kind::Comment | Kind::Header => only_blanks_since = false,
            }
        }
        patches.replace(span.header_line.start..end, Zeroizing::new(String::new()));
    }
    patches.apply()
}

/// What the AWS CLI writes before a key of a nested block.
const INDENT: &str = "    ";

/// Whether the line defines the key, by the SDKs' rules or by the AWS CLI's, for which a key ends at a `:`, too.
fn is_named(entry: &Entry<'_>, key: &str) -> bool {
    let cli_key = entry.key.split(':').next().unwrap_or("").trim_end();
    entry.key.eq_ignore_ascii_case(key) || cli_key.eq_ignore_ascii_case(key)
}

/// Where new keys of a section go: behind the last line that looks like a property, comments with a `=` or `:` counted;
/// one line further down in the last section of the file. So does the AWS CLI.
fn insertion_point(document: &Document, span: &Span) -> usize {
    let mut point = span.header_line.end;
    let mut follower = None;
    for line in document.lines(span.body.clone()) {
        let looks_like_property = match line.kind() {
            Kind::Property | Kind::Continuation => true,
            Kind::Comment => line.text.contains([':', '=']),
            Kind::Blank | Kind::Header => false,
        };
        if looks_like_property {
            point = line.next;
            follower = None;
        } else if follower.is_none() {
            follower = Some(line.next);
        }
    }
    let in_last_section = span.body.end == document.text().len();
    follower.filter(|_| in_last_section).unwrap_or(point)
}

fn push_line(lines: &mut String, indent: &str, key: &str, value: &str, line_end: &str) {
    lines.push_str(indent);
    lines.push_str(key);
    lines.push_str(" =");
    let value = blanks::trim(value);
    if !value.is_empty() {
        lines.push(' ');
        lines.push_str(value);
    }
    lines.push_str(line_end);
}

/// Replacements in a text, collected first and applied together.
struct Patches<'a> {
    text: &'a str,
    line_end: &'static str,
    list: Vec<Patch>,
}

struct Patch {
    range: Range<usize>,
    text: Zeroizing<String>,
    /// Whether the text must start on a line of its own.
    on_own_line: bool,
}

impl<'a> Patches<'a> {
    /// New lines end as the first line of the text does.
    fn new(text: &'a str) -> Self {
        let first = text.split_inclusive('\n').next().unwrap_or("");
        Self {
            text,
            line_end: if first.ends_with("\r\n") {
                "\r\n"
            } else {
                "\n"
            },
            list: Vec::new(),
        }
    }

    fn replace(&mut self, range: Range<usize>, text: Zeroizing<String>) {
        self.list.push(Patch {
            range,
            text,
            on_own_line: false,
        });
    }

    fn insert(&mut self, at: usize, text: Zeroizing<String>) {
        self.list.push(Patch {
            range: at..at,
            text,
            on_own_line: true,
        });
    }

    fn remove_entry(&mut self, entry: &Entry<'_>) {
        self.remove_line(&entry.line);
        self.remove_continuation(entry);
    }

    fn remove_continuation(&mut self, entry: &Entry<'_>) {
        for line in &entry.continuation {
            self.remove_line(line);
        }
    }

    fn remove_line(&mut self, line: &Line<'_>) {
        self.replace(line.start..line.next, Zeroizing::new(String::new()));
    }

    /// Rewrites the content of a line as `key = value`, its comment kept.
    fn rewrite(&mut self, line: &Line<'_>, key: &str, value: &str) {
        let mut text = Zeroizing::new(String::new());
        push_line(
            &mut text,
            line.indentation(),
            key,
            value,
            line.trailing_comment(),
        );
        if line.content().end == line.next {
            text.push_str(self.line_end);
        }
        self.replace(line.content(), text);
    }

    fn replace_value(&mut self, entry: &Entry<'_>, key: &str, value: &str) {
        if entry.key.eq_ignore_ascii_case(key) && *entry.value() == blanks::trim(value) {
            return;
        }
        self.rewrite(&entry.line, key, value);
        self.remove_continuation(entry);
    }

    fn merge_block(&mut self, entry: &Entry<'_>, key: &str, block: &[(String, Zeroizing<String>)]) {
        let is_block = entry.is_nested();
        if !is_block || !entry.key.eq_ignore_ascii_case(key) {
            self.rewrite(&entry.line, key, "");
        }
        let known: &[Line<'_>] = if is_block {
            &entry.continuation
        } else {
            self.remove_continuation(entry);
            &[]
        };
        let mut new_lines = Zeroizing::new(String::new());
        for (key, value) in block {
            let line = known.iter().rev().find_map(|line| {
                let (name, known_value) = line.key_and_value()?;
                name.eq_ignore_ascii_case(key)
                    .then_some((line, known_value))
            });
            match line {
                Some((_, known_value)) if known_value == blanks::trim(value) => {}
                Some((line, _)) => {
                    self.rewrite(line, key, value);
                }
                None => push_line(&mut new_lines, INDENT, key, value, self.line_end),
            }
        }
        if !new_lines.is_empty() {
            let end = known.last().unwrap_or(&entry.line).next;
            self.insert(end, new_lines);
        }
    }

    /// INVARIANT: bytes outside the patches are copied as they are.
    fn apply(mut self) -> Result<Zeroizing<String>> {
        // What is inserted before a line comes before what replaces the line.
        self.list
            .sort_by_key(|patch| (patch.range.start, patch.range.end));
        let added = self
            .list
            .iter()
            .fold(0_usize, |sum, patch| sum.saturating_add(patch.text.len()))
            .saturating_add(self.line_end.len());
        let mut result =
            Zeroizing::new(String::with_capacity(self.text.len().saturating_add(added)));
        let overlap = || Error::new(ErrorKind::Internal, "Edits of the shared file overlap.");
        let mut copied = 0;
        for patch in &self.list {
            let kept = self.text.get(copied..patch.range.start);
            result.push_str(kept.ok_or_else(overlap)?);
            // A byte order mark stands on no line; elsewhere the character is text like any other.
            let on_own_line = matches!(result.as_str(), "" | "\u{feff}") || result.ends_with('\n');
            if patch.on_own_line && !on_own_line {
                // Half of a line ending is one at the end of the file only.
                let is_half_ended = result.ends_with('\r');
                result.push_str(if is_half_ended { "\n" } else { self.line_end });
            }
            result.push_str(&patch.text);
            copied = patch.range.end;
        }
        result.push_str(self.text.get(copied..).ok_or_else(overlap)?);
        Ok(result)
    }
}

/// Refuses what would break the file or not read back, before anything is changed.
fn check_edits(edits: &[(&str, Edit)]) -> Result<()> {
    check_no_key_twice(edits.iter().map(|(key, _)| *key))?;
    for (key, edit) in edits {
        check_key(key)?;
        match edit {
            Edit::Value(value) => check_value(key, value)?,
            Edit::Nested(block) => {
                check_no_key_twice(block.iter().map(|(key, _)| key.as_str()))?;
                for (sub_key, value) in block {
                    check_key(sub_key)?;
                    check_value(key, value)?;
                }
            }
            Edit::Remove => {}
        }
    }
    Ok(())
}

/// Two edits of one key would contradict each other.
fn check_no_key_twice<'a>(mut keys: impl Iterator<Item = &'a str> + Clone) -> Result<()> {
    while let Some(key) = keys.next() {
        if keys.clone().any(|other| other.eq_ignore_ascii_case(key)) {
            return Err(Error::new(
                ErrorKind::InvalidArgument,
                format!("Invalid key: {} is given twice.", python_repr(key)),
            ));
        }
    }
    Ok(())
}

fn check_key(key: &str) -> Result<()> {
    if key.contains(['\n', '\r']) {
        return Err(Error::new(
            ErrorKind::InvalidArgument,
            format!(
                "Invalid key: newline characters and carriage returns are not allowed: {}",
                python_repr(key)
            ),
        ));
    }
    // The rules would allow a `:`, but the AWS CLI ends the key there.
    if !is_identifier(key) || key.contains(':') {
        return Err(Error::new(
            ErrorKind::InvalidArgument,
            format!("Invalid key: {}", python_repr(key)),
        )
        .with_help("Use letters, digits and the characters - _ / . % @ + in a key."));
    }
    Ok(())
}

fn check_value(key: &str, value: &str) -> Result<()> {
    let invalid = |why: &str| {
        Err(Error::new(
            ErrorKind::InvalidArgument,
            format!("Invalid value for key {key}: {why}"),
        )
        .with_help("Give the value on one line and without a comment."))
    };
    if value.contains(['\n', '\r']) {
        return invalid("newline characters and carriage returns are not allowed.");
    }
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return invalid("control characters are not allowed.");
    }
    let starts_comment = |c| matches!(c, '#' | ';');
    if blanks::trim_start(value).starts_with(starts_comment) || !comment(value).is_empty() {
        return invalid("a # or ; at the start or after a blank would start a comment.");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
