//! `--output yaml`: block style with sorted names, as the AWS CLI v2 prints it by way of libyaml.
//!
//! Two differences, both in form only: long text is not folded, and text with line ends stands in double quotes.

use super::sorted;
use crate::cli::visible::is_hidden;
use crate::encode::json::{Object, Value};
use crate::secret::Zeroizing;

/// As the AWS CLI v2 prints it; nothing for an empty object, and a scalar as JSON.
pub(super) fn render(value: &Value) -> Zeroizing<String> {
    match value {
        Value::Array(elements) if !elements.is_empty() => {
            let mut out = Zeroizing::new(String::new());
            write_array(&mut out, elements, 0, false);
            out
        }
        Value::Object(members) if !members.is_empty() => {
            let mut out = Zeroizing::new(String::new());
            write_object(&mut out, members, 0, false);
            out
        }
        _ => super::json::render(value),
    }
}

/// Writes the elements on lines of their own; the first one goes on with the line if `begun`.
fn write_array(out: &mut String, elements: &[Value], indent: usize, begun: bool) {
    for (index, element) in elements.iter().enumerate() {
        if index > 0 || !begun {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str("- ");
        let inner = indent.saturating_add(2);
        match element {
            Value::Array(elements) if !elements.is_empty() => {
                write_array(out, elements, inner, true)
            }
            Value::Object(members) if !members.is_empty() => {
                write_object(out, members, inner, true)
            }
            _ => write_scalar_line(out, element),
        }
    }
}

/// Writes the members on lines of their own; the first one goes on with the line if `begun`.
fn write_object(out: &mut String, members: &Object, indent: usize, begun: bool) {
    for (index, (name, value)) in sorted(members).into_iter().enumerate() {
        if index > 0 || !begun {
            out.push_str(&" ".repeat(indent));
        }
        write_string(out, name);
        match value {
            // A list stands under its name without being indented.
            Value::Array(elements) if !elements.is_empty() => {
                out.push_str(":\n");
                write_array(out, elements, indent, false);
            }
            Value::Object(members) if !members.is_empty() => {
                out.push_str(":\n");
                write_object(out, members, indent.saturating_add(2), false);
            }
            _ => {
                out.push_str(": ");
                write_scalar_line(out, value);
            }
        }
    }
}

fn write_scalar_line(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => write_string(out, text),
        _ => out.push_str(&value.to_compact()),
    }
    out.push('\n');
}

fn write_string(out: &mut String, text: &str) {
    // Beyond the basic plane libyaml escapes as well.
    let needs_escape = |character: char| is_hidden(character) || character > '\u{ffff}';
    if text.contains(needs_escape) {
        out.push('"');
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\0' => out.push_str("\\0"),
                '\x07' => out.push_str("\\a"),
                '\x08' => out.push_str("\\b"),
                '\t' => out.push_str("\\t"),
                '\n' => out.push_str("\\n"),
                '\x0b' => out.push_str("\\v"),
                '\x0c' => out.push_str("\\f"),
                '\r' => out.push_str("\\r"),
                '\x1b' => out.push_str("\\e"),
                '\u{85}' => out.push_str("\\N"),
                '\u{2028}' => out.push_str("\\L"),
                '\u{2029}' => out.push_str("\\P"),
                '\0'..='\u{ff}' if needs_escape(character) => {
                    out.push_str(&format!("\\x{:02X}", u32::from(character)));
                }
                '\u{100}'..='\u{ffff}' if needs_escape(character) => {
                    out.push_str(&format!("\\u{:04X}", u32::from(character)));
                }
                _ if needs_escape(character) => {
                    out.push_str(&format!("\\U{:08X}", u32::from(character)));
                }
                _ => out.push(character),
            }
        }
        out.push('"');
    } else if reads_otherwise(text) {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    } else {
        out.push_str(text);
    }
}

/// Whether the text without quotes would be read as something else than this text.
fn reads_otherwise(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return true;
    };
    let second = text.chars().nth(1);
    let starts_a_collection = matches!(first, '-' | '?' | ':') && second.is_none_or(|c| c == ' ');
    starts_a_collection
        || "#,[]{}&*!|>'\"%@`".contains(first)
        || text.starts_with("---")
        || text.starts_with("...")
        || text.starts_with(' ')
        || text.ends_with([' ', ':'])
        || text.contains(": ")
        || text.contains(" #")
        || matches!(text, "~" | "=" | "<<")
        || ["null", "true", "false"].iter().any(|word| {
            let title = word.get(..1).unwrap_or_default().to_uppercase()
                + word.get(1..).unwrap_or_default();
            text == *word || text == title || text == word.to_uppercase()
        })
        || is_number(text)
        || is_date(text)
}

/// Whether YAML 1.2 with underscores, as the AWS CLI's reader has it, takes the text for a number.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let all = |text: &str, accepted: fn(u8) -> bool| {
        !text.is_empty() && text.bytes().all(|byte| byte == b'_' || accepted(byte))
    };
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    type Digits = fn(u8) -> bool;
    let bases: [(&str, Digits); 3] = [
        ("0b", |byte| matches!(byte, b'0' | b'1')),
        ("0o", |byte| matches!(byte, b'0'..=b'7')),
        ("0x", |byte| byte.is_ascii_hexdigit()),
    ];
    for (prefix, digits) in bases {
        if unsigned
            .strip_prefix(prefix)
            .is_some_and(|rest| all(rest, digits))
        {
            return true;
        }
    }
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && digits.bytes().all(is_digit)
    });
    let mantissa_fits = match mantissa.split_once('.') {
        Some(("", fraction)) => all(fraction, |byte| byte.is_ascii_digit()),
        Some((whole, fraction)) => {
            whole.starts_with(|c: char| c.is_ascii_digit())
                && all(whole, |byte| byte.is_ascii_digit())
                && (fraction.is_empty() || all(fraction, |byte| byte.is_ascii_digit()))
        }
        None => {
            mantissa.starts_with(|c: char| c.is_ascii_digit())
                && all(mantissa, |byte| byte.is_ascii_digit())
        }
    };
    exponent_fits && mantissa_fits
}

/// Whether the text begins as a date does: `2024-05-01`, with or without a time behind it.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let all_digits = |part: &str, lengths: core::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (day, time) = match rest.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (rest, None),
    };
    let shortest = if time.is_some() { 1 } else { 2 };
    all_digits(year, 4..=4)
        && all_digits(month, shortest..=2)
        && all_digits(day, shortest..=2)
        && time.is_none_or(|time| time.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write_string(&mut out, text);
        out
    }

    /// Collected by running ruamel.yaml over libyaml, as the AWS CLI v2 does.
    #[test]
    fn strings_are_quoted_as_libyaml_quotes_them() {
        for plain in [
            "1:30",
            "12:30:45",
            "yes",
            "no",
            "on",
            "off",
            "Yes",
            "nan",
            "a:b",
            "a#b",
            "-a",
            "?a",
            ":a",
            "a'b",
            "a\"b",
            "a,b",
            "a[b",
            "a]b",
            "a b",
            "\u{e9}",
            "\u{65e5}\u{672c}",
            "a\u{a0}b",
            "<",
            "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_x/y",
            "AROAEXAMPLE:me@example.com",
            "me@example.com",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "Y",
            "n",
            "y",
            "1.0.0",
            "1e",
            "e1",
            "0o8",
            "\\",
            "a\\b",
            "http://x/#y",
            "x, y",
            "key=value",
            "~a",
            "_1",
            "__",
            "190:20:30",
            "2024-5-1",
            "1,000",
            "1 000",
        ] {
            assert_eq!(written(plain), plain);
        }
        for quoted in [
            "123456789012",
            "0123",
            "0o17",
            "0x1F",
            "1e3",
            "1.5",
            ".5",
            "1_000",
            "-1",
            "+1",
            "true",
            "True",
            "null",
            "Null",
            "~",
            "",
            ".nan",
            ".inf",
            "-.inf",
            "2024-05-01",
            "2024-05-01T11:00:00Z",
            "2024-05-01 11:00:00",
            "2024-05-01T11:00:00+00:00",
            "a: b",
            "a #b",
            "#a",
            "- a",
            "-",
            "?",
            "? a",
            ":",
            "a:",
            "*a",
            "&a",
            "!a",
            "|a",
            ">a",
            "%a",
            "@a",
            "`a",
            "'a'",
            "\"a\"",
            "[a]",
            "{a}",
            ",a",
            " a",
            "a ",
            "=",
            "<<",
            "---",
            "--- a",
            "...",
            "... a",
            "----",
            "0",
            "0b11",
            "1.",
            "12e03",
            "-2E+05",
            "+12.3",
            "0.",
            "08",
            "09",
            "::",
            "a: ",
            "null ",
            "1_",
            "0_1",
            "1__0",
            "-0x1",
            "2001-12-14t21:59:43.10-05:00",
            "20240501",
            "!",
            "&",
            "*",
            "%",
            "@",
            "`",
            "|",
            ">",
            "'",
            "\"",
            ",",
            "[",
            "]",
            "{",
            "}",
            "#",
        ] {
            assert_eq!(written(quoted), format!("'{}'", quoted.replace('\'', "''")));
        }
        for (text, escaped) in [
            ("a\u{9}b", "\"a\\tb\""),
            ("\u{9}a", "\"\\ta\""),
            ("a\u{85}b", "\"a\\Nb\""),
            ("\u{7}", "\"\\a\""),
            ("\u{7f}", "\"\\x7F\""),
            ("\u{feff}", "\"\\uFEFF\""),
            ("\u{1f600}", "\"\\U0001F600\""),
            ("x\u{d}\u{a}y", "\"x\\r\\ny\""),
            ("a\u{a} b", "\"a\\n b\""),
            ("a \u{a}b", "\"a \\nb\""),
        ] {
            assert_eq!(written(text), escaped);
        }
    }
}
