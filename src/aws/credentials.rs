//! AWS credentials, as every service signs with them.

use crate::cache::role_credentials::CachedRoleCredentials;
use crate::encode::timestamp::Timestamp;
use crate::secret::Secret;

/// An access key, and what came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id, such as `ASIA…`. Not a secret.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The session token of temporary credentials.
    pub session_token: Option<Secret>,
    /// When temporary credentials end; `None` for those that do not, or do not say.
    pub expiration: Option<Timestamp>,
    /// The account they belong to, twelve digits, when known.
    pub account_id: Option<String>,
}

impl Credentials {
    /// The form for the cache; `None` for credentials that do not end, or do not say when.
    pub fn to_cached(&self) -> Option<CachedRoleCredentials> {
        Some(CachedRoleCredentials {
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret_access_key.clone(),
            session_token: self.session_token.clone()?,
            expiration: self.expiration?,
            account_id: self.account_id.clone(),
        })
    }
}

impl From<CachedRoleCredentials> for Credentials {
    fn from(cached: CachedRoleCredentials) -> Self {
        Self {
            access_key_id: cached.access_key_id,
            secret_access_key: cached.secret_access_key,
            session_token: Some(cached.session_token),
            expiration: Some(cached.expiration),
            account_id: cached.account_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Credentials;
    use crate::secret::Secret;

    #[test]
    fn debug_shows_no_secret() {
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::from("!!SENSITIVE!!"),
            session_token: Some(Secret::from("!!SENSITIVE!!")),
            expiration: None,
            account_id: None,
        };
        let shown = format!("{credentials:?}");
        assert!(
            shown.contains("AKIDEXAMPLE") && !shown.contains("SENSITIVE"),
            "{shown}"
        );
    }
}
