use super::{Edit, remove_section, set};
use crate::config::SharedFile::{Config, Credentials};
use crate::config::section_name::SectionName;
use crate::config::shared::SharedConfig;
use crate::error::ErrorKind;
use proptest::prelude::*;

fn profile(name: &str) -> SectionName {
    SectionName::Profile(name.to_owned())
}

fn block(pairs: &[(&str, &str)]) -> Edit {
    Edit::Nested(
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned().into()))
            .collect(),
    )
}

/// Applies edits to `[profile a]`.
fn edited(original: &str, edits: &[(&str, Edit)]) -> String {
    set(Config, Some(original.as_bytes()), &profile("a"), edits)
        .unwrap()
        .to_string()
}

#[test]
fn line_endings_byte_order_mark_and_comments_stay() {
    let original =
        "\u{feff}# Mine.\r\n[profile a] ; work\r\nregion=x # home\r\n\r\n[profile b]\r\nregion=y";
    let result = edited(
        original,
        &[
            ("region", Edit::value("z")),
            ("output", Edit::value("json")),
        ],
    );
    assert_eq!(
        result,
        "\u{feff}# Mine.\r\n[profile a] ; work\r\nregion = z # home\r\noutput = json\r\n\r\n[profile b]\r\nregion=y"
    );
}

#[test]
fn a_new_section_starts_on_its_own_line() {
    for (original, expected) in [
        ("", "[profile a]\nk = v\n"),
        ("\u{feff}", "\u{feff}[profile a]\nk = v\n"),
        ("[profile b]", "[profile b]\n[profile a]\nk = v\n"),
        (
            "[profile b]\r\n# end",
            "[profile b]\r\n# end\r\n[profile a]\r\nk = v\r\n",
        ),
    ] {
        assert_eq!(edited(original, &[("k", Edit::value("v"))]), expected);
    }
}

#[test]
fn a_section_is_found_in_any_spelling() {
    for header in [
        "[profile a]",
        "[profile \"a\"]",
        "[profile 'a'] # mine",
        "[ profile\ta ]",
    ] {
        let result = edited(&format!("{header}\nk = 1\n"), &[("k", Edit::value("2"))]);
        assert_eq!(result, format!("{header}\nk = 2\n"));
    }
}

#[test]
fn the_default_profile_is_edited_where_it_is_read() {
    let default = profile("default");
    let edit = [("k", Edit::value("2"))];
    let new = set(Config, None, &default, &edit).unwrap();
    assert_eq!(new.as_str(), "[default]\nk = 2\n");
    let both = b"[default]\nk = 0\n[profile default]\nk = 1\n";
    let result = set(Config, Some(both), &default, &edit).unwrap();
    assert_eq!(
        result.as_str(),
        "[default]\nk = 0\n[profile default]\nk = 2\n"
    );
}

#[test]
fn the_occurrence_that_counts_is_edited() {
    assert_eq!(
        edited(
            "[profile a]\nk=1\nk=2\n[profile a]\nK=3\nx=1\n",
            &[("k", Edit::value("4"))]
        ),
        "[profile a]\nk=1\nk=2\n[profile a]\nk = 4\nx=1\n"
    );
    assert_eq!(
        edited(
            "[profile a]\nk=1\nk=2\n  more\n[profile a]\nK=3\nx=1\n",
            &[("k", Edit::Remove)]
        ),
        "[profile a]\n[profile a]\nx=1\n"
    );
}

#[test]
fn a_key_that_only_the_aws_cli_finds_gets_no_second_line() {
    assert_eq!(
        edited("[profile a]\nk: x=1\n", &[("k", Edit::value("2"))]),
        "[profile a]\nk = 2\n"
    );
    assert_eq!(
        edited(
            "[profile a]\ns3: x = # c\n  y = 1\n",
            &[("s3", block(&[("y", "2")]))]
        ),
        "[profile a]\ns3 = # c\n  y = 2\n"
    );
}

#[test]
fn a_key_that_the_sdks_find_is_edited_before_one_that_only_the_aws_cli_finds() {
    assert_eq!(
        edited("[profile a]\nk=1\nk: x=1\n", &[("k", Edit::value("2"))]),
        "[profile a]\nk = 2\nk: x=1\n"
    );
    // A second block would hide what else the first one holds.
    assert_eq!(
        edited(
            "[profile a]\ns3 =\n  z = 2\ns3:y =\n",
            &[("s3", block(&[("x", "1")]))]
        ),
        "[profile a]\ns3 =\n  z = 2\n    x = 1\ns3:y =\n"
    );
}

#[test]
fn continuation_lines_go_with_the_value() {
    assert_eq!(
        edited(
            "[profile a]\nk = 1\n  more\n  # note\n\n  and more\nx = 1\n",
            &[("k", Edit::value("2"))]
        ),
        "[profile a]\nk = 2\n  # note\n\nx = 1\n"
    );
    assert_eq!(
        edited(
            "[profile a]\nk = 1\n  more\n[profile b]\n",
            &[("n", Edit::value("2"))]
        ),
        "[profile a]\nk = 1\n  more\nn = 2\n[profile b]\n"
    );
}

#[test]
fn nested_blocks() {
    let original = "[profile a]\ns3 =\n  x = 1 # one\n\n  y = 2\nk = 1";
    assert_eq!(
        edited(
            original,
            &[("s3", block(&[("x", "3"), ("y", "2"), ("z", "4")]))]
        ),
        "[profile a]\ns3 =\n  x = 3 # one\n\n  y = 2\n    z = 4\nk = 1"
    );
    assert_eq!(
        edited(
            "[profile a]\ns3 = plain # c\n  more",
            &[("s3", block(&[("x", "1")]))]
        ),
        "[profile a]\ns3 = # c\n    x = 1\n"
    );
    assert_eq!(
        edited(original, &[("s3", Edit::value("plain"))]),
        "[profile a]\ns3 = plain\n\nk = 1"
    );
    assert_eq!(
        edited(original, &[("s3", Edit::Remove), ("k", Edit::Remove)]),
        "[profile a]\n\n"
    );
}

#[test]
fn what_is_there_already_changes_nothing() {
    let original = "[profile a]\r\nk=1 # c\ns3 =\n\tx=1\n";
    for edits in [
        vec![],
        vec![("K", Edit::value(" 1 ")), ("s3", block(&[("X", "1")]))],
        vec![("gone", Edit::Remove), ("s3", block(&[]))],
    ] {
        assert_eq!(edited(original, &edits).to_lowercase(), original);
    }
    assert_eq!(edited("[profile b]", &[("k", Edit::Remove)]), "[profile b]");
}

#[test]
fn what_would_not_read_back_is_refused() {
    let edit = |key, value| set(Config, None, &profile("a"), &[(key, Edit::value(value))]);
    for (key, value) in [
        ("", "v"),
        ("in valid", "v"),
        ("k:l", "v"),
        ("#k", "v"),
        ("[k]", "v"),
        ("k", "a # b"),
        ("k", "#b"),
        ("k", " ; b"),
        ("k", "a\0b"),
    ] {
        let error = edit(key, value).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidArgument, "{key} {value}");
    }
    assert!(edit("k", "https://d-1.awsapps.com/start/#/;x").is_ok());
    let twice = [("k", Edit::value("1")), ("K", Edit::Remove)];
    assert!(set(Config, None, &profile("a"), &twice).is_err());
    for name in ["", "a#b", "a;b", "a]b", " a", "a\tb\u{7}"] {
        let error = set(Config, None, &profile(name), &[]).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidArgument, "{name}");
    }
    assert!(set(Credentials, None, &profile("my work"), &[]).is_err());
    let session = SectionName::SsoSession("a".to_owned());
    assert!(set(Credentials, None, &session, &[]).is_err());
}

#[test]
fn a_key_of_a_nested_block_that_is_given_twice_is_refused() {
    for original in ["", "[profile a]\ns3 =\n  x = 1\n"] {
        let twice = [("s3", block(&[("x", "1"), ("X", "2")]))];
        let error = set(Config, Some(original.as_bytes()), &profile("a"), &twice).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidArgument);
        assert_eq!(error.to_string(), "Invalid key: 'x' is given twice.");
    }
}

#[test]
fn a_line_that_ends_in_a_byte_order_mark_is_ended_before_another_one() {
    let region = [("region", Edit::value("x"))];
    assert_eq!(
        edited("# c\u{feff}", &region),
        "# c\u{feff}\n[profile a]\nregion = x\n"
    );
    assert_eq!(
        edited("[profile a]\nk = v\u{feff}", &region),
        "[profile a]\nk = v\u{feff}\nregion = x\n"
    );
    assert_eq!(
        edited("\u{feff}", &region),
        "\u{feff}[profile a]\nregion = x\n"
    );
}

#[test]
fn a_line_that_ends_in_half_a_line_ending_is_ended_before_another_one() {
    let region = [("region", Edit::value("x"))];
    assert_eq!(
        edited("\r\n\r", &region),
        "\r\n\r\n[profile a]\r\nregion = x\r\n"
    );
    assert_eq!(
        edited("[profile a]\nk = v\r", &region),
        "[profile a]\nk = v\r\nregion = x\n"
    );
}

#[test]
fn a_broken_file_is_never_edited() {
    let broken = b"[profile a]\naws_secret_access_key !!SENSITIVE!!\n";
    let error = set(
        Credentials,
        Some(broken),
        &profile("a"),
        &[("k", Edit::value("v"))],
    )
    .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
    assert!(!format!("{error:?}").contains("SENSITIVE"));
}

#[test]
fn credentials_sections_have_no_prefix() {
    let result = set(
        Credentials,
        Some(b"[b]\nx = 1\n"),
        &profile("a"),
        &[("k", Edit::value("v"))],
    )
    .unwrap();
    assert_eq!(result.as_str(), "[b]\nx = 1\n[a]\nk = v\n");
}

#[test]
fn a_section_is_removed_with_what_belongs_to_it() {
    let original =
        "[profile a]\n# c\nk = 1\n  more\n\n# About b.\n[profile b]\nk = 2\n\n[profile a]\n\n";
    let result = remove_section(Config, original.as_bytes(), &profile("a")).unwrap();
    assert_eq!(result.as_str(), "# About b.\n[profile b]\nk = 2\n\n");
    let same = remove_section(Config, original.as_bytes(), &profile("c")).unwrap();
    assert_eq!(same.as_str(), original);
}

/// A file that parses, line by line.
fn files() -> impl Strategy<Value = String> {
    let property = prop_oneof![
        "[a-e]( ?)=( ?)[a-z=:]{0,4}( # c)?",
        "s3 =( ; c)?(\n  [x-z] = [0-9]{1,2}( # c)?){0,3}",
        "k = v(\n \t[a-z]{1,3}){0,2}",
        "in valid = [a-z]",
    ];
    let filler = prop_oneof![
        Just(String::new()),
        Just("# note: x = 1".to_owned()),
        Just("  ; indented".to_owned()),
        Just(" \t".to_owned()),
    ];
    let line = prop_oneof![3 => property, 1 => filler];
    let header = prop_oneof![
        Just("[profile a]"),
        Just("[profile \"my p\"] # mine"),
        Just("[default]"),
        Just("[profile default]"),
        Just("[sso-session a]"),
        Just("[preview]"),
        Just("[profile in valid]"),
    ];
    let section = (header, prop::collection::vec(line, 0..5))
        .prop_map(|(header, lines)| format!("{header}\n{}", lines.join("\n")));
    (
        prop::collection::vec(section, 0..5),
        any::<bool>(),
        prop_oneof![Just("\n"), Just("\r\n")],
        prop_oneof![Just(""), Just("\u{feff}"), Just("# top\n")],
    )
        .prop_map(|(sections, last, end, start)| {
            let mut text = format!("{start}{}", sections.join("\n"));
            if last {
                text.push('\n');
            }
            text.replace('\n', end)
        })
}

fn names() -> impl Strategy<Value = SectionName> {
    prop_oneof![
        prop_oneof![
            Just("a"),
            Just("default"),
            Just("my p"),
            Just("new"),
            Just("ü'\"\\!")
        ]
        .prop_map(|name| SectionName::Profile(name.to_owned())),
        prop_oneof![Just("a"), Just("new")]
            .prop_map(|name| SectionName::SsoSession(name.to_owned())),
    ]
}

/// The values of the section, each nested key as `key.sub`.
fn values(text: &str, name: &SectionName) -> Vec<(String, String)> {
    let shared = SharedConfig::parse(Some(text.as_bytes()), None).unwrap();
    let section = match name {
        SectionName::Profile(name) => shared.profile(name).ok(),
        SectionName::SsoSession(name) => shared.sso_session(name),
        _ => None,
    };
    let mut values: Vec<(String, String)> = section
        .iter()
        .flat_map(|section| section.iter())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    values.sort();
    values
}

proptest! {
    #[test]
    fn a_set_value_is_read_back_and_nothing_else_changes(
        original in files(),
        name in names(),
        key in prop_oneof![Just("a"), Just("b"), Just("s3"), Just("k"), Just("new")],
        value in "[a-z#;=:\\[\\]'\"/]{0,6}",
    ) {
        prop_assume!(!value.starts_with(['#', ';']));
        let result = set(Config, Some(original.as_bytes()), &name, &[(key, Edit::value(&value))]).unwrap();
        let mut expected = values(&original, &name);
        expected.retain(|(known, _)| known != key);
        expected.push((key.to_owned(), value.clone()));
        expected.sort();
        prop_assert_eq!(values(&result, &name), expected);
        // The other sections read the same.
        for other in [profile("a"), profile("default"), profile("my p"), SectionName::SsoSession("a".to_owned())] {
            if other != name {
                prop_assert_eq!(values(&result, &other), values(&original, &other));
            }
        }
        let again = set(Config, Some(result.as_bytes()), &name, &[(key, Edit::value(&value))]).unwrap();
        prop_assert_eq!(again, result);
    }

    #[test]
    fn lines_outside_the_edit_keep_their_bytes(original in files(), name in names()) {
        let edits = [("new", Edit::value("1")), ("a", Edit::value("2"))];
        let result = set(Config, Some(original.as_bytes()), &name, &edits).unwrap();
        let mark = '\u{feff}';
        prop_assert_eq!(result.starts_with(mark), original.starts_with(mark));
        let mut rest = result.trim_start_matches(mark).split_inclusive('\n');
        for line in original.trim_start_matches(mark).split_inclusive('\n') {
            // A last line without an end gets one when something follows.
            let same = |other: &&str| *other == line || other.trim_end_matches(['\r', '\n']) == line;
            let edited = line.starts_with("a =") || line.starts_with("a=");
            prop_assert!(edited || rest.any(|other| same(&other)), "{line:?} is gone from {result:?}");
        }
    }

    #[test]
    fn no_edits_no_change(original in files(), name in names()) {
        let same = set(Config, Some(original.as_bytes()), &name, &[]).unwrap();
        prop_assert_eq!(same.as_str(), original.as_str());
    }

    #[test]
    fn a_nested_value_is_read_back(original in files(), name in names(), key in "[w-z]", value in "[a-z=]{1,3}") {
        let result = set(Config, Some(original.as_bytes()), &name, &[("s3", block(&[(&key, &value)]))]).unwrap();
        let shared = SharedConfig::parse(Some(result.as_bytes()), None).unwrap();
        let section = match &name {
            SectionName::Profile(name) => shared.profile(name).unwrap(),
            SectionName::SsoSession(name) => shared.sso_session(name).unwrap(),
            _ => panic!("not generated"),
        };
        prop_assert_eq!(section.nested("s3", &key), Some(value.as_str()));
    }

    #[test]
    fn a_removed_key_or_section_is_gone(original in files(), name in names(), key in "[a-e]") {
        let result = set(Config, Some(original.as_bytes()), &name, &[(&key, Edit::Remove)]).unwrap();
        let mut expected = values(&original, &name);
        expected.retain(|(known, _)| *known != key);
        prop_assert_eq!(values(&result, &name), expected);
        let result = remove_section(Config, original.as_bytes(), &name).unwrap();
        let without = SharedConfig::parse(Some(result.as_bytes()), None).unwrap();
        match &name {
            // Without `[profile default]`, `[default]` counts.
            SectionName::Profile(name) if name != "default" => prop_assert!(without.profile(name).is_err()),
            SectionName::SsoSession(name) => prop_assert!(without.sso_session(name).is_none()),
            _ => {}
        }
    }
}
