//! Why a command stopped: a sentence, and the next step where there is one.

use std::fmt;

/// A result with a [`Failure`].
pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    help: Option<String>,
    exit_code: u8,
}

impl Failure {
    /// A failure told in one sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            help: None,
            exit_code: 1,
        }
    }

    /// Adds the next step.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Ends the program with this exit code rather than 1.
    pub(crate) fn with_exit_code(mut self, code: u8) -> Self {
        self.exit_code = code;
        self
    }

    /// What the program is to end with.
    pub(crate) fn exit_code(&self) -> u8 {
        self.exit_code
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
