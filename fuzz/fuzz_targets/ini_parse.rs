//! The shared config and credentials files, read from anything.
#![no_main]

use aws_sso_wasm::config::SharedFile;
use aws_sso_wasm::config::cli_rules::cli_differences;
use aws_sso_wasm::config::section::Section;
use aws_sso_wasm::config::shared::SharedConfig;
use aws_sso_wasm::error::ErrorKind;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for file in [SharedFile::Config, SharedFile::Credentials] {
        let lines = bytes.split(|byte| *byte == b'\n').count();
        let differences = cli_differences(file, bytes);
        assert!(differences.is_sorted_by_key(|difference| difference.line));
        assert!(differences.iter().all(|it| (1..=lines).contains(&it.line)));
        let shared = match read(file, bytes) {
            Ok(shared) => shared,
            Err(error) => {
                assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
                continue;
            }
        };
        agrees_with_itself(&shared);
        let Ok(text) = std::str::from_utf8(bytes) else {
            panic!("what is not UTF-8 was read");
        };
        let sections = all_of(&shared);
        let commented = text.replace('\n', "\n# [profile a] = b\n");
        assert_eq!(sections, all_of(&read(file, commented.as_bytes()).unwrap()));
        if !text.contains('\r') {
            let crlf = text.replace('\n', "\r\n");
            assert_eq!(sections, all_of(&read(file, crlf.as_bytes()).unwrap()));
        }
    }
});

fn read(file: SharedFile, bytes: &[u8]) -> aws_sso_wasm::Result<SharedConfig> {
    match file {
        SharedFile::Config => SharedConfig::parse(Some(bytes), None),
        SharedFile::Credentials => SharedConfig::parse(None, Some(bytes)),
    }
}

fn all_of(shared: &SharedConfig) -> (Vec<Section>, Vec<Section>) {
    (shared.profiles(), shared.sso_sessions())
}

/// Whether a section by its name is the one in the list.
fn agrees_with_itself(shared: &SharedConfig) {
    let names_of = |sections: &[Section]| -> Vec<String> {
        sections.iter().map(|it| it.name().to_owned()).collect()
    };
    let (profiles, sessions) = all_of(shared);
    assert_eq!(names_of(&profiles), shared.profile_names());
    assert_eq!(names_of(&sessions), shared.sso_session_names());
    for profile in profiles {
        assert_eq!(shared.profile(profile.name()).unwrap(), profile);
        is_well_formed(&profile);
    }
    for session in sessions {
        assert_eq!(shared.sso_session(session.name()).unwrap(), session);
        is_well_formed(&session);
    }
}

fn is_well_formed(section: &Section) {
    for (key, value) in section.iter() {
        assert!(!key.is_empty() && key == key.to_ascii_lowercase());
        assert_eq!(section.get(key), Some(value));
        for (name, value) in section.nested_entries(key) {
            assert!(section.nested(key, &name.to_ascii_lowercase()).is_some());
            assert_eq!(value, value.trim_matches([' ', '\t']));
        }
    }
}
