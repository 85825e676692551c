//! What an expression selects of a value.

use super::Fault;
use super::functions;
use super::parser::{Comparator, Node};
use crate::encode::json::{Object, Value};

/// Evaluates an expression.
pub(super) fn evaluate(node: &Node, value: &Value) -> Result<Value, Fault> {
    Ok(match node {
        Node::Current => value.clone(),
        Node::Literal(literal) => literal.clone(),
        Node::Field(name) => value
            .as_object()
            .and_then(|members| members.get(name))
            .cloned()
            .unwrap_or(Value::Null),
        Node::Index(index) => value
            .as_array()
            .and_then(|elements| element(elements, *index))
            .cloned()
            .unwrap_or(Value::Null),
        Node::Slice(parts) => match value.as_array() {
            Some(elements) => Value::Array(slice(elements, parts)?),
            None => Value::Null,
        },
        Node::Then(first, second) => evaluate(second, &evaluate(first, value)?)?,
        Node::Or(first, second) => {
            let first = evaluate(first, value)?;
            if is_true(&first) {
                first
            } else {
                evaluate(second, value)?
            }
        }
        Node::And(first, second) => {
            let first = evaluate(first, value)?;
            if is_true(&first) {
                evaluate(second, value)?
            } else {
                first
            }
        }
        Node::Not(inner) => Value::Bool(!is_true(&evaluate(inner, value)?)),
        Node::Compare(comparator, left, right) => compare(
            *comparator,
            &evaluate(left, value)?,
            &evaluate(right, value)?,
        ),
        Node::List(_) | Node::Hash(_) if *value == Value::Null => Value::Null,
        Node::List(nodes) => Value::Array(
            nodes
                .iter()
                .map(|node| evaluate(node, value))
                .collect::<Result<_, _>>()?,
        ),
        Node::Hash(nodes) => {
            let mut members = Object::new();
            for (name, node) in nodes {
                members.set(name, evaluate(node, value)?);
            }
            Value::Object(members)
        }
        Node::Flatten(inner) => match evaluate(inner, value)? {
            Value::Array(elements) => Value::Array(flatten(elements)),
            _ => Value::Null,
        },
        Node::Project(base, each) => match evaluate(base, value)? {
            Value::Array(elements) => project(each, elements.iter())?,
            _ => Value::Null,
        },
        Node::ProjectValues(base, each) => match evaluate(base, value)? {
            Value::Object(members) => project(each, members.iter().map(|(_, value)| value))?,
            _ => Value::Null,
        },
        Node::Filter(base, condition, each) => match evaluate(base, value)? {
            Value::Array(elements) => {
                let mut kept = Vec::new();
                for element in elements {
                    if is_true(&evaluate(condition, &element)?) {
                        kept.push(element);
                    }
                }
                project(each, kept.iter())?
            }
            _ => Value::Null,
        },
        Node::Call(name, arguments) => functions::call(name, arguments, value)?,
        Node::Reference(_) => {
            return Err(Fault(
                "& stands only before an argument of a function.".to_owned(),
            ));
        }
    })
}

/// Whether a value counts as true: all but null, false, and what is empty.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// Whether two values are the same; numbers by what they mean, members in any order.
pub(super) fn is_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (number(left).is_some() && number(left) == number(right))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.iter().count() == b.iter().count()
                && a.iter()
                    .all(|(name, value)| b.get(name).is_some_and(|other| is_equal(value, other)))
        }
        _ => left == right,
    }
}

/// The number.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// Numbers and texts have an order, as in the AWS CLI's library; other comparisons are null.
fn compare(comparator: Comparator, left: &Value, right: &Value) -> Value {
    let order = match (left, right) {
        (Value::Number(_), Value::Number(_)) => number(left)
            .zip(number(right))
            .and_then(|(left, right)| left.partial_cmp(&right)),
        (Value::String(left), Value::String(right)) => Some(left.as_str().cmp(right.as_str())),
        _ => None,
    };
    let ordered = |holds: fn(core::cmp::Ordering) -> bool| {
        order.map_or(Value::Null, |order| Value::Bool(holds(order)))
    };
    match comparator {
        Comparator::Equal => Value::Bool(is_equal(left, right)),
        Comparator::NotEqual => Value::Bool(!is_equal(left, right)),
        Comparator::Less => ordered(core::cmp::Ordering::is_lt),
        Comparator::LessOrEqual => ordered(core::cmp::Ordering::is_le),
        Comparator::Greater => ordered(core::cmp::Ordering::is_gt),
        Comparator::GreaterOrEqual => ordered(core::cmp::Ordering::is_ge),
    }
}

fn project<'a>(each: &Node, elements: impl Iterator<Item = &'a Value>) -> Result<Value, Fault> {
    let mut projected = Vec::new();
    for element in elements {
        match evaluate(each, element)? {
            Value::Null => {}
            value => projected.push(value),
        }
    }
    Ok(Value::Array(projected))
}

fn flatten(elements: Vec<Value>) -> Vec<Value> {
    let mut flat = Vec::with_capacity(elements.len());
    for element in elements {
        match element {
            Value::Array(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    flat
}

/// The element at an index; a negative one counts from the end.
fn element(elements: &[Value], index: i64) -> Option<&Value> {
    let index = match index {
        0.. => index,
        _ => index.checked_add(i64::try_from(elements.len()).ok()?)?,
    };
    elements.get(usize::try_from(index).ok()?)
}

/// A slice as Python cuts it.
fn slice(elements: &[Value], [start, stop, step]: &[Option<i64>; 3]) -> Result<Vec<Value>, Fault> {
    let length = i64::try_from(elements.len()).unwrap_or(i64::MAX);
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(Fault("the step of a slice must not be 0.".to_owned()));
    }
    let (lowest, highest) = if step > 0 {
        (0, length)
    } else {
        (-1, length.saturating_sub(1))
    };
    let bound = |bound: Option<i64>, missing: i64| match bound {
        None => missing,
        Some(index @ 0..) => index.clamp(lowest, highest),
        Some(index) => index.saturating_add(length).clamp(lowest, highest),
    };
    let (first, last) = if step > 0 {
        (lowest, highest)
    } else {
        (highest, lowest)
    };
    let (mut index, stop) = (bound(*start, first), bound(*stop, last));
    let mut cut = Vec::new();
    while (step > 0 && index < stop) || (step < 0 && index > stop) {
        cut.extend(
            usize::try_from(index)
                .ok()
                .and_then(|index| elements.get(index))
                .cloned(),
        );
        index = index.saturating_add(step);
    }
    Ok(cut)
}
