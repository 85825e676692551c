//! Profiles whose credentials are those of a role in IAM Identity Center.

use super::section::Section;
use super::shared::SharedConfig;
use super::sso_session::{SsoSession, not_found};
use crate::error::{Error, ErrorKind, Result};

/// A role in an account, reached through a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoProfile {
    /// Where the token comes from.
    pub session: SsoSession,
    /// The account's id, twelve digits.
    pub account_id: String,
    /// The role's (permission set's) name.
    pub role_name: String,
}

impl SsoProfile {
    /// The role that the profile names; `None` if it names neither role nor account and so is no SSO profile.
    ///
    /// `ConfigInvalid` if a value is missing, the sso-session does not exist, or profile and sso-session disagree.
    pub fn for_credentials(shared: &SharedConfig, profile: &Section) -> Result<Option<Self>> {
        let role_name = profile.filled("sso_role_name");
        let account_id = profile.filled("sso_account_id");
        if role_name.is_none() && account_id.is_none() {
            return Ok(None);
        }
        let session = session_of(shared, profile)?;
        let mut missing = Vec::new();
        if role_name.is_none() {
            missing.push("sso_role_name");
        }
        if account_id.is_none() {
            missing.push("sso_account_id");
        }
        match (session, role_name, account_id) {
            (Ok(session), Some(role_name), Some(account_id)) => Ok(Some(Self {
                session,
                account_id: account_id.to_owned(),
                role_name: role_name.to_owned(),
            })),
            (session, _, _) => {
                missing.extend(session.err().into_iter().flatten());
                Err(incomplete(profile, &missing))
            }
        }
    }
}

impl SsoSession {
    /// The session whose token serves the profile: its sso-session, which its own values must not contradict, or else
    /// the legacy profile itself.
    ///
    /// `ConfigInvalid` as for [`SsoProfile::for_credentials`].
    pub fn of_profile(shared: &SharedConfig, profile: &Section) -> Result<Self> {
        session_of(shared, profile)?.map_err(|missing| incomplete(profile, &missing))
    }
}

/// The profile's session, or which of its keys are missing.
fn session_of(
    shared: &SharedConfig,
    profile: &Section,
) -> Result<Result<SsoSession, Vec<&'static str>>> {
    let Some(name) = profile.filled("sso_session") else {
        return Ok(SsoSession::read(profile, None));
    };
    let section = shared
        .sso_session(name)
        .ok_or_else(|| not_found(ErrorKind::ConfigInvalid, name))?;
    for (key, value) in section.iter() {
        if let Some(other) = profile.get(key).filter(|other| *other != value) {
            return Err(Error::new(
                ErrorKind::ConfigInvalid,
                format!(
                    "The value for {key} is inconsistent between profile ({other}) and sso-session ({value})."
                ),
            )
            .with_help(format!(
                "Remove {key} from [profile {}]: the sso-session has it.",
                profile.name()
            )));
        }
    }
    Ok(SsoSession::read(&section, Some(name)))
}

fn incomplete(profile: &Section, missing: &[&str]) -> Error {
    let name = profile.name();
    let place = match profile.filled("sso_session") {
        Some(session) => format!(
            "sso_start_url and sso_region belong into [sso-session {session}], the others into the profile"
        ),
        None => "Complete them with `configure sso`".to_owned(),
    };
    Error::new(
        ErrorKind::ConfigInvalid,
        format!(
            "The profile \"{name}\" is configured to use SSO but is missing required configuration: {}",
            missing.join(", ")
        ),
    )
    .with_help(format!("{place}."))
}
