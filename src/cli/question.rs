//! A question of the wizards: a flag answers it, or else the person does.

use super::terminal::{Stream, Terminal};
use super::visible;
use crate::encode::url::Url;
use crate::error::{Error, ErrorKind, Result};

/// What an answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Anything, nothing too.
    Anything,
    /// Something.
    Required,
    /// An http or https URL with a host.
    StartUrl,
    /// Words separated by commas.
    Scopes,
}

impl Check {
    /// How an answer looks that will do.
    const fn advice(self) -> &'static str {
        match self {
            Self::Anything | Self::Required => "Give it a value.",
            Self::StartUrl => "A start URL looks like https://d-1234567890.awsapps.com/start.",
            Self::Scopes => "Scopes look like sso:account:access,codewhisperer:completions.",
        }
    }

    /// Judges an answer, already trimmed; an empty one stands for the default. The error is what to tell the person, in
    /// the AWS CLI's words.
    pub fn judge(self, answer: &str, default: Option<&str>) -> Result<(), &'static str> {
        if answer.is_empty() && default.is_some() {
            return Ok(());
        }
        match self {
            Self::Required if answer.is_empty() => Err("A value is required"),
            Self::StartUrl if Url::parse(answer).is_none() => Err("Not a valid Start URL"),
            Self::Scopes
                if answer
                    .split(',')
                    .any(|scope| scope.trim().contains(char::is_whitespace)) =>
            {
                Err("Scope values must be separated by commas")
            }
            _ => Ok(()),
        }
    }
}

/// A question.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// What is asked, without the default and the colon.
    pub text: &'q str,
    /// What Enter stands for.
    pub default: Option<&'q str>,
    /// Whether `[None]` is shown when there is no default.
    pub shows_none: bool,
    /// What an answer must be.
    pub check: Check,
    /// The name of the option that answers it.
    pub option: &'q str,
    /// The value of that option, if it was given.
    pub given: Option<&'q str>,
}

impl Question<'_> {
    /// The answer: the option's value, or the person's, asked again until it will do. Empty if Enter was pressed and
    /// there is no default.
    ///
    /// Errors: `InvalidArgument` if the option's value will not do, or if nobody is left to answer; `Aborted`.
    pub async fn ask<T: Terminal>(&self, terminal: &T) -> Result<String> {
        let name = self.option;
        if let Some(given) = self.given {
            let answer = given.trim();
            return match self.check.judge(answer, self.default) {
                Ok(()) => Ok(self.or_default(answer)),
                Err(complaint) => Err(Error::new(
                    ErrorKind::InvalidArgument,
                    format!("argument --{name}: {complaint}"),
                )
                .with_help(self.check.advice())),
            };
        }
        let message = self.message();
        loop {
            let Some(line) = terminal.prompt(&message, false).await? else {
                let question = message.trim_end_matches([':', ' ']);
                let sentence = format!("Nobody answered the question \"{question}\".");
                return Err(Error::new(ErrorKind::InvalidArgument, sentence)
                    .with_help(format!("Answer it when it is asked, or with --{name}.")));
            };
            let answer = line.trim();
            match self.check.judge(answer, self.default) {
                Ok(()) => return Ok(self.or_default(answer)),
                Err(complaint) => {
                    terminal
                        .print(Stream::Stderr, &format!("{complaint}\n"))
                        .await?
                }
            }
        }
    }

    fn or_default(&self, answer: &str) -> String {
        match self.default {
            Some(default) if answer.is_empty() => default.to_owned(),
            _ => answer.to_owned(),
        }
    }

    /// `SSO region [us-east-1]: `.
    fn message(&self) -> String {
        let shown = self.default.map(visible::line);
        match (shown, self.shows_none) {
            (Some(default), _) => format!("{} [{default}]: ", self.text),
            (None, true) => format!("{} [None]: ", self.text),
            (None, false) => format!("{}: ", self.text),
        }
    }
}
