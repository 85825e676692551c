//! Profiles whose credentials are those of a role in IAM Identity Center.

use super::section::Section;
use super::shared::SharedConfig;
use super::sso_session::{SsoSession, not_found};
use crate::encode::shell_word::shell_word;
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

    /// The sso-sessions, then the legacy start URLs of `profiles`, which are all that there are, each once. What is incomplete
    /// is left out.
    pub fn configured(shared: &SharedConfig, profiles: &[Section]) -> Vec<Self> {
        let named = shared.sso_sessions();
        let named = named
            .iter()
            .filter_map(|section| Self::read(section, Some(section.name())).ok());
        let mut sessions: Vec<Self> = named.collect();
        for profile in profiles {
            if profile.filled("sso_session").is_none()
                && profile.filled("sso_start_url").is_some()
                && let Ok(legacy) = Self::of_profile(shared, profile)
                && !sessions
                    .iter()
                    .any(|it| it.name.is_none() && it.start_url == legacy.start_url)
            {
                sessions.push(legacy);
            }
        }
        sessions
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
    let of_session = ["sso_start_url", "sso_region"];
    let help = match profile.filled("sso_session") {
        Some(session) if missing.iter().any(|key| of_session.contains(key)) => format!(
            "Complete the session: aws-sso-wasm configure sso-session --sso-session {}",
            shell_word(session)
        ),
        _ => format!(
            "Complete the profile: aws-sso-wasm configure sso --profile {}",
            shell_word(name)
        ),
    };
    Error::new(
        ErrorKind::ConfigInvalid,
        format!(
            "The profile \"{name}\" is configured to use SSO but is missing required configuration: {}",
            missing.join(", ")
        ),
    )
    .with_help(help)
}

#[cfg(test)]
mod tests {
    use super::SsoProfile;
    use crate::config::shared::SharedConfig;
    use crate::config::sso_session::SsoSession;
    use crate::error::{ErrorKind, Result};

    fn role(config: &str) -> Result<Option<SsoProfile>> {
        let shared = SharedConfig::parse(Some(config.as_bytes()), None)?;
        SsoProfile::for_credentials(&shared, &shared.profile("p")?)
    }

    #[test]
    fn everything_missing_is_named_in_order() {
        let error = role("[profile p]\nsso_role_name = r\n").unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
        assert_eq!(
            error.to_string(),
            "The profile \"p\" is configured to use SSO but is missing required configuration: sso_account_id, \
             sso_start_url, sso_region"
        );
    }

    #[test]
    fn a_contradiction_is_named_with_its_remedy() {
        let config = "[profile p]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\nsso_region = b\n\
            [sso-session s]\nsso_start_url = u\nsso_region = a\n";
        let error = role(config).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The value for sso_region is inconsistent between profile (b) and sso-session (a)."
        );
        assert_eq!(
            error.help(),
            Some("Remove sso_region from [profile p]: the sso-session has it.")
        );
    }

    #[test]
    fn a_session_alone_is_a_token_but_no_role() {
        let config =
            "[profile p]\nsso_session = s\n[sso-session s]\nsso_start_url = u\nsso_region = a\n";
        assert_eq!(role(config), Ok(None));
        let shared = SharedConfig::parse(Some(config.as_bytes()), None).unwrap();
        let session = SsoSession::of_profile(&shared, &shared.profile("p").unwrap()).unwrap();
        assert_eq!(session.cache_name(), "s");
    }

    #[test]
    fn the_role_of_a_legacy_profile() {
        let config = "[profile p]\nsso_start_url = u\nsso_region = a\nsso_account_id = 012345678901\nsso_role_name = r\n";
        let sso = role(config).unwrap().unwrap();
        assert_eq!(sso.session.cache_name(), "u");
        assert_eq!(sso.account_id, "012345678901");
    }
}
