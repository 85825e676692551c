//! `config-writer/test_writer-cases.json`: what the AWS CLI's writer makes of a file.

use crate::load;
use aws_sso_wasm::ErrorKind;
use aws_sso_wasm::config::SharedFile;
use aws_sso_wasm::config::edit::{Edit, set};
use aws_sso_wasm::config::section_name::SectionName;
use serde_json::Value;

#[test]
fn every_case() {
    let Some(vectors) = load("config-writer/test_writer-cases.json") else {
        return;
    };
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 30);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let original = case["original"].as_str().map(str::as_bytes);
        let section = section(case["section"].as_str().unwrap());
        let values = case["values"].as_object().unwrap();
        let edits: Vec<_> = values
            .iter()
            .map(|(key, v)| (key.as_str(), edit(v)))
            .collect();
        let result = set(SharedFile::Config, original, &section, &edits);
        match case["expectError"].as_str() {
            Some(text) => {
                let error = result.expect_err(name);
                assert_eq!(error.to_string(), text, "{name}");
                assert_eq!(*error.kind(), ErrorKind::InvalidArgument, "{name}");
            }
            None => {
                let expected = case["expected"].as_str().unwrap();
                assert_eq!(result.expect(name).as_str(), expected, "{name}");
            }
        }
    }
}

fn section(text: &str) -> SectionName {
    match text.split_once(' ') {
        Some(("profile", name)) => SectionName::Profile(name.to_owned()),
        None if text == "default" => SectionName::Profile(text.to_owned()),
        _ => SectionName::Other(text.to_owned()),
    }
}

fn edit(value: &Value) -> Edit {
    match value {
        Value::String(text) => Edit::value(text),
        Value::Object(block) => Edit::Nested(
            block
                .iter()
                .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned().into()))
                .collect(),
        ),
        _ => Edit::Remove,
    }
}
