//! What a `credential_process` prints (AWS SDKs and Tools Reference Guide, "Process credential provider").

use crate::aws::credentials::Credentials;
use crate::encode::json::Value;
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;
use core::fmt;

/// Reads the output: a JSON object of version 1.
///
/// Errors: `NoCredentials` if it is anything else. The sentence never quotes the output, which may be a secret.
pub fn read(printed: &[u8], profile: &str, now: Timestamp) -> Result<Credentials> {
    let document = Value::parse(printed)
        .ok()
        .and_then(Value::into_object)
        .ok_or_else(|| unusable(profile, "printed something that is not a JSON object"))?;
    if document.i64("Version") != Some(1) {
        return Err(unusable(profile, "printed a version other than 1"));
    }
    let text = |name| document.str(name).filter(|text| !text.is_empty());
    let required =
        |name| text(name).ok_or_else(|| unusable(profile, format_args!("printed no {name}")));
    let expiration = text("Expiration")
        .map(|text| {
            Timestamp::parse_iso8601(text)
                .ok_or_else(|| unusable(profile, "printed an Expiration that is not a time"))
        })
        .transpose()?;
    if expiration.is_some_and(|end| end <= now) {
        return Err(unusable(profile, "printed credentials that have ended"));
    }
    Ok(Credentials {
        access_key_id: required("AccessKeyId")?.to_owned(),
        secret_access_key: Secret::from(required("SecretAccessKey")?),
        session_token: text("SessionToken").map(Secret::from),
        expiration,
        account_id: text("AccountId").map(str::to_owned),
    })
}

fn unusable(profile: &str, what: impl fmt::Display) -> Error {
    Error::new(
        ErrorKind::NoCredentials,
        format!("The credential_process of profile {profile} {what}."),
    )
    .with_help("Run the command of that profile by hand and look at what it prints.")
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::encode::timestamp::Timestamp;

    fn now() -> Timestamp {
        Timestamp::parse_iso8601("2024-05-01T10:00:00Z").unwrap()
    }

    #[test]
    fn what_has_ended_is_of_no_use() {
        let printed = |end: &str| {
            format!(
                r#"{{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "s", "Expiration": "{end}"}}"#
            )
        };
        assert!(read(printed("2024-05-01T10:00:01Z").as_bytes(), "p", now()).is_ok());
        assert!(read(printed("2024-05-01T10:00:00Z").as_bytes(), "p", now()).is_err());
    }

    #[test]
    fn reads_version_one() {
        let printed =
            br#"{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "s", "SessionToken": "t",
            "Expiration": "2024-05-01T11:00:00Z", "AccountId": "123456789012"}"#;
        let credentials = read(printed, "p", now()).unwrap();
        assert_eq!(credentials.access_key_id, "AKID");
        assert_eq!(
            credentials.expiration.unwrap().to_iso8601(),
            "2024-05-01T11:00:00Z"
        );
        assert!(
            read(
                br#"{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "s"}"#,
                "p",
                now()
            )
            .is_ok()
        );
    }

    #[test]
    fn never_quotes_what_it_cannot_read() {
        for printed in [
            "SECRET",
            r#"["SECRET"]"#,
            r#"{"Version": 2, "AccessKeyId": "SECRET"}"#,
            r#"{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": ""}"#,
            r#"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "SECRET", "Expiration": "SECRET"}"#,
        ] {
            let error = read(printed.as_bytes(), "p", now()).unwrap_err();
            assert!(!error.to_string().contains("SECRET"), "{error}");
        }
    }
}
