//! SSO, the access portal of IAM Identity Center: ListAccounts, ListAccountRoles, GetRoleCredentials and Logout (IAM
//! Identity Center Portal API Reference). The access token travels in a header of its own.

use super::credentials::Credentials;
use super::endpoint::{Endpoint, Service};
use super::operation::Operation;
use super::relay;
use super::response::Members;
use super::web_page::{WEB_PAGE_HELP, is_web_page};
use crate::encode::percent;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::host::{HttpRequest, HttpResponse, Method};
use crate::secret::{Secret, Zeroizing};

/// The header with the access token.
pub const BEARER_TOKEN: &str = "x-amz-sso_bearer_token";
/// The most that one page holds.
pub const MAX_RESULTS: u8 = 100;

const LIST_ACCOUNTS: Operation = operation("ListAccounts");
const LIST_ACCOUNT_ROLES: Operation = operation("ListAccountRoles");
const GET_ROLE_CREDENTIALS: Operation = operation("GetRoleCredentials");
const LOGOUT: Operation = operation("Logout");

const fn operation(name: &'static str) -> Operation {
    Operation {
        service: Service::Sso,
        name,
    }
}

/// Which page of a list, and how long it may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageRequest<'a> {
    /// `max_result`, 1 to [`MAX_RESULTS`]; the service's own choice if it is absent.
    pub max_results: Option<u8>,
    /// `next_token` of the page before; absent for the first page.
    pub next_token: Option<&'a str>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The page's items.
    pub items: Vec<T>,
    /// What the next page is had for; `None` on the last one.
    pub next_token: Option<String>,
}

/// An account that the person has a role in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// `accountId`.
    pub account_id: String,
    /// `accountName`, as somebody typed it.
    pub account_name: Option<String>,
    /// `emailAddress`, as somebody typed it.
    pub email_address: Option<String>,
}

/// A role that the person has in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// `roleName`.
    pub role_name: String,
    /// `accountId`, if the service repeats it.
    pub account_id: Option<String>,
}

/// ListAccounts.
pub fn list_accounts_request(
    endpoint: &Endpoint,
    access_token: &Secret,
    page: PageRequest<'_>,
) -> HttpRequest {
    list(endpoint, "/assignment/accounts", access_token, None, page)
}

/// The answer to ListAccounts.
pub fn list_accounts_response(response: &HttpResponse) -> Result<Page<Account>> {
    let members = LIST_ACCOUNTS.members(response)?;
    page(members, "accountList", |account| {
        Ok(Account {
            account_id: account.text("accountId")?.to_owned(),
            account_name: account.optional_label("accountName")?.map(str::to_owned),
            email_address: account.optional_label("emailAddress")?.map(str::to_owned),
        })
    })
}

/// ListAccountRoles.
pub fn list_account_roles_request(
    endpoint: &Endpoint,
    access_token: &Secret,
    account_id: &str,
    page: PageRequest<'_>,
) -> HttpRequest {
    let account_id = Some(("account_id", account_id));
    list(
        endpoint,
        "/assignment/roles",
        access_token,
        account_id,
        page,
    )
}

/// The answer to ListAccountRoles.
pub fn list_account_roles_response(response: &HttpResponse) -> Result<Page<Role>> {
    let members = LIST_ACCOUNT_ROLES.members(response)?;
    page(members, "roleList", |role| {
        Ok(Role {
            role_name: role.text("roleName")?.to_owned(),
            account_id: role.optional_text("accountId")?.map(str::to_owned),
        })
    })
}

/// GetRoleCredentials.
pub fn get_role_credentials_request(
    endpoint: &Endpoint,
    access_token: &Secret,
    account_id: &str,
    role_name: &str,
) -> HttpRequest {
    let pairs = [("role_name", role_name), ("account_id", account_id)];
    get(endpoint, "/federation/credentials", access_token, &pairs)
}

/// The answer to GetRoleCredentials for a role in `account_id`.
pub fn get_role_credentials_response(
    account_id: &str,
    response: &HttpResponse,
) -> Result<Credentials> {
    let members = GET_ROLE_CREDENTIALS
        .members(response)?
        .object("roleCredentials")?;
    let expiration = members.number("expiration")?;
    let expiration = Timestamp::from_epoch_millis(expiration)
        .filter(|_| expiration > 0)
        .ok_or_else(|| members.bad_response("with expiration outside of what it can be"))?;
    Ok(Credentials {
        access_key_id: members.text("accessKeyId")?.to_owned(),
        secret_access_key: members.secret("secretAccessKey")?,
        session_token: Some(members.secret("sessionToken")?),
        expiration: Some(expiration),
        account_id: Some(account_id.to_owned()),
    })
}

/// Logout: ends the session that the access token belongs to, at AWS.
pub fn logout_request(endpoint: &Endpoint, access_token: &Secret) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        ..get(endpoint, "/logout", access_token, &[])
    }
}

/// The answer to Logout, which has no body.
pub fn logout_response(response: &HttpResponse) -> Result<()> {
    LOGOUT.succeeded(response)?;
    // A network's own sign-in page says 200, too.
    if is_web_page(response) {
        return Err(LOGOUT
            .bad_response("with a web page")
            .with_help(WEB_PAGE_HELP));
    }
    Ok(())
}

fn list(
    endpoint: &Endpoint,
    path: &str,
    access_token: &Secret,
    account_id: Option<(&str, &str)>,
    page: PageRequest<'_>,
) -> HttpRequest {
    let max_results = page.max_results.map(|max| max.to_string());
    let pairs: Vec<_> = account_id
        .into_iter()
        .chain(max_results.as_deref().map(|max| ("max_result", max)))
        .chain(page.next_token.map(|token| ("next_token", token)))
        .collect();
    get(endpoint, path, access_token, &pairs)
}

fn get(
    endpoint: &Endpoint,
    path: &str,
    access_token: &Secret,
    pairs: &[(&str, &str)],
) -> HttpRequest {
    let mut url = endpoint.at(path);
    if !pairs.is_empty() {
        url.push('?');
        url.push_str(&percent::query(pairs));
    }
    // Proxies drop header names with underscores, so a relay writes AWS's own.
    let mut headers = vec![if endpoint.is_relayed() {
        let value = format!("Bearer {}", access_token.expose());
        ("authorization", Zeroizing::new(value))
    } else {
        (BEARER_TOKEN, Zeroizing::new(access_token.expose().clone()))
    }];
    headers.extend(relay::headers(endpoint));
    HttpRequest {
        method: Method::Get,
        url,
        headers,
        body: Zeroizing::default(),
    }
}

fn page<T>(
    mut members: Members,
    list: &str,
    item: impl Fn(&Members) -> Result<T>,
) -> Result<Page<T>> {
    Ok(Page {
        items: members
            .objects(list)?
            .iter()
            .map(item)
            .collect::<Result<_>>()?,
        next_token: members.optional_text("nextToken")?.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::endpoint::{EndpointOptions, resolve};
    use crate::error::ErrorKind;
    use proptest::prelude::*;

    fn endpoint() -> Endpoint {
        resolve(Service::Sso, Some("us-west-2"), &EndpointOptions::default()).unwrap()
    }

    fn answer(status: u16, body: &str) -> HttpResponse {
        HttpResponse {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec().into(),
        }
    }

    #[test]
    fn requests() {
        let (endpoint, token) = (endpoint(), Secret::from("SENSITIVE"));
        let second = PageRequest {
            max_results: Some(MAX_RESULTS),
            next_token: Some("a b+c/="),
        };
        for (request, method, target) in [
            (
                list_accounts_request(&endpoint, &token, PageRequest::default()),
                "GET",
                "/assignment/accounts",
            ),
            (
                list_accounts_request(&endpoint, &token, second),
                "GET",
                "/assignment/accounts?max_result=100&next_token=a%20b%2Bc%2F%3D",
            ),
            (
                list_account_roles_request(&endpoint, &token, "1", PageRequest::default()),
                "GET",
                "/assignment/roles?account_id=1",
            ),
            (
                list_account_roles_request(&endpoint, &token, "1", second),
                "GET",
                "/assignment/roles?account_id=1&max_result=100&next_token=a%20b%2Bc%2F%3D",
            ),
            (
                get_role_credentials_request(&endpoint, &token, "1&account_id=2", "A+b @=,.-_"),
                "GET",
                "/federation/credentials?role_name=A%2Bb%20%40%3D%2C.-_&account_id=1%26account_id%3D2",
            ),
            (logout_request(&endpoint, &token), "POST", "/logout"),
        ] {
            assert_eq!(request.method.as_str(), method);
            assert_eq!(
                request.url,
                format!("https://portal.sso.us-west-2.amazonaws.com{target}")
            );
            assert_eq!(
                request.headers,
                [(BEARER_TOKEN, "SENSITIVE".to_owned().into())]
            );
            assert!(request.body.is_empty());
            assert!(!format!("{request:?}").contains("SENSITIVE"));
        }
    }

    #[test]
    fn lists() {
        let page = list_accounts_response(&answer(
            200,
            r#"{"nextToken":"n","accountList":[{"accountId":"1","accountName":"a","emailAddress":"e"},{"accountId":"2","accountName":null}]}"#,
        ))
        .unwrap();
        assert_eq!(page.next_token.as_deref(), Some("n"));
        assert_eq!(page.items[0].email_address.as_deref(), Some("e"));
        assert_eq!(page.items[1].account_name, None);
        for end in ["", "\"nextToken\":null,", "\"nextToken\":\"\","] {
            let body =
                format!("{{{end}\"roleList\":[{{\"roleName\":\"r\",\"accountId\":\"1\"}}]}}");
            let page = list_account_roles_response(&answer(200, &body)).unwrap();
            assert_eq!((page.items.len(), page.next_token), (1, None));
        }
        assert!(
            list_accounts_response(&answer(200, "{\"accountList\":[]}"))
                .unwrap()
                .items
                .is_empty()
        );
    }

    #[test]
    fn an_odd_name_does_not_hide_the_accounts() {
        let body = r#"{"accountList":[{"accountId":"1","accountName":"a\u001b[31m\t"}]}"#;
        let page = list_accounts_response(&answer(200, body)).unwrap();
        assert_eq!(page.items[0].account_name.as_deref(), Some("a\x1b[31m\t"));
    }

    #[test]
    fn role_credentials() {
        let body = r#"{"roleCredentials":{"accessKeyId":"a","secretAccessKey":"s","sessionToken":"t","expiration":1611177743123}}"#;
        let credentials = get_role_credentials_response("1", &answer(200, body)).unwrap();
        assert_eq!(credentials.access_key_id, "a");
        assert_eq!(credentials.session_token, Some(Secret::from("t")));
        assert_eq!(credentials.account_id.as_deref(), Some("1"));
        assert_eq!(
            credentials.expiration.unwrap().epoch_millis(),
            1_611_177_743_123
        );
        for (from, to) in [
            ("\"roleCredentials\"", "\"accessKey\""),
            ("\"sessionToken\":\"t\"", "\"sessionToken\":null"),
            ("\"sessionToken\":\"t\"", "\"sessionToken\":\"t\\n\""),
            ("\"secretAccessKey\":\"s\"", "\"secretAccessKey\":\"\""),
            ("1611177743123", "\"2021-01-20T21:22:23Z\""),
            ("1611177743123", "1e99"),
            ("1611177743123", "99999999999999999"),
            ("{\"accessKeyId\"", "[{\"accessKeyId\""),
        ] {
            let body = body.replacen(from, to, 1);
            let error = get_role_credentials_response("1", &answer(200, &body)).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::BadResponse, "{body}");
            assert!(
                error
                    .to_string()
                    .starts_with("SSO answered GetRoleCredentials with"),
                "{error}"
            );
        }
    }

    #[test]
    fn lists_are_read_strictly() {
        for body in [
            "{}",
            "{\"accountList\":null}",
            "{\"accountList\":{}}",
            "{\"accountList\":[1]}",
            "{\"accountList\":[{}]}",
            "{\"accountList\":[{\"accountId\":12}]}",
            "{\"accountList\":[{\"accountId\":\"1\\u001b[31m\"}]}",
            "{\"accountList\":[{\"accountId\":\"1\",\"accountName\":1}]}",
            "{\"accountList\":[],\"nextToken\":1}",
        ] {
            let error = list_accounts_response(&answer(200, body)).unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::BadResponse, "{body}");
            list_account_roles_response(&answer(200, body)).unwrap_err();
        }
    }

    #[test]
    fn logout_has_no_body() {
        logout_response(&answer(200, "")).unwrap();
        assert!(logout_response(&answer(200, "<html>")).is_err());
        let error = logout_response(&answer(401, "")).unwrap_err();
        assert_eq!(error.fault().unwrap().operation, "Logout");
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(body in "[{}\\[\\]\":,a-z0-9]{0,40}|\\{\"(accountList|roleList|roleCredentials)\":[^,]{0,20}\\}") {
            let response = answer(200, &body);
            let _ = list_accounts_response(&response);
            let _ = list_account_roles_response(&response);
            let _ = get_role_credentials_response("1", &response);
        }
    }
}
