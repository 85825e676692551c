//! `sso/role-credentials-cases.json`, the flow's part: GetRoleCredentials with its cache.

use crate::load;
use crate::scripted::{ScriptedHost, in_turn, json, run, with_header};
use aws_sso_wasm::aws::credentials::Credentials;
use aws_sso_wasm::config::sso_profile::SsoProfile;
use aws_sso_wasm::config::sso_session::SsoSession;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::client::{Client, Endpoints};
use aws_sso_wasm::flow::role_credentials::role_credentials;
use aws_sso_wasm::flow::session_files::{role_credentials_key, token_key};
use aws_sso_wasm::host::{HttpResponse, StoreKey};
use serde_json::{Value, json as value};

const REFUSED: &str = "The SSO session associated with this profile has expired or is otherwise invalid. To refresh \
    this SSO session run aws sso login with the corresponding profile.";

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

/// A case with what it does not say taken from the first, which is the fixture of the test it comes from.
struct Case {
    profile: SsoProfile,
    client: Client<ScriptedHost>,
}

impl Case {
    fn new(case: &Value, first: &Value, now: &str, answer: Option<HttpResponse>) -> Self {
        let get = |name: &str| match &case[name] {
            Value::Null => first[name].clone(),
            own => own.clone(),
        };
        let profile = SsoProfile {
            session: SsoSession {
                name: None,
                start_url: text(&get("startUrl")).to_owned(),
                region: text(&get("ssoRegion")).to_owned(),
                scopes: None,
            },
            account_id: text(&get("accountId")).to_owned(),
            role_name: text(&get("roleName")).to_owned(),
        };
        let host = ScriptedHost::new(now, in_turn(answer.map(Ok)))
            .with_file(token_key(&profile.session), &get("token").to_string());
        Self {
            profile,
            client: Client::new(host, Endpoints::default()),
        }
    }

    fn key(&self) -> StoreKey {
        let SsoProfile {
            session,
            account_id,
            role_name,
        } = &self.profile;
        role_credentials_key(session, account_id, role_name)
    }

    fn cached(self, file: &str) -> Self {
        self.client.host.put(self.key(), file);
        self
    }

    fn fetch(&self) -> Result<Credentials> {
        run(
            &self.client.host,
            role_credentials(&self.client, &self.profile),
        )
    }

    fn calls(&self) -> usize {
        self.client.host.requests.borrow().len()
    }

    fn file(&self) -> Option<Value> {
        let file = self.client.host.file(&self.key())?;
        Some(serde_json::from_str(&file).expect("JSON"))
    }
}

fn check(credentials: &Credentials, expected: &Value) {
    assert_eq!(credentials.access_key_id, text(&expected["accessKeyId"]));
    assert_eq!(
        credentials.secret_access_key.expose(),
        text(&expected["secretAccessKey"])
    );
    let token = credentials.session_token.as_ref().expect("a session token");
    assert_eq!(token.expose(), text(&expected["sessionToken"]));
    let end = credentials.expiration.expect("an end");
    if let Some(expected) = expected["expiration"].as_str() {
        assert_eq!(end.to_iso8601(), expected);
    }
    if let Some(expected) = expected["expirationEpoch"].as_i64() {
        assert_eq!(end.epoch_seconds(), expected);
    }
}

#[test]
fn every_case() {
    let Some(vectors) = load("sso/role-credentials-cases.json") else {
        return;
    };
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 8);
    let first = &cases[0];
    let now = text(&first["now"]);
    let ok = |case: &Value| Some(json(200, &case["response"].to_string()));
    for case in cases {
        match text(&case["id"]) {
            "GetRoleCredentials ok -> cached" => {
                let run = Case::new(case, first, now, ok(case));
                check(&run.fetch().unwrap(), &case["expect"]);
                assert_eq!(
                    run.key(),
                    StoreKey::CliCache(text(&case["cacheFile"]).to_owned())
                );
                assert_eq!(run.file().as_ref(), Some(&case["cacheContent"]));
            }
            "UnauthorizedException" => {
                let answer =
                    with_header(json(401, ""), "x-amzn-errortype", "UnauthorizedException:");
                let run = Case::new(case, first, now, Some(answer));
                let error = run.fetch().unwrap_err();
                assert_eq!(
                    (error.kind(), error.to_string().as_str()),
                    (&ErrorKind::SignInRequired, REFUSED)
                );
                assert_eq!((run.calls(), run.file()), (1, None));
            }
            "legacy token expired: no call is made" => {
                let run = Case::new(case, first, text(&case["now"]), None);
                let error = run.fetch().unwrap_err();
                assert_eq!(
                    (error.kind(), error.to_string().as_str()),
                    (&ErrorKind::SignInRequired, REFUSED)
                );
                assert_eq!(value!(run.calls()), case["calls"]);
            }
            "unexpired role cache is used, no call" => {
                let file = cached("2026-01-02T03:04:05UTC");
                let run = Case::new(case, first, "2026-01-02T02:00:00Z", None).cached(&file);
                assert_eq!(run.fetch().unwrap().access_key_id, "cached");
                assert_eq!(run.calls(), 0);
            }
            "expired role cache (Expiration 2002-10-22T20:52:11UTC) -> call" => {
                let file = cached("2002-10-22T20:52:11UTC");
                let run = Case::new(case, first, now, ok(first)).cached(&file);
                check(&run.fetch().unwrap(), &first["expect"]);
                assert_eq!(run.file().as_ref(), Some(&first["cacheContent"]));
            }
            // Deliberately different from the Go SDK: the end is cut to whole seconds at once, so that the process that
            // fetched the credentials and the next one, which finds them in the cache, see the same.
            "go: millisecond expiration" => {
                let run = Case::new(case, first, now, ok(case));
                let end = run.fetch().unwrap().expiration.unwrap();
                let (instant, _) = text(&case["expectInstant"]).split_once('.').unwrap();
                assert_eq!(
                    (end.to_iso8601(), end.epoch_millis() % 1000),
                    (format!("{instant}Z"), 0)
                );
                assert_eq!(
                    run.file().unwrap()["Credentials"]["Expiration"],
                    "2021-01-20T21:22:23Z"
                );
            }
            "c-auth: success body" => {
                let mut run = Case::new(case, first, now, ok(case));
                run.profile.account_id = "123".to_owned();
                run.profile.role_name = "roleName".to_owned();
                check(&run.fetch().unwrap(), &case["expect"]);
                // The order of parameters is the AWS CLI's, role first.
                let url = run.client.host.requests.borrow()[0].url.clone();
                let target = |url: &str| -> Vec<String> {
                    let (path, query) = url.split_once('?').unwrap();
                    let mut parts: Vec<_> = query.split('&').map(str::to_owned).collect();
                    parts.sort();
                    parts.push(path.rsplit_once(".com").map_or(path, |it| it.1).to_owned());
                    parts
                };
                assert_eq!(target(&url), target(text(&case["expectPath"])));
            }
            "c-auth: body without roleCredentials" => {
                let answer = json(200, text(&case["responseText"]));
                let run = Case::new(case, first, now, Some(answer));
                assert_eq!(*run.fetch().unwrap_err().kind(), ErrorKind::BadResponse);
                assert_eq!(run.file(), None);
            }
            other => panic!("the test does not know {other}"),
        }
    }
}

/// A cache file without `ProviderType`.
fn cached(expiration: &str) -> String {
    let credentials = value!({
        "AccessKeyId": "cached", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": expiration,
    });
    value!({ "Credentials": credentials }).to_string()
}
