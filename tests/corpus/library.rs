//! What the cases share: machines to start from, answers of the services, and the names of cache files.

use aws_sso_wasm::encode::json::{Object, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The files of tests/corpus.
#[derive(Debug)]
pub(crate) struct Library {
    folder: PathBuf,
    answers: Object,
    faults: Object,
    names: BTreeMap<String, String>,
    texts: BTreeMap<String, String>,
}

impl Library {
    /// Reads what all cases share.
    pub(crate) fn read() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
        let texts = |name: &str| {
            read_object(&folder.join(name))
                .iter()
                .map(|(name, value)| (name.to_owned(), text(value)))
                .collect()
        };
        Self {
            answers: read_object(&folder.join("answers.json")),
            faults: read_object(&folder.join("faults.json")),
            names: texts("names.json"),
            texts: texts("texts.json"),
            folder,
        }
    }

    /// All cases by name: `topic/case`, or `topic/case: variant`.
    pub(crate) fn cases(&self) -> BTreeMap<String, Object> {
        let folder = self.folder.join("cases");
        let mut cases = BTreeMap::new();
        for topic in names_in(&folder) {
            for file in names_in(&folder.join(&topic)) {
                let case = file.strip_suffix(".json").expect("only cases are here");
                let mut members = read_object(&folder.join(&topic).join(&file));
                let name = format!("{topic}/{case}");
                let Some(variants) = members.remove("variants") else {
                    cases.insert(name, members);
                    continue;
                };
                for (variant, own) in variants.as_object().expect("variants by name").iter() {
                    let mut members = members.clone();
                    for (member, value) in own.as_object().expect("members").iter() {
                        members.set(member, value.clone());
                    }
                    cases.insert(format!("{name}: {variant}"), members);
                }
            }
        }
        cases
    }

    /// The files of a machine, with those of the machine that it is built on.
    pub(crate) fn machine(&self, name: &str) -> Object {
        let machine = read_object(&self.folder.join("machines").join(format!("{name}.json")));
        let mut files = match machine.str("on") {
            Some(below) => self.machine(below),
            None => Object::new(),
        };
        let own = machine.get("files").and_then(Value::as_object);
        for (path, file) in own.expect("a machine has files").iter() {
            files.set(path, file.clone());
        }
        files
    }

    /// An answer of a service, by its name.
    pub(crate) fn answer(&self, name: &str) -> Option<&Object> {
        self.answers.get(name)?.as_object()
    }

    /// What the Node host says of a fault of the network: code, sentence and help.
    pub(crate) fn fault(&self, name: &str) -> Option<&Object> {
        self.faults.get(name)?.as_object()
    }

    /// The texts behind the names of cache files.
    pub(crate) const fn names(&self) -> &BTreeMap<String, String> {
        &self.names
    }

    /// The texts that several cases have.
    pub(crate) const fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }
}

/// A text, or its lines without a line end behind the last one.
fn text(value: &Value) -> String {
    match value.as_array() {
        None => value.as_str().expect("a text").to_owned(),
        Some(lines) => {
            let lines: Vec<&str> = lines
                .iter()
                .map(|line| line.as_str().expect("a line"))
                .collect();
            lines.join("\n")
        }
    }
}

fn read_object(path: &Path) -> Object {
    #[allow(clippy::disallowed_methods, reason = "a test reads its own data")]
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Value::parse(&bytes)
        .ok()
        .and_then(Value::into_object)
        .unwrap_or_else(|| panic!("{} is not a JSON object", path.display()))
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| {
            let name = entry.expect("an entry").file_name();
            name.into_string().expect("a name in UTF-8")
        })
        .collect()
}
