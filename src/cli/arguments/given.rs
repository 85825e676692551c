//! Reading the words of a command line by the grammar.

use super::grammar::{Kind, Leaf, Node, ROOT};
use super::options::{Argument, Form, GLOBALS, HELP};
use super::{help, suggestion};
use crate::error::{Error, ErrorKind, Result};

/// The words of a line, told apart.
pub(crate) struct Line {
    /// The commands named, from the program's own down.
    pub(crate) path: Vec<&'static Node>,
    /// What was given to the last of them.
    pub(crate) given: Given,
    /// What nothing takes.
    unknown: Vec<String>,
    /// The first word that no command has, of those that a family has.
    unknown_command: Option<String>,
    /// The option that the line ends in, though it needs a value.
    pub(crate) unfinished: Option<&'static Argument>,
}

/// What was given to a command.
#[derive(Default)]
pub(crate) struct Given {
    values: Vec<(&'static Argument, String)>,
    rest: Vec<String>,
}

impl Given {
    /// The value, the last one if there are several.
    pub(crate) fn get(&self, argument: &Argument) -> Option<&str> {
        let mut values = self.values.iter().rev();
        values
            .find(|(given, _)| given.name == argument.name)
            .map(|(_, value)| value.as_str())
    }

    /// The value, owned.
    pub(crate) fn text(&self, argument: &Argument) -> Option<String> {
        self.get(argument).map(str::to_owned)
    }

    /// Whether it was given.
    pub(crate) fn has(&self, argument: &Argument) -> bool {
        self.get(argument).is_some()
    }

    /// The value of an argument that every line must have.
    pub(crate) fn required(&self, argument: &Argument) -> Result<&str> {
        self.get(argument).ok_or_else(|| missing(argument))
    }

    /// The words after all others.
    pub(crate) fn rest(&self) -> &[String] {
        &self.rest
    }

    /// The value as a whole number.
    pub(crate) fn number(&self, argument: &Argument) -> Result<Option<u32>> {
        self.parsed(argument, "a whole number")
    }

    /// The value as a port that can be asked for.
    pub(crate) fn port(&self, argument: &Argument) -> Result<Option<u16>> {
        let port: Option<core::num::NonZeroU16> =
            self.parsed(argument, "a port from 1 to 65535")?;
        Ok(port.map(core::num::NonZeroU16::get))
    }

    fn parsed<T: core::str::FromStr>(&self, argument: &Argument, what: &str) -> Result<Option<T>> {
        let Some(text) = self.get(argument) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(invalid(format!(
                "argument --{}: '{text}' is not {what}.",
                argument.name
            ))
            .with_help("Add --help to see what it takes.")),
        }
    }
}

impl Line {
    /// Tells the words apart; stops at nothing, so that a half-typed line can be completed.
    pub(crate) fn read(words: impl IntoIterator<Item = String>) -> Self {
        let mut line = Self {
            path: vec![&ROOT],
            given: Given::default(),
            unknown: Vec::new(),
            unknown_command: None,
            unfinished: None,
        };
        let mut words = words.into_iter().peekable();
        let mut options_ended = false;
        while let Some(word) = words.next() {
            if options_ended || !is_option(&word) {
                line.word(word);
            } else if word == "--" {
                options_ended = true;
            } else {
                line.option(&word, &mut words);
            }
        }
        line
    }

    /// The command that the line names.
    pub(crate) fn node(&self) -> &'static Node {
        self.path.last().copied().unwrap_or(&ROOT)
    }

    /// Why the line cannot be run, or the command it names.
    pub(crate) fn check(&self) -> Result<&'static Leaf> {
        let refuse = |sentence: String, near: Option<&str>| {
            let mut next = near.map_or_else(String::new, |near| format!("Did you mean {near}?\n"));
            next.push_str(&help::usage(&self.path));
            Err(invalid(sentence).with_help(next))
        };
        if let (Some(word), Kind::Family(nodes)) = (&self.unknown_command, &self.node().kind) {
            let near = suggestion::nearest(word, nodes.iter().map(|node| node.name));
            return refuse(format!("Unknown command: {word}"), near);
        }
        if let Some(first) = self.unknown.first() {
            let names = self.options().map(|argument| argument.name);
            let typed = first
                .trim_start_matches('-')
                .split('=')
                .next()
                .unwrap_or_default();
            let near = suggestion::nearest(typed, names).map(|name| match name == typed {
                true => format!("--{name} behind {}", self.node().name),
                false => format!("--{name}"),
            });
            return refuse(
                format!("Unknown options: {}", self.unknown.join(", ")),
                near.as_deref(),
            );
        }
        if let Some(argument) = self.unfinished {
            return refuse(
                format!("argument --{}: expected one argument", argument.name),
                None,
            );
        }
        for (argument, value) in &self.given.values {
            if argument.form == Form::Flag && !value.is_empty() {
                return refuse(
                    format!("argument --{}: takes no value", argument.name),
                    None,
                );
            }
            if !argument.choices.is_empty() && !argument.choices.contains(&value.as_str()) {
                let near = suggestion::nearest(value, argument.choices.iter().copied());
                let choices = argument.choices.join(", ");
                let name = help::name(argument);
                return refuse(
                    format!("argument {name}: '{value}' is not one of {choices}."),
                    near,
                );
            }
        }
        let leaf = match &self.node().kind {
            Kind::Leaf(leaf) => leaf,
            Kind::Family(_) => {
                return refuse(
                    "The following arguments are required: command".to_owned(),
                    None,
                );
            }
        };
        let missing: Vec<_> = leaf
            .arguments
            .iter()
            .filter(|argument| {
                matches!(argument.form, Form::Positional(_)) && !self.given.has(argument)
            })
            .map(|argument| help::name(argument))
            .collect();
        if !missing.is_empty() {
            return refuse(
                format!(
                    "The following arguments are required: {}",
                    missing.join(", ")
                ),
                None,
            );
        }
        let names = || {
            leaf.one_of
                .iter()
                .map(|argument| help::name(argument))
                .collect::<Vec<_>>()
        };
        match leaf
            .one_of
            .iter()
            .filter(|argument| self.given.has(argument))
            .count()
        {
            0 if !leaf.one_of.is_empty() => refuse(
                format!(
                    "One of the following arguments is required: {}",
                    names().join(", ")
                ),
                None,
            ),
            0 | 1 => Ok(leaf),
            _ => refuse(
                format!(
                    "Only one of the following arguments can be given: {}",
                    names().join(", ")
                ),
                None,
            ),
        }
    }

    /// The options that may stand here.
    pub(crate) fn options(&self) -> impl Iterator<Item = &'static Argument> {
        let own = match &self.node().kind {
            Kind::Leaf(leaf) => leaf.arguments,
            Kind::Family(_) => &[],
        };
        let all = own.iter().chain(GLOBALS).copied();
        all.filter(|argument| matches!(argument.form, Form::Flag | Form::Option(_)))
    }

    /// The argument that a word at the end of the line would be.
    pub(crate) fn positional(&self) -> Option<&'static Argument> {
        let Kind::Leaf(leaf) = &self.node().kind else {
            return None;
        };
        let mut arguments = leaf.arguments.iter().copied();
        arguments.find(|argument| match argument.form {
            Form::Positional(_) => !self.given.has(argument),
            Form::Rest => true,
            Form::Flag | Form::Option(_) => false,
        })
    }

    /// Takes a word that is no option.
    fn word(&mut self, word: String) {
        match (&self.node().kind, self.positional()) {
            (Kind::Family(nodes), _) => match nodes.iter().find(|node| node.name == word) {
                Some(node) if self.unknown_command.is_none() => self.path.push(node),
                // As the AWS CLI has it: `aws-sso-wasm sso help`.
                None if word == HELP.name => self.given.values.push((&HELP, String::new())),
                _ => {
                    self.unknown_command.get_or_insert(word);
                }
            },
            (Kind::Leaf(_), Some(argument)) if argument.form == Form::Rest => {
                self.given.rest.push(word)
            }
            (Kind::Leaf(_), Some(argument)) => self.given.values.push((argument, word)),
            (Kind::Leaf(_), None) if word == HELP.name => {
                self.given.values.push((&HELP, String::new()));
            }
            (Kind::Leaf(_), None) => self.unknown.push(word),
        }
    }

    /// Takes an option, with its value from the words after it.
    fn option<I: Iterator<Item = String>>(
        &mut self,
        word: &str,
        words: &mut core::iter::Peekable<I>,
    ) {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        let name = if name == "-h" {
            Some(HELP.name)
        } else {
            name.strip_prefix("--")
        };
        let Some(argument) =
            name.and_then(|name| self.options().find(|argument| argument.name == name))
        else {
            self.unknown.push(word.to_owned());
            return;
        };
        let value = match (argument.form, value) {
            (Form::Option(_), None) => words.next_if(|word| !is_option(word)),
            (_, value) => value.or(Some(String::new())),
        };
        match value {
            Some(value) => self.given.values.push((argument, value)),
            None => self.unfinished = Some(argument),
        }
    }
}

/// Whether a word is an option. A lone dash is none.
pub(crate) fn is_option(word: &str) -> bool {
    word.len() > 1 && word.starts_with('-')
}

fn missing(argument: &Argument) -> Error {
    invalid(format!(
        "The following arguments are required: {}",
        help::name(argument)
    ))
}

fn invalid(sentence: String) -> Error {
    Error::new(ErrorKind::InvalidArgument, sentence)
}
