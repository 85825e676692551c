//! What some sources of credentials need besides the ports: other programs, and a person.

use crate::error::Result;
use crate::secret::Secret;
use zeroize::Zeroizing;

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
