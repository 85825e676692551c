//! AWS credentials, as every service signs with them.

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
