//! The shared config and credentials files, as text in and text out.
//!
//! Reading follows the common parser rules of the AWS SDKs; editing follows the writer of the AWS CLI, except that every
//! byte outside the edit stays. Where the AWS CLI reads a file otherwise, [`cli_rules`] says so.

mod blanks;
mod bytes;
pub mod cli_rules;
pub mod credential_source;
pub mod edit;
pub mod endpoint_url;
pub mod environment;
mod ini;
mod line;
pub mod section;
pub mod section_name;
pub mod session_roles;
pub mod shared;
pub mod sso_profile;
pub mod sso_session;
pub mod static_credentials;

use core::fmt;

/// One of the two shared files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedFile {
    /// `~/.aws/config`, or what `AWS_CONFIG_FILE` names.
    Config,
    /// `~/.aws/credentials`, or what `AWS_SHARED_CREDENTIALS_FILE` names.
    Credentials,
}

impl SharedFile {
    /// The file's place, in words for a next step.
    const fn place(self) -> &'static str {
        match self {
            Self::Config => "~/.aws/config (or the file that AWS_CONFIG_FILE names)",
            Self::Credentials => {
                "~/.aws/credentials (or the file that AWS_SHARED_CREDENTIALS_FILE names)"
            }
        }
    }
}

impl fmt::Display for SharedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Config => "the shared config file",
            Self::Credentials => "the shared credentials file",
        })
    }
}
