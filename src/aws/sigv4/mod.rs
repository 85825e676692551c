//! Signature Version 4: how a request proves that its sender holds the secret access key
//! ("AWS Signature Version 4 for API requests" in the IAM User Guide, whose steps the functions here are named for).
//!
//! A time and a Region come from the caller, so every function is pure.

use super::credentials::Credentials;
use crate::encode::timestamp::Timestamp;
use crate::encode::url::Url;
use crate::encode::{hex, percent};
use crate::error::{Error, ErrorKind, Result};
use crate::host::{HttpRequest, Method};
use crate::secret::Secret;
use crate::secret::Zeroizing;
use canonical_request::{CanonicalRequest, Parts, PathStyle};
use core::time::Duration;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

pub mod canonical_request;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const DATE: &str = "x-amz-date";
const SECURITY_TOKEN: &str = "x-amz-security-token";
const AUTHORIZATION: &str = "authorization";

/// What a signature is good for: one day, one Region and one service. AWS calls it the credential scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope<'a> {
    /// When the request is signed; AWS accepts some minutes of difference to its own clock.
    pub time: Timestamp,
    /// The endpoint's signing Region, such as `us-east-1`.
    pub region: &'a str,
    /// The service's signing name, such as `sts`.
    pub service: &'a str,
}

impl Scope<'_> {
    /// `20240501`.
    fn date(&self) -> String {
        let mut date = self.time.to_basic();
        date.truncate(8);
        date
    }

    /// `20240501/us-east-1/sts/aws4_request`.
    fn text(&self) -> String {
        format!(
            "{}/{}/{}/aws4_request",
            self.date(),
            self.region,
            self.service
        )
    }

    /// The access key id and the scope, as `Credential` names them.
    fn credential(&self, access_key_id: &str) -> String {
        format!("{access_key_id}/{}", self.text())
    }
}

/// The string to sign: task 2 of signing.
pub fn string_to_sign(request: &CanonicalRequest, scope: &Scope<'_>) -> String {
    let hash = hex::encode(&Sha256::digest(request.expose()));
    format!(
        "{ALGORITHM}\n{}\n{}\n{hash}",
        scope.time.to_basic(),
        scope.text()
    )
}

/// The signature: task 3 of signing. 64 hex digits.
pub fn signature(string_to_sign: &str, secret_access_key: &Secret, scope: &Scope<'_>) -> String {
    let key = signing_key(secret_access_key, scope);
    hex::encode(&*hmac_sha256(&*key, string_to_sign.as_bytes()))
}

/// The key that signs within a scope, derived from the secret access key.
pub fn signing_key(secret_access_key: &Secret, scope: &Scope<'_>) -> Zeroizing<[u8; 32]> {
    let secret = secret_access_key.expose();
    let mut first = Zeroizing::new(Vec::with_capacity(secret.len().saturating_add(4)));
    first.extend_from_slice(b"AWS4");
    first.extend_from_slice(secret.as_bytes());
    let key = hmac_sha256(&first, scope.date().as_bytes());
    let key = hmac_sha256(&*key, scope.region.as_bytes());
    let key = hmac_sha256(&*key, scope.service.as_bytes());
    hmac_sha256(&*key, b"aws4_request")
}

/// HMAC (RFC 2104) with SHA-256.
pub fn hmac_sha256(key: &[u8], data: &[u8]) -> Zeroizing<[u8; 32]> {
    #[allow(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    mac.update(data);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// The value of the `authorization` header: task 4 of signing.
pub fn authorization(
    access_key_id: &str,
    scope: &Scope<'_>,
    signed_headers: &str,
    signature: &str,
) -> String {
    let credential = scope.credential(access_key_id);
    format!(
        "{ALGORITHM} Credential={credential}, SignedHeaders={signed_headers}, Signature={signature}"
    )
}

/// Signs the request in its headers: adds `x-amz-date`, `x-amz-security-token` if the credentials have a session
/// token, and `authorization`. Signed are these, the host and the content type, as the AWS CLI signs STS requests.
///
/// A request that is already signed is signed anew. `InvalidArgument` if the URL cannot be used.
pub fn sign(request: &mut HttpRequest, credentials: &Credentials, scope: &Scope<'_>) -> Result<()> {
    let url = usable(&request.url)?;
    let host = url.authority();
    let mut added = vec![(DATE, Zeroizing::new(scope.time.to_basic()))];
    if let Some(token) = &credentials.session_token {
        added.push((SECURITY_TOKEN, Zeroizing::new(token.expose().clone())));
    }
    let content_type = request
        .headers
        .iter()
        .filter(|(name, _)| *name == "content-type");
    let mut headers = vec![("host", host.as_str())];
    headers.extend(
        content_type
            .chain(&added)
            .map(|(name, value)| (*name, value.as_str())),
    );
    let canonical = CanonicalRequest::new(
        &Parts {
            method: request.method,
            path: url.path(),
            query: url.query().unwrap_or(""),
            headers: &headers,
            body: &request.body,
        },
        PathStyle::Normalized,
    )
    .ok_or_else(unusable)?;
    let signature = signature(
        &string_to_sign(&canonical, scope),
        &credentials.secret_access_key,
        scope,
    );
    let authorization = authorization(
        &credentials.access_key_id,
        scope,
        canonical.signed_headers(),
        &signature,
    );
    added.push((AUTHORIZATION, Zeroizing::new(authorization)));
    request
        .headers
        .retain(|(name, _)| !matches!(*name, DATE | SECURITY_TOKEN | AUTHORIZATION));
    request.headers.append(&mut added);
    Ok(())
}

/// The URL with a signature in its query: whoever has it can send this GET, without headers or a body, until
/// `expires_in` has passed. A secret.
///
/// `InvalidArgument` if the URL cannot be used.
pub fn presign(
    url: &str,
    credentials: &Credentials,
    scope: &Scope<'_>,
    expires_in: Duration,
) -> Result<Secret> {
    let parsed = usable(url)?;
    if parsed.fragment().is_some() {
        return Err(unusable());
    }
    let added = presigning_query(credentials, scope, expires_in, "host");
    let own = parsed.query().unwrap_or("");
    let query = Zeroizing::new(if own.is_empty() {
        added.to_string()
    } else {
        format!("{own}&{}", *added)
    });
    let canonical = CanonicalRequest::new(
        &Parts {
            method: Method::Get,
            path: parsed.path(),
            query: &query,
            headers: &[("host", &parsed.authority())],
            body: b"",
        },
        PathStyle::Normalized,
    )
    .ok_or_else(unusable)?;
    let path = if parsed.path().is_empty() {
        "/"
    } else {
        parsed.path()
    };
    Ok(Secret::new(format!(
        "{}{path}?{}&X-Amz-Signature={}",
        parsed.origin(),
        *query,
        signature(
            &string_to_sign(&canonical, scope),
            &credentials.secret_access_key,
            scope
        ),
    )))
}

/// What presigning adds to a query, all but the signature itself.
pub fn presigning_query(
    credentials: &Credentials,
    scope: &Scope<'_>,
    expires_in: Duration,
    signed_headers: &str,
) -> Zeroizing<String> {
    let credential = scope.credential(&credentials.access_key_id);
    let (date, expires) = (scope.time.to_basic(), expires_in.as_secs().to_string());
    let mut pairs = vec![
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", &credential),
        ("X-Amz-Date", &date),
        ("X-Amz-Expires", &expires),
        ("X-Amz-SignedHeaders", signed_headers),
    ];
    if let Some(token) = &credentials.session_token {
        pairs.push(("X-Amz-Security-Token", token.expose()));
    }
    Zeroizing::new(percent::query(&pairs))
}

fn usable(url: &str) -> Result<Url> {
    Url::parse(url)
        .filter(|url| !url.has_userinfo())
        .ok_or_else(unusable)
}

fn unusable() -> Error {
    Error::new(
        ErrorKind::InvalidArgument,
        "The URL of a request cannot be signed.",
    )
    .with_help("Check the configured endpoint URL.")
}

#[cfg(test)]
mod tests {
    use super::{Scope, presign, sign};
    use crate::aws::credentials::Credentials;
    use crate::encode::timestamp::Timestamp;
    use crate::error::ErrorKind;
    use crate::host::{HttpRequest, Method};
    use crate::secret::Secret;
    use crate::secret::Zeroizing;
    use core::time::Duration;

    // The signatures in these tests are botocore's, for the same requests.

    fn credentials(session_token: Option<&str>) -> Credentials {
        Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: session_token.map(Secret::from),
            expiration: None,
            account_id: None,
        }
    }

    fn scope() -> Scope<'static> {
        Scope {
            time: Timestamp::parse_iso8601("2024-05-01T11:00:00Z").unwrap(),
            region: "eu-west-1",
            service: "sts",
        }
    }

    fn caller_identity(url: &str) -> HttpRequest {
        let header = |value: &str| Zeroizing::new(value.to_owned());
        HttpRequest {
            method: Method::Post,
            url: url.to_owned(),
            headers: vec![
                ("accept", header("text/xml")),
                (
                    "content-type",
                    header("application/x-www-form-urlencoded; charset=utf-8"),
                ),
            ],
            body: Zeroizing::new(b"Action=GetCallerIdentity&Version=2011-06-15".to_vec()),
        }
    }

    fn headers(request: &HttpRequest) -> Vec<(&str, &str)> {
        let headers = request.headers.iter().skip(2);
        headers
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }

    #[test]
    fn signed_in_headers() {
        let mut request = caller_identity("https://sts.eu-west-1.amazonaws.com/");
        sign(&mut request, &credentials(Some("tok/en+=")), &scope()).unwrap();
        assert_eq!(
            headers(&request),
            [
                ("x-amz-date", "20240501T110000Z"),
                ("x-amz-security-token", "tok/en+="),
                (
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240501/eu-west-1/sts/aws4_request, \
                     SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, \
                     Signature=4fc7c679c25506d00df6155560ae4725613c3ca1e880529f3bfcf95d7396be29"
                ),
            ]
        );
        // Signed anew with other credentials, nothing of the first ones stays.
        sign(&mut request, &credentials(None), &scope()).unwrap();
        assert_eq!(
            headers(&request),
            [
                ("x-amz-date", "20240501T110000Z"),
                (
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240501/eu-west-1/sts/aws4_request, \
                     SignedHeaders=content-type;host;x-amz-date, \
                     Signature=e9d0eeb893ac647c6a3fc0a2a284af6d0fdae70ea834c0add72a9c8962311387"
                ),
            ]
        );
    }

    #[test]
    fn the_port_is_signed_and_the_path_escaped_again() {
        let mut request = caller_identity("http://127.0.0.1:4566/a%20b/");
        sign(&mut request, &credentials(None), &scope()).unwrap();
        let (_, authorization) = headers(&request).pop().unwrap();
        assert!(
            authorization
                .ends_with("=9dd9514c6152c2d09f5d183eac4432a18369e074122c426283b948a18098b002"),
            "{authorization}"
        );
    }

    #[test]
    fn presigned() {
        for (url, token, signed) in [
            (
                "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
                Some("tok/en+="),
                "&X-Amz-Security-Token=tok%2Fen%2B%3D\
                 &X-Amz-Signature=4125740ea02e8db478d7a60c314bae0dd8643b1f7a70bcb30326197fb6bdb49c",
            ),
            (
                "https://sts.eu-west-1.amazonaws.com:443?Action=GetCallerIdentity&Version=2011-06-15",
                None,
                "&X-Amz-Signature=c13cfe5db7accae9fd6e2cfc6c7e882d72ae18a0fcac34614b41b3bd0f615fa1",
            ),
        ] {
            let url = presign(url, &credentials(token), &scope(), Duration::from_secs(60)).unwrap();
            assert_eq!(
                *url.expose(),
                format!(
                    "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15\
                     &X-Amz-Algorithm=AWS4-HMAC-SHA256\
                     &X-Amz-Credential=AKIDEXAMPLE%2F20240501%2Feu-west-1%2Fsts%2Faws4_request\
                     &X-Amz-Date=20240501T110000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host{signed}"
                )
            );
        }
    }

    #[test]
    fn unusable_urls_leave_the_request_alone() {
        for url in ["", "sts", "https://user@h/", "https://h/?a=%zz", "ftp://h/"] {
            let mut request = caller_identity(url);
            let error = sign(&mut request, &credentials(None), &scope()).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::InvalidArgument, "{url}");
            assert!(headers(&request).is_empty(), "{url}");
            assert!(
                presign(url, &credentials(None), &scope(), Duration::ZERO).is_err(),
                "{url}"
            );
        }
        assert!(presign("https://h/#f", &credentials(None), &scope(), Duration::ZERO).is_err());
    }
}
