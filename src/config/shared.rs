//! Both shared files together: profiles, sso-sessions and services by name.

use super::SharedFile;
use super::environment::{ProfileChoice, ProfileSource};
use super::ini::{Document, Span};
use super::section::Section;
use super::section_name::{Header, HeaderKind};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Zeroizing;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What the shared config and credentials files say.
#[derive(Debug)]
pub struct SharedConfig {
    config: Document,
    credentials: Document,
}

impl SharedConfig {
    /// Checks both files, each possibly absent. A section is read when it is asked for.
    ///
    /// `ConfigInvalid` if a file is not UTF-8 or a line breaks the rules; the message names file and line.
    pub fn parse(config: Option<&[u8]>, credentials: Option<&[u8]>) -> Result<Self> {
        let copy = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
        Self::take(config.map(copy), credentials.map(copy))
    }

    /// As [`Self::parse`], without a copy.
    pub fn take(
        config: Option<Zeroizing<Vec<u8>>>,
        credentials: Option<Zeroizing<Vec<u8>>>,
    ) -> Result<Self> {
        Ok(Self {
            config: Document::take(SharedFile::Config, config.unwrap_or_default())?,
            credentials: Document::take(SharedFile::Credentials, credentials.unwrap_or_default())?,
        })
    }

    /// The profile of this name, values of the credentials file over those of the config file.
    ///
    /// `ProfileNotFound` if neither file has it.
    pub fn profile(&self, name: &str) -> Result<Section> {
        self.find_profile(name).ok_or_else(|| {
            Error::new(
                ErrorKind::ProfileNotFound,
                format!("The config profile ({name}) could not be found"),
            )
            .with_help("See the profiles that there are: aws-sso-wasm configure list-profiles")
        })
    }

    /// The profile that was chosen. The default profile, unless it was asked for by name, may be missing: it is empty then.
    ///
    /// `ProfileNotFound` if a profile was asked for by name and neither file has it.
    pub fn chosen_profile(&self, choice: &ProfileChoice) -> Result<Section> {
        match choice.source {
            ProfileSource::Default => Ok(self
                .find_profile(&choice.name)
                .unwrap_or_else(|| Section::empty(&choice.name))),
            ProfileSource::Option | ProfileSource::Environment(_) => self.profile(&choice.name),
        }
    }

    /// Every profile's name once, in file order: those of the config file first, then those that only the credentials file
    /// has.
    pub fn profile_names(&self) -> Vec<String> {
        unique_names(self.profile_spans())
    }

    /// Every profile, in the order of [`Self::profile_names`].
    pub fn profiles(&self) -> Vec<Section> {
        grouped(self.profile_spans())
    }

    /// The section `[sso-session name]`.
    pub fn sso_session(&self, name: &str) -> Option<Section> {
        merged(&self.config, HeaderKind::SsoSession, name, None)
    }

    /// Every sso-session's name once, in file order.
    pub fn sso_session_names(&self) -> Vec<String> {
        unique_names(self.sso_session_spans())
    }

    /// Every sso-session section, in file order.
    pub fn sso_sessions(&self) -> Vec<Section> {
        grouped(self.sso_session_spans())
    }

    /// The section `[services name]`.
    pub fn services(&self, name: &str) -> Option<Section> {
        merged(&self.config, HeaderKind::Services, name, None)
    }

    fn find_profile(&self, name: &str) -> Option<Section> {
        // `[profile default]` keeps `[default]` out altogether, wherever they stand.
        let section = merged(&self.config, HeaderKind::Profile, name, None)
            .or_else(|| merged(&self.config, HeaderKind::BareDefault, name, None));
        merged(&self.credentials, HeaderKind::Profile, name, section)
    }

    fn profile_spans(&self) -> impl Iterator<Item = Found<'_>> {
        let prefixed_default = found(&self.config)
            .any(|it| it.header.kind == HeaderKind::Profile && it.header.name == "default");
        found(&self.config)
            .filter(move |it| match it.header.kind {
                HeaderKind::Profile => true,
                HeaderKind::BareDefault => !prefixed_default,
                HeaderKind::SsoSession | HeaderKind::Services => false,
            })
            .chain(found(&self.credentials))
    }

    fn sso_session_spans(&self) -> impl Iterator<Item = Found<'_>> {
        found(&self.config).filter(|it| it.header.kind == HeaderKind::SsoSession)
    }
}

/// A section that the rules do not ignore.
struct Found<'a> {
    document: &'a Document,
    span: &'a Span,
    header: Header<'a>,
}

/// Takes the properties of `span` into `section`; the later value wins.
fn merge(document: &Document, span: &Span, section: &mut Section) {
    for entry in document.entries(span) {
        if let Some(key) = entry.name() {
            section.insert(key, entry.value(), document.file());
        }
    }
}

fn found(document: &Document) -> impl Iterator<Item = Found<'_>> {
    document.spans().filter_map(move |span| {
        let header = document.header(span)?;
        Some(Found {
            document,
            span,
            header,
        })
    })
}

/// Merges every section of this kind and name into `base`.
fn merged(
    document: &Document,
    kind: HeaderKind,
    name: &str,
    mut base: Option<Section>,
) -> Option<Section> {
    for span in document.spans_named(kind, name) {
        let section = base.get_or_insert_with(|| Section::empty(name));
        merge(document, span, section);
    }
    base
}

fn unique_names<'a>(spans: impl Iterator<Item = Found<'a>>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    spans
        .map(|it| it.header.name)
        .filter(|name| seen.insert(name.clone()))
        .map(Cow::into_owned)
        .collect()
}

/// Sections by name, merged, in the order in which the names come up first.
fn grouped<'a>(spans: impl Iterator<Item = Found<'a>>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut positions = BTreeMap::new();
    for it in spans {
        let next = sections.len();
        let position = *positions.entry(it.header.name.clone()).or_insert(next);
        if position == next {
            sections.push(Section::empty(&it.header.name));
        }
        if let Some(section) = sections.get_mut(position) {
            merge(it.document, it.span, section);
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::SharedConfig;
    use crate::config::SharedFile;
    use crate::config::environment::Environment;
    use crate::error::ErrorKind;
    use proptest::prelude::*;

    fn parse(config: &str, credentials: &str) -> SharedConfig {
        SharedConfig::parse(Some(config.as_bytes()), Some(credentials.as_bytes())).unwrap()
    }

    #[test]
    fn names_in_file_order() {
        let shared = parse(
            "[profile b]\n[sso-session z]\n[profile a]\n[profile b]\n[sso-session y]\n[default]\n",
            "[c]\n[a]\n[profile d]\n",
        );
        assert_eq!(shared.profile_names(), ["b", "a", "default", "c"]);
        assert_eq!(shared.sso_session_names(), ["z", "y"]);
        assert_eq!(
            SharedConfig::parse(None, None).unwrap().profile_names(),
            [""; 0]
        );
    }

    #[test]
    fn quoted_names_byte_order_mark_and_indented_comments() {
        let shared = parse(
            "\u{feff}[profile \"my work\"]\r\nregion = a\r\n  # not a value\r\noutput = json\r\n",
            "",
        );
        let profile = shared.profile("my work").unwrap();
        assert_eq!(
            profile.iter().collect::<Vec<_>>(),
            [("region", "a"), ("output", "json")]
        );
    }

    #[test]
    fn a_profile_is_the_same_however_many_were_searched_for() {
        let shared = parse(
            "[profile a]\nregion = 1\n[profile \"b c\"]\nregion = 2\n[profile a]\noutput = text\n[default]\nregion = 3\n\
             [sso-session a]\nsso_region = 4\n[profile x.a]\nregion = 5\n",
            "[a]\nregion = 6\n[d]\nregion = 7\n",
        );
        let found = || {
            let profiles = ["a", "b c", "default", "d", "x.a", "c", ""];
            let profiles = profiles.map(|name| shared.profile(name).ok());
            (profiles, shared.sso_session("a"), shared.services("a"))
        };
        let at_first = found();
        assert_eq!(at_first.0[0].as_ref().unwrap().get("output"), Some("text"));
        for _ in 0..20 {
            assert_eq!(found(), at_first);
        }
    }

    #[test]
    fn nested_values() {
        let shared = parse(
            "[services s]\nSSO =\n  Endpoint_URL = a # b\n  x = 1\n  endpoint_url = c\nplain = d\n  e = f\n",
            "",
        );
        let services = shared.services("s").unwrap();
        assert_eq!(services.nested("sso", "endpoint_url"), Some("c"));
        assert_eq!(services.nested("sso", "y"), None);
        assert_eq!(services.nested("plain", "e"), None);
        assert_eq!(services.get("plain"), Some("d\ne = f"));
        assert_eq!(services.origin("plain"), Some(SharedFile::Config));
    }

    #[test]
    fn only_the_default_profile_may_be_missing() {
        let shared = parse("", "");
        let none = Environment::default();
        let default = shared.chosen_profile(&none.profile(None)).unwrap();
        assert_eq!((default.name(), default.iter().count()), ("default", 0));
        let error = shared
            .chosen_profile(&none.profile(Some("default")))
            .unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::ProfileNotFound);
        assert_eq!(
            error.to_string(),
            "The config profile (default) could not be found"
        );
    }

    #[test]
    fn errors_name_file_and_line_but_never_the_line() {
        let error = SharedConfig::parse(None, Some(b"[a]\n\nSENSITIVE\n")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Unable to parse config file: line 3 of the shared credentials file: Expected an '=' sign defining a property."
        );
        assert!(error.help().unwrap().contains("~/.aws/credentials"));
        for (bytes, encoding) in [
            (&b"[a]\nx = \xff"[..], "it is not UTF-8"),
            (b"\xff\xfe[\0a\0]\0", "it is UTF-16"),
        ] {
            let error = SharedConfig::parse(Some(bytes), None).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
            assert!(error.to_string().contains(encoding), "{error}");
        }
    }

    #[test]
    fn debug_shows_no_value() {
        let shared = parse("", "[a]\naws_secret_access_key = SENSITIVE\n");
        let shown = format!("{shared:?} {:?}", shared.profile("a"));
        assert!(shown.contains("aws_secret_access_key") && !shown.contains("SENSITIVE"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = SharedConfig::parse(Some(&bytes), Some(&bytes));
        }

        #[test]
        fn any_text_of_the_format_is_read_or_refused(
            text in "([\\[\\]=#; \t\r\n\"'\\\\:]|profile |sso-session |default|[a-c]|\u{e4}){0,60}"
        ) {
            if let Ok(shared) = SharedConfig::parse(Some(text.as_bytes()), Some(text.as_bytes())) {
                // The first by searches, the others by the index.
                for _ in 0..20 {
                    for (profile, name) in shared.profiles().iter().zip(shared.profile_names()) {
                        prop_assert_eq!(shared.profile(&name), Ok(profile.clone()));
                    }
                }
            }
        }
    }
}
