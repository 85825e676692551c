//! `--output text`: a line for each object, its values in the order of their names and tabs between them; what is nested
//! follows on lines of its own, which begin with its name in capitals.

use super::{scalar, sorted};
use crate::encode::json::{Object, Value};
use crate::secret::Zeroizing;

/// As the AWS CLI prints it.
pub(super) fn render(value: &Value) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::new());
    write(&mut out, value, None, None);
    out
}

/// `label` is the name above; `columns` are the names that a line of a list has, given or not.
fn write(out: &mut String, value: &Value, label: Option<&str>, columns: Option<&[&str]>) {
    match value {
        Value::Object(members) => write_object(out, members, label, columns),
        Value::Array(elements) => write_array(out, elements, label),
        _ => write_line(out, None, [value].into_iter()),
    }
}

fn write_array(out: &mut String, elements: &[Value], label: Option<&str>) {
    let objects = || elements.iter().filter_map(Value::as_object);
    let is_nested = |element: &&Value| matches!(element, Value::Array(_) | Value::Object(_));
    if objects().next().is_some() {
        let mut columns: Vec<&str> = objects()
            .flat_map(|members| members.iter())
            .filter(|(_, value)| !is_nested(value))
            .map(|(name, _)| name)
            .collect();
        columns.sort_unstable();
        columns.dedup();
        for element in elements {
            write(out, element, label, Some(&columns));
        }
        return;
    }
    let scalars = elements.iter().filter(|element| !is_nested(element));
    match label {
        Some(_) => scalars.for_each(|element| write_line(out, label, [element].into_iter())),
        None if scalars.clone().next().is_some() => write_line(out, None, scalars),
        None => {}
    }
    for element in elements.iter().filter(is_nested) {
        write(out, element, label, None);
    }
}

fn write_object(out: &mut String, members: &Object, label: Option<&str>, columns: Option<&[&str]>) {
    let sorted = sorted(members);
    let is_scalar = |value: &Value| !matches!(value, Value::Array(_) | Value::Object(_));
    match columns {
        Some([]) => {}
        Some(columns) => {
            let blank = Value::from("");
            let value = |name: &&str| {
                members
                    .get(name)
                    .filter(|value| is_scalar(value))
                    .unwrap_or(&blank)
            };
            write_line(out, label, columns.iter().map(value));
        }
        None => {
            let mut scalars = sorted
                .iter()
                .map(|(_, value)| *value)
                .filter(|value| is_scalar(value))
                .peekable();
            if scalars.peek().is_some() {
                write_line(out, label, scalars);
            }
        }
    }
    for (name, value) in sorted {
        if !is_scalar(value) {
            write(out, value, Some(name), None);
        }
    }
}

fn write_line<'a>(out: &mut String, label: Option<&str>, values: impl Iterator<Item = &'a Value>) {
    let mut first = true;
    if let Some(label) = label {
        out.push_str(&label.to_uppercase());
        first = false;
    }
    for value in values {
        if !first {
            out.push('\t');
        }
        first = false;
        if let Some(text) = scalar(value) {
            out.push_str(&text);
        }
    }
    out.push('\n');
}
