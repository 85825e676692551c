//! The Security Token Service: GetCallerIdentity and AssumeRole (AWS STS API Reference). Requests are forms, signed
//! with SigV4; answers are XML.

use super::credentials::Credentials;
use super::endpoint::{Endpoint, Service};
use super::operation::Operation;
use super::sigv4::{Scope, sign};
use crate::cache::role_credentials::{AssumedRoleDetails, AssumedRoleUser};
use crate::encode::form;
use crate::encode::json::Object;
use crate::encode::timestamp::Timestamp;
use crate::encode::xml::Element;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{HttpRequest, HttpResponse, Method};
use crate::secret::{Secret, Zeroizing};

const VERSION: &str = "2011-06-15";

const GET_CALLER_IDENTITY: Operation = operation("GetCallerIdentity");
const ASSUME_ROLE: Operation = operation("AssumeRole");

const fn operation(name: &'static str) -> Operation {
    Operation {
        service: Service::Sts,
        name,
    }
}

/// Who the credentials act as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerIdentity {
    /// `UserId`.
    pub user_id: String,
    /// `Account`.
    pub account: String,
    /// `Arn`.
    pub arn: String,
}

/// The name of a role session, and where it came from: a made-up one is left out of the cache file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionName<'a> {
    /// `role_session_name` of the profile.
    Configured(&'a str),
    /// Made up for this request.
    Generated(&'a str),
}

/// What AssumeRole is asked for.
#[derive(Debug, Clone, Copy)]
pub struct AssumeRole<'a> {
    /// `RoleArn`.
    pub role_arn: &'a str,
    /// `RoleSessionName`.
    pub session_name: SessionName<'a>,
    /// `ExternalId`.
    pub external_id: Option<&'a str>,
    /// `SerialNumber` of the person's MFA device.
    pub serial_number: Option<&'a str>,
    /// `TokenCode` that the MFA device shows.
    pub token_code: Option<&'a Secret>,
    /// `DurationSeconds`.
    pub duration_seconds: Option<u32>,
}

impl AssumeRole<'_> {
    /// The parameters that the cache file is named after: see [`crate::cache::key::assume_role`].
    pub fn cached_parameters(&self) -> Object {
        let session_name = match self.session_name {
            SessionName::Configured(name) => Some(name),
            SessionName::Generated(_) => None,
        };
        Object::new()
            .with_optional("RoleSessionName", session_name)
            .with_optional("ExternalId", self.external_id)
            .with_optional("SerialNumber", self.serial_number)
            .with_optional("DurationSeconds", self.duration_seconds.map(i64::from))
            .with("RoleArn", self.role_arn)
    }
}

/// The answer to AssumeRole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedRole {
    /// The role's credentials, in the account that the role's ARN names.
    pub credentials: Credentials,
    /// What else the answer says, for the cache file.
    pub details: AssumedRoleDetails,
}

/// GetCallerIdentity, signed at `now`.
///
/// Fails with `ERR_NO_REGION` if nothing names the Region to sign for.
pub fn get_caller_identity_request(
    endpoint: &Endpoint,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<HttpRequest> {
    signed(endpoint, credentials, now, GET_CALLER_IDENTITY, &[])
}

/// The answer to GetCallerIdentity.
pub fn get_caller_identity_response(response: &HttpResponse) -> Result<CallerIdentity> {
    let root = GET_CALLER_IDENTITY.root(response)?;
    let result = Part::of(GET_CALLER_IDENTITY, &root, "GetCallerIdentityResult")?;
    Ok(CallerIdentity {
        user_id: result.text("UserId")?.to_owned(),
        account: result.text("Account")?.to_owned(),
        arn: result.text("Arn")?.to_owned(),
    })
}

/// AssumeRole, signed at `now`. The parameters are in the AWS CLI's order.
///
/// Fails with `ERR_NO_REGION` if nothing names the Region to sign for.
pub fn assume_role_request(
    endpoint: &Endpoint,
    credentials: &Credentials,
    now: Timestamp,
    role: &AssumeRole<'_>,
) -> Result<HttpRequest> {
    let duration = role.duration_seconds.map(|seconds| seconds.to_string());
    let (configured, generated) = match role.session_name {
        SessionName::Configured(name) => (Some(name), None),
        SessionName::Generated(name) => (None, Some(name)),
    };
    let pairs: Vec<_> = [
        ("RoleSessionName", configured),
        ("ExternalId", role.external_id),
        ("SerialNumber", role.serial_number),
        ("DurationSeconds", duration.as_deref()),
        ("RoleArn", Some(role.role_arn)),
        ("RoleSessionName", generated),
        (
            "TokenCode",
            role.token_code.map(|code| code.expose().as_str()),
        ),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect();
    signed(endpoint, credentials, now, ASSUME_ROLE, &pairs)
}

/// The answer to AssumeRole.
pub fn assume_role_response(response: &HttpResponse) -> Result<AssumedRole> {
    let root = ASSUME_ROLE.root(response)?;
    let result = Part::of(ASSUME_ROLE, &root, "AssumeRoleResult")?;
    let credentials = result.part("Credentials")?;
    let expiration = credentials
        .element
        .child("Expiration")
        .map(|end| {
            Timestamp::parse_iso8601(end.text()).ok_or_else(|| {
                ASSUME_ROLE.bad_response("with Expiration that is not a time with a zone")
            })
        })
        .transpose()?;
    let user = match result.part("AssumedRoleUser") {
        Ok(user) => Some(AssumedRoleUser {
            assumed_role_id: user.text("AssumedRoleId")?.to_owned(),
            arn: user.text("Arn")?.to_owned(),
        }),
        Err(_) => None,
    };
    let packed_policy_size = result
        .optional_text("PackedPolicySize")
        .map(|text| {
            text.parse().map_err(|_| {
                ASSUME_ROLE.bad_response("with PackedPolicySize that is not a whole number")
            })
        })
        .transpose()?;
    let metadata = root.child("ResponseMetadata");
    let request_id = metadata.and_then(|metadata| metadata.child("RequestId"));
    Ok(AssumedRole {
        credentials: Credentials {
            access_key_id: credentials.text("AccessKeyId")?.to_owned(),
            secret_access_key: Secret::from(credentials.text("SecretAccessKey")?),
            session_token: Some(Secret::from(credentials.text("SessionToken")?)),
            expiration,
            account_id: user.as_ref().and_then(|user| account_of(&user.arn)),
        },
        details: AssumedRoleDetails {
            assumed_role_user: user,
            packed_policy_size,
            source_identity: result.optional_text("SourceIdentity").map(str::to_owned),
            request_id: request_id.map(|id| id.text().to_owned()),
            status: response.status,
            headers: response.headers.clone(),
        },
    })
}

/// Whether the answer asks to come back later: STS throttles with status 400 (AWS STS API Reference, "Common Errors").
pub fn is_throttled(response: &HttpResponse) -> bool {
    let names_it = |root: Element| {
        let code = root.child("Error")?.child("Code")?;
        Some(code.text().trim() == "Throttling")
    };
    response.status == 400
        && Element::parse(&response.body)
            .ok()
            .and_then(names_it)
            .unwrap_or(false)
}

/// The account that an ARN names: its fifth part.
fn account_of(arn: &str) -> Option<String> {
    let mut parts = arn.split(':');
    let is_arn = parts.next() == Some("arn");
    let account = parts.nth(3).filter(|account| !account.is_empty())?;
    (is_arn && parts.next().is_some()).then(|| account.to_owned())
}

fn signed(
    endpoint: &Endpoint,
    credentials: &Credentials,
    now: Timestamp,
    operation: Operation,
    pairs: &[(&str, &str)],
) -> Result<HttpRequest> {
    let region = endpoint.signing_region().ok_or_else(|| {
        Error::new(
            ErrorKind::NoRegion,
            "You must specify a region. You can also configure your region by running \"aws configure\".",
        )
        .with_help("Name a Region with --region, AWS_REGION or the profile's region.")
    })?;
    let mut all = vec![("Action", operation.name), ("Version", VERSION)];
    all.extend_from_slice(pairs);
    let mut body = form::serialize(&all);
    let mut request = HttpRequest {
        method: Method::Post,
        url: endpoint.at("/"),
        headers: vec![(
            "content-type",
            Zeroizing::new("application/x-www-form-urlencoded; charset=utf-8".to_owned()),
        )],
        body: Zeroizing::new(core::mem::take(&mut *body).into_bytes()),
    };
    let scope = Scope {
        time: now,
        region,
        service: "sts",
    };
    sign(&mut request, credentials, &scope)?;
    Ok(request)
}

/// An element of an answer.
struct Part<'a> {
    operation: Operation,
    element: &'a Element,
}

impl<'a> Part<'a> {
    fn of(operation: Operation, parent: &'a Element, name: &str) -> Result<Self> {
        let element = parent
            .child(name)
            .ok_or_else(|| operation.bad_response(format_args!("without {name}")))?;
        Ok(Self { operation, element })
    }

    fn part(&self, name: &str) -> Result<Self> {
        Self::of(self.operation, self.element, name)
    }

    /// Blanks and line breaks inside stay: they are the service's.
    fn optional_text(&self, name: &str) -> Option<&'a str> {
        self.element
            .child(name)
            .map(Element::text)
            .filter(|text| !text.is_empty())
    }

    fn text(&self, name: &str) -> Result<&'a str> {
        self.optional_text(name)
            .ok_or_else(|| self.operation.bad_response(format_args!("without {name}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::endpoint::{EndpointOptions, resolve};
    use proptest::prelude::*;

    fn endpoint(region: Option<&str>, url: Option<&str>) -> Endpoint {
        let options = EndpointOptions {
            url: url.map(str::to_owned),
            ..EndpointOptions::default()
        };
        resolve(Service::Sts, region, &options).unwrap()
    }

    fn credentials() -> Credentials {
        Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: Some(Secret::from("tok/en+=")),
            expiration: None,
            account_id: None,
        }
    }

    fn now() -> Timestamp {
        Timestamp::parse_iso8601("2024-05-01T11:00:00Z").unwrap()
    }

    fn answer(body: &str) -> HttpResponse {
        HttpResponse {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
            body: body.as_bytes().to_vec().into(),
        }
    }

    fn body(request: &HttpRequest) -> &str {
        str::from_utf8(&request.body).unwrap()
    }

    #[test]
    fn get_caller_identity_is_signed_as_botocore_signs_it() {
        let endpoint = endpoint(Some("eu-west-1"), None);
        let request = get_caller_identity_request(&endpoint, &credentials(), now()).unwrap();
        assert_eq!(request.method, Method::Post);
        assert_eq!(request.url, "https://sts.eu-west-1.amazonaws.com/");
        assert_eq!(
            body(&request),
            "Action=GetCallerIdentity&Version=2011-06-15"
        );
        assert_eq!(request.body.len(), 43);
        let names: Vec<_> = request.headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "content-type",
                "x-amz-date",
                "x-amz-security-token",
                "authorization"
            ]
        );
        // The signature is botocore's, for the same request.
        let (_, authorization) = request.headers.last().unwrap();
        assert!(authorization.ends_with(
            "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, \
             Signature=4fc7c679c25506d00df6155560ae4725613c3ca1e880529f3bfcf95d7396be29"
        ));
    }

    #[test]
    fn no_region_no_signature() {
        let endpoint = endpoint(None, Some("http://127.0.0.1:1/sts"));
        let error = get_caller_identity_request(&endpoint, &credentials(), now()).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NoRegion);
        let endpoint = self::endpoint(Some("us-east-1"), Some("http://127.0.0.1:1/sts"));
        let request = get_caller_identity_request(&endpoint, &credentials(), now()).unwrap();
        assert_eq!(request.url, "http://127.0.0.1:1/sts/");
    }

    #[test]
    fn assume_role_parameters() {
        let endpoint = endpoint(Some("us-east-1"), None);
        let code = Secret::from("123456");
        let role = AssumeRole {
            role_arn: "arn:aws:iam::123456789012:role/r",
            session_name: SessionName::Configured("a=b@c"),
            external_id: Some("e x"),
            serial_number: Some("arn:aws:iam::1:mfa/m"),
            token_code: Some(&code),
            duration_seconds: Some(3600),
        };
        let request = assume_role_request(&endpoint, &credentials(), now(), &role).unwrap();
        assert_eq!(
            body(&request),
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=a%3Db%40c&ExternalId=e+x\
             &SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fm&DurationSeconds=3600\
             &RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr&TokenCode=123456"
        );
        let mut cached = role.cached_parameters();
        cached.sort();
        assert_eq!(
            crate::encode::json::Value::from(cached)
                .to_python()
                .as_str(),
            r#"{"DurationSeconds": 3600, "ExternalId": "e x", "RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "a=b@c", "SerialNumber": "arn:aws:iam::1:mfa/m"}"#
        );
        let role = AssumeRole {
            session_name: SessionName::Generated("botocore-session-1"),
            external_id: None,
            serial_number: None,
            token_code: None,
            duration_seconds: None,
            ..role
        };
        let request = assume_role_request(&endpoint, &credentials(), now(), &role).unwrap();
        assert_eq!(
            body(&request),
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr\
             &RoleSessionName=botocore-session-1"
        );
        assert!(role.cached_parameters().get("RoleSessionName").is_none());
    }

    const ASSUMED: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId>\
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2024-05-01T12:00:00Z</Expiration>\
        </Credentials><AssumedRoleUser><AssumedRoleId>i:s</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/r/s</Arn>\
        </AssumedRoleUser></AssumeRoleResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>\
        </AssumeRoleResponse>";

    #[test]
    fn the_whole_answer_goes_into_the_cache() {
        let role = assume_role_response(&answer(ASSUMED)).unwrap();
        let cached = role.credentials.to_cached().unwrap();
        let written = cached.write_assume_role(&role.details);
        assert_eq!(
            str::from_utf8(&written).unwrap(),
            r#"{"Credentials": {"AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2024-05-01T12:00:00+00:00", "AccountId": "1"}, "AssumedRoleUser": {"AssumedRoleId": "i:s", "Arn": "arn:aws:sts::1:assumed-role/r/s"}, "ResponseMetadata": {"RequestId": "id", "HTTPStatusCode": 200, "HTTPHeaders": {"content-type": "text/xml"}, "RetryAttempts": 0}}"#
        );
    }

    #[test]
    fn answers_are_read_strictly() {
        for (from, to) in [
            ("AssumeRoleResponse", "Other"),
            ("AssumeRoleResult", "Other"),
            ("Credentials>", "Other>"),
            ("<SessionToken>t</SessionToken>", ""),
            ("<SessionToken>t", "<SessionToken>"),
            ("2024-05-01T12:00:00Z", "soon"),
            ("<AssumedRoleId>i:s", "<AssumedRoleId>"),
            ("</AssumeRoleResponse>", ""),
        ] {
            let body = ASSUMED.replace(from, to);
            let error = assume_role_response(&answer(&body)).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::BadResponse, "{body}");
            assert!(
                error
                    .to_string()
                    .starts_with("STS answered AssumeRole with"),
                "{error}"
            );
        }
        for body in ["", "{}", "<html></html>", "<GetCallerIdentityResponse/>"] {
            let error = get_caller_identity_response(&answer(body)).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::BadResponse, "{body}");
        }
    }

    #[test]
    fn accounts_of_arns() {
        for (arn, account) in [
            (
                "arn:aws:sts::123456789012:assumed-role",
                Some("123456789012"),
            ),
            ("arn:aws:sts::123456789012", None),
            ("arn:aws:s3:::bucket", None),
            ("123:4:5:6:7:8", None),
            ("", None),
        ] {
            assert_eq!(account_of(arn).as_deref(), account, "{arn}");
        }
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(body in "(<|>|/|AssumeRoleResponse|AssumeRoleResult|Credentials|Expiration|[a-z]){0,12}") {
            let _ = assume_role_response(&answer(&body));
            let _ = get_caller_identity_response(&answer(&body));
        }
    }
}
