//! What some sources of credentials need besides the ports: other programs, and a person.

use crate::error::{Error, ErrorKind, Result};
use crate::secret::{Secret, Zeroizing};
use core::fmt;

/// What some sources need besides the ports: other programs, and a person.
#[allow(
    async_fn_in_trait,
    reason = "futures here are never Send: JavaScript has one thread"
)]
pub trait Assistant {
    /// Runs a `credential_process` and returns what it printed. Errors: `NoCredentials` if it failed, `Aborted`.
    async fn run(&self, command: &Secret) -> Result<Zeroizing<Vec<u8>>>;
    /// Asks for the current code of an MFA device. Errors: `NoCredentials` where there is nobody to ask, `Aborted`.
    async fn mfa_code(&self, serial_number: &str) -> Result<Secret>;
}

/// What a child process left.
#[derive(Clone, PartialEq, Eq)]
pub struct Finished {
    /// The exit status; 128 and the signal's number when a signal ended it.
    pub status: i32,
    /// Its whole standard output, at most 1 MiB. May hold credentials.
    pub stdout: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Finished {
    /// Without the output: it may hold credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {} with {} bytes", self.status, self.stdout.len())
    }
}

impl Finished {
    /// What a `credential_process` printed. Errors: `NoCredentials` if it ended otherwise than well.
    pub fn printed(self) -> Result<Zeroizing<Vec<u8>>> {
        if self.status == 0 {
            return Ok(self.stdout);
        }
        // Neither the command nor its output: both may hold secrets.
        Err(Error::new(
            ErrorKind::NoCredentials,
            format!(
                "Error when retrieving credentials from custom-process: it ended with status {}.",
                self.status
            ),
        )
        .with_help("Run the profile's credential_process by hand and see what is wrong with it."))
    }
}

/// The code that somebody gave for an MFA device. `help` says how to give one. Errors: `NoCredentials` if there is none.
pub fn given_code(
    code: Option<Zeroizing<String>>,
    serial_number: &str,
    help: &'static str,
) -> Result<Secret> {
    let code = code
        .map(|code| Zeroizing::new(code.trim().to_owned()))
        .filter(|code| !code.is_empty());
    match code {
        Some(code) => Ok(Secret::from(code.as_str())),
        None => Err(Error::new(
            ErrorKind::NoCredentials,
            format!(
                "The role needs the code of the MFA device {serial_number}, and nobody gave one."
            ),
        )
        .with_help(help)),
    }
}
