//! The names of cache files: SHA-1 (RFC 3174) over the text that the AWS CLI hashes, as hex, with `.json` behind.
//!
//! SHA-1 protects nothing here; it only makes a file name that every tool agrees on.

use crate::encode::json::{Object, Value};
use crate::encode::{hex, sha1};

/// Who a token belongs to: what its file name is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenOwner<'a> {
    /// An `[sso-session NAME]` section.
    Session(&'a str),
    /// A legacy profile, by its `sso_start_url`.
    StartUrl(&'a str),
}

impl<'a> TokenOwner<'a> {
    /// The session's name, or the start URL.
    pub const fn name(self) -> &'a str {
        match self {
            Self::Session(name) | Self::StartUrl(name) => name,
        }
    }
}

/// The token file of `~/.aws/sso/cache`.
///
/// The text counts as it stands in the configuration: `/start`, `/start/` and `/start#/` are three files.
pub fn token(owner: TokenOwner<'_>) -> String {
    file_name(owner.name())
}

/// The registration file of `~/.aws/sso/cache`.
///
/// `scopes` is what the configuration says: `None` if the key is absent, empty if it is empty. It is the same file for
/// the device grant and for the authorization code grant.
pub fn registration(owner: RegistrationOwner<'_>) -> String {
    let scopes = owner.scopes.map_or(Value::Null, |scopes| {
        Value::Array(scopes.iter().map(Value::from).collect())
    });
    let members = Object::new()
        .with("region", owner.region)
        .with("scopes", scopes)
        .with(
            "session_name",
            owner.session_name.map_or(Value::Null, Value::from),
        )
        .with("startUrl", owner.start_url)
        .with("tool", "botocore");
    file_name(&Value::Object(members).to_python())
}

/// What the file name of a client registration is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistrationOwner<'a> {
    /// `sso_start_url` as configured.
    pub start_url: &'a str,
    /// `sso_region`.
    pub region: &'a str,
    /// `sso_registration_scopes`; `None` if the key is absent.
    pub scopes: Option<&'a [String]>,
    /// The sso-session's name; `None` for a legacy profile.
    pub session_name: Option<&'a str>,
}

/// The file of `~/.aws/cli/cache` for role credentials from `GetRoleCredentials`.
pub fn role_credentials(owner: TokenOwner<'_>, account_id: &str, role_name: &str) -> String {
    let members = Object::new()
        .with("accountId", account_id)
        .with("roleName", role_name);
    // Sorted by name already: accountId, roleName, then sessionName or startUrl.
    let members = match owner {
        TokenOwner::Session(name) => members.with("sessionName", name),
        TokenOwner::StartUrl(url) => members.with("startUrl", url),
    };
    file_name(&Value::Object(members).to_compact())
}

/// The file of `~/.aws/cli/cache` for role credentials from `AssumeRole`.
///
/// `parameters` are the request's by their API names, without a `RoleSessionName` that was generated. A `Policy` that
/// is JSON text is hashed as the value it holds.
pub fn assume_role(parameters: &Object) -> String {
    let mut members = parameters.clone();
    if let Some(policy) = members
        .str("Policy")
        .and_then(|text| Value::parse(text.as_bytes()).ok())
    {
        members.set("Policy", policy);
    }
    members.sort();
    file_name(&Value::Object(members).to_python())
}

/// Whether a file of a cache folder has a name that this module makes: 40 hex digits and `.json`.
pub fn is_cache_name(name: &str) -> bool {
    name.strip_suffix(".json").is_some_and(|stem| {
        stem.len() == 40 && stem.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn file_name(text: &str) -> String {
    let mut name = hex::encode(&sha1::digest(text.as_bytes()));
    name.push_str(".json");
    name
}

#[cfg(test)]
mod tests {
    use super::{
        RegistrationOwner, TokenOwner, is_cache_name, registration, role_credentials, token,
    };

    #[test]
    fn an_empty_list_of_scopes_is_not_an_absent_one() {
        let absent = RegistrationOwner {
            start_url: "https://d-abc123.awsapps.com/start",
            region: "us-west-2",
            scopes: None,
            session_name: Some("s"),
        };
        let empty = RegistrationOwner {
            scopes: Some(&[]),
            ..absent
        };
        assert_ne!(registration(absent), registration(empty));
    }

    #[test]
    fn text_is_hashed_as_ascii_json() {
        // echo -n '{"accountId":"1","roleName":"Gru\u00df","sessionName":"s"}' | sha1sum
        assert_eq!(
            role_credentials(TokenOwner::Session("s"), "1", "Gruß"),
            "be59536342be01e5983fe6a838011c034c7eb36d.json"
        );
    }

    #[test]
    fn names_are_recognised() {
        assert!(is_cache_name(&token(TokenOwner::Session("admin"))));
        for name in [
            "session.db",
            "botocore-client-id-us-east-1.json",
            "D033E22AE348AEB5660FC2140AEC35850C4DA997.json",
            "d033e22ae348aeb5660fc2140aec35850c4da997",
            "../d033e22ae348aeb5660fc2140aec35850c4da997.json",
        ] {
            assert!(!is_cache_name(name), "{name}");
        }
    }
}
