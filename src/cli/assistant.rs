//! What credentials may need besides the services: the programs that profiles name, and the person's MFA device.

use super::terminal::Terminal;
use super::visible;
use crate::error::Result;
use crate::flow::assistant::{Assistant, given_code};
use crate::secret::{Secret, Zeroizing};

/// The terminal's help.
#[derive(Debug)]
pub struct TerminalAssistant<'t, T> {
    terminal: &'t T,
    variables: Vec<(&'static str, String)>,
}

impl<'t, T: Terminal> TerminalAssistant<'t, T> {
    /// Programs get this process's environment and these variables.
    pub const fn new(terminal: &'t T, variables: Vec<(&'static str, String)>) -> Self {
        Self {
            terminal,
            variables,
        }
    }
}

impl<T: Terminal> Assistant for TerminalAssistant<'_, T> {
    async fn run(&self, command: &Secret) -> Result<Zeroizing<Vec<u8>>> {
        let variables: Vec<(&str, &str)> = self
            .variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let finished = self.terminal.spawn(command.expose(), &variables).await?;
        finished.printed()
    }

    async fn mfa_code(&self, serial_number: &str) -> Result<Secret> {
        let question = format!("Enter MFA code for {}: ", visible::line(serial_number));
        let code = self.terminal.prompt(&question, true).await?;
        let help = "Run the command in a terminal, and enter the code.";
        given_code(code, serial_number, help)
    }
}
