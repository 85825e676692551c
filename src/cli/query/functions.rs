//! JMESPath's functions.

use super::Fault;
use super::evaluate::{evaluate, is_equal, number};
use super::parser::Node;
use crate::encode::json::{Object, Value};
use core::cmp::Ordering;

/// Calls a function with these arguments, each evaluated against `value`.
pub(super) fn call(name: &str, arguments: &[Node], value: &Value) -> Result<Value, Fault> {
    let call = Call {
        name,
        arguments,
        value,
    };
    match name {
        "abs" => call.absolute(),
        "avg" => call.average(),
        "ceil" => call.number_of(f64::ceil),
        "contains" => call.contains(),
        "ends_with" => call.texts(|text, end| text.ends_with(end)),
        "floor" => call.number_of(f64::floor),
        "join" => call.join(),
        "keys" => Ok(Value::Array(
            call.object(0, 1)?
                .iter()
                .map(|(name, _)| Value::from(name))
                .collect(),
        )),
        "length" => call.length(),
        "map" => call.map(),
        "max" => call.extreme(Ordering::Greater),
        "max_by" => call.extreme_by(Ordering::Greater),
        "merge" => call.merge(),
        "min" => call.extreme(Ordering::Less),
        "min_by" => call.extreme_by(Ordering::Less),
        "not_null" => call.not_null(),
        "reverse" => call.reverse(),
        "sort" => call.sort(),
        "sort_by" => call.sort_by(),
        "starts_with" => call.texts(|text, start| text.starts_with(start)),
        "sum" => Ok(total(&call.numbers()?)),
        "to_array" => Ok(match call.any(0, 1)? {
            array @ Value::Array(_) => array,
            other => Value::Array(vec![other]),
        }),
        "to_number" => Ok(to_number(call.any(0, 1)?)),
        "to_string" => Ok(match call.any(0, 1)? {
            text @ Value::String(_) => text,
            other => Value::from(other.to_compact().as_str()),
        }),
        "type" => Ok(Value::from(type_of(&call.any(0, 1)?))),
        "values" => Ok(Value::Array(
            call.object(0, 1)?
                .iter()
                .map(|(_, value)| value.clone())
                .collect(),
        )),
        _ => Err(Fault(format!("unknown function {name}()."))),
    }
}

/// A function's name, its arguments and what they refer to.
struct Call<'a> {
    name: &'a str,
    arguments: &'a [Node],
    value: &'a Value,
}

impl Call<'_> {
    /// An argument of a function that takes `arity` of them.
    fn node(&self, index: usize, arity: usize) -> Result<&Node, Fault> {
        match self.arguments.get(index) {
            Some(node) if self.arguments.len() == arity => Ok(node),
            _ => Err(self.miscounted(&arity.to_string())),
        }
    }

    fn miscounted(&self, arity: &str) -> Fault {
        Fault(format!(
            "{}() takes {arity} arguments, but got {}.",
            self.name,
            self.arguments.len()
        ))
    }

    fn mistyped(&self, expected: &str, got: &Value) -> Fault {
        Fault(format!(
            "{}() takes {expected}, but got {}.",
            self.name,
            type_of(got)
        ))
    }

    fn any(&self, index: usize, arity: usize) -> Result<Value, Fault> {
        evaluate(self.node(index, arity)?, self.value)
    }

    fn array(&self, index: usize, arity: usize) -> Result<Vec<Value>, Fault> {
        match self.any(index, arity)? {
            Value::Array(elements) => Ok(elements),
            other => Err(self.mistyped("an array", &other)),
        }
    }

    fn object(&self, index: usize, arity: usize) -> Result<Object, Fault> {
        match self.any(index, arity)? {
            Value::Object(members) => Ok(members),
            other => Err(self.mistyped("an object", &other)),
        }
    }

    fn reference(&self, index: usize, arity: usize) -> Result<&Node, Fault> {
        match self.node(index, arity)? {
            Node::Reference(inner) => Ok(inner),
            _ => Err(Fault(format!(
                "{}() takes an expression that begins with &.",
                self.name
            ))),
        }
    }

    fn numbers(&self) -> Result<Vec<Value>, Fault> {
        let elements = self.array(0, 1)?;
        match elements
            .iter()
            .find(|element| !matches!(element, Value::Number(_)))
        {
            Some(other) => Err(self.mistyped("an array of numbers", other)),
            None => Ok(elements),
        }
    }

    /// Elements that have an order: numbers only, or strings only.
    fn ordered(&self, elements: &[Value]) -> Result<(), Fault> {
        let Some(first) = elements.first() else {
            return Ok(());
        };
        let is_ordered = |value: &Value| matches!(value, Value::Number(_) | Value::String(_));
        match elements
            .iter()
            .find(|element| !is_ordered(element) || type_of(element) != type_of(first))
        {
            Some(other) => Err(self.mistyped("numbers only, or strings only", other)),
            None => Ok(()),
        }
    }

    fn absolute(&self) -> Result<Value, Fault> {
        match self.any(0, 1)? {
            Value::Number(digits) => Ok(Value::Number(digits.trim_start_matches('-').to_owned())),
            other => Err(self.mistyped("a number", &other)),
        }
    }

    fn number_of(&self, function: fn(f64) -> f64) -> Result<Value, Fault> {
        let value = self.any(0, 1)?;
        match number(&value) {
            // A whole number keeps its digits; a float would not hold all of them.
            Some(float) if value.as_i64().is_some() && function(float) == float => Ok(value),
            Some(float) => Ok(Value::Number(match function(float) {
                whole if whole.fract() == 0.0 => format!("{whole:.0}"),
                other => other.to_string(),
            })),
            None => Err(self.mistyped("a number", &value)),
        }
    }

    fn average(&self) -> Result<Value, Fault> {
        let numbers = self.numbers()?;
        let sum = number(&total(&numbers)).unwrap_or_default();
        // So few elements that a float holds their count.
        let count = u32::try_from(numbers.len()).map_or(f64::INFINITY, f64::from);
        if numbers.is_empty() {
            Ok(Value::Null)
        } else {
            Ok(float(sum / count))
        }
    }

    fn contains(&self) -> Result<Value, Fault> {
        let sought = self.any(1, 2)?;
        Ok(Value::Bool(match self.any(0, 2)? {
            Value::Array(elements) => elements.iter().any(|element| is_equal(element, &sought)),
            Value::String(text) => sought.as_str().is_some_and(|sought| text.contains(sought)),
            other => return Err(self.mistyped("an array or a string", &other)),
        }))
    }

    fn texts(&self, function: fn(&str, &str) -> bool) -> Result<Value, Fault> {
        match (self.any(0, 2)?, self.any(1, 2)?) {
            (Value::String(first), Value::String(second)) => {
                Ok(Value::Bool(function(&first, &second)))
            }
            (Value::String(_), other) | (other, _) => Err(self.mistyped("strings", &other)),
        }
    }

    fn join(&self) -> Result<Value, Fault> {
        let separator = self.any(0, 2)?;
        let Some(separator) = separator.as_str() else {
            return Err(self.mistyped("a string first", &separator));
        };
        let elements = self.array(1, 2)?;
        let texts: Result<Vec<&str>, Fault> = elements
            .iter()
            .map(|element| {
                element
                    .as_str()
                    .ok_or_else(|| self.mistyped("an array of strings", element))
            })
            .collect();
        Ok(Value::from(texts?.join(separator)))
    }

    fn length(&self) -> Result<Value, Fault> {
        let length = match self.any(0, 1)? {
            Value::String(text) => text.chars().count(),
            Value::Array(elements) => elements.len(),
            Value::Object(members) => members.iter().count(),
            other => return Err(self.mistyped("a string, an array or an object", &other)),
        };
        Ok(Value::Number(length.to_string()))
    }

    fn map(&self) -> Result<Value, Fault> {
        let each = self.reference(0, 2)?;
        let elements = self.array(1, 2)?;
        let mapped: Result<Vec<Value>, Fault> = elements
            .iter()
            .map(|element| evaluate(each, element))
            .collect();
        mapped.map(Value::Array)
    }

    fn extreme(&self, wanted: Ordering) -> Result<Value, Fault> {
        let elements = self.array(0, 1)?;
        self.ordered(&elements)?;
        let better = |best: Value, next: Value| {
            if order(&next, &best) == wanted {
                next
            } else {
                best
            }
        };
        Ok(elements.into_iter().reduce(better).unwrap_or(Value::Null))
    }

    /// The elements with what the expression selects of each.
    fn keyed(&self) -> Result<Vec<(Value, Value)>, Fault> {
        let key = self.reference(1, 2)?;
        let elements = self.array(0, 2)?;
        let keys: Vec<Value> = elements
            .iter()
            .map(|element| evaluate(key, element))
            .collect::<Result<_, _>>()?;
        self.ordered(&keys)?;
        Ok(keys.into_iter().zip(elements).collect())
    }

    fn extreme_by(&self, wanted: Ordering) -> Result<Value, Fault> {
        let better = |best: (Value, Value), next: (Value, Value)| {
            if order(&next.0, &best.0) == wanted {
                next
            } else {
                best
            }
        };
        Ok(self
            .keyed()?
            .into_iter()
            .reduce(better)
            .map_or(Value::Null, |(_, element)| element))
    }

    fn merge(&self) -> Result<Value, Fault> {
        let mut merged = Object::new();
        for index in 0..self.arguments.len().max(1) {
            if self.arguments.is_empty() {
                return Err(self.miscounted("1 or more"));
            }
            for (name, value) in self.object(index, self.arguments.len())?.iter() {
                merged.set(name, value.clone());
            }
        }
        Ok(Value::Object(merged))
    }

    fn not_null(&self) -> Result<Value, Fault> {
        if self.arguments.is_empty() {
            return Err(self.miscounted("1 or more"));
        }
        for node in self.arguments {
            match evaluate(node, self.value)? {
                Value::Null => {}
                value => return Ok(value),
            }
        }
        Ok(Value::Null)
    }

    fn reverse(&self) -> Result<Value, Fault> {
        match self.any(0, 1)? {
            Value::String(text) => Ok(Value::from(text.chars().rev().collect::<String>())),
            Value::Array(mut elements) => {
                elements.reverse();
                Ok(Value::Array(elements))
            }
            other => Err(self.mistyped("a string or an array", &other)),
        }
    }

    fn sort(&self) -> Result<Value, Fault> {
        let mut elements = self.array(0, 1)?;
        self.ordered(&elements)?;
        elements.sort_by(order);
        Ok(Value::Array(elements))
    }

    fn sort_by(&self) -> Result<Value, Fault> {
        let mut keyed = self.keyed()?;
        keyed.sort_by(|(a, _), (b, _)| order(a, b));
        Ok(Value::Array(
            keyed.into_iter().map(|(_, element)| element).collect(),
        ))
    }
}

/// The order of two numbers or two strings.
fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.as_str().cmp(b.as_str()),
        _ => number(a)
            .zip(number(b))
            .and_then(|(a, b)| a.partial_cmp(&b))
            .unwrap_or(Ordering::Equal),
    }
}

/// The sum; a whole number if all are and it fits.
fn total(numbers: &[Value]) -> Value {
    let whole = numbers
        .iter()
        .try_fold(0_i64, |sum, number| sum.checked_add(number.as_i64()?));
    whole.map_or_else(
        || float(numbers.iter().filter_map(number).sum()),
        Value::from,
    )
}

/// A float as Python prints it: `3.0`.
fn float(value: f64) -> Value {
    if value.is_finite() {
        Value::Number(format!("{value:?}"))
    } else {
        Value::Null
    }
}

fn to_number(value: Value) -> Value {
    match value {
        Value::String(text) => match Value::parse(text.trim().as_bytes()) {
            Ok(number @ Value::Number(_)) => number,
            _ => Value::Null,
        },
        number @ Value::Number(_) => number,
        _ => Value::Null,
    }
}

const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
