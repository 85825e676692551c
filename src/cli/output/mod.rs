//! Printing a result in the forms that the AWS CLI has.

mod json;
mod table;
mod text;
mod yaml;

use super::arguments::Format;
use super::query::Query;
use crate::encode::json::{Object, Value};
use crate::error::Result;
use crate::secret::Zeroizing;

/// How results are to be printed.
#[derive(Debug)]
pub struct Output {
    format: Format,
    query: Option<Query>,
    columns: usize,
}

impl Output {
    /// Output in this format, of what the JMESPath expression selects, for a terminal of so many columns.
    ///
    /// `InvalidArgument` if the expression is none.
    pub fn new(format: Format, query: Option<&str>, columns: usize) -> Result<Self> {
        let query = query.map(Query::parse).transpose()?;
        Ok(Self {
            format,
            query,
            columns,
        })
    }

    /// The text to print, with the line end; empty if there is nothing to say. `operation` is the title of the table,
    /// such as `GetCallerIdentity`.
    ///
    /// `InvalidArgument` if the expression does not fit the value.
    pub fn render(&self, operation: &str, value: Value) -> Result<Zeroizing<String>> {
        let value = match &self.query {
            Some(query) => query.search(&value)?,
            None => value,
        };
        Ok(match self.format {
            Format::Json => json::render(&value),
            Format::Text => text::render(&value),
            Format::Table => table::render(operation, &value, self.columns),
            Format::Yaml => yaml::render(&value),
        })
    }
}

/// The members by name.
fn sorted(members: &Object) -> Vec<(&str, &Value)> {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    sorted
}

/// A scalar as Python's `str()` has it, harmless; `None` for an array or object.
fn scalar(value: &Value) -> Option<Zeroizing<String>> {
    Some(Zeroizing::new(match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(digits) => digits.clone(),
        Value::String(text) => super::visible::paragraph(text).into_owned(),
        Value::Array(_) | Value::Object(_) => return None,
    }))
}

#[cfg(test)]
mod tests;
