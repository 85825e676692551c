//! A registration file: the client that `RegisterClient` made for one session.

use super::RENEWAL_WINDOW;
use super::document::{Document, rest_of, with_rest};
use crate::encode::json::Object;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::secret::{Secret, Zeroizing};

const CLIENT_ID: &str = "clientId";
const CLIENT_SECRET: &str = "clientSecret";
const EXPIRES_AT: &str = "expiresAt";
const SCOPES: &str = "scopes";
const GRANT_TYPES: &str = "grantTypes";

/// In the order in which the AWS CLI writes them.
const KNOWN: &[&str] = &[CLIENT_ID, CLIENT_SECRET, EXPIRES_AT, SCOPES, GRANT_TYPES];

/// Which grant a client is registered for. The service refuses clients for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationKind {
    /// The authorization code grant with PKCE (RFC 7636): `grantTypes` holds `authorization_code`.
    AuthorizationCode,
    /// The device authorization grant (RFC 8628).
    DeviceCode,
}

/// A client registration as `~/.aws/sso/cache` holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedRegistration {
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: Secret,
    /// When the registration ends.
    pub expires_at: Timestamp,
    /// The scopes it was registered with, if they were sent.
    pub scopes: Option<Vec<String>>,
    /// The grants it was registered for, if they were sent.
    pub grant_types: Option<Vec<String>>,
    /// Members that other tools put there, in order.
    rest: Object,
}

impl CachedRegistration {
    /// A registration without a file yet.
    pub fn new(client_id: String, client_secret: Secret, expires_at: Timestamp) -> Self {
        Self {
            client_id,
            client_secret,
            expires_at,
            scopes: None,
            grant_types: None,
            rest: Object::new(),
        }
    }

    /// Reads a registration file. The error (`ERR_STORE`) says what is wrong with it; such a file can be replaced.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let document = Document::parse(bytes)?;
        Ok(Self {
            client_id: document.text(CLIENT_ID)?.to_owned(),
            client_secret: Secret::from(document.text(CLIENT_SECRET)?),
            expires_at: document.time(EXPIRES_AT)?,
            scopes: document.optional_texts(SCOPES),
            grant_types: document.optional_texts(GRANT_TYPES),
            rest: document.into_rest(KNOWN),
        })
    }

    /// The file: the AWS CLI's members in its order, then other tools'.
    pub fn write(&self) -> Zeroizing<Vec<u8>> {
        let members = Object::new()
            .with(CLIENT_ID, self.client_id.as_str())
            .with(CLIENT_SECRET, self.client_secret.expose().as_str())
            .with(EXPIRES_AT, self.expires_at.to_iso8601())
            .with_optional(SCOPES, self.scopes.clone())
            .with_optional(GRANT_TYPES, self.grant_types.clone());
        Zeroizing::new(
            with_rest(members, &self.rest)
                .to_python()
                .as_bytes()
                .to_vec(),
        )
    }

    /// This registration, with the members of other tools that the file it replaces holds.
    #[must_use]
    pub fn merged_over(mut self, old: &[u8]) -> Self {
        self.rest = rest_of(old, KNOWN);
        self
    }

    /// The grant that this client is for.
    pub fn kind(&self) -> RegistrationKind {
        let grants = self.grant_types.as_deref().unwrap_or_default();
        if grants.iter().any(|grant| grant == "authorization_code") {
            RegistrationKind::AuthorizationCode
        } else {
            RegistrationKind::DeviceCode
        }
    }

    /// Whether a sign-in of this kind may use it: it is for that grant, and at least [`RENEWAL_WINDOW`] is left.
    pub fn is_usable(&self, now: Timestamp, kind: RegistrationKind) -> bool {
        self.kind() == kind && self.expires_at.saturating_since(now) >= RENEWAL_WINDOW
    }
}

#[cfg(test)]
mod tests {
    use super::{CachedRegistration, RegistrationKind};
    use crate::encode::timestamp::Timestamp;
    use crate::error::ErrorKind;

    const CODE: &str = r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2024-05-01T11:00:00Z", "scopes": ["sso:account:access"], "grantTypes": ["authorization_code", "refresh_token"]}"#;
    const DEVICE: &str =
        r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2024-05-01T11:00:00Z"}"#;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_iso8601(text).unwrap()
    }

    #[test]
    fn what_the_aws_cli_wrote_comes_back_byte_for_byte() {
        for text in [CODE, DEVICE] {
            let registration = CachedRegistration::read(text.as_bytes()).unwrap();
            assert_eq!(registration.write().as_slice(), text.as_bytes());
        }
        let merged = CachedRegistration::read(DEVICE.as_bytes())
            .unwrap()
            .merged_over(br#"{"clientId": "old", "note": "x", "scopes": ["old"]}"#);
        let expected = DEVICE.replace("Z\"}", "Z\", \"note\": \"x\"}");
        assert_eq!(merged.write().as_slice(), expected.as_bytes());
    }

    #[test]
    fn usable_for_its_own_grant_and_with_fifteen_minutes_left() {
        let code = CachedRegistration::read(CODE.as_bytes()).unwrap();
        let device = CachedRegistration::read(DEVICE.as_bytes()).unwrap();
        let (exactly, later) = (at("2024-05-01T10:45:00Z"), at("2024-05-01T10:45:00.001Z"));
        assert!(code.is_usable(exactly, RegistrationKind::AuthorizationCode));
        assert!(!code.is_usable(exactly, RegistrationKind::DeviceCode));
        assert!(device.is_usable(exactly, RegistrationKind::DeviceCode));
        assert!(!device.is_usable(exactly, RegistrationKind::AuthorizationCode));
        assert!(!code.is_usable(later, RegistrationKind::AuthorizationCode));
    }

    #[test]
    fn a_broken_file_says_what_is_wrong() {
        for (text, sentence) in [
            ("{", "The file is not JSON: byte 1 does not fit."),
            ("[]", "The file holds JSON, but not an object."),
            ("{}", "The member clientId is missing."),
            (r#"{"clientId": ""}"#, "The member clientId is empty."),
            (r#"{"clientId": 1}"#, "The member clientId is not text."),
            (
                r#"{"clientId":"c","clientSecret":"s","expiresAt":"2024-05-01T11:00:00"}"#,
                "The member expiresAt is not a time with a zone.",
            ),
        ] {
            let error = CachedRegistration::read(text.as_bytes()).unwrap_err();
            assert_eq!(
                (error.kind(), error.to_string().as_str()),
                (&ErrorKind::Store, sentence)
            );
        }
    }
}
