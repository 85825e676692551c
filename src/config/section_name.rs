//! Names of sections: how a header says them, and how to write a header for a name.

use super::SharedFile;
use super::blanks;
use super::bytes::has_quoting;
use crate::error::{Error, ErrorKind, Result};
use std::borrow::Cow;

/// The name of a section that an edit is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SectionName {
    /// A profile: `[profile name]` in the config file (`[default]` for the default one), `[name]` in the credentials file.
    Profile(String),
    /// `[sso-session name]`.
    SsoSession(String),
    /// `[services name]`.
    Services(String),
    /// Any other section, by the exact text between its brackets, such as `preview`.
    Other(String),
}

/// What a header line names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) kind: HeaderKind,
    pub(super) name: Cow<'a, str>,
}

/// What kind of section a header opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HeaderKind {
    /// `[profile name]`, or `[name]` in the credentials file.
    Profile,
    /// `[default]` in the config file: a profile unless there is a `[profile default]`.
    BareDefault,
    SsoSession,
    Services,
}

impl<'a> Header<'a> {
    /// Reads what stands between the brackets; `None` if the rules ignore such a section.
    pub(super) fn read(file: SharedFile, text: &'a str) -> Option<Self> {
        if file == SharedFile::Credentials {
            return is_identifier(text).then_some(Self {
                kind: HeaderKind::Profile,
                name: Cow::Borrowed(text),
            });
        }
        let Some((word, name)) = blanks::split_word(text) else {
            return (text == "default").then_some(Self {
                kind: HeaderKind::BareDefault,
                name: Cow::Borrowed(text),
            });
        };
        let kind = match word {
            "profile" => HeaderKind::Profile,
            "sso-session" => HeaderKind::SsoSession,
            "services" => HeaderKind::Services,
            _ => return None,
        };
        let name = blanks::trim(name);
        let name = if has_quoting(name.as_bytes()) {
            let [word] = <[String; 1]>::try_from(shell_words(name)?).ok()?;
            Cow::Owned(Some(word).filter(|word| !word.is_empty())?)
        } else if is_identifier(name) {
            Cow::Borrowed(name)
        } else {
            return None;
        };
        Some(Self { kind, name })
    }
}

impl SectionName {
    /// The text between the brackets of a new header. The name was checked before.
    pub(super) fn header_text(&self, file: SharedFile) -> String {
        match self {
            Self::Profile(name) if file == SharedFile::Credentials || name == "default" => {
                name.clone()
            }
            Self::Profile(name) => format!("profile {}", quoted(name)),
            Self::SsoSession(name) => format!("sso-session {}", quoted(name)),
            Self::Services(name) => format!("services {}", quoted(name)),
            Self::Other(text) => text.clone(),
        }
    }

    /// Refuses a name that would break the file, or would not be read back as itself.
    pub(super) fn check(&self, file: SharedFile) -> Result<()> {
        let name = self.name();
        if name.contains(['\n', '\r']) {
            return Err(Error::new(
                ErrorKind::InvalidArgument,
                format!(
                    "Invalid section name: newline characters and carriage returns are not allowed: {}",
                    python_repr(name)
                ),
            )
            .with_help("Give the name on one line."));
        }
        if file == SharedFile::Credentials && !matches!(self, Self::Profile(_)) {
            return Err(Error::new(
                ErrorKind::InvalidArgument,
                "The shared credentials file holds nothing but profiles.",
            ));
        }
        let literal = file == SharedFile::Credentials;
        if name.is_empty()
            || name.contains(|c: char| c.is_control() || matches!(c, '[' | ']' | '#' | ';'))
            || blanks::trim(name) != name
            || (literal && !is_identifier(name))
        {
            return Err(Error::new(
                ErrorKind::InvalidArgument,
                format!("Invalid section name: {}", python_repr(name)),
            )
            .with_help("Use letters, digits and the characters - _ / . % @ : + in the name."));
        }
        Ok(())
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Profile(name)
            | Self::SsoSession(name)
            | Self::Services(name)
            | Self::Other(name) => name,
        }
    }
}

/// Whether every character is one that the rules allow in the name of a section or property.
pub(super) fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'-' | b'/' | b'.' | b'%' | b'@' | b':' | b'+')
        })
}

/// The name as the AWS CLI writes it: in single quotes if it holds a blank, as POSIX shells quote. Other names that the
/// rules would ignore get double quotes, the other form that the AWS CLI finds again.
fn quoted(name: &str) -> Cow<'_, str> {
    if is_identifier(name) {
        Cow::Borrowed(name)
    } else if name.contains([' ', '\t', '"', '\\']) {
        Cow::Owned(format!("'{}'", name.replace('\'', "'\"'\"'")))
    } else {
        Cow::Owned(format!("\"{name}\""))
    }
}

/// Splits text into words as POSIX shells do; `None` if a quote is not closed.
pub(super) fn shell_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if matches!(c, ' ' | '\t') {
            words.extend(word.take());
            continue;
        }
        let word = word.get_or_insert_default();
        match c {
            '\\' => word.push(chars.next()?),
            '\'' => loop {
                match chars.next()? {
                    '\'' => break,
                    c => word.push(c),
                }
            },
            '"' => loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => match chars.next()? {
                        c @ ('"' | '\\') => word.push(c),
                        c => word.extend(['\\', c]),
                    },
                    c => word.push(c),
                }
            },
            c => word.push(c),
        }
    }
    words.extend(word);
    Some(words)
}

/// The text as Python's `repr` shows it, for the AWS CLI's messages.
pub(super) fn python_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut shown = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\\' => shown.push_str("\\\\"),
            c if c == quote => shown.extend(['\\', c]),
            c if c.is_control() => shown.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown.push(quote);
    shown
}

#[cfg(test)]
mod tests {
    use super::{Header, HeaderKind, SectionName, python_repr, shell_words};
    use crate::config::SharedFile::{Config, Credentials};
    use crate::config::bytes::has_quoting;

    #[test]
    fn headers_for_names() {
        for (name, header) in [
            ("default", "default"),
            ("DEFAULT", "profile DEFAULT"),
            ("dev", "profile dev"),
            ("my work", "profile 'my work'"),
            ("it's\there", "profile 'it'\"'\"'s\there'"),
            ("it's", "profile \"it's\""),
            ("a!b", "profile \"a!b\""),
            ("ü", "profile \"ü\""),
            ("a\\b", "profile 'a\\b'"),
        ] {
            let section = SectionName::Profile(name.to_owned());
            assert_eq!(section.header_text(Config), header);
            let read = Header::read(Config, header).unwrap();
            assert_eq!(read.name, name);
            assert!(header.ends_with(name) || has_quoting(header.as_bytes()));
        }
        let session = SectionName::SsoSession("my org".to_owned());
        assert_eq!(session.header_text(Config), "sso-session 'my org'");
        let services = SectionName::Services("dev".to_owned());
        assert_eq!(services.header_text(Config), "services dev");
        let profile = SectionName::Profile("dev".to_owned());
        assert_eq!(profile.header_text(Credentials), "dev");
    }

    #[test]
    fn headers_that_name_nothing() {
        for text in [
            "",
            "profile",
            "dev",
            "profile a b",
            "profile \"\"",
            "profile 'a",
            "profile 'a' b",
            "Profile a",
        ] {
            assert_eq!(Header::read(Config, text), None, "{text}");
        }
        for text in ["", "profile a", "'a'", "a b"] {
            assert_eq!(Header::read(Credentials, text), None, "{text}");
        }
        let bare = Header::read(Config, "default").unwrap();
        assert_eq!(bare.kind, HeaderKind::BareDefault);
    }

    #[test]
    fn words_as_shells_split_them() {
        let words = |text| shell_words(text).map(|words| words.join("|"));
        assert_eq!(
            words(" a\t'b c'd \"e\\\"\\f\" g\\ h ''"),
            Some("a|b cd|e\"\\f|g h|".to_owned())
        );
        assert_eq!(words(""), Some(String::new()));
        for open in ["'a", "\"a", "a\\", "\"a\\"] {
            assert_eq!(words(open), None);
        }
    }

    #[test]
    fn names_as_python_shows_them() {
        for (text, shown) in [
            ("a", "'a'"),
            ("a\n\r\t\\", "'a\\n\\r\\t\\\\'"),
            ("it's", "\"it's\""),
            ("'\"", "'\\'\"'"),
            ("\u{1}ü", "'\\x01ü'"),
        ] {
            assert_eq!(python_repr(text), shown);
        }
    }
}
