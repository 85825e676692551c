//! Which credentials a profile means, before any of them is fetched.

use super::SharedFile;
use super::environment::{Environment, ProfileChoice, ProfileSource};
use super::section::Section;
use super::section_name::python_repr;
use super::shared::SharedConfig;
use super::sso_profile::SsoProfile;
use super::sso_session::SsoSession;
use super::static_credentials::StaticCredentials;
use crate::encode::shell_word::shell_word;
use crate::error::{Error, ErrorKind, Result};
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

/// The longest chain of roles; nobody has a reason for more, and a nested value must not exhaust the stack.
const MAX_ROLES: usize = 32;

impl CredentialSource {
    /// Finds what the chosen profile means, in the AWS CLI's order: the environment's keys (unless `--profile` was given),
    /// AssumeRole, web identity, SSO, keys of the credentials file, `login_session`, `credential_process`, keys of the
    /// config file.
    ///
    /// `ProfileNotFound`; `ConfigInvalid` if the profile contradicts itself or its chain of source profiles loops;
    /// `NoCredentials` if nothing is configured, or only a source that is not supported here.
    pub fn resolve(
        shared: &SharedConfig,
        environment: &Environment,
        choice: &ProfileChoice,
    ) -> Result<Self> {
        let profile = shared.chosen_profile(choice)?;
        let uses_environment = choice.source != ProfileSource::Option;
        if uses_environment && let Some(keys) = StaticCredentials::from_environment(environment)? {
            return Ok(Self::Environment(keys));
        }
        if is_assume_role(&profile) {
            return assume_role(shared, environment, profile);
        }
        if uses_environment && environment.get("AWS_WEB_IDENTITY_TOKEN_FILE").is_some() {
            return Err(unsupported(
                "AWS_WEB_IDENTITY_TOKEN_FILE asks for credentials from a web identity token, which are not supported here."
                    .to_owned(),
            ));
        }
        from_profile(shared, &profile)?.ok_or_else(|| no_credentials(&profile))
    }
}

impl CredentialSource {
    /// The session whose token the credentials come from in the end, if it is one.
    pub fn sso_session(&self) -> Option<&SsoSession> {
        let mut source = self;
        loop {
            match source {
                Self::AssumeRole(role) => source = &role.source,
                Self::Sso(profile) => return Some(&profile.session),
                Self::Environment(_) | Self::Static(_) | Self::Process(_) => return None,
            }
        }
    }
}

/// Whether the profile is for the AssumeRole provider; with a web identity token file it is for another.
fn is_assume_role(profile: &Section) -> bool {
    profile.filled("role_arn").is_some() && profile.filled("web_identity_token_file").is_none()
}

/// What a profile means without AssumeRole; `None` if it says nothing of credentials.
fn from_profile(shared: &SharedConfig, profile: &Section) -> Result<Option<CredentialSource>> {
    let name = profile.name();
    if profile.filled("web_identity_token_file").is_some() {
        if profile.filled("role_arn").is_none() {
            return Err(invalid(
                format!(
                    "The profile \"{name}\" is configured to assume role with web identity but has no role ARN configured."
                ),
                "Set role_arn in the profile.",
            ));
        }
        return Err(unsupported(format!(
            "The profile \"{name}\" takes its credentials from a web identity token, which is not supported here."
        )));
    }
    if let Some(sso) = SsoProfile::for_credentials(shared, profile)? {
        return Ok(Some(CredentialSource::Sso(sso)));
    }
    let keys = || Ok(StaticCredentials::from_profile(profile)?.map(CredentialSource::Static));
    if StaticCredentials::file_of(profile) == Some(SharedFile::Credentials) {
        return keys();
    }
    if profile.filled("login_session").is_some() {
        return Err(unsupported(format!(
            "The profile \"{name}\" takes its credentials from `aws login`, which is not supported here."
        )));
    }
    if let Some(command) = profile.filled("credential_process") {
        return Ok(Some(CredentialSource::Process(Process {
            profile: name.to_owned(),
            command: Secret::from(command),
        })));
    }
    keys()
}

/// Follows the source profiles from the profile to the first credentials that are no role, then nests the roles.
fn assume_role(
    shared: &SharedConfig,
    environment: &Environment,
    profile: Section,
) -> Result<CredentialSource> {
    let mut visited = vec![profile.name().to_owned()];
    let mut roles = Vec::new();
    let mut profile = profile;
    let mut source = loop {
        if roles.len() == MAX_ROLES {
            return Err(invalid(
                format!("More than {MAX_ROLES} profiles name each other as source_profile."),
                "Shorten the chain of source profiles.",
            ));
        }
        let next = next_source(shared, environment, &profile, &visited)?;
        roles.push(profile);
        match next {
            Next::Credentials(source) => break source,
            Next::Profile(source) => {
                visited.push(source.name().to_owned());
                if StaticCredentials::file_of(&source).is_some() || !is_assume_role(&source) {
                    break from_profile(shared, &source)?.ok_or_else(|| {
                        let name = source.name();
                        invalid(
                            format!("The source profile \"{name}\" must have credentials."),
                            "Name a profile with an sso_session, a credential_process or access keys.",
                        )
                    })?;
                }
                profile = source;
            }
        }
    };
    for role in roles.iter().rev() {
        source = CredentialSource::AssumeRole(AssumeRole::read(role, source)?);
    }
    Ok(source)
}

/// Where the credentials for a role come from.
enum Next {
    Credentials(CredentialSource),
    Profile(Section),
}

fn next_source(
    shared: &SharedConfig,
    environment: &Environment,
    profile: &Section,
    visited: &[String],
) -> Result<Next> {
    let name = profile.name();
    match (
        profile.filled("source_profile"),
        profile.filled("credential_source"),
    ) {
        (Some(_), Some(_)) => Err(invalid(
            format!("The profile \"{name}\" contains both source_profile and credential_source."),
            "Remove one of the two.",
        )),
        (None, None) => Err(invalid(
            "Partial credentials found in assume-role, missing: source_profile or credential_source".to_owned(),
            "Set source_profile to the profile whose credentials may assume the role.",
        )),
        (None, Some("Environment")) => StaticCredentials::from_environment(environment)?
            .map(|keys| Next::Credentials(CredentialSource::Environment(keys)))
            .ok_or_else(|| {
                invalid(
                    format!(
                        "Error when retrieving credentials from Environment: No credentials found in credential_source \
                         referenced in profile {name}"
                    ),
                    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                )
            }),
        (None, Some(source @ ("Ec2InstanceMetadata" | "EcsContainer"))) => {
            Err(unsupported(format!(
                "The credential source \"{source}\" referenced in profile \"{name}\" is not supported here."
            )))
        }
        (None, Some(source)) => Err(invalid(
            format!("The credential source \"{source}\" referenced in profile \"{name}\" is not valid."),
            "Set credential_source to Environment, or source_profile to a profile.",
        )),
        (Some(source), None) => source_profile(shared, name, source, visited).map(Next::Profile),
    }
}

/// The profile that `name` has for its source.
fn source_profile(
    shared: &SharedConfig,
    name: &str,
    source: &str,
    visited: &[String],
) -> Result<Section> {
    let section = shared.profile(source).map_err(|_| {
        invalid(
            format!("The source_profile \"{source}\" referenced in the profile \"{name}\" does not exist."),
            "Add that profile, or name another.",
        )
    })?;
    // A profile may name itself, for the keys in it.
    let own_keys = source == name && StaticCredentials::file_of(&section).is_some();
    if visited.iter().any(|seen| seen == source) && !own_keys {
        let seen: Vec<String> = visited.iter().map(|name| python_repr(name)).collect();
        return Err(invalid(
            format!(
                "Infinite loop in credential configuration detected. Attempting to load from profile {source} which has \
                 already been visited. Visited profiles: [{}]",
                seen.join(", ")
            ),
            "Let the last source_profile name a profile that is no role.",
        ));
    }
    Ok(section)
}

impl AssumeRole {
    fn read(profile: &Section, source: CredentialSource) -> Result<Self> {
        let text = |key| profile.filled(key).map(str::to_owned);
        let unusable = |key, help| {
            let name = profile.name();
            invalid(
                format!("{key} of the profile \"{name}\" is unusable."),
                help,
            )
        };
        Ok(Self {
            profile: profile.name().to_owned(),
            role_arn: text("role_arn")
                .ok_or_else(|| unusable("role_arn", "Set it to the ARN of a role."))?,
            role_session_name: text("role_session_name"),
            external_id: text("external_id"),
            duration_seconds: profile
                .filled("duration_seconds")
                .map(|value| {
                    let help = "Set it to a number of seconds from 900 to 43200.";
                    value
                        .parse()
                        .map_err(|_| unusable("duration_seconds", help))
                })
                .transpose()?,
            mfa_serial: text("mfa_serial"),
            source: Box::new(source),
        })
    }
}

fn invalid(text: String, help: &'static str) -> Error {
    Error::new(ErrorKind::ConfigInvalid, text).with_help(help)
}

fn unsupported(text: String) -> Error {
    Error::new(ErrorKind::NoCredentials, text).with_help(
        "Use a profile with an sso_session, a source_profile, a credential_process or access keys.",
    )
}

fn no_credentials(profile: &Section) -> Error {
    let name = profile.name();
    Error::new(
        ErrorKind::NoCredentials,
        "Unable to locate credentials. You can configure credentials by running \"aws configure sso\".",
    )
    .with_help(format!(
        "{} aws-sso-wasm configure sso --profile {}",
        match profile.filled("sso_session") {
            Some(_) => "The profile has an sso_session, but neither sso_account_id nor sso_role_name. Choose them:",
            None => "Say where the profile gets its credentials from:",
        },
        shell_word(name)
    ))
}

#[cfg(test)]
mod tests;
