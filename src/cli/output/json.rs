//! `--output json`.

use crate::cli::visible::is_hidden;
use crate::encode::json::{Object, Value};
use crate::secret::Zeroizing;

/// As `json.dump(value, indent=4, ensure_ascii=False)` of Python; nothing for an empty object, as the AWS CLI has it.
pub(super) fn render(value: &Value) -> Zeroizing<String> {
    if *value == Value::Object(Object::new()) {
        return Zeroizing::default();
    }
    let plain = value.to_pretty(4, false);
    let mut text = Zeroizing::new(String::with_capacity(plain.len().saturating_add(1)));
    for character in plain.chars() {
        // The writer has escaped C0. What else a terminal would act on stands inside strings only, where an escape means
        // the same.
        if is_hidden(character) && character != '\n' {
            text.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            text.push(character);
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_python_prints_it() {
        let value = Value::parse(
            r#"{"b": [1, {"a": "é\u001b"}], "a": [], "c": {}, "d": null, "e": "\u009b"}"#
                .as_bytes(),
        );
        let expected = r#"{
    "b": [
        1,
        {
            "a": "é\u001b"
        }
    ],
    "a": [],
    "c": {},
    "d": null,
    "e": "\u009b"
}
"#;
        assert_eq!(render(&value.unwrap()).as_str(), expected);
        assert_eq!(render(&Object::new().into()).as_str(), "");
        assert_eq!(render(&Value::Null).as_str(), "null\n");
        assert_eq!(render(&Value::from("x")).as_str(), "\"x\"\n");
    }
}
