//! JSON, read as `serde_json` reads it, and written so that both read it back.
//!
//! Three differences are on purpose: numbers keep their digits, so none is too large; 129 levels are allowed, not 127; an
//! object with more than 4096 members is refused.
#![no_main]

use aws_sso_wasm::encode::json::Value;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let ours = Value::parse(bytes);
    let theirs: Result<serde_json::Value, _> = serde_json::from_slice(bytes);
    let value = match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => {
            same(ours, theirs);
            ours
        }
        (Ok(ours), Err(error)) => {
            let error = error.to_string();
            let allowed = ["number out of range", "recursion limit exceeded"];
            assert!(allowed.iter().any(|text| error.contains(text)), "{error}");
            ours
        }
        (Err(error), _) => {
            assert!(error.offset <= bytes.len());
            assert!(theirs.is_err() || has_many_members(bytes), "{error:?}");
            return;
        }
    };
    let forms = [
        value.to_python(),
        value.to_compact(),
        value.to_pretty(2, true),
        value.to_pretty(4, false),
    ];
    for form in forms {
        assert_eq!(Value::parse(form.as_bytes()).as_ref(), Ok(value));
        if let Ok(theirs) = &theirs {
            let again: serde_json::Value = serde_json::from_str(&form).expect("what we wrote");
            assert_eq!(again, *theirs);
        }
    }
    let mut sorted = value.clone();
    sorted.sort();
    if let Ok(theirs) = &theirs {
        same(&sorted, theirs);
    }
});

/// Whether there may be an object with more members than ours has room for.
fn has_many_members(bytes: &[u8]) -> bool {
    bytes.iter().filter(|byte| **byte == b':').count() > 4096
}

fn same(ours: &Value, theirs: &serde_json::Value) {
    use serde_json::Value as Theirs;
    match (ours, theirs) {
        (Value::Null, Theirs::Null) => {}
        (Value::Bool(one), Theirs::Bool(other)) => assert_eq!(one, other),
        (Value::Number(digits), Theirs::Number(number)) => {
            assert_eq!(digits.parse().ok(), number.as_f64());
            // A whole number that serde_json reads as one is one for us, too.
            if let Some(whole) = number.as_i64() {
                assert_eq!(ours.as_i64(), Some(whole));
            }
        }
        (Value::String(one), Theirs::String(other)) => assert_eq!(one.as_str(), other),
        (Value::Array(one), Theirs::Array(other)) => {
            assert_eq!(one.len(), other.len());
            one.iter()
                .zip(other)
                .for_each(|(one, other)| same(one, other));
        }
        (Value::Object(one), Theirs::Object(other)) => {
            assert_eq!(one.iter().count(), other.len());
            for (name, value) in one.iter() {
                same(value, &other[name]);
            }
        }
        _ => panic!("{ours:?} is not {theirs:?}"),
    }
}
