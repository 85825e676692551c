//! Where the AWS CLI reads a shared file otherwise than the SDKs and this program do, for `doctor`.
//!
//! The AWS CLI reads with Python's strict `RawConfigParser` and its own `botocore.configloader`.

use super::SharedFile;
use super::blanks;
use super::line::{Line, Lines};
use super::section_name::{Header, HeaderKind, is_identifier, shell_words};
use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

/// One place where the two ways to read a file differ, or where both ignore what somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The line, from 1.
    pub line: usize,
    /// What comes of it.
    pub effect: Effect,
    /// What is there, as a sentence. Names sections and keys, never a value.
    pub what: String,
    /// What to do about it, as a sentence.
    pub remedy: String,
}

/// What comes of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The AWS CLI refuses the whole file.
    Refused,
    /// The AWS CLI reads something else there.
    ReadOtherwise,
    /// Neither reads it.
    Ignored,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused => "the AWS CLI refuses the whole file",
            Self::ReadOtherwise => "the AWS CLI reads it otherwise",
            Self::Ignored => "it is ignored",
        })
    }
}

/// Every difference, in line order. None for bytes that are not UTF-8, which nobody reads.
pub fn cli_differences(file: SharedFile, bytes: &[u8]) -> Vec<Difference> {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return Vec::new();
    };
    let mut reader = Reader {
        file,
        line: 1,
        sections: BTreeMap::new(),
        names: BTreeMap::new(),
        keys: BTreeSet::new(),
        open: None,
        found: Vec::new(),
    };
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    if body.len() < text.len() {
        reader.add(
            Effect::Refused,
            "The file starts with a byte order mark.".to_owned(),
            "Save the file as UTF-8 without a byte order mark.".to_owned(),
        );
    }
    for (index, line) in Lines::new(body, 0).enumerate() {
        reader.line = index.saturating_add(1);
        reader.read(line.text);
    }
    reader.found
}

/// Reads line by line as the AWS CLI does.
struct Reader<'a> {
    file: SharedFile,
    line: usize,
    /// The headers so far, by their exact text, with their lines.
    sections: BTreeMap<&'a str, usize>,
    /// What the headers so far name for the AWS CLI, with their lines.
    names: BTreeMap<(Named, String), usize>,
    /// The keys of the current section so far, in lower case.
    keys: BTreeSet<String>,
    open: Option<Open>,
    found: Vec<Difference>,
}

/// The property that a more indented line continues.
struct Open {
    key: String,
    indent: usize,
    /// Whether its first line has no value, so that sub-properties follow.
    nested: bool,
    /// Whether a blank line came since its last line.
    after_blank_line: bool,
}

/// What the AWS CLI takes a section for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Profile,
    SsoSession,
    Services,
}

impl<'a> Reader<'a> {
    fn add(&mut self, effect: Effect, what: String, remedy: String) {
        self.found.push(Difference {
            line: self.line,
            effect,
            what,
            remedy,
        });
    }

    fn read(&mut self, line: &'a str) {
        let content = line.trim();
        if content.is_empty() {
            if let Some(open) = &mut self.open {
                open.after_blank_line = true;
            }
            return;
        }
        if content.starts_with(['#', ';']) {
            return;
        }
        if content.contains('\r') {
            self.add(
                Effect::ReadOtherwise,
                "A carriage return stands in the middle of the line; the AWS CLI starts a new line there.".to_owned(),
                "End lines with a line feed, or with carriage return and line feed.".to_owned(),
            );
        }
        let indent = line.len().saturating_sub(line.trim_start().len());
        if self.open.as_ref().is_some_and(|open| indent > open.indent) {
            self.read_continuation(content);
        } else if let Some(header) = header_text(content) {
            self.open = None;
            self.keys.clear();
            self.read_header(content, header);
        } else if content.starts_with("[]") {
            self.add(
                Effect::Refused,
                "The section has no name.".to_owned(),
                "Name the section, or remove it.".to_owned(),
            );
        } else {
            self.read_property(content, indent);
        }
    }

    fn read_continuation(&mut self, content: &str) {
        let Some(open) = &mut self.open else { return };
        let after_blank_line = core::mem::take(&mut open.after_blank_line);
        let key = open.key.clone();
        if !open.nested && after_blank_line {
            self.add(
                Effect::ReadOtherwise,
                format!("The value of {key} goes on after a blank line, which the AWS CLI takes into the value."),
                "Remove the blank line.".to_owned(),
            );
        } else if open.nested
            && let Some(line) = Line::of(content).filter(has_comment)
            && let Some((sub_key, _)) = line.property()
        {
            self.add_comment(&format!("{key}.{sub_key}"));
        }
    }

    fn add_comment(&mut self, key: &str) {
        self.add(
            Effect::ReadOtherwise,
            format!("The AWS CLI takes the comment for a part of the value of {key}."),
            "Put the comment on a line of its own.".to_owned(),
        );
    }

    fn read_property(&mut self, content: &str, indent: usize) {
        let Some((cli_key, _)) = content.split_once(['=', ':']) else {
            return;
        };
        let cli_key = cli_key.trim_end().to_lowercase();
        let line = Line::of(content);
        let (key, value) = line
            .and_then(|line| line.key_and_value())
            .unwrap_or((&cli_key, ""));
        if !self.keys.insert(cli_key.clone()) {
            self.add(
                Effect::Refused,
                format!("The key {cli_key} is there twice in its section."),
                "Remove the first one; the SDKs use the last one.".to_owned(),
            );
        }
        if key.to_lowercase() != cli_key {
            self.add(
                Effect::ReadOtherwise,
                format!("The AWS CLI ends the key at the colon and reads {cli_key}."),
                "Write `key = value`.".to_owned(),
            );
        } else if !is_identifier(key) {
            self.add(
                Effect::ReadOtherwise,
                format!("The SDKs ignore the key {key} because of the characters in it; the AWS CLI reads it."),
                "Use letters, digits and the characters - _ / . % @ + in a key.".to_owned(),
            );
        }
        let commented = line.is_some_and(|line| has_comment(&line));
        if commented {
            self.add_comment(&cli_key);
        }
        self.open = Some(Open {
            nested: value.is_empty(),
            key: cli_key,
            indent,
            after_blank_line: false,
        });
    }

    fn read_header(&mut self, content: &str, header: &'a str) {
        if header == "DEFAULT" {
            self.add(
                Effect::ReadOtherwise,
                "The AWS CLI takes the keys of [DEFAULT] for defaults of every section; the SDKs do not.".to_owned(),
                "Write [default] in lower case for the default profile.".to_owned(),
            );
            return;
        }
        if let Some(first) = self.sections.insert(header, self.line) {
            self.add(
                Effect::Refused,
                format!("The section [{header}] is there twice, in line {first} first."),
                "Join the two sections.".to_owned(),
            );
            return;
        }
        let ours = self.our_name(content);
        let theirs = self.cli_name(header);
        match (&ours, &theirs) {
            (Some(ours), Some(theirs)) if ours == theirs => self.add_name(header, theirs),
            (Some((_, name)), _) => self.add(
                Effect::ReadOtherwise,
                format!("The AWS CLI does not read [{header}] as {name}."),
                "Write the type, one blank and the name between the brackets, and no bracket after them.".to_owned(),
            ),
            (None, Some((_, name))) => self.add(
                Effect::ReadOtherwise,
                format!("The AWS CLI reads [{header}] as {name}; the SDKs ignore it."),
                "Use letters, digits and the characters - _ / . % @ : + in a name.".to_owned(),
            ),
            (None, None) => self.add_ignored(header),
        }
    }

    /// Two headers of one name: the AWS CLI takes the later section only, the SDKs merge the two or prefer
    /// `[profile default]`.
    fn add_name(&mut self, header: &str, named: &(Named, String)) {
        if let Some(first) = self.names.insert(named.clone(), self.line) {
            self.add(
                Effect::ReadOtherwise,
                format!(
                    "[{header}] names what line {first} names, too; the AWS CLI uses the later section only."
                ),
                "Join the two sections.".to_owned(),
            );
        }
    }

    fn add_ignored(&mut self, header: &str) {
        // `preview` and `plugins` are sections of the AWS CLI's own.
        if self.file == SharedFile::Credentials || matches!(header, "preview" | "plugins") {
            return;
        }
        let typed = ["profile", "sso-session", "services"]
            .iter()
            .any(|word| header.starts_with(word));
        let remedy = if typed {
            "Write a type and one name, and quote a name with blanks: [profile \"my name\"]."
                .to_owned()
        } else {
            format!("Write [profile {header}] if it is meant to be a profile.")
        };
        self.add(
            Effect::Ignored,
            format!("[{header}] names neither a profile nor an sso-session nor services."),
            remedy,
        );
    }

    /// What the SDKs and this program take the section for.
    fn our_name(&self, content: &str) -> Option<(Named, String)> {
        let end = content.find(['#', ';']).unwrap_or(content.len());
        let text = blanks::trim_end(content.get(..end)?)
            .strip_prefix('[')?
            .strip_suffix(']')?;
        let header = Header::read(self.file, blanks::trim(text))?;
        let named = match header.kind {
            HeaderKind::Profile | HeaderKind::BareDefault => Named::Profile,
            HeaderKind::SsoSession => Named::SsoSession,
            HeaderKind::Services => Named::Services,
        };
        Some((named, header.name.into_owned()))
    }

    /// What the AWS CLI takes the section for.
    fn cli_name(&self, header: &str) -> Option<(Named, String)> {
        if self.file == SharedFile::Credentials || header == "default" {
            return Some((Named::Profile, header.to_owned()));
        }
        let named = if header.starts_with("profile") {
            Named::Profile
        } else if header.starts_with("sso-session") {
            Named::SsoSession
        } else if header.starts_with("services") {
            Named::Services
        } else {
            return None;
        };
        let [_, name] = <[String; 2]>::try_from(shell_words(header)?).ok()?;
        Some((named, name))
    }
}

fn has_comment(line: &Line<'_>) -> bool {
    !line.trailing_comment().is_empty()
}

/// What stands between the first `[` and the last `]` of a line that starts with a `[`.
fn header_text(content: &str) -> Option<&str> {
    let (header, _) = content.strip_prefix('[')?.rsplit_once(']')?;
    (!header.is_empty()).then_some(header)
}

#[cfg(test)]
mod tests {
    use super::Effect::{Ignored, ReadOtherwise, Refused};
    use super::{Effect, cli_differences};
    use crate::config::SharedFile::{self, Config, Credentials};
    use proptest::prelude::*;

    fn differences(file: SharedFile, text: &str) -> Vec<(usize, Effect)> {
        cli_differences(file, text.as_bytes())
            .into_iter()
            .map(|it| (it.line, it.effect))
            .collect()
    }

    #[test]
    fn files_that_everybody_reads_alike() {
        let config = "# c\r\n[default]\nregion=a\n\n[profile 'my p'] ; c\n  # c\ns3 =\n  x = 1\n\n  y = 2\nk = v\n  more\n\
            [sso-session s]\nsso_start_url = https://d-1.awsapps.com/start/#/\n[services s]\nsso =\n  endpoint_url = u\n\
            [preview]\n";
        assert_eq!(differences(Config, config), []);
        assert_eq!(differences(Credentials, "[a]\nk = v\n[b]\nk = v\n"), []);
        assert_eq!(cli_differences(Config, b"\xff"), []);
    }

    #[test]
    fn each_difference() {
        for (text, line, effect) in [
            ("\u{feff}[default]\n", 1, Refused),
            ("[]\n", 1, Refused),
            ("[default]\n[profile a]\n[default]\n", 3, Refused),
            ("[default]\nKey = 1\nkey = 2\n", 3, Refused),
            ("[default]\nk = v # c\n", 2, ReadOtherwise),
            ("[default]\ns3 =\n  k = v ; c\n", 3, ReadOtherwise),
            ("[default]\nk: x = v\n", 2, ReadOtherwise),
            ("[default]\nin valid = v\n", 2, ReadOtherwise),
            ("[default]\nk = v\n\n  more\n", 4, ReadOtherwise),
            ("[default]\nk = v\rw = x\n", 2, ReadOtherwise),
            ("[default]\n[profile default]\n", 2, ReadOtherwise),
            ("[profile a]\n[profile \"a\"]\n", 2, ReadOtherwise),
            ("[DEFAULT]\n", 1, ReadOtherwise),
            ("[ profile a]\n", 1, ReadOtherwise),
            ("[profilefoo a]\n", 1, ReadOtherwise),
            ("[profile a!b]\n", 1, ReadOtherwise),
            ("[profile a] # [b]\n", 1, ReadOtherwise),
            ("[profile my p]\n", 1, Ignored),
            ("[profile \"a]\n", 1, Ignored),
            ("[dev]\n", 1, Ignored),
        ] {
            assert_eq!(differences(Config, text), [(line, effect)], "{text:?}");
        }
        for text in ["[profile a]\n", "[a b]\n", "[ a]\n", "[ü]\n"] {
            assert_eq!(
                differences(Credentials, text),
                [(1, ReadOtherwise)],
                "{text:?}"
            );
        }
    }

    #[test]
    fn no_value_is_told() {
        let text =
            b"[a]\naws_secret_access_key = SENSITIVE # SENSITIVE\nx: y = SENSITIVE\n  SENSITIVE\n";
        let found = cli_differences(Credentials, text);
        assert_eq!(found.len(), 2);
        assert!(!format!("{found:?}").contains("SENSITIVE"));
    }

    proptest! {
        #[test]
        fn any_text_is_looked_through(text in "([\\[\\]=#; \t\r\n\"'\\\\:]|profile |default|[a-c]|\u{e4}){0,60}") {
            cli_differences(Config, text.as_bytes());
            cli_differences(Credentials, text.as_bytes());
        }
    }
}
