//! Edits of a shared file: what was asked for reads back, everything else stays byte for byte, and to ask again changes
//! nothing.
#![no_main]

use arbitrary::Arbitrary;
use aws_sso_wasm::config::SharedFile;
use aws_sso_wasm::config::edit::{self, Edit};
use aws_sso_wasm::config::section::Section;
use aws_sso_wasm::config::section_name::SectionName;
use aws_sso_wasm::config::shared::SharedConfig;
use aws_sso_wasm::error::ErrorKind;
use aws_sso_wasm::secret::Zeroizing;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    in_credentials: bool,
    section: Kind<'a>,
    edits: Vec<(Word<'a>, Change<'a>)>,
    /// Last, so that a file is a valid end of an input.
    text: &'a str,
}

#[derive(Arbitrary, Debug)]
enum Kind<'a> {
    Profile(Word<'a>),
    SsoSession(Word<'a>),
    Services(Word<'a>),
    Other(Word<'a>),
}

/// A name: mostly one that the seeds have.
#[derive(Arbitrary, Debug, Clone, Copy)]
enum Word<'a> {
    Default,
    Dev,
    Region,
    SsoSession,
    S3,
    Spelled,
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Change<'a> {
    Value(&'a str),
    Nested(Vec<(Word<'a>, &'a str)>),
    Remove,
}

impl<'a> Word<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Default => "default",
            Self::Dev => "dev",
            Self::Region => "region",
            Self::SsoSession => "sso_session",
            Self::S3 => "s3",
            Self::Spelled => "Region",
            Self::Any(text) => text,
        }
    }
}

impl Input<'_> {
    fn file(&self) -> SharedFile {
        match self.in_credentials {
            true => SharedFile::Credentials,
            false => SharedFile::Config,
        }
    }

    fn section(&self) -> SectionName {
        match &self.section {
            Kind::Profile(name) => SectionName::Profile(name.text().to_owned()),
            Kind::SsoSession(name) => SectionName::SsoSession(name.text().to_owned()),
            Kind::Services(name) => SectionName::Services(name.text().to_owned()),
            Kind::Other(name) => SectionName::Other(name.text().to_owned()),
        }
    }

    fn edits(&self) -> Vec<(&str, Edit)> {
        let secret = |text: &str| Zeroizing::new(text.to_owned());
        let edit = |change: &Change<'_>| match change {
            Change::Value(value) => Edit::value(value),
            Change::Nested(block) => Edit::Nested(
                block
                    .iter()
                    .map(|(key, value)| (key.text().to_owned(), secret(value)))
                    .collect(),
            ),
            Change::Remove => Edit::Remove,
        };
        let edits = self.edits.iter();
        edits
            .map(|(key, change)| (key.text(), edit(change)))
            .collect()
    }
}

fuzz_target!(|input: Input<'_>| {
    let (file, section, edits) = (input.file(), input.section(), input.edits());
    let original = input.text;
    let before = read(file, original);
    if let Some(before) = &before {
        let removed = without(file, original, &section);
        assert!(is_subsequence(&lines(original), &lines(&removed)));
        // A `[profile default]` hides a `[default]`, which is then a profile of its own.
        let after = read(file, &without(file, &removed, &section)).expect("a file");
        others_stay(before, &after, &section);
        assert_eq!(found(&after, &section), None);
    }
    let changed = match edit::set(file, Some(original.as_bytes()), &section, &edits) {
        Ok(changed) => changed,
        Err(error) => {
            match error.kind() {
                ErrorKind::InvalidArgument => {}
                ErrorKind::ConfigInvalid => assert!(before.is_none()),
                other => panic!("{other:?}: {error}"),
            }
            return;
        }
    };
    let before = before.expect("an edit of a file that reads");
    let after = read(file, &changed)
        .unwrap_or_else(|| panic!("{original:?} became {:?} by {edits:?}", changed.as_str()));
    others_stay(&before, &after, &section);
    if !matches!(section, SectionName::Other(_)) {
        reads_back(found(&after, &section).as_ref(), &edits);
        other_keys_stay(&before, &after, &section, &edits);
    }
    let has_mark = |text: &str| text.starts_with('\u{feff}');
    assert_eq!(has_mark(original), has_mark(&changed));
    untouched_lines_stay(original, &changed, &edits);
    let again = edit::set(file, Some(changed.as_bytes()), &section, &edits).unwrap();
    assert_eq!(*again, *changed, "the second time");
});

fn without(file: SharedFile, text: &str, section: &SectionName) -> String {
    let removed = edit::remove_section(file, text.as_bytes(), section);
    removed.expect("a file that reads").to_string()
}

fn read(file: SharedFile, text: &str) -> Option<SharedConfig> {
    match file {
        SharedFile::Config => SharedConfig::parse(Some(text.as_bytes()), None),
        SharedFile::Credentials => SharedConfig::parse(None, Some(text.as_bytes())),
    }
    .ok()
}

fn found(shared: &SharedConfig, section: &SectionName) -> Option<Section> {
    match section {
        SectionName::Profile(name) => shared.profile(name).ok(),
        SectionName::SsoSession(name) => shared.sso_session(name),
        SectionName::Services(name) => shared.services(name),
        SectionName::Other(_) => None,
    }
}

fn others_stay(before: &SharedConfig, after: &SharedConfig, edited: &SectionName) {
    // Another section may be any of them by the text of its header.
    if matches!(edited, SectionName::Other(_)) {
        return;
    }
    let others = |shared: &SharedConfig| -> Vec<(bool, Section)> {
        let profiles = shared.profiles().into_iter().map(|it| (true, it));
        let sessions = shared.sso_sessions().into_iter().map(|it| (false, it));
        profiles
            .chain(sessions)
            .filter(|(is_profile, section)| match edited {
                SectionName::Profile(name) => !is_profile || section.name() != name,
                SectionName::SsoSession(name) => *is_profile || section.name() != name,
                _ => true,
            })
            .collect()
    };
    assert_eq!(others(before), others(after));
}

fn reads_back(section: Option<&Section>, edits: &[(&str, Edit)]) {
    let blanks = [' ', '\t'];
    for (key, edit) in edits {
        let key = key.to_ascii_lowercase();
        let value = section.and_then(|section| section.get(&key));
        match edit {
            Edit::Value(wanted) => assert_eq!(value, Some(wanted.trim_matches(blanks)), "{key}"),
            Edit::Remove => assert_eq!(value, None, "{key}"),
            Edit::Nested(block) => {
                let last: BTreeMap<String, &str> = block
                    .iter()
                    .map(|(name, wanted)| (name.to_ascii_lowercase(), wanted.trim_matches(blanks)))
                    .collect();
                for (name, wanted) in last {
                    let value = section.and_then(|section| section.nested(&key, &name));
                    assert_eq!(value, Some(wanted), "{key}, {name}");
                }
            }
        }
    }
}

fn other_keys_stay(
    before: &SharedConfig,
    after: &SharedConfig,
    section: &SectionName,
    edits: &[(&str, Edit)],
) {
    let others = |shared: &SharedConfig| -> BTreeMap<String, String> {
        let section = found(shared, section);
        let entries = section.iter().flat_map(Section::iter);
        entries
            .filter(|(key, _)| !is_edited(key, edits))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    };
    assert_eq!(others(before), others(after));
    for (key, edit) in edits {
        let Edit::Nested(block) = edit else { continue };
        let key = key.to_ascii_lowercase();
        let others = |shared: &SharedConfig| -> Vec<(String, String)> {
            let section = found(shared, section);
            let entries = section.iter().flat_map(|it| it.nested_entries(&key));
            entries
                .filter(|(name, _)| !block.iter().any(|(it, _)| it.eq_ignore_ascii_case(name)))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        };
        // What only the AWS CLI took for the value may be there now, too.
        let before = others(before);
        assert!(before.is_empty() || before == others(after), "{key}");
    }
}

/// Also by the AWS CLI's rule, for which a key ends at a `:`.
fn is_edited(key: &str, edits: &[(&str, Edit)]) -> bool {
    let cli_key = key.split(':').next().unwrap_or("").trim_end();
    let is = |other: &str| other.eq_ignore_ascii_case(key) || other.eq_ignore_ascii_case(cli_key);
    edits.iter().any(|(edited, _)| is(edited))
}

/// Whether every line that no edit can mean is there as it was, in order.
fn untouched_lines_stay(original: &str, changed: &str, edits: &[(&str, Edit)]) {
    let mut edited = false;
    let mut kept = Vec::new();
    for line in lines(original) {
        let is_indented = line.starts_with([' ', '\t']);
        // What ends a line is no blank, and a second carriage return is content.
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let content = content.trim_matches([' ', '\t']);
        let is_comment = content.is_empty() || content.starts_with(['#', ';']);
        if !is_comment && !is_indented {
            let key = content.split('=').next().unwrap_or("");
            edited = !content.starts_with('[') && is_edited(key.trim_end(), edits);
        }
        if is_comment || !edited {
            kept.push(line);
        }
    }
    assert!(
        is_subsequence(&lines(changed), &kept),
        "{original:?} became {changed:?}"
    );
}

/// The lines without a byte order mark, each with its ending; the last one without, since another may have come behind it.
fn lines(text: &str) -> Vec<&str> {
    let text = text.trim_start_matches('\u{feff}');
    let ends_in_line_feed = text.ends_with('\n');
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    if let Some(last) = lines.last_mut().filter(|_| !ends_in_line_feed) {
        *last = last.trim_end_matches('\r');
    }
    lines
}

fn is_subsequence(whole: &[&str], part: &[&str]) -> bool {
    let mut whole = whole.iter();
    part.iter().enumerate().all(|(index, line)| {
        let is_last = index + 1 == part.len() && !line.ends_with('\n');
        // Blanks at the very end, which nothing ends, may go with the value before them.
        (is_last && line.trim().is_empty())
            || whole.any(|other| other == line || (is_last && other.trim_end() == line.trim_end()))
    })
}
