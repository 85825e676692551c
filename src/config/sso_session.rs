//! What a person signs in to: a start URL in a Region, as an sso-session section or a legacy profile says it.

use super::environment::ProfileChoice;
use super::section::Section;
use super::shared::SharedConfig;
use crate::encode::shell_word::shell_word;
use crate::error::{Error, ErrorKind, Result};

/// An IAM Identity Center instance and the scopes to ask it for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoSession {
    /// The sso-session's name; `None` for a legacy profile, which has none.
    pub name: Option<String>,
    /// The start URL, exactly as configured.
    pub start_url: String,
    /// The Region of the instance.
    pub region: String,
    /// `sso_registration_scopes`: `None` if the key is absent, empty if its value is.
    pub scopes: Option<Vec<String>>,
}

impl SsoSession {
    /// The text whose SHA-1 names the token's cache file: the session's name, or else the start URL.
    pub fn cache_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.start_url)
    }

    /// The name that somebody gave it. Where nobody did, the library names a session by its start URL.
    pub fn given_name(&self) -> Option<&str> {
        self.name.as_deref().filter(|name| *name != self.start_url)
    }

    /// What `sso login` signs in to: the sso-session of this name, else that of the profile, else the legacy profile's own
    /// values.
    ///
    /// `ProfileNotFound`; `SessionNotFound`; `ConfigIncomplete` if start URL or Region are missing.
    pub fn for_login(
        shared: &SharedConfig,
        profile: &ProfileChoice,
        session: Option<&str>,
    ) -> Result<Self> {
        if let Some(name) = session {
            return Self::named(shared, name);
        }
        let profile = shared.chosen_profile(profile)?;
        match profile.filled("sso_session") {
            Some(name) => Self::named(shared, name),
            None => Self::read(&profile, None).map_err(|missing| {
                let advice =
                    "To make sure this profile is properly configured to use SSO, please run: aws configure sso";
                incomplete(&missing, advice).with_help(match shared.sso_session_names().first() {
                    Some(name) => format!(
                        "Name a session, such as --sso-session {}, or configure the profile: aws-sso-wasm configure sso \
                         --profile {}",
                        shell_word(name),
                        shell_word(profile.name())
                    ),
                    None => format!(
                        "Configure a session and the profile: aws-sso-wasm configure sso --profile {}",
                        shell_word(profile.name())
                    ),
                })
            }),
        }
    }

    /// The sso-session of this name.
    ///
    /// `SessionNotFound`; `ConfigIncomplete` if start URL or Region are missing.
    pub fn named(shared: &SharedConfig, name: &str) -> Result<Self> {
        let section = shared
            .sso_session(name)
            .ok_or_else(|| not_found(ErrorKind::SessionNotFound, name))?;
        Self::read(&section, Some(name)).map_err(|missing| {
            incomplete(&missing, "").with_help(format!(
                "Complete the session: aws-sso-wasm configure sso-session --sso-session {}",
                shell_word(name)
            ))
        })
    }

    /// Reads the values of a section; the keys that are missing if some are.
    pub(super) fn read(section: &Section, name: Option<&str>) -> Result<Self, Vec<&'static str>> {
        let [start_url, region] =
            ["sso_start_url", "sso_region"].map(|key| section.filled(key).ok_or(key));
        match (start_url, region) {
            (Ok(start_url), Ok(region)) => Ok(Self {
                name: name.map(str::to_owned),
                start_url: start_url.to_owned(),
                region: region.to_owned(),
                scopes: section.get("sso_registration_scopes").map(parse_scopes),
            }),
            (start_url, region) => Err([start_url.err(), region.err()]
                .into_iter()
                .flatten()
                .collect()),
        }
    }
}

/// Splits `sso_registration_scopes` at commas, blanks around a scope and empty scopes left out.
pub fn parse_scopes(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The AWS CLI's words for a session that no section defines.
pub(super) fn not_found(kind: ErrorKind, name: &str) -> Error {
    Error::new(
        kind,
        format!("The specified sso-session does not exist: \"{name}\""),
    )
    .with_help(format!(
        "See the sessions that there are: aws-sso-wasm sso status. Add this one: aws-sso-wasm configure sso-session \
         --sso-session {}",
        shell_word(name)
    ))
}

fn incomplete(missing: &[&str], advice: &str) -> Error {
    Error::new(
        ErrorKind::ConfigIncomplete,
        format!(
            "Missing the following required SSO configuration values: {}. {advice}",
            missing.join(", ")
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::SsoSession;
    use crate::config::environment::Environment;
    use crate::config::shared::SharedConfig;
    use crate::error::{ErrorKind, Result};

    const CONFIG: &str = "\
[sso-session s]
sso_start_url = https://d-1.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access, other
[sso-session half]
sso_start_url =
sso_registration_scopes =
[profile new]
sso_session = s
sso_region = us-east-1
[profile gone]
sso_session = nowhere
[profile half]
sso_session = half
[profile legacy]
sso_start_url = https://d-2.awsapps.com/start
sso_region = eu-west-2
[profile none]
sso_start_url = https://d-2.awsapps.com/start
";

    fn login(profile: Option<&str>, session: Option<&str>) -> Result<SsoSession> {
        let shared = SharedConfig::parse(Some(CONFIG.as_bytes()), None).unwrap();
        SsoSession::for_login(&shared, &Environment::default().profile(profile), session)
    }

    #[test]
    fn an_sso_session_by_option_or_profile() {
        let session = login(Some("new"), None).unwrap();
        assert_eq!(session.cache_name(), "s");
        assert_eq!(session.region, "eu-west-1");
        assert_eq!(
            session.scopes,
            Some(vec!["sso:account:access".to_owned(), "other".to_owned()])
        );
        assert_eq!(login(Some("no such profile"), Some("s")), Ok(session));
    }

    #[test]
    fn a_legacy_profile() {
        let session = login(Some("legacy"), None).unwrap();
        assert_eq!(session.cache_name(), "https://d-2.awsapps.com/start");
        assert_eq!((session.name, session.scopes), (None, None));
    }

    #[test]
    fn what_is_missing_is_named() {
        let both =
            "Missing the following required SSO configuration values: sso_start_url, sso_region. ";
        let advice = "To make sure this profile is properly configured to use SSO, please run: aws configure sso";
        for (profile, session, kind, text) in [
            (
                None,
                None,
                ErrorKind::ConfigIncomplete,
                format!("{both}{advice}"),
            ),
            (
                Some("half"),
                None,
                ErrorKind::ConfigIncomplete,
                both.to_owned(),
            ),
            (
                None,
                Some("half"),
                ErrorKind::ConfigIncomplete,
                both.to_owned(),
            ),
            (
                Some("none"),
                None,
                ErrorKind::ConfigIncomplete,
                format!(
                    "Missing the following required SSO configuration values: sso_region. {advice}"
                ),
            ),
            (
                Some("gone"),
                None,
                ErrorKind::SessionNotFound,
                "The specified sso-session does not exist: \"nowhere\"".to_owned(),
            ),
            (
                Some("absent"),
                None,
                ErrorKind::ProfileNotFound,
                "The config profile (absent) could not be found".to_owned(),
            ),
        ] {
            let error = login(profile, session).unwrap_err();
            assert_eq!((error.kind(), error.to_string()), (&kind, text));
        }
    }

    #[test]
    fn scopes_may_be_absent_or_empty() {
        let read = |scopes| {
            let config = format!("[sso-session s]\nsso_start_url = u\nsso_region = r\n{scopes}");
            let shared = SharedConfig::parse(Some(config.as_bytes()), None).unwrap();
            SsoSession::named(&shared, "s").unwrap().scopes
        };
        assert_eq!(read(""), None);
        assert_eq!(read("sso_registration_scopes =\n"), Some(Vec::new()));
    }
}
