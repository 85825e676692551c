//! Text with places to fill in: times relative to now, ports, and what only the run itself can tell.

use aws_sso_wasm::encode::timestamp::Timestamp;
use sha1::{Digest, Sha1};
use std::collections::BTreeMap;

/// How far a time in a result may be from the one that is meant.
const SLACK_MILLIS: i64 = 2000;

/// What the places stand for in one run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The true time at the start and at the end of the run.
    pub(crate) span: Option<(Timestamp, Timestamp)>,
    /// Words by name: `port`, `state` and so on.
    pub(crate) words: BTreeMap<String, String>,
    /// The text behind the name of a cache file, by the name that cases use.
    pub(crate) hashed: BTreeMap<String, String>,
    /// Texts that several cases have, with places of their own.
    pub(crate) texts: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `2026-11-22T12:00:00Z`
    Now,
    /// `2026-11-22T12:00:00+00:00`
    Isoformat,
    /// `20261122T120000Z`
    Basic,
    /// Seconds since 1970.
    Epoch,
    /// Milliseconds since 1970.
    Millis,
}

const FORMS: [(&str, Form); 5] = [
    ("now", Form::Now),
    ("isoformat", Form::Isoformat),
    ("basic", Form::Basic),
    ("epoch", Form::Epoch),
    ("millis", Form::Millis),
];

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Anything,
    Time(Form, i64),
    /// The parts of a text that was named; never part of a parsed text.
    Nested(Vec<Part>),
}

/// A parsed text.
#[derive(Debug, Clone)]
pub(crate) struct Template(Vec<Part>);

impl Template {
    /// Finds the places in `text`. Braces around anything else stay as they are.
    pub(crate) fn parse(text: &str, facts: &Facts) -> Self {
        let mut parts = vec![Part::Text(String::new())];
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let place = rest[open..]
                .find('}')
                .map(|close| &rest[open + 1..open + close])
                .and_then(|inner| Some((inner, part(inner, facts)?)));
            let Some((inner, part)) = place else {
                push(&mut parts, &rest[..=open]);
                rest = &rest[open + 1..];
                continue;
            };
            push(&mut parts, &rest[..open]);
            rest = &rest[open + inner.len() + 2..];
            match part {
                Part::Text(word) => push(&mut parts, &word),
                Part::Nested(nested) => parts.extend(nested),
                other => parts.push(other),
            }
        }
        push(&mut parts, rest);
        Self(parts)
    }

    /// As [`Template::parse`], for JSON: a time that is a number there, and anything at all, stand in quotes in the case.
    pub(crate) fn parse_json(text: &str, facts: &Facts) -> Self {
        let mut unquoted = text.to_owned();
        for mark in ["\"{epoch", "\"{millis", "\"{any"] {
            while let Some(start) = unquoted.find(mark) {
                let end = start + unquoted[start..].find("}\"").expect("the end of a place");
                unquoted.remove(end + 1);
                unquoted.remove(start);
            }
        }
        Self::parse(&unquoted, facts)
    }

    /// The text, filled in.
    pub(crate) fn render(&self, facts: &Facts) -> String {
        let now = facts.span.expect("a time").0;
        let filled = self.0.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Anything | Part::Nested(_) => panic!("{{any}} cannot be filled in"),
            Part::Time(form, offset) => {
                let time = now.saturating_add_millis(offset * 1000);
                match form {
                    Form::Now => time.to_iso8601(),
                    Form::Isoformat => time.to_python_isoformat(),
                    Form::Basic => time.to_basic(),
                    Form::Epoch => time.epoch_seconds().to_string(),
                    Form::Millis => time.epoch_millis().to_string(),
                }
            }
        });
        filled.collect()
    }

    /// Whether `text` is what the template describes.
    pub(crate) fn matches(&self, text: &str, facts: &Facts) -> bool {
        matches(&self.0, text, facts.span.expect("a time"))
    }
}

fn push(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(before)) => before.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

fn part(inner: &str, facts: &Facts) -> Option<Part> {
    if inner == "any" {
        return Some(Part::Anything);
    }
    if let Some(name) = inner.strip_prefix("text:") {
        let text = facts.texts.get(name);
        let text = text.unwrap_or_else(|| panic!("texts.json does not have {name}"));
        return Some(Part::Nested(Template::parse(text, facts).0));
    }
    if let Some(name) = inner.strip_prefix("sha1:") {
        let text = facts.hashed.get(name);
        let text = text.unwrap_or_else(|| panic!("names.json does not have {name}"));
        let text = Template::parse(text, facts).render(facts);
        let hash = Sha1::digest(text.as_bytes());
        let hex = hash.iter().map(|byte| format!("{byte:02x}"));
        return Some(Part::Text(hex.collect()));
    }
    if let Some(word) = facts.words.get(inner) {
        return Some(Part::Text(word.clone()));
    }
    let (word, form) = FORMS.iter().find(|(word, _)| inner.starts_with(word))?;
    let offset = &inner[word.len()..];
    match offset.is_empty() {
        true => Some(Part::Time(*form, 0)),
        false => Some(Part::Time(*form, offset.parse().ok()?)),
    }
}

fn matches(parts: &[Part], text: &str, span: (Timestamp, Timestamp)) -> bool {
    match parts {
        [] => text.is_empty(),
        [Part::Text(expected), rest @ ..] => text
            .strip_prefix(expected.as_str())
            .is_some_and(|text| matches(rest, text, span)),
        [Part::Anything, rest @ ..] => text
            .char_indices()
            .map(|(index, _)| index)
            .chain([text.len()])
            .any(|index| matches(rest, &text[index..], span)),
        [Part::Nested(_), ..] => false,
        [Part::Time(form, offset), rest @ ..] => {
            let length = match form {
                Form::Now => 20,
                Form::Isoformat => 25,
                Form::Basic => 16,
                Form::Epoch => 10,
                Form::Millis => 13,
            };
            text.split_at_checked(length).is_some_and(|(time, after)| {
                is_meant(*form, time, *offset, span) && matches(rest, after, span)
            })
        }
    }
}

fn is_meant(form: Form, text: &str, offset: i64, span: (Timestamp, Timestamp)) -> bool {
    let number = || text.parse().ok();
    let time = match form {
        Form::Now => Timestamp::parse_iso8601(text).filter(|time| time.to_iso8601() == text),
        Form::Isoformat => {
            Timestamp::parse_iso8601(text).filter(|time| time.to_python_isoformat() == text)
        }
        Form::Basic => {
            let iso = [(0, 4), (4, 6), (6, 11), (11, 13), (13, 16)]
                .map(|(start, end)| text.get(start..end).unwrap_or_default());
            let [year, month, day_and_hour, minute, second] = iso;
            let iso = format!("{year}-{month}-{day_and_hour}:{minute}:{second}");
            Timestamp::parse_iso8601(&iso).filter(|time| time.to_basic() == text)
        }
        Form::Epoch => number().and_then(Timestamp::from_epoch_seconds),
        Form::Millis => number().and_then(Timestamp::from_epoch_millis),
    };
    let (start, end) = span;
    time.is_some_and(|time| {
        let meant = time.epoch_millis() - offset * 1000;
        (start.epoch_millis() - SLACK_MILLIS..=end.epoch_millis() + SLACK_MILLIS).contains(&meant)
    })
}
