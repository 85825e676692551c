//! A role credentials file, in the two forms of `~/.aws/cli/cache`: from `GetRoleCredentials` and from `AssumeRole`.

use super::RENEWAL_WINDOW;
use super::document::Document;
use super::key::TokenOwner;
use crate::encode::json::{Object, Value};
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::secret::{Secret, Zeroizing};

/// The member that names the session, or the start URL of a legacy one.
const OWNER: &str = "awsSsoWasmSession";

/// Temporary credentials as `~/.aws/cli/cache` holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedRoleCredentials {
    /// The access key's id. Not a secret.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The session token.
    pub session_token: Secret,
    /// When the credentials end.
    pub expiration: Timestamp,
    /// The account they act in, if it is known.
    pub account_id: Option<String>,
}

/// What an `AssumeRole` response says beside the credentials; the AWS CLI caches the response whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedRoleDetails {
    /// `AssumedRoleUser`.
    pub assumed_role_user: Option<AssumedRoleUser>,
    /// `PackedPolicySize`, in percent.
    pub packed_policy_size: Option<i64>,
    /// `SourceIdentity`.
    pub source_identity: Option<String>,
    /// The service's id of the request.
    pub request_id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The response's headers, names in lower case.
    pub headers: Vec<(String, String)>,
}

/// Who the credentials act as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedRoleUser {
    /// `AssumedRoleId`: the role's id, a colon, and the session's name.
    pub assumed_role_id: String,
    /// `Arn`.
    pub arn: String,
}

impl CachedRoleCredentials {
    /// Reads a file of either form. The error (`ERR_STORE`) says what is wrong with it; such a file can be replaced.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let credentials = Document::parse(bytes)?.into_object("Credentials")?;
        Ok(Self {
            access_key_id: credentials.text("AccessKeyId")?.to_owned(),
            secret_access_key: Secret::from(credentials.text("SecretAccessKey")?),
            session_token: Secret::from(credentials.text("SessionToken")?),
            expiration: credentials.time("Expiration")?,
            account_id: credentials.optional_text("AccountId").map(str::to_owned),
        })
    }

    /// The file for credentials from `GetRoleCredentials`. With an `owner` it says whose token brought them: a member of
    /// our own, which other tools pass over.
    pub fn write_sso(&self, owner: Option<TokenOwner<'_>>) -> Zeroizing<Vec<u8>> {
        let members = Object::new()
            .with("ProviderType", "sso")
            .with("Credentials", self.members(self.expiration.to_iso8601()))
            .with_optional(OWNER, owner.map(TokenOwner::name));
        Zeroizing::new(Value::Object(members).to_python().as_bytes().to_vec())
    }

    /// The file for credentials from `AssumeRole`: the response as botocore parses it.
    pub fn write_assume_role(&self, details: &AssumedRoleDetails) -> Zeroizing<Vec<u8>> {
        let headers = details
            .headers
            .iter()
            .fold(Object::new(), |all, (name, value)| all.with(name, value));
        let user = details.assumed_role_user.as_ref().map(|user| {
            Object::new()
                .with("AssumedRoleId", user.assumed_role_id.as_str())
                .with("Arn", user.arn.as_str())
        });
        let members = Object::new()
            .with(
                "Credentials",
                self.members(self.expiration.to_python_isoformat()),
            )
            .with_optional("AssumedRoleUser", user)
            .with_optional("PackedPolicySize", details.packed_policy_size)
            .with_optional("SourceIdentity", details.source_identity.as_deref())
            .with(
                "ResponseMetadata",
                Object::new()
                    .with_optional("RequestId", details.request_id.as_deref())
                    .with("HTTPStatusCode", i64::from(details.status))
                    .with("HTTPHeaders", headers)
                    .with("RetryAttempts", 0_i64),
            );
        Zeroizing::new(Value::Object(members).to_python().as_bytes().to_vec())
    }

    /// Whether they may be used: at least [`RENEWAL_WINDOW`] is left.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.expiration.saturating_since(now) >= RENEWAL_WINDOW
    }

    fn members(&self, expiration: String) -> Object {
        Object::new()
            .with("AccessKeyId", self.access_key_id.as_str())
            .with("SecretAccessKey", self.secret_access_key.expose().as_str())
            .with("SessionToken", self.session_token.expose().as_str())
            .with("Expiration", expiration)
            .with_optional("AccountId", self.account_id.as_deref())
    }
}

/// Whether a file of the folder says that this owner's token brought its credentials.
pub fn is_of(bytes: &[u8], owner: TokenOwner<'_>) -> bool {
    Document::parse(bytes).is_ok_and(|document| {
        document.optional_text("ProviderType") == Some("sso")
            && document.optional_text(OWNER) == Some(owner.name())
    })
}

/// Whether a file of the folder holds credentials that came from an SSO token: what a sign-out of everything removes.
pub fn is_from_sso(bytes: &[u8]) -> bool {
    Document::parse(bytes)
        .is_ok_and(|document| document.optional_text("ProviderType") == Some("sso"))
}

#[cfg(test)]
mod tests {
    use super::{AssumedRoleDetails, AssumedRoleUser, CachedRoleCredentials, is_from_sso};
    use crate::encode::timestamp::Timestamp;
    use crate::error::ErrorKind;
    use crate::secret::Secret;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_iso8601(text).unwrap()
    }

    fn credentials() -> CachedRoleCredentials {
        CachedRoleCredentials {
            access_key_id: "foo".to_owned(),
            secret_access_key: Secret::from("bar"),
            session_token: Secret::from("baz"),
            expiration: at("2008-09-23T12:43:20.999Z"),
            account_id: Some("1234567890".to_owned()),
        }
    }

    #[test]
    fn the_sso_form() {
        let text = r#"{"ProviderType": "sso", "Credentials": {"AccessKeyId": "foo", "SecretAccessKey": "bar", "SessionToken": "baz", "Expiration": "2008-09-23T12:43:20Z", "AccountId": "1234567890"}}"#;
        assert_eq!(credentials().write_sso(None).as_slice(), text.as_bytes());
        let read = CachedRoleCredentials::read(text.as_bytes()).unwrap();
        assert_eq!(read.expiration, at("2008-09-23T12:43:20Z"));
        assert_eq!(read.account_id.as_deref(), Some("1234567890"));
        assert!(is_from_sso(text.as_bytes()));
    }

    #[test]
    fn the_assume_role_form() {
        let details = AssumedRoleDetails {
            assumed_role_user: Some(AssumedRoleUser {
                assumed_role_id: "AROA:s".to_owned(),
                arn: "arn:aws:sts::1234567890:assumed-role/r/s".to_owned(),
            }),
            packed_policy_size: None,
            source_identity: None,
            request_id: Some("id".to_owned()),
            status: 200,
            headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
        };
        let text = r#"{"Credentials": {"AccessKeyId": "foo", "SecretAccessKey": "bar", "SessionToken": "baz", "Expiration": "2008-09-23T12:43:20+00:00", "AccountId": "1234567890"}, "AssumedRoleUser": {"AssumedRoleId": "AROA:s", "Arn": "arn:aws:sts::1234567890:assumed-role/r/s"}, "ResponseMetadata": {"RequestId": "id", "HTTPStatusCode": 200, "HTTPHeaders": {"content-type": "text/xml"}, "RetryAttempts": 0}}"#;
        assert_eq!(
            credentials().write_assume_role(&details).as_slice(),
            text.as_bytes()
        );
        assert_eq!(
            CachedRoleCredentials::read(text.as_bytes())
                .unwrap()
                .session_token,
            Secret::from("baz")
        );
        assert!(!is_from_sso(text.as_bytes()));
    }

    #[test]
    fn older_files_are_read() {
        let text = r#"{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c", "Expiration": "2026-01-02T03:04:05UTC"}}"#;
        let read = CachedRoleCredentials::read(text.as_bytes()).unwrap();
        assert_eq!(read.expiration, at("2026-01-02T03:04:05Z"));
        assert_eq!(read.account_id, None);
    }

    #[test]
    fn usable_with_fifteen_minutes_left() {
        let end = at("2008-09-23T12:43:20.999Z");
        assert!(credentials().is_usable(end.saturating_add_millis(-900_000)));
        assert!(!credentials().is_usable(end.saturating_add_millis(-899_999)));
    }

    #[test]
    fn files_of_other_tools_are_refused() {
        for text in [
            "SQLite format 3\0",
            "{}",
            "{\"Credentials\": []}",
            "{\"Credentials\": {\"AccessKeyId\": \"a\", \"SecretAccessKey\": \"b\"}}",
            r#"{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c"}}"#,
        ] {
            let error = CachedRoleCredentials::read(text.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Store);
            assert!(!is_from_sso(text.as_bytes()));
        }
    }
}
