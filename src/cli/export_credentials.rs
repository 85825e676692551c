//! `configure export-credentials`.

use super::arguments::CredentialFormat;
use super::assistant::TerminalAssistant;
use super::context::Context;
use super::terminal::Terminal;
use crate::aws::credentials::Credentials;
use crate::config::credential_source::CredentialSource;
use crate::encode::json::{Object, Value};
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::credentials::{cached_credentials, credentials};
use crate::flow::profile_chain;
use crate::host::Host;
use crate::secret::{Secret, Zeroizing};

/// Prints the credentials of the profile.
///
/// Errors: `ConfigIncomplete` with the AWS CLI's "Unable to retrieve credentials: …" if the profile means none; those of
/// [`credentials`] while they are fetched.
pub async fn run<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    format: CredentialFormat,
) -> Result<()> {
    let profile = &context.choice.name;
    let chain = context
        .environment
        .get(profile_chain::VARIABLE)
        .unwrap_or_default();
    let chain = profile_chain::extended(chain, profile)?;
    let source = CredentialSource::resolve(&context.config, &context.environment, &context.choice)
        .map_err(unable)?;
    let assistant =
        TerminalAssistant::new(context.terminal, vec![(profile_chain::VARIABLE, chain)]);
    let fetched = credentials(&context.client, &assistant, &source, || context.region()).await;
    let fetched = fetched.map_err(|error| match error.kind() {
        ErrorKind::NoCredentials => unable(error),
        _ => error,
    })?;
    let exported = Exported::from(&fetched);
    context.say(&exported.render(format)?).await
}

/// What [`run`] would print, if it were to find it in the cache; `None` otherwise, and in case of any error.
pub async fn from_cache<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    format: CredentialFormat,
) -> Option<Zeroizing<String>> {
    if context.environment.get(profile_chain::VARIABLE).is_some() {
        return None;
    }
    let source =
        CredentialSource::resolve(&context.config, &context.environment, &context.choice).ok()?;
    let cached = cached_credentials(&context.client, &source).await?;
    Exported::from(&cached).render(format).ok()
}

/// The AWS CLI's words for a profile that means no credentials.
fn unable(cause: Error) -> Error {
    let reason = match cause.kind() {
        ErrorKind::NoCredentials
            if cause
                .to_string()
                .starts_with("Unable to locate credentials") =>
        {
            "no credentials found".to_owned()
        }
        _ => cause.to_string(),
    };
    let error = Error::new(
        ErrorKind::ConfigIncomplete,
        format!("Unable to retrieve credentials: {reason}"),
    );
    match cause.help() {
        Some(help) => error.with_help(help.to_owned()),
        None => error,
    }
}

/// Credentials as they are printed.
#[derive(Debug, Clone)]
pub struct Exported {
    /// `AccessKeyId`.
    pub access_key_id: String,
    /// `SecretAccessKey`.
    pub secret_access_key: Secret,
    /// `SessionToken`, of temporary credentials.
    pub session_token: Option<Secret>,
    /// `Expiration`, when it is known.
    pub expiration: Option<String>,
}

impl From<&Credentials> for Exported {
    fn from(credentials: &Credentials) -> Self {
        Self {
            access_key_id: credentials.access_key_id.clone(),
            secret_access_key: credentials.secret_access_key.clone(),
            session_token: credentials.session_token.clone(),
            expiration: credentials.expiration.map(Timestamp::to_python_isoformat),
        }
    }
}

impl Exported {
    /// The text for another program.
    ///
    /// `BadResponse` for a form that a shell runs, if a value holds a character that a shell would act on: nothing
    /// is quoted there, as in the AWS CLI.
    pub fn render(&self, format: CredentialFormat) -> Result<Zeroizing<String>> {
        let (before, after) = match format {
            CredentialFormat::Process => return Ok(self.process()),
            CredentialFormat::Env => (("export ", "="), ""),
            CredentialFormat::EnvNoExport => (("", "="), ""),
            CredentialFormat::PowerShell => (("$Env:", "=\""), "\""),
            CredentialFormat::WindowsCmd => (("set ", "="), ""),
            CredentialFormat::Fish => (("set -gx ", " \""), "\""),
        };
        let variables = [
            ("AWS_ACCESS_KEY_ID", Some(self.access_key_id.as_str())),
            (
                "AWS_SECRET_ACCESS_KEY",
                Some(self.secret_access_key.expose().as_str()),
            ),
            (
                "AWS_SESSION_TOKEN",
                self.session_token
                    .as_ref()
                    .map(|token| token.expose().as_str()),
            ),
            ("AWS_CREDENTIAL_EXPIRATION", self.expiration.as_deref()),
        ];
        // Room for all of it, since a buffer that grows leaves copies behind.
        let room = variables
            .iter()
            .filter_map(|(_, value)| *value)
            .map(|value| value.len().saturating_add(64));
        let mut text = Zeroizing::new(String::with_capacity(room.sum()));
        for (name, value) in variables {
            let Some(value) = value else {
                continue;
            };
            if !value.chars().all(is_harmless) {
                return Err(Error::new(
                    ErrorKind::BadResponse,
                    format!("The value for {name} holds a character that a shell would act on."),
                )
                .with_help("Use --format process, or see where the credentials come from."));
            }
            for part in [before.0, name, before.1, value, after, "\n"] {
                text.push_str(part);
            }
        }
        Ok(text)
    }

    /// The JSON of `credential_process`.
    fn process(&self) -> Zeroizing<String> {
        let members = Object::new()
            .with("Version", 1_i64)
            .with("AccessKeyId", self.access_key_id.as_str())
            .with("SecretAccessKey", self.secret_access_key.expose().as_str())
            .with_optional(
                "SessionToken",
                self.session_token
                    .as_ref()
                    .map(|token| token.expose().as_str()),
            )
            .with_optional("Expiration", self.expiration.as_deref());
        let json = Value::from(members).to_pretty(2, true);
        let mut text = Zeroizing::new(String::with_capacity(json.len().saturating_add(1)));
        text.push_str(&json);
        text.push('\n');
        text
    }
}

/// Whether every shell takes the character for itself: all that keys, tokens and times are made of.
const fn is_harmless(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(
            character,
            '+' | '/' | '=' | '_' | '-' | '.' | ':' | ',' | '@'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_run_is_not_printed() {
        let hostile = |text: &str| Exported {
            access_key_id: "AKID".to_owned(),
            secret_access_key: Secret::from("key"),
            session_token: Some(Secret::from(text)),
            expiration: None,
        };
        for text in [
            "$(touch x)",
            "a b",
            "a;b",
            "\"",
            "a\nb",
            "%PATH%",
            "`x`",
            "a'b",
        ] {
            let error = hostile(text).render(CredentialFormat::Env).unwrap_err();
            assert!(!error.to_string().contains(text), "{error}");
            assert!(hostile(text).render(CredentialFormat::Process).is_ok());
        }
        assert!(
            hostile("IQoJb3JpZ2luX2VjE/+=")
                .render(CredentialFormat::Env)
                .is_ok()
        );
    }
}
