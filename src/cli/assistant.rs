//! What credentials may need besides the services: the programs that profiles name, and the person's MFA device.

use super::terminal::Terminal;
use super::visible;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::assistant::Assistant;
use crate::secret::Secret;
use zeroize::Zeroizing;

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
        if finished.status == 0 {
            return Ok(finished.stdout);
        }
        // Neither the command nor its output: both may hold secrets.
        Err(Error::new(
            ErrorKind::NoCredentials,
            format!(
                "Error when retrieving credentials from custom-process: it ended with status {}.",
                finished.status
            ),
        )
        .with_help("Run the profile's credential_process by hand and see what is wrong with it."))
    }

    async fn mfa_code(&self, serial_number: &str) -> Result<Secret> {
        let question = format!("Enter MFA code for {}: ", visible::line(serial_number));
        let code = self.terminal.prompt(&question, true).await?;
        let code = code
            .map(|code| Zeroizing::new(code.trim().to_owned()))
            .filter(|code| !code.is_empty());
        match code {
            Some(code) => Ok(Secret::from(code.as_str())),
            None => Err(Error::new(
                ErrorKind::NoCredentials,
                format!("The role needs the code of the MFA device {serial_number}, and nobody gave one."),
            )
            .with_help("Run the command in a terminal, and enter the code.")),
        }
    }
}
