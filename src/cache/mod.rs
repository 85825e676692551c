//! The cache files that every AWS tool shares, as bytes in and bytes out.

mod document;
pub mod key;
pub mod registration;
pub mod role_credentials;
pub mod token;

use core::time::Duration;

/// What ends sooner than this is renewed first: the AWS CLI's window for tokens, registrations and role credentials.
///
/// Exactly this long is long enough.
pub const RENEWAL_WINDOW: Duration = Duration::from_secs(15 * 60);
