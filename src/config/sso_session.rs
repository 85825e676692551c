//! What a person signs in to: a start URL in a Region, as an sso-session section or a legacy profile says it.

use super::environment::ProfileChoice;
use super::section::Section;
use super::shared::SharedConfig;
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
                incomplete(
                    &missing,
                    "To make sure this profile is properly configured to use SSO, please run: aws configure sso",
                )
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
        Self::read(&section, Some(name)).map_err(|missing| incomplete(&missing, ""))
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
        "Add a section [sso-session {name}] with `configure sso-session`."
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
    .with_help("Complete them with `configure sso`.")
}
