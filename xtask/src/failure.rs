//! Why a command stopped: a sentence, and the next step where there is one.

use std::fmt;

/// A result with a [`Failure`].
pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    help: Option<String>,
}

impl Failure {
    /// A failure told in one sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            help: None,
        }
    }

    /// Adds the next step.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        match &self.help {
            Some(help) => write!(f, "\n       {help}"),
            None => Ok(()),
        }
    }
}
