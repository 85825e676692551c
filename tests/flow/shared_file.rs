//! The shared files, read whole and edited in one write.

use crate::scripted::{ScriptedHost, run, zip};
use crate::session::NOW;
use aws_sso_wasm::config::SharedFile;
use aws_sso_wasm::config::edit::Edit;
use aws_sso_wasm::config::section_name::SectionName;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::shared_file::{edit_sections, read_shared_config};
use aws_sso_wasm::host::StoreKey;

fn profile(name: &str) -> SectionName {
    SectionName::Profile(name.to_owned())
}

fn set<'k>(key: &'k str, value: &str) -> Vec<(&'k str, Edit)> {
    vec![(key, Edit::value(value))]
}

fn edit(host: &ScriptedHost, sections: &[(SectionName, Vec<(&str, Edit)>)]) -> Result<()> {
    let outcome = run(host, edit_sections(host, SharedFile::Config, sections));
    assert!(host.is_unlocked());
    outcome
}

#[test]
fn both_files_are_read() {
    let host = ScriptedHost::offline(NOW)
        .with_file(StoreKey::Config, "[profile a]\nregion = r\n")
        .with_file(StoreKey::Credentials, "[b]\naws_access_key_id = k\n");
    let config = run(&host, read_shared_config(&host)).unwrap();
    assert!(config.profile("a").is_ok() && config.profile("b").is_ok());
    let host = ScriptedHost::offline(NOW);
    assert!(
        run(&host, read_shared_config(&host))
            .unwrap()
            .profile("a")
            .is_err()
    );
    host.unreadable.borrow_mut().insert(StoreKey::Credentials);
    let error = run(&host, read_shared_config(&host)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Store);
}

#[test]
fn all_sections_in_one_write_and_the_rest_as_it_was() {
    let host = ScriptedHost::offline(NOW).with_file(
        StoreKey::Config,
        "# mine\r\n[profile a]\r\nregion=r # x\r\n",
    );
    let sections = [
        (profile("b"), set("sso_session", "s")),
        (
            SectionName::SsoSession("s".to_owned()),
            set("sso_region", "eu-west-1"),
        ),
        (profile("a"), set("output", "json")),
    ];
    edit(&host, &sections).unwrap();
    assert_eq!(
        host.file(&StoreKey::Config).unwrap(),
        "# mine\r\n[profile a]\r\nregion=r # x\r\noutput = json\r\n[profile b]\r\nsso_session = s\r\n[sso-session s]\r\nsso_region = eu-west-1\r\n"
    );
}

#[test]
fn one_bad_edit_leaves_the_file_as_it_was() {
    let host = ScriptedHost::offline(NOW).with_file(StoreKey::Config, "[default]\n");
    let sections = [
        (profile("a"), set("k", "v")),
        (profile("b"), set("k", "v\nx = y")),
    ];
    assert_eq!(
        *edit(&host, &sections).unwrap_err().kind(),
        ErrorKind::InvalidArgument
    );
    assert_eq!(host.file(&StoreKey::Config).unwrap(), "[default]\n");
}

#[test]
fn without_a_change_nothing_is_written() {
    let host = ScriptedHost::offline(NOW).with_file(StoreKey::Config, "[profile a]\nk=v\n");
    // A write would fail.
    host.disk_is_full.set(true);
    edit(&host, &[(profile("a"), set("k", "v"))]).unwrap();
    edit(&host, &[]).unwrap();
    let error = edit(&host, &[(profile("a"), set("k", "w"))]).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Store);
}

#[test]
fn what_another_program_wrote_meanwhile_stays() {
    let host = ScriptedHost::offline(NOW).with_file(StoreKey::Config, "[default]\n");
    let other = host.locked_meanwhile(StoreKey::Config, || {
        host.put(StoreKey::Config, "[profile a]\nk = v\n");
    });
    let sections = [(profile("b"), set("k", "v"))];
    let edits = edit_sections(&host, SharedFile::Config, &sections);
    let (_, edited) = run(&host, zip(other, edits));
    edited.unwrap();
    assert_eq!(
        host.file(&StoreKey::Config).unwrap(),
        "[profile a]\nk = v\n[profile b]\nk = v\n"
    );
}
