//! No secret shows in an event, an error or a `Debug`: every secret of every flow is marked, and then looked for.

use crate::scripted::{ScriptedHost, json, path, run, with_header};
use crate::session::{
    NOW, admin, admin_key, client, dev, issued, issuer, no_network, oauth_error, portal_error,
    registered, registration_of_dev, role_credentials as answered, token_file, token_of_dev,
};
use aws_sso_wasm::config::credential_source::{AssumeRole, CredentialSource};
use aws_sso_wasm::error::Result;
use aws_sso_wasm::flow::assistant::Assistant;
use aws_sso_wasm::flow::caller_identity::caller_identity;
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::clock_skew::SkewCorrected;
use aws_sso_wasm::flow::credentials::credentials;
use aws_sso_wasm::flow::device::sign_in_with_device_code;
use aws_sso_wasm::flow::listing::Listing;
use aws_sso_wasm::flow::refresh::access_token;
use aws_sso_wasm::flow::role_files::RoleFiles;
use aws_sso_wasm::flow::sign_in::{begin, complete};
use aws_sso_wasm::flow::sign_out::{sign_out_of_all, sign_out_of_with_roles};
use aws_sso_wasm::flow::status::status;
use aws_sso_wasm::host::{HttpRequest, HttpResponse};
use aws_sso_wasm::oauth::redirect_uri::RedirectUri;
use aws_sso_wasm::secret::Secret;
use aws_sso_wasm::secret::Zeroizing;
use std::cell::RefCell;
use std::fmt::Debug;

/// Part of every secret. As a client id it would be none, so that one is not marked.
const MARK: &str = "SENSITIVE";

type Corrected<'h> = Client<SkewCorrected<&'h ScriptedHost>>;

struct Person;

impl Assistant for Person {
    async fn run(&self, _: &Secret) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(MARK.as_bytes().to_vec()))
    }

    async fn mfa_code(&self, _: &str) -> Result<Secret> {
        Ok(Secret::from(MARK))
    }
}

/// All that was shown, and what must not be although it cannot be marked.
#[derive(Default)]
struct Shown {
    text: RefCell<String>,
    hidden: RefCell<Vec<String>>,
}

impl Shown {
    fn add(&self, value: impl Debug) {
        self.text.borrow_mut().push_str(&format!("{value:?}\n"));
    }

    fn taken(&self, value: impl Debug) -> Result<()> {
        self.add(value);
        Ok(())
    }

    fn outcome<T: Debug>(&self, outcome: Result<T>) {
        if let Err(error) = &outcome {
            let mut cause = Some(error);
            while let Some(error) = cause {
                self.add((error.to_string(), error.help()));
                cause = error.cause();
            }
        }
        self.add(outcome);
    }
}

/// The services, which mark every secret they hand out.
fn services(request: &HttpRequest) -> HttpResponse {
    let mark = |response: HttpResponse| {
        let text = String::from_utf8(response.body.to_vec()).unwrap();
        let text = ["secret-key", "session-token", "c-secret"]
            .iter()
            .fold(text, |text, secret| {
                text.replace(secret, &format!("{MARK}-{secret}"))
            });
        with_header(
            json(response.status, &text),
            "date",
            "Wed, 01 May 2024 10:05:00 GMT",
        )
    };
    mark(match path(request).as_str() {
        "/client/register" => registered("c"),
        "/device_authorization" => json(
            200,
            &format!(
                r#"{{"deviceCode": "{MARK}-device", "userCode": "{MARK}", "verificationUri": "https://device.sso.us-west-2.amazonaws.com/", "verificationUriComplete": "https://device.sso.us-west-2.amazonaws.com/?user_code={MARK}", "expiresIn": 600, "interval": 1}}"#
            ),
        ),
        "/token" => issued(&format!("{MARK}-access"), &format!("{MARK}-refresh")),
        "/federation/credentials" => answered("AKIA"),
        "/assignment/accounts" if request.url.contains("next_token") => {
            json(200, r#"{"accountList": []}"#)
        }
        "/assignment/accounts" => json(
            200,
            &format!(r#"{{"accountList": [{{"accountId": "1"}}], "nextToken": "{MARK}-page"}}"#),
        ),
        "/assignment/roles" => json(200, r#"{"roleList": [{"roleName": "A"}]}"#),
        "/logout" => json(200, ""),
        _ if request.body.starts_with(b"Action=AssumeRole") => json(
            200,
            &format!(
                "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>{MARK}</SecretAccessKey><SessionToken>{MARK}</SessionToken><Expiration>2024-05-01T11:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
            ),
        ),
        _ => json(
            200,
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn><UserId>u</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
        ),
    })
}

/// Everything there is, one after the other, whatever the outcome.
async fn everything(client: &Corrected<'_>, shown: &Shown) {
    let (session, issuer) = (dev(), issuer());
    shown.outcome(access_token(client, &session).await);
    let begun = begin(client, &session, &issuer, RedirectUri::with_port(1)).await;
    shown.add(begun.as_ref().map(|(_, pending)| pending));
    if let Ok((_, pending)) = begun {
        let state = pending.state.expose().to_owned();
        shown.hidden.borrow_mut().push(state);
        let code = Secret::from(format!("{MARK}-code"));
        shown.outcome(complete(client, pending, code).await);
    }
    let prompt = async |device: &_| shown.taken(device);
    shown.outcome(sign_in_with_device_code(client, &session, &issuer, prompt).await);
    let listing = Listing::new(client, &session);
    shown.add(&listing);
    shown.outcome(listing.accounts(async |page| shown.taken(page)).await);
    shown.outcome(listing.roles("1", async |page| shown.taken(page)).await);
    let role = CredentialSource::AssumeRole(AssumeRole {
        profile: "p".to_owned(),
        role_arn: "arn:aws:iam::1:role/A".to_owned(),
        role_session_name: None,
        external_id: None,
        duration_seconds: None,
        mfa_serial: Some("device".to_owned()),
        source: Box::new(CredentialSource::Sso(admin())),
    });
    shown.add(&role);
    let region = || Ok("us-west-2".to_owned());
    let fetched = credentials(client, &Person, &role, region).await;
    if let Ok(credentials) = &fetched {
        shown.outcome(caller_identity(client, credentials, "us-west-2").await);
    }
    shown.outcome(fetched);
    let roles = [("1".to_owned(), "A".to_owned())];
    if let Ok(files) = RoleFiles::list(&client.host).await {
        let of_roles = files.of(&session, &roles);
        shown.add(status(&client.host, &session, &of_roles).await);
    }
    shown.outcome(sign_out_of_with_roles(client, &session, &roles).await);
    shown.outcome(sign_out_of_all(client).await);
}

/// What is shown when the services answer like this.
fn shown(answer: impl FnMut(&HttpRequest, usize) -> Result<HttpResponse> + 'static) -> String {
    let host = ScriptedHost::new(NOW, answer);
    // A token that is due.
    let token = token_file(
        &format!("{MARK}-access"),
        "2024-05-01T10:06:00Z",
        &format!("{MARK}-refresh"),
    );
    let token = token.replace("client-secret", &format!("{MARK}-secret"));
    shown_on(&host.with_file(token_of_dev(), &token))
}

fn shown_on(host: &ScriptedHost) -> String {
    let client = client(SkewCorrected::new(host));
    let shown = Shown::default();
    run(host, everything(&client, &shown));
    shown.add(&client);
    for request in host.requests.borrow().iter() {
        shown.add(request);
    }
    let mut text = format!("{}\n{}", shown.text.borrow(), host.traces());
    for hidden in shown.hidden.borrow().iter() {
        text = text.replace(hidden, MARK);
    }
    text
}

fn check(text: &str) {
    if let Some(at) = text.find(MARK) {
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        panic!("{}", &text[start..text.len().min(at + 200)]);
    }
}

#[test]
fn none_is_shown_when_all_goes_well() {
    let text = shown(|request, _| Ok(services(request)));
    check(&text);
    for step in [
        "RegisterClient: POST",
        "CreateToken: POST",
        "StartDeviceAuthorization: POST",
        "ListAccounts: GET",
        "GetRoleCredentials: GET",
        "AssumeRole: POST",
        "GetCallerIdentity: POST",
        "Logout: POST",
        "SignedIn",
        "SignedOut",
        "Refreshed",
        "corrected",
    ] {
        assert!(text.contains(step), "{step} is not among what is shown");
    }
}

#[test]
fn none_is_shown_when_the_services_refuse() {
    for status in [302, 400, 401, 403, 404, 429, 500] {
        check(&shown(move |_, _| {
            Ok(json(status, &format!("<html>{MARK}")))
        }));
    }
    for error in [
        "invalid_client",
        "invalid_grant",
        "access_denied",
        "slow_down",
    ] {
        check(&shown(move |request, _| {
            Ok(match path(request).as_str() {
                "/token" => oauth_error(400, error),
                "/assignment/accounts" | "/federation/credentials" => {
                    portal_error(401, "UnauthorizedException")
                }
                _ => services(request),
            })
        }));
    }
}

#[test]
fn none_is_shown_when_answers_make_no_sense() {
    for body in [
        MARK.to_owned(),
        format!("{{\"accessToken\": \"{MARK}\"}}"),
        format!("{{\"accessToken\": \"{MARK}\\n\", \"expiresIn\": 1}}"),
        format!("{{\"clientId\": \"c\", \"clientSecret\": \"{MARK}\"}}"),
        format!(
            "{{\"roleCredentials\": {{\"accessKeyId\": \"A\", \"secretAccessKey\": \"{MARK}\"}}}}"
        ),
        format!(
            "<AssumeRoleResponse><AssumeRoleResult>{MARK}</AssumeRoleResult></AssumeRoleResponse>"
        ),
    ] {
        let text = body.clone();
        check(&shown(move |_, _| Ok(json(200, &text))));
        // And the same one after the sign-in went well.
        check(&shown(move |request, _| {
            Ok(match path(request).as_str() {
                "/client/register" | "/device_authorization" | "/token" => services(request),
                _ => json(200, &body),
            })
        }));
    }
}

#[test]
fn none_is_shown_when_files_make_no_sense() {
    for file in [
        MARK.to_owned(),
        format!("{{\"accessToken\": \"{MARK}"),
        format!("{{\"accessToken\": \"{MARK}\", \"expiresAt\": \"soon\"}}"),
        format!("{{\"accessToken\": \"{MARK}\\u0000\", \"expiresAt\": \"2024-05-01T18:00:00Z\"}}"),
        format!("[\"{MARK}\"]"),
    ] {
        let host = ScriptedHost::new(NOW, |request, _| Ok(services(request)))
            .with_file(token_of_dev(), &file)
            .with_file(registration_of_dev(), &file)
            .with_file(admin_key(), &file);
        check(&shown_on(&host));
        // Nobody gets as far as to replace them.
        let host = ScriptedHost::new(NOW, |_, _| Err(no_network()))
            .with_file(token_of_dev(), &file)
            .with_file(registration_of_dev(), &file)
            .with_file(admin_key(), &file);
        check(&shown_on(&host));
    }
}
