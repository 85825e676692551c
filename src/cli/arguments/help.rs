//! The help of a command, and its usage in a line.

use super::examples;
use super::grammar::{COMPLETE, Kind, Node};
use super::options::{Argument, Form, GLOBALS};

/// The columns of a terminal that nobody made wider.
pub(crate) const WIDTH: usize = 80;

/// The whole help of the last command of the path.
pub(crate) fn text(path: &[&Node]) -> String {
    let Some(node) = path.last() else {
        return String::new();
    };
    let mut help = format!("{}\n\n{}\n", node.about, usage(path));
    match &node.kind {
        Kind::Family(nodes) => {
            let shown = nodes.iter().filter(|node| node.name != COMPLETE);
            columns(
                &mut help,
                "Commands",
                shown.map(|node| (node.name.to_owned(), node.about.to_owned())),
            );
        }
        Kind::Leaf(leaf) => {
            let of_form = |positional: bool| {
                let matching = move |argument: &&&Argument| {
                    matches!(argument.form, Form::Positional(_)) == positional
                };
                leaf.arguments
                    .iter()
                    .filter(matching)
                    .map(|argument| row(argument))
            };
            columns(&mut help, "Arguments", of_form(true));
            columns(&mut help, "Options", of_form(false));
        }
    }
    columns(
        &mut help,
        "Global options",
        GLOBALS.iter().map(|argument| row(argument)),
    );
    let end = match &node.kind {
        Kind::Leaf(leaf) => leaf.examples,
        Kind::Family(_) => examples::FAMILY,
    };
    let end = if path.len() == 1 {
        examples::PROGRAM
    } else {
        end
    };
    help.push('\n');
    help.push_str(end);
    help.push('\n');
    help
}

/// `Usage: aws-sso-wasm sso login [OPTIONS]`.
pub(crate) fn usage(path: &[&Node]) -> String {
    let mut line = "Usage:".to_owned();
    for node in path {
        line.push(' ');
        line.push_str(node.name);
    }
    match path.last().map(|node| &node.kind) {
        Some(Kind::Leaf(leaf)) => {
            let one_of: Vec<_> = leaf
                .one_of
                .iter()
                .map(|argument| signature(argument))
                .collect();
            if !one_of.is_empty() {
                line.push_str(&format!(" ({})", one_of.join(" | ")));
            }
            line.push_str(" [OPTIONS]");
            for argument in leaf.arguments {
                if let Form::Positional(value) = argument.form {
                    line.push(' ');
                    line.push_str(value);
                }
            }
        }
        _ => line.push_str(" [OPTIONS] COMMAND"),
    }
    line
}

/// The name as the person types it.
pub(crate) fn name(argument: &Argument) -> String {
    match argument.form {
        Form::Flag | Form::Option(_) => format!("--{}", argument.name),
        Form::Positional(value) => value.to_owned(),
        Form::Rest => String::new(),
    }
}

/// The name, and what stands for the value.
fn signature(argument: &Argument) -> String {
    match argument.form {
        Form::Option(value) => format!("--{} {value}", argument.name),
        _ => name(argument),
    }
}

fn row(argument: &Argument) -> (String, String) {
    let mut explained = argument.help.to_owned();
    if !argument.choices.is_empty() {
        explained.push_str(": ");
        explained.push_str(&argument.choices.join(", "));
    }
    (signature(argument), explained)
}

/// A heading and two columns under it; nothing if there are no rows.
fn columns(help: &mut String, heading: &str, rows: impl Iterator<Item = (String, String)>) {
    let rows: Vec<_> = rows.collect();
    let Some(width) = rows.iter().map(|(left, _)| left.len()).max() else {
        return;
    };
    help.push_str(&format!("\n{heading}:\n"));
    for (left, right) in rows {
        let mut left = left.as_str();
        for part in wrapped(&right, WIDTH.saturating_sub(width).saturating_sub(4)) {
            help.push_str(&format!("  {left:width$}  {part}\n"));
            left = "";
        }
    }
}

/// The text as lines of at most `width` characters, broken at blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let length = line.len().saturating_add(1).saturating_add(word.len());
        if !line.is_empty() && length > width {
            lines.push(core::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
