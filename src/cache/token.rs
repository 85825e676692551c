//! A token file: the access token of one session, and what renews it.

use super::document::{Document, rest_of, with_rest};
use super::{RENEWAL_WINDOW, key::TokenOwner};
use crate::encode::json::Object;
use crate::encode::shell_word::shell_word;
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::secret::{Secret, Zeroizing};

const START_URL: &str = "startUrl";
const REGION: &str = "region";
const ACCESS_TOKEN: &str = "accessToken";
const EXPIRES_AT: &str = "expiresAt";
const CLIENT_ID: &str = "clientId";
const CLIENT_SECRET: &str = "clientSecret";
const REGISTRATION_EXPIRES_AT: &str = "registrationExpiresAt";
const REFRESH_TOKEN: &str = "refreshToken";

/// In the order in which the AWS CLI writes them.
const KNOWN: &[&str] = &[
    START_URL,
    REGION,
    ACCESS_TOKEN,
    EXPIRES_AT,
    CLIENT_ID,
    CLIENT_SECRET,
    REGISTRATION_EXPIRES_AT,
    REFRESH_TOKEN,
];

/// A token as `~/.aws/sso/cache` holds it.
///
/// Only the access token and its end are always there: other tools write no more than these two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedToken {
    /// The start URL as configured.
    pub start_url: Option<String>,
    /// The Region of the OIDC and portal endpoints.
    pub region: Option<String>,
    /// The bearer token of the portal.
    pub access_token: Secret,
    /// When the access token ends.
    pub expires_at: Timestamp,
    /// The client that the token was issued to.
    pub client_id: Option<String>,
    /// That client's secret.
    pub client_secret: Option<Secret>,
    /// When that client's registration ends.
    pub registration_expires_at: Option<Timestamp>,
    /// What a new access token is had for, without a person.
    pub refresh_token: Option<Secret>,
    /// Members that other tools put there, in order.
    rest: Object,
}

impl CachedToken {
    /// A token without a file yet.
    pub fn new(access_token: Secret, expires_at: Timestamp) -> Self {
        Self {
            start_url: None,
            region: None,
            access_token,
            expires_at,
            client_id: None,
            client_secret: None,
            registration_expires_at: None,
            refresh_token: None,
            rest: Object::new(),
        }
    }

    /// Reads a token file.
    ///
    /// Times are read in every form that other tools write. Of the members that only serve to renew the token, one
    /// that is `null`, empty or unreadable counts as absent. `start_url` is the configured one, for the error.
    ///
    /// Fails with `ERR_SIGN_IN_REQUIRED` if there is no access token, or no time at which it ends.
    pub fn read(bytes: &[u8], owner: TokenOwner<'_>, start_url: &str) -> Result<Self> {
        Self::from_bytes(bytes).map_err(|cause| {
            Error::new(
                ErrorKind::SignInRequired,
                // As the AWS CLI says it: here by the start URL, whoever the owner is.
                format!("Error loading SSO Token: Token for {start_url} is invalid"),
            )
            .with_help(help(owner))
            .with_source(cause)
        })
    }

    /// Reads a token file of an unknown owner, for listings. The error says what is wrong with the file (`ERR_STORE`).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let document = Document::parse(bytes)?;
        Ok(Self {
            access_token: document.bearer(ACCESS_TOKEN)?,
            expires_at: document.time(EXPIRES_AT)?,
            start_url: document.optional_text(START_URL).map(str::to_owned),
            region: document.optional_text(REGION).map(str::to_owned),
            client_id: document.optional_text(CLIENT_ID).map(str::to_owned),
            client_secret: document.optional_secret(CLIENT_SECRET),
            registration_expires_at: document.optional_time(REGISTRATION_EXPIRES_AT),
            refresh_token: document.optional_secret(REFRESH_TOKEN),
            rest: document.into_rest(KNOWN),
        })
    }

    /// The file: the AWS CLI's members in its order, then other tools'.
    pub fn write(&self) -> Zeroizing<Vec<u8>> {
        let members = Object::new()
            .with_optional(START_URL, self.start_url.as_deref())
            .with_optional(REGION, self.region.as_deref())
            .with(ACCESS_TOKEN, self.access_token.expose().as_str())
            .with(EXPIRES_AT, self.expires_at.to_iso8601())
            .with_optional(CLIENT_ID, self.client_id.as_deref())
            .with_optional(
                CLIENT_SECRET,
                self.client_secret.as_ref().map(Secret::expose),
            )
            .with_optional(
                REGISTRATION_EXPIRES_AT,
                self.registration_expires_at.map(Timestamp::to_iso8601),
            )
            .with_optional(
                REFRESH_TOKEN,
                self.refresh_token.as_ref().map(Secret::expose),
            );
        Zeroizing::new(
            with_rest(members, &self.rest)
                .to_python()
                .as_bytes()
                .to_vec(),
        )
    }

    /// This token, with the members of other tools that the file it replaces holds. A file that cannot be read gives
    /// none.
    #[must_use]
    pub fn merged_over(mut self, old: &[u8]) -> Self {
        self.rest = rest_of(old, KNOWN);
        self
    }

    /// The token after the answer to a refresh. If the answer brought no new refresh token, the old one goes on, as
    /// RFC 6749 section 6 has it.
    #[must_use]
    pub fn refreshed(
        &self,
        access_token: Secret,
        expires_at: Timestamp,
        refresh_token: Option<Secret>,
    ) -> Self {
        Self {
            access_token,
            expires_at,
            refresh_token: refresh_token.or_else(|| self.refresh_token.clone()),
            ..self.clone()
        }
    }

    /// Whether it is time to renew: less than [`RENEWAL_WINDOW`] is left.
    pub fn needs_refresh(&self, now: Timestamp) -> bool {
        self.expires_at.saturating_since(now) < RENEWAL_WINDOW
    }

    /// Whether the access token has ended.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }

    /// Whether the file holds all that a refresh takes, and the client's registration has not ended.
    pub fn can_refresh(&self, now: Timestamp) -> bool {
        self.refresh_token.is_some()
            && self.client_id.is_some()
            && self.client_secret.is_some()
            && self.registration_expires_at.is_some_and(|end| end > now)
    }
}

/// The error for a token file that is not there (`ERR_SIGN_IN_REQUIRED`).
pub fn missing(owner: TokenOwner<'_>) -> Error {
    Error::new(
        ErrorKind::SignInRequired,
        format!(
            "Error loading SSO Token: Token for {} does not exist",
            owner.name()
        ),
    )
    .with_help(help(owner))
}

fn help(owner: TokenOwner<'_>) -> String {
    match owner {
        // A session of the library that nobody gave a name; no command knows it.
        TokenOwner::Session(name) if name.starts_with("https://") => "Sign in.".to_owned(),
        TokenOwner::Session(name) => {
            format!(
                "Sign in: aws-sso-wasm sso login --sso-session {}",
                shell_word(name)
            )
        }
        TokenOwner::StartUrl(_) => "Sign in: aws-sso-wasm sso login --profile PROFILE".to_owned(),
    }
}

/// Whether a file of the token folder is a token file, usable or not, whoever wrote it: what a sign-out of everything
/// removes.
pub fn holds_access_token(bytes: &[u8]) -> bool {
    Document::parse(bytes).is_ok_and(|document| document.has(ACCESS_TOKEN))
}

#[cfg(test)]
mod tests {
    use super::{CachedToken, holds_access_token};
    use crate::cache::key::TokenOwner;
    use crate::encode::timestamp::Timestamp;
    use crate::error::ErrorKind;
    use crate::secret::Secret;

    const FULL: &str = r#"{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-west-2", "accessToken": "a", "expiresAt": "2024-05-01T11:00:00Z", "clientId": "c", "clientSecret": "s", "registrationExpiresAt": "2024-07-01T00:00:00Z", "refreshToken": "r"}"#;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_iso8601(text).unwrap()
    }

    fn full() -> CachedToken {
        CachedToken::from_bytes(FULL.as_bytes()).unwrap()
    }

    #[test]
    fn what_the_aws_cli_wrote_comes_back_byte_for_byte() {
        assert_eq!(full().write().as_slice(), FULL.as_bytes());
    }

    #[test]
    fn members_of_other_tools_stay() {
        let old = r#"{"accessToken":"x","expiresAt":"2024-01-01T00:00:00Z","vendor":{"b":1,"a":[null]},"region":"eu-west-1","tokenType":"Bearer"}"#;
        let token = full().merged_over(old.as_bytes());
        let text = String::from_utf8(token.write().to_vec()).unwrap();
        let expected = FULL.replace(
            r#""refreshToken": "r"}"#,
            r#""refreshToken": "r", "vendor": {"b": 1, "a": [null]}, "tokenType": "Bearer"}"#,
        );
        assert_eq!(text, expected);
        assert_eq!(
            full().merged_over(b"{half").write().as_slice(),
            FULL.as_bytes()
        );
        let refreshed = token.refreshed(Secret::from("b"), at("2024-05-02T00:00:00Z"), None);
        assert!(String::from_utf8_lossy(&refreshed.write()).contains("vendor"));
    }

    #[test]
    fn a_refresh_keeps_the_refresh_token_unless_it_brings_one() {
        let end = at("2024-05-01T12:00:00Z");
        let kept = full().refreshed(Secret::from("b"), end, None);
        assert_eq!(kept.refresh_token, Some(Secret::from("r")));
        assert_eq!(kept.access_token, Secret::from("b"));
        let rotated = full().refreshed(Secret::from("b"), end, Some(Secret::from("r2")));
        assert_eq!(rotated.refresh_token, Some(Secret::from("r2")));
    }

    #[test]
    fn the_window_is_fifteen_minutes_to_the_millisecond() {
        let token = full();
        assert!(!token.needs_refresh(at("2024-05-01T10:45:00Z")));
        assert!(token.needs_refresh(at("2024-05-01T10:45:00.001Z")));
        assert!(!token.is_expired(at("2024-05-01T10:59:59.999Z")));
        assert!(token.is_expired(at("2024-05-01T11:00:00Z")));
    }

    #[test]
    fn a_refresh_takes_four_members_and_a_live_registration() {
        let now = at("2024-05-01T00:00:00Z");
        assert!(full().can_refresh(now));
        assert!(full().can_refresh(at("2024-06-30T23:59:59Z")));
        assert!(!full().can_refresh(at("2024-07-01T00:00:00Z")));
        for name in [
            "clientId",
            "clientSecret",
            "registrationExpiresAt",
            "refreshToken",
        ] {
            for text in [
                FULL.replace(&format!("\"{name}\":"), "\"other\":"),
                FULL.replace(
                    &format!("\"{name}\": \""),
                    &format!("\"{name}\": 5, \"other\": \""),
                ),
            ] {
                assert!(
                    !CachedToken::from_bytes(text.as_bytes())
                        .unwrap()
                        .can_refresh(now),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn a_file_without_a_token_asks_for_a_sign_in_and_shows_nothing() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"accessToken\": 1}",
            "\u{feff}{}",
            r#"{"accessToken":"SENSITIVE\r\nx: y","expiresAt":"2024-05-01T11:00:00Z"}"#,
            r#"{"accessToken":"SENSITIVE","expiresAt":"soon"}"#,
        ] {
            let error = CachedToken::read(
                text.as_bytes(),
                TokenOwner::Session("dev"),
                "https://x/start",
            )
            .unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::SignInRequired);
            assert_eq!(
                error.to_string(),
                "Error loading SSO Token: Token for https://x/start is invalid"
            );
            assert!(error.help().is_some());
            assert!(!format!("{error:?}").contains("SENSITIVE"));
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = FULL
            .replace("\"a\"", "\"SENSITIVE\"")
            .replace("\"r\"", "\"SENSITIVE\"");
        let token = CachedToken::from_bytes(text.as_bytes()).unwrap();
        assert!(!format!("{token:?}").contains("SENSITIVE"));
    }

    #[test]
    fn a_sign_out_finds_tokens_and_nothing_else() {
        assert!(holds_access_token(FULL.as_bytes()));
        assert!(holds_access_token(b"{\"accessToken\": null}"));
        for other in [
            "{\"clientId\": \"c\"}",
            "[\"accessToken\"]",
            "accessToken",
            "",
        ] {
            assert!(!holds_access_token(other.as_bytes()), "{other}");
        }
    }
}
