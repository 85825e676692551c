//! The services as far as the commands need them, in a function. It believes everything; the sandbox of the package is
//! the one that checks (`tests/node`).

use super::json;
use aws_sso_wasm::error::Result;
use aws_sso_wasm::host::{HttpRequest, HttpResponse};
use aws_sso_wasm::secret::Zeroizing;

/// Where a start URL leads that is not AWS's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Vanity {
    /// To this URL, at every try.
    To(String),
    /// Nowhere at the first try, then to this URL.
    LaterTo(String),
}

/// What the services know.
#[derive(Debug, Clone)]
pub(crate) struct IdentityCenter {
    /// The accounts, as the JSON of ListAccounts has them; `None` if the token's scopes do not reach to accounts.
    pub(crate) accounts: Option<Vec<serde_json::Value>>,
    /// The roles in each account.
    pub(crate) roles: Vec<String>,
    pub(crate) vanity: Vanity,
}

impl Default for IdentityCenter {
    fn default() -> Self {
        Self {
            accounts: Some(vec![
                serde_json::json!({"accountId": "111111111111", "accountName": "Dev"}),
            ]),
            roles: vec!["Admin".to_owned()],
            vanity: Vanity::To("https://d-1234567890.awsapps.com/start".to_owned()),
        }
    }
}

impl IdentityCenter {
    /// The services as a handler of requests.
    pub(crate) fn handler(
        self,
    ) -> impl FnMut(&HttpRequest, usize) -> Result<HttpResponse> + 'static {
        let mut is_first_probe = true;
        let mut is_first_poll = true;
        move |request, _| {
            let (_, rest) = request.url.split_once("://").expect("an absolute URL");
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let path = path.split('?').next().unwrap_or_default();
            if !host.contains("amazonaws.com") {
                let fails = std::mem::take(&mut is_first_probe);
                return Ok(self.probe(fails));
            }
            Ok(match path {
                "client/register" => json(
                    200,
                    r#"{"clientId": "client", "clientSecret": "client-secret", "clientSecretExpiresAt": 1900000000}"#,
                ),
                "device_authorization" => json(
                    200,
                    r#"{"deviceCode": "device-code", "userCode": "ABCD-EFGH", "expiresIn": 600, "interval": 1,
                        "verificationUri": "https://d-1234567890.awsapps.com/start/#/device",
                        "verificationUriComplete": "https://d-1234567890.awsapps.com/start/#/device?user_code=ABCD-EFGH"}"#,
                ),
                "token" if is_device_grant(request) && std::mem::take(&mut is_first_poll) => json(
                    400,
                    r#"{"error": "authorization_pending", "error_description": null}"#,
                ),
                "token" => json(
                    200,
                    r#"{"accessToken": "access-token", "tokenType": "Bearer", "expiresIn": 28800, "refreshToken": "refresh"}"#,
                ),
                "assignment/accounts" => match &self.accounts {
                    Some(accounts) => json(
                        200,
                        &serde_json::json!({"accountList": accounts}).to_string(),
                    ),
                    None => json(
                        401,
                        r#"{"message": "Session token not found or invalid", "__type": "UnauthorizedException"}"#,
                    ),
                },
                "assignment/roles" => {
                    let account = request.url.split("account_id=").nth(1).expect("an account");
                    let account = account.split('&').next();
                    let role =
                        |name: &String| serde_json::json!({"roleName": name, "accountId": account});
                    let roles: Vec<_> = self.roles.iter().map(role).collect();
                    json(200, &serde_json::json!({"roleList": roles}).to_string())
                }
                "federation/credentials" => json(
                    200,
                    r#"{"roleCredentials": {"accessKeyId": "ASIAEXAMPLE", "secretAccessKey": "secret-key",
                        "sessionToken": "session-token", "expiration": 1714564800000}}"#,
                ),
                "logout" => json(200, ""),
                "" => xml(
                    "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
                     <GetCallerIdentityResult><UserId>AROAEXAMPLE:alex</UserId><Account>111111111111</Account>\
                     <Arn>arn:aws:sts::111111111111:assumed-role/Admin/alex</Arn></GetCallerIdentityResult>\
                     </GetCallerIdentityResponse>",
                ),
                other => panic!("nobody serves {host} /{other}"),
            })
        }
    }

    fn probe(&self, is_first: bool) -> HttpResponse {
        let location = match &self.vanity {
            Vanity::LaterTo(_) if is_first => return json(404, ""),
            Vanity::LaterTo(url) | Vanity::To(url) => url.clone(),
        };
        HttpResponse {
            status: 302,
            headers: vec![("location".to_owned(), location)],
            body: Zeroizing::default(),
        }
    }
}

fn is_device_grant(request: &HttpRequest) -> bool {
    String::from_utf8_lossy(&request.body).contains("grant-type:device_code")
}

fn xml(body: &str) -> HttpResponse {
    HttpResponse {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
        body: Zeroizing::new(body.as_bytes().to_vec()),
    }
}
