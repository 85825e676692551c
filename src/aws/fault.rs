//! How a service refuses: the exception's name from wherever the answer holds it, and a sentence as the AWS CLI says
//! it.
//!
//! The name is looked for in the order body `error`, header `x-amzn-errortype`, body `__type`, HTTP status: a page
//! behind CORS or a relay may not see the header, and an answer may have no body, or one that is no JSON.

use super::endpoint::Service;
use super::operation::Operation;
use super::relay;
use super::web_page::{WEB_PAGE_HELP, is_web_page};
use crate::encode::json::{Object, Value};
use crate::encode::timestamp::Timestamp;
use crate::encode::xml::Element;
use crate::error::{Error, ErrorKind, ServiceFault};
use crate::host::HttpResponse;

/// SSO OIDC's exceptions, with the `error` that each puts into the body (API reference of SSO OIDC, and RFC 6749
/// section 5.2). Of two with the same `error` the first is meant unless the header says otherwise.
const OIDC_EXCEPTIONS: &[(&str, &str)] = &[
    ("AccessDeniedException", "access_denied"),
    ("AuthorizationPendingException", "authorization_pending"),
    ("ExpiredTokenException", "expired_token"),
    ("InternalServerException", "server_error"),
    ("InvalidClientException", "invalid_client"),
    ("InvalidClientMetadataException", "invalid_client_metadata"),
    ("InvalidGrantException", "invalid_grant"),
    ("InvalidRedirectUriException", "invalid_redirect_uri"),
    ("InvalidRequestException", "invalid_request"),
    ("InvalidRequestRegionException", "invalid_request"),
    ("InvalidScopeException", "invalid_scope"),
    ("SlowDownException", "slow_down"),
    ("UnauthorizedClientException", "unauthorized_client"),
    ("UnsupportedGrantTypeException", "unsupported_grant_type"),
];

/// The OAuth `error` of a refusal by SSO OIDC, also if only the exception's name came through.
pub(super) fn oauth_error(fault: &ServiceFault) -> Option<&str> {
    fault.error.as_deref().or_else(|| {
        OIDC_EXCEPTIONS
            .iter()
            .find(|(exception, _)| *exception == fault.code)
            .map(|(_, error)| *error)
    })
}

/// What a refusal's body and headers say.
#[derive(Default)]
struct Refusal {
    code: Option<String>,
    error: Option<String>,
    message: String,
    /// Members that the AWS CLI lists below its sentence, one per line.
    details: String,
    request_id: Option<String>,
}

/// The error for an answer with a status of 400 or more.
pub(super) fn fault(operation: Operation, response: &HttpResponse) -> Error {
    let refusal = match operation.service {
        Service::Sts => from_xml(response),
        _ => from_json(response),
    };
    let message = if refusal.code.is_none() && refusal.message.is_empty() {
        reason_phrase(response.status).to_owned()
    } else {
        refusal.message
    };
    let code = refusal.code.unwrap_or_else(|| response.status.to_string());
    let mut sentence = format!(
        "An error occurred ({code}) when calling the {} operation: ",
        operation.name
    );
    if refusal.details.is_empty() {
        sentence.push_str(&message);
    } else {
        sentence.push_str("\n\nAdditional error details:\n");
        sentence.push_str(&refusal.details);
    }
    let fault = ServiceFault {
        service: operation.service.name(),
        operation: operation.name,
        status: response.status,
        code,
        error: refusal.error,
        message,
        request_id: refusal
            .request_id
            .or_else(|| shown_header(response, "x-amzn-requestid"))
            .or_else(|| shown_header(response, "x-amz-request-id")),
        retry_after: retry_after(response),
    };
    let help = if is_web_page(response) {
        WEB_PAGE_HELP
    } else {
        help(operation, &fault)
    };
    Error::new(ErrorKind::Service(Box::new(fault)), sentence).with_help(help)
}

/// What a status without a reason in the body means (RFC 9110 section 15); the AWS CLI says the same.
const fn reason_phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

fn from_json(response: &HttpResponse) -> Refusal {
    let header = response
        .header("x-amzn-errortype")
        .and_then(|value| exception_name(value.split(':').next()?));
    let Some(body) = Value::parse(&response.body)
        .ok()
        .and_then(Value::into_object)
    else {
        return Refusal {
            code: header,
            ..Refusal::default()
        };
    };
    let kind = body.str("__type").and_then(exception_name);
    let error = body
        .str("error")
        .filter(|error| !error.is_empty())
        .map(shown);
    let code = match &error {
        Some(error) => by_oauth_error(error, header.as_deref())
            .map(str::to_owned)
            .or(header)
            .or(kind)
            .or_else(|| exception_name(error)),
        None => header.or(kind),
    };
    let description = body.str("error_description").map(shown);
    let details = if error.is_some() || description.is_some() {
        details(&body)
    } else {
        String::new()
    };
    let message = body
        .str("message")
        .or_else(|| body.str("Message"))
        .map(shown);
    Refusal {
        code,
        error,
        message: description.or(message).unwrap_or_default(),
        details,
        request_id: None,
    }
}

/// The exception for an `error`; the one in the header if that has the same `error`.
fn by_oauth_error<'a>(error: &str, header: Option<&'a str>) -> Option<&'a str> {
    let mut named = OIDC_EXCEPTIONS.iter().filter(|(_, code)| *code == error);
    let first = named.clone().next()?.0;
    Some(
        header
            .filter(|header| named.any(|(name, _)| name == header))
            .unwrap_or(first),
    )
}

/// In the order of the service's model.
fn details(body: &Object) -> String {
    ["error", "reason", "error_description"]
        .iter()
        .filter_map(|name| Some(format!("{name}: {}\n", shown(body.str(name)?))))
        .collect()
}

fn from_xml(response: &HttpResponse) -> Refusal {
    let Ok(root) = Element::parse(&response.body) else {
        return Refusal::default();
    };
    let text = |parent: Option<&Element>, name: &str| {
        parent
            .and_then(|parent| parent.child(name))
            .map(|child| shown(child.text().trim()))
            .filter(|text| !text.is_empty())
    };
    let error = root.child("Error");
    Refusal {
        code: text(error, "Code").and_then(|code| exception_name(&code)),
        message: text(error, "Message").unwrap_or_default(),
        request_id: text(Some(&root), "RequestId"),
        ..Refusal::default()
    }
}

/// The name of an exception, without a namespace before `#`; `None` for what is no name.
fn exception_name(text: &str) -> Option<String> {
    let name = text.rsplit('#').next()?.trim();
    let is_name = (1..=100).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    is_name.then(|| name.to_owned())
}

/// A service's words, fit for a terminal: on one line, nothing that steers, at most 1000 characters.
fn shown(text: &str) -> String {
    // Directions of writing can make a text read as another one.
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .take(1000)
        .map(|c| if steers(c) { ' ' } else { c })
        .collect()
}

fn shown_header(response: &HttpResponse, name: &str) -> Option<String> {
    response
        .header(name)
        .map(shown)
        .filter(|value| !value.is_empty())
}

/// `Retry-After` in seconds (RFC 9110 section 10.2.3). A date counts from the answer's own `Date`.
fn retry_after(response: &HttpResponse) -> Option<u32> {
    let value = response.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let then = Timestamp::parse_http_date(value)?;
    let now = Timestamp::parse_http_date(response.header("date")?)?;
    u32::try_from(then.saturating_since(now).as_secs()).ok()
}

/// What a person can do about it.
fn help(operation: Operation, fault: &ServiceFault) -> &'static str {
    match (operation.service, operation.name, fault.code.as_str()) {
        (Service::SsoOidc, _, "InvalidClientException" | "UnauthorizedClientException") => {
            "The client registration is no longer good. Sign in again: that makes a new one."
        }
        (Service::SsoOidc, _, "InvalidGrantException") => {
            "Sign in again. If that fails too, check the SSO Region: it must be the instance's own."
        }
        (Service::SsoOidc, _, "AccessDeniedException" | "ExpiredTokenException") => {
            "Start the sign-in again, and allow the access in the browser."
        }
        (Service::SsoOidc, _, "InvalidScopeException") => {
            "Check sso_registration_scopes in the configuration."
        }
        (Service::SsoOidc, _, "InvalidRequestException" | "InvalidRequestRegionException") => {
            "Check the start URL and the SSO Region: both must be those of one Identity Center instance."
        }
        (
            Service::Sso,
            "GetRoleCredentials",
            "ForbiddenException" | "ResourceNotFoundException",
        ) => {
            "The role is not assigned to you in that account. Check the account and the role, or ask an administrator."
        }
        (Service::Sso, _, "ForbiddenException" | "ResourceNotFoundException") => {
            "Check the account, or ask an administrator what is assigned to you."
        }
        (Service::Sso, _, "UnauthorizedException") => "Sign in again.",
        (Service::Sts, _, "ExpiredToken" | "ExpiredTokenException") => {
            "The credentials have ended. If they come from a session, drop them and sign in again: aws-sso-wasm sso \
             logout, then aws-sso-wasm sso login. Check the clock of this machine, too."
        }
        (Service::Sts, _, "SignatureDoesNotMatch" | "InvalidClientTokenId" | "RequestExpired") => {
            "Check the credentials, and the clock of this machine."
        }
        (Service::Sts, "AssumeRole", "AccessDenied") => {
            "The role's trust policy must allow these credentials to assume it."
        }
        (_, _, "SlowDownException" | "Throttling") => TOO_EARLY,
        (_, _, relay::EXCEPTION) if fault.status < 500 => {
            "The relay refused it before AWS saw it. Check how the relay and the page are set up."
        }
        _ => help_by_status(operation.service, fault),
    }
}

/// For a refusal that no more is known of.
fn help_by_status(service: Service, fault: &ServiceFault) -> &'static str {
    match fault.status {
        429 => TOO_EARLY,
        500..=599 => "Try again later.",
        // The code is the status: the answer names no exception, as those of the services do.
        _ if fault.code.bytes().all(|byte| byte.is_ascii_digit()) => {
            "The answer gives no reason, so something between here and AWS may have sent it. Check the network, the \
             proxy and the endpoint."
        }
        _ => match service {
            Service::SsoOidc => "Check the start URL, the SSO Region and the scopes.",
            Service::Sso => "Check the account, the role and the SSO Region.",
            Service::Sts | Service::Signin => "Check the profile's credentials and its role.",
        },
    }
}

const TOO_EARLY: &str = "Wait a little, then try again.";

#[cfg(test)]
mod tests {
    use super::{Operation, Service, fault};
    use crate::error::{Error, ServiceFault};
    use crate::host::HttpResponse;
    use proptest::prelude::*;

    const CREATE_TOKEN: Operation = Operation {
        service: Service::SsoOidc,
        name: "CreateToken",
    };
    const LIST_ACCOUNTS: Operation = Operation {
        service: Service::Sso,
        name: "ListAccounts",
    };
    const ASSUME_ROLE: Operation = Operation {
        service: Service::Sts,
        name: "AssumeRole",
    };

    fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> HttpResponse {
        HttpResponse {
            status,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.to_vec().into(),
        }
    }

    fn refused(
        operation: Operation,
        status: u16,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (Error, ServiceFault) {
        let error = fault(operation, &response(status, headers, body.as_bytes()));
        let fault = error.fault().unwrap().clone();
        (error, fault)
    }

    #[test]
    fn the_name_is_found_wherever_it_is() {
        let header = [(
            "x-amzn-errortype",
            "UnauthorizedException:http://internal.amazon.com/coral/",
        )];
        for (headers, body, code) in [
            (&header[..], "", "UnauthorizedException"),
            (
                &header[..],
                "{\"__type\":\"a#OtherException\"}",
                "UnauthorizedException",
            ),
            (
                &header[..],
                "{\"error\":\"slow_down\"}",
                "SlowDownException",
            ),
            (
                &header[..],
                "{\"error\":\"new_error\"}",
                "UnauthorizedException",
            ),
            (
                &[],
                "{\"__type\":\"com.amazonaws.switchboard.portal#ForbiddenException\"}",
                "ForbiddenException",
            ),
            (
                &[],
                "{\"__type\":\"ForbiddenException\"}",
                "ForbiddenException",
            ),
            (&[], "{\"error\":\"new_error\"}", "new_error"),
            (&[], "{\"error\":\"\"}", "401"),
            (&[], "{\"error\":7,\"__type\":[]}", "401"),
            (&[], "{\"__type\":\"no name\\n\"}", "401"),
            (&[], "{\"trunca", "401"),
            (&[], "[]", "401"),
            (&[], "", "401"),
        ] {
            assert_eq!(
                refused(LIST_ACCOUNTS, 401, headers, body).1.code,
                code,
                "{body}"
            );
        }
        let region = [("x-amzn-errortype", "InvalidRequestRegionException")];
        let fault = refused(
            CREATE_TOKEN,
            400,
            &region,
            "{\"error\":\"invalid_request\"}",
        )
        .1;
        assert_eq!(fault.code, "InvalidRequestRegionException");
    }

    #[test]
    fn the_sentence_is_the_aws_cli_s() {
        let body = r#"{"message":"No access","__type":"p#ForbiddenException"}"#;
        let (error, _) = refused(LIST_ACCOUNTS, 403, &[], body);
        assert_eq!(
            error.to_string(),
            "An error occurred (ForbiddenException) when calling the ListAccounts operation: No access"
        );
        let body = r#"{"error_description":"No.","error":"access_denied","reason":"why"}"#;
        let (error, fault) = refused(CREATE_TOKEN, 400, &[], body);
        assert_eq!(
            error.to_string(),
            "An error occurred (AccessDeniedException) when calling the CreateToken operation: \
             \n\nAdditional error details:\nerror: access_denied\nreason: why\nerror_description: No.\n"
        );
        assert_eq!(
            (fault.error.as_deref(), fault.message.as_str()),
            (Some("access_denied"), "No.")
        );
        assert!(error.help().is_some());
    }

    #[test]
    fn a_web_page_is_a_refusal_too() {
        let (error, fault) = refused(
            LIST_ACCOUNTS,
            400,
            &[("content-type", "Text/HTML;charset=utf-8")],
            "<!doctype html><html><title>HTTP Status 400</title></html>",
        );
        assert_eq!(
            (fault.code.as_str(), fault.message.as_str()),
            ("400", "Bad Request")
        );
        assert!(error.help().unwrap().contains("web page"));
    }

    #[test]
    fn xml() {
        let body = "<ErrorResponse xmlns=\"x\"><Error><Type>Sender</Type><Code>AccessDenied</Code>\
                    <Message>No.</Message></Error><RequestId>id-1</RequestId></ErrorResponse>";
        let (error, fault) = refused(ASSUME_ROLE, 403, &[], body);
        assert_eq!(
            (fault.code.as_str(), fault.request_id.as_deref()),
            ("AccessDenied", Some("id-1"))
        );
        assert_eq!(
            error.to_string(),
            "An error occurred (AccessDenied) when calling the AssumeRole operation: No."
        );
        for body in [
            "",
            "{}",
            "<ErrorResponse",
            "<a/>",
            "<ErrorResponse><Error><Code> </Code></Error></ErrorResponse>",
        ] {
            assert_eq!(refused(ASSUME_ROLE, 503, &[], body).1.code, "503", "{body}");
        }
    }

    #[test]
    fn waits() {
        let date = ("date", "Wed, 01 May 2024 11:00:00 GMT");
        for (headers, seconds) in [
            (&[("retry-after", "7")][..], Some(7)),
            (&[("retry-after", " 0 ")][..], Some(0)),
            (
                &[("retry-after", "Wed, 01 May 2024 11:01:30 GMT"), date][..],
                Some(90),
            ),
            (
                &[("retry-after", "Wed, 01 May 2024 10:00:00 GMT"), date][..],
                Some(0),
            ),
            (
                &[("retry-after", "Wed, 01 May 2024 11:01:30 GMT")][..],
                None,
            ),
            (&[("retry-after", "-1")][..], None),
            (&[("retry-after", "99999999999")][..], None),
            (&[][..], None),
        ] {
            let (error, fault) = refused(LIST_ACCOUNTS, 429, headers, "");
            assert_eq!(fault.retry_after, seconds, "{headers:?}");
            assert!(error.is_retryable());
        }
    }

    #[test]
    fn a_service_s_words_cannot_steer_a_terminal() {
        let body = "{\"message\":\"a\\u001b[2Jb\\nc\\u202ed\"}";
        let (error, _) = refused(LIST_ACCOUNTS, 400, &[("x-amzn-requestid", "r\u{7}1")], body);
        assert!(error.to_string().ends_with(": a [2Jb c d"), "{error}");
        assert_eq!(error.fault().unwrap().request_id.as_deref(), Some("r 1"));
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(
            status in 400_u16..600,
            body in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..200),
                "[{}<>/\":,a-z_#\\[\\]0-9]{0,60}".prop_map(String::into_bytes),
            ],
            kind in "\\PC{0,20}",
        ) {
            let response = response(status, &[("x-amzn-errortype", &kind)], &body);
            for operation in [CREATE_TOKEN, LIST_ACCOUNTS, ASSUME_ROLE] {
                let error = fault(operation, &response);
                prop_assert!(!error.fault().unwrap().code.is_empty());
            }
        }
    }
}
