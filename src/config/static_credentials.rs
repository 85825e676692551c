//! Access keys as environment and shared files hold them.

use super::section::Section;
use super::{SharedFile, environment::Environment};
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

/// An access key, with a session token if it is temporary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticCredentials {
    /// The access key id; not secret.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The session token of temporary credentials.
    pub session_token: Option<Secret>,
    /// When they end, if that is known.
    pub expiration: Option<Timestamp>,
    /// The account they belong to, if that is known.
    pub account_id: Option<String>,
}

impl StaticCredentials {
    /// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_CREDENTIAL_EXPIRATION` and
    /// `AWS_ACCOUNT_ID`; `None` if there is no access key id, as for the AWS CLI.
    ///
    /// `ConfigInvalid` if the secret key is missing or the expiration cannot be read.
    pub fn from_environment(environment: &Environment) -> Result<Option<Self>> {
        let Some(access_key_id) = environment.get("AWS_ACCESS_KEY_ID") else {
            return Ok(None);
        };
        let secret_access_key = environment
            .get("AWS_SECRET_ACCESS_KEY")
            .ok_or_else(|| partial("env", "AWS_SECRET_ACCESS_KEY"))?;
        let expiration = environment
            .get("AWS_CREDENTIAL_EXPIRATION")
            .map(|text| {
                Timestamp::parse_iso8601(text).ok_or_else(|| {
                    Error::new(
                        ErrorKind::ConfigInvalid,
                        "AWS_CREDENTIAL_EXPIRATION is not a time stamp.",
                    )
                    .with_help("Write it like 2024-05-01T11:00:00Z, or unset it.")
                })
            })
            .transpose()?;
        Ok(Some(Self {
            access_key_id: access_key_id.to_owned(),
            secret_access_key: Secret::from(secret_access_key),
            session_token: environment.get("AWS_SESSION_TOKEN").map(Secret::from),
            expiration,
            account_id: environment.get("AWS_ACCOUNT_ID").map(str::to_owned),
        }))
    }

    /// Which file the profile's access key stands in; `None` if the profile has neither part of one.
    pub fn file_of(profile: &Section) -> Option<SharedFile> {
        [ID, SECRET]
            .into_iter()
            .filter(|key| profile.filled(key).is_some())
            .find_map(|key| profile.origin(key))
    }

    /// Reads `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token` and `aws_account_id` of a profile; `None` if
    /// it has neither key.
    ///
    /// `ConfigInvalid` if it has only one of the two.
    pub fn from_profile(profile: &Section) -> Result<Option<Self>> {
        let Some(file) = Self::file_of(profile) else {
            return Ok(None);
        };
        let required = |key| {
            profile.filled(key).ok_or_else(|| {
                let provider = match file {
                    SharedFile::Config => "config-file",
                    SharedFile::Credentials => "shared-credentials-file",
                };
                partial(provider, key)
            })
        };
        Ok(Some(Self {
            access_key_id: required(ID)?.to_owned(),
            secret_access_key: Secret::from(required(SECRET)?),
            // A token of the other file belongs to another key.
            session_token: profile
                .filled("aws_session_token")
                .filter(|_| profile.origin("aws_session_token") == Some(file))
                .map(Secret::from),
            expiration: None,
            account_id: profile.filled("aws_account_id").map(str::to_owned),
        }))
    }
}

const ID: &str = "aws_access_key_id";
const SECRET: &str = "aws_secret_access_key";

fn partial(provider: &'static str, missing: &'static str) -> Error {
    Error::new(
        ErrorKind::ConfigInvalid,
        format!("Partial credentials found in {provider}, missing: {missing}"),
    )
    .with_help(format!(
        "Set {missing}, too, or remove the other key of the pair."
    ))
}

#[cfg(test)]
mod tests {
    use super::StaticCredentials;
    use crate::config::environment::Environment;
    use crate::config::shared::SharedConfig;
    use crate::encode::timestamp::Timestamp;
    use crate::error::{ErrorKind, Result};

    fn from_environment(variables: &[(&str, &str)]) -> Result<Option<StaticCredentials>> {
        StaticCredentials::from_environment(&Environment::new(
            variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        ))
    }

    fn from_profile(config: &str, credentials: &str) -> Result<Option<StaticCredentials>> {
        let shared = SharedConfig::parse(Some(config.as_bytes()), Some(credentials.as_bytes()))?;
        StaticCredentials::from_profile(&shared.profile("p")?)
    }

    #[test]
    fn environment() {
        let keys = from_environment(&[
            ("AWS_ACCESS_KEY_ID", "AKID"),
            ("AWS_SECRET_ACCESS_KEY", "SENSITIVE-1"),
            ("AWS_SESSION_TOKEN", "SENSITIVE-2"),
            ("AWS_CREDENTIAL_EXPIRATION", "2024-05-01T11:00:00Z"),
            ("AWS_ACCOUNT_ID", "123456789012"),
        ])
        .unwrap()
        .unwrap();
        assert_eq!(keys.access_key_id, "AKID");
        assert_eq!(keys.secret_access_key.expose(), "SENSITIVE-1");
        assert_eq!(
            keys.session_token
                .as_ref()
                .map(|token| token.expose().as_str()),
            Some("SENSITIVE-2")
        );
        assert_eq!(
            keys.expiration,
            Timestamp::from_epoch_seconds(1_714_561_200)
        );
        assert_eq!(keys.account_id.as_deref(), Some("123456789012"));
        assert!(!format!("{keys:?}").contains("SENSITIVE"));
        assert_eq!(
            from_environment(&[("AWS_SECRET_ACCESS_KEY", "s")]),
            Ok(None)
        );
        assert_eq!(from_environment(&[("AWS_ACCESS_KEY_ID", "")]), Ok(None));
    }

    #[test]
    fn half_of_the_environment_is_refused() {
        let error = from_environment(&[("AWS_ACCESS_KEY_ID", "AKID")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"
        );
        let bad = [
            ("AWS_ACCESS_KEY_ID", "AKID"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
            ("AWS_CREDENTIAL_EXPIRATION", "tomorrow"),
        ];
        assert_eq!(
            *from_environment(&bad).unwrap_err().kind(),
            ErrorKind::ConfigInvalid
        );
    }

    #[test]
    fn the_session_token_comes_from_the_file_of_the_key() {
        let config = "[profile p]\naws_session_token = old\naws_account_id = 1\n";
        let credentials = "[p]\naws_access_key_id = AKID\naws_secret_access_key = s\n";
        let keys = from_profile(config, credentials).unwrap().unwrap();
        assert_eq!(keys.session_token, None);
        assert_eq!(keys.account_id.as_deref(), Some("1"));
        let credentials = format!("{credentials}aws_session_token = new\n");
        let keys = from_profile(config, &credentials).unwrap().unwrap();
        assert_eq!(keys.session_token, Some("new".into()));
    }

    #[test]
    fn half_a_pair_is_refused() {
        let error = from_profile("", "[p]\naws_access_key_id = AKID\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "Partial credentials found in shared-credentials-file, missing: aws_secret_access_key"
        );
        assert_eq!(from_profile("[profile p]\nregion = x\n", ""), Ok(None));
    }
}
