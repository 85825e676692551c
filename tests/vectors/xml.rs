//! `responses/sts-responses.json`, as far as XML goes: every member that a body has can be read out of it.

use crate::load;
use aws_sso_wasm::encode::xml::Element;
use serde_json::Value;

/// The first element of this name at any depth.
fn find<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    element.child(name).or_else(|| {
        element
            .children()
            .iter()
            .find_map(|child| find(child, name))
    })
}

#[test]
fn sts_bodies() {
    let Some(all) = load("responses/sts-responses.json") else {
        return;
    };
    for case in all["cases"].as_array().unwrap() {
        let id = &case["id"];
        let root = Element::parse(case["body"].as_str().unwrap().as_bytes());
        if case["expectError"] == "malformed XML" {
            assert!(root.is_err(), "{id}");
            continue;
        }
        let root = root.unwrap();
        let (members, name) = match &case["expectError"] {
            Value::Object(members) => (members, "ErrorResponse".to_owned()),
            _ => {
                let operation = case["operation"].as_str().unwrap();
                (
                    case["expect"].as_object().unwrap(),
                    format!("{operation}Response"),
                )
            }
        };
        assert_eq!(root.name(), name, "{id}");
        for (name, value) in members {
            let expected = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(find(&root, name).unwrap().text(), expected, "{id} {name}");
        }
    }
}
