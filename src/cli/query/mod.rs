//! `--query`: JMESPath (<https://jmespath.org/specification.html>), as the AWS CLI's library reads it.
//!
//! An engine of our own rather than the crate `jmespath`: that one brings a second JSON engine, which together cost 45 KB
//! after gzip, and sorts the members of every object, where the AWS CLI keeps their order. The tests hold both against
//! each other.

mod evaluate;
mod functions;
mod lexer;
mod parser;

use crate::encode::json::Value;
use crate::error::{Error, ErrorKind, Result};
use parser::Node;

/// A JMESPath expression.
#[derive(Debug)]
pub struct Query {
    text: String,
    root: Node,
}

/// Why a text is no expression, or why it does not fit a value. Never holds the value.
#[derive(Debug)]
struct Fault(String);

impl Query {
    /// Reads an expression.
    ///
    /// `InvalidArgument` if it is none.
    pub fn parse(text: &str) -> Result<Self> {
        match parser::parse(text) {
            Ok(root) => Ok(Self {
                text: text.to_owned(),
                root,
            }),
            Err(fault) => Err(bad_value(text, &fault)),
        }
    }

    /// What the expression selects of a value; null if nothing.
    ///
    /// `InvalidArgument` if it calls a function with something that the function does not take.
    pub fn search(&self, value: &Value) -> Result<Value> {
        evaluate::evaluate(&self.root, value).map_err(|fault| bad_value(&self.text, &fault))
    }
}

fn bad_value(text: &str, fault: &Fault) -> Error {
    Error::new(
        ErrorKind::InvalidArgument,
        format!("Bad value for --query {text}: {}", fault.0),
    )
    .with_help("See https://jmespath.org for the expressions that there are.")
}

#[cfg(test)]
mod tests;
