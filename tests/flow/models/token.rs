//! A session's token: signed in, due, refreshed, refused, written by another process, removed, under a clock that steps.

use super::check;
use crate::scripted::{ScriptedHost, json, path, run};
use crate::session::{NOW, client, dev, no_network, oauth_error, stored_token, token_of_dev};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::Result;
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::refresh::{access_token, replace_rejected};
use aws_sso_wasm::flow::sign_out::sign_out_of;
use aws_sso_wasm::host::{HttpRequest, HttpResponse};
use aws_sso_wasm::secret::Secret;
use proptest::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

/// What happens next.
#[derive(Debug, Clone)]
enum Step {
    /// Time passes, in minutes.
    Wait(u32),
    /// Somebody sets the local clock, by so many minutes.
    SetClock(i64),
    /// A flow needs a token.
    Ask,
    /// The portal refuses the token that there is, and a flow needs another one.
    Refused,
    /// Another process writes a token for so many minutes.
    Written {
        minutes: u32,
        renewable: bool,
    },
    /// Another process removes the file.
    Removed,
    SignOut,
    /// From now on the service does this.
    Service(Service),
}

/// How the service takes a refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    /// It issues a token for so many minutes, and a new refresh token or none.
    Issues {
        minutes: u32,
        rotates: bool,
    },
    Refuses,
    InTrouble,
    Away,
}

fn service() -> impl Strategy<Value = Service> {
    prop_oneof![
        4 => (prop_oneof![Just(60_u32), Just(480), 1_u32..30], any::<bool>())
            .prop_map(|(minutes, rotates)| Service::Issues { minutes, rotates }),
        1 => Just(Service::Refuses),
        1 => Just(Service::InTrouble),
        1 => Just(Service::Away),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop_oneof![1_u32..20, Just(60), Just(600), Just(60 * 24 * 100)].prop_map(Step::Wait),
        1 => prop_oneof![-30_i64..30, Just(-60 * 24), Just(60 * 24)].prop_map(Step::SetClock),
        6 => Just(Step::Ask),
        2 => Just(Step::Refused),
        2 => (1_u32..600, any::<bool>())
            .prop_map(|(minutes, renewable)| Step::Written { minutes, renewable }),
        1 => Just(Step::Removed),
        1 => Just(Step::SignOut),
        2 => service().prop_map(Step::Service),
    ]
}

/// What the model knows of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    access: String,
    expires_at: Timestamp,
    /// The refresh token and the end of the registration that it takes.
    renewal: Option<(String, Timestamp)>,
}

/// The service's side: what it does, and the refresh tokens that it has made.
#[derive(Debug)]
struct Counter {
    service: Service,
    issued: u32,
    refreshes: u32,
}

struct World {
    client: Client<ScriptedHost>,
    counter: Rc<RefCell<Counter>>,
    token: Option<Token>,
    /// When the last refresh began, by the local clock.
    refreshed_at: Option<Timestamp>,
    written: u32,
}

impl World {
    fn new() -> Self {
        let counter = Rc::new(RefCell::new(Counter {
            service: Service::Issues {
                minutes: 60,
                rotates: true,
            },
            issued: 0,
            refreshes: 0,
        }));
        let answers = Rc::clone(&counter);
        let host = ScriptedHost::new(NOW, move |request, _| answers.borrow_mut().answer(request));
        Self {
            client: client(host),
            counter,
            token: None,
            refreshed_at: None,
            written: 0,
        }
    }

    fn now(&self) -> Timestamp {
        use aws_sso_wasm::host::Clock as _;
        self.client.host.now()
    }

    /// Minutes on the local clock from now on.
    fn after(&self, minutes: u32) -> Timestamp {
        let end = self
            .now()
            .saturating_add_millis(i64::from(minutes) * 60_000);
        // Files have whole seconds.
        Timestamp::from_epoch_seconds(end.epoch_seconds()).expect("a time")
    }

    fn take(&mut self, step: &Step) {
        let host = &self.client.host;
        match step {
            Step::Wait(minutes) => {
                let later = i64::from(*minutes) * 60_000;
                host.now.set(host.now.get().saturating_add_millis(later));
            }
            Step::SetClock(minutes) => host
                .clock_error
                .set(host.clock_error.get() + minutes * 60_000),
            Step::Service(service) => self.counter.borrow_mut().service = *service,
            Step::Written { minutes, renewable } => self.write(*minutes, *renewable),
            Step::Removed => {
                host.files.borrow_mut().remove(&token_of_dev());
                self.token = None;
            }
            Step::SignOut => {
                let done = run(host, sign_out_of(&self.client, &dev())).expect("a sign-out");
                assert_eq!(done.tokens, usize::from(self.token.is_some()));
                self.token = None;
            }
            Step::Ask => self.ask(None),
            Step::Refused => {
                let rejected = self.token.as_ref().map(|it| it.access.clone());
                self.ask(Some(rejected.unwrap_or_default()));
            }
        }
        self.compare();
    }

    /// Another process signed in.
    fn write(&mut self, minutes: u32, renewable: bool) {
        self.written += 1;
        let access = format!("written-{}", self.written);
        let expires_at = self.after(minutes);
        let end = self.after(60 * 24 * 90);
        let renewal = renewable.then(|| (format!("r-{access}"), end));
        let more = renewal.as_ref().map_or_else(String::new, |(token, end)| {
            format!(
                r#", "clientId": "c", "clientSecret": "s", "registrationExpiresAt": "{end}", "refreshToken": "{token}""#
            )
        });
        let file = format!(
            r#"{{"region": "us-west-2", "accessToken": "{access}", "expiresAt": "{expires_at}"{more}, "vendor": [1.50, null]}}"#
        );
        self.client.host.put(token_of_dev(), &file);
        self.token = Some(Token {
            access,
            expires_at,
            renewal,
        });
    }

    fn ask(&mut self, rejected: Option<String>) {
        let before = self.now();
        let refreshes = self.counter.borrow().refreshes;
        let session = dev();
        let outcome = match &rejected {
            None => run(&self.client.host, access_token(&self.client, &session)),
            Some(rejected) => {
                let rejected = Secret::from(rejected.as_str());
                let flow = replace_rejected(&self.client, &session, &rejected);
                run(&self.client.host, flow)
            }
        };
        let outcome = outcome
            .map(|token| token.access_token.expose().clone())
            .map_err(|error| error.kind().code());
        let expected = self.expect(before, rejected.as_deref());
        let asked = self.counter.borrow().refreshes - refreshes;
        match expected {
            Expected::NoRequest(expected) => {
                assert_eq!(outcome, expected);
                assert_eq!(asked, 0, "nothing was to be refreshed");
            }
            Expected::Refresh(expected) => {
                assert_eq!(outcome, expected);
                // Three attempts where another one may help.
                let service = self.counter.borrow().service;
                let again = matches!(service, Service::InTrouble | Service::Away);
                assert_eq!(asked, if again { 3 } else { 1 });
            }
        }
    }

    /// What the flow should come to; the model's token is then the one that should be in the file.
    fn expect(&mut self, before: Timestamp, rejected: Option<&str>) -> Expected {
        let Some(token) = self.token.clone() else {
            return Expected::NoRequest(Err("ERR_SIGN_IN_REQUIRED"));
        };
        let lasts = |at: Timestamp| token.expires_at > at;
        let is_good = |at| lasts(at) && rejected.is_none();
        let or_sign_in = |is_good: bool| match is_good {
            true => Ok(token.access.clone()),
            false => Err("ERR_SIGN_IN_REQUIRED"),
        };
        let left = token.expires_at.saturating_since(before).as_secs();
        if rejected.is_none() && left >= 15 * 60 {
            return Expected::NoRequest(Ok(token.access));
        }
        let Some((refresh_token, _)) = token.renewal.clone().filter(|(_, end)| *end > before)
        else {
            return Expected::NoRequest(or_sign_in(is_good(before)));
        };
        let just_now = |last: Timestamp| before.saturating_since(last).as_secs() < 60;
        if is_good(before) && self.refreshed_at.is_some_and(just_now) {
            return Expected::NoRequest(Ok(token.access));
        }
        self.refreshed_at = Some(before);
        let counter = self.counter.borrow();
        // Attempts have waits between them.
        let after = self.now();
        Expected::Refresh(match counter.service {
            Service::Issues { minutes, rotates } => {
                let access = format!("issued-{}", counter.issued);
                let new = match rotates {
                    true => format!("r-{access}"),
                    false => refresh_token,
                };
                let renewal = token.renewal.map(|(_, end)| (new, end));
                drop(counter);
                self.token = Some(Token {
                    access: access.clone(),
                    expires_at: self.after(minutes),
                    renewal,
                });
                Ok(access)
            }
            Service::Refuses => or_sign_in(is_good(after)),
            Service::InTrouble | Service::Away if is_good(after) => Ok(token.access.clone()),
            Service::InTrouble => Err("ERR_SERVICE"),
            Service::Away => Err("ERR_NETWORK"),
        })
    }

    /// Whether the file is what the model says: nothing lost, nothing made up.
    fn compare(&self) {
        let host = &self.client.host;
        assert!(host.is_unlocked());
        let Some(token) = &self.token else {
            assert_eq!(host.file(&token_of_dev()), None);
            return;
        };
        let stored = stored_token(host);
        let renewal = stored
            .refresh_token
            .map(|it| it.expose().clone())
            .zip(stored.registration_expires_at);
        let found = Token {
            access: stored.access_token.expose().clone(),
            expires_at: stored.expires_at,
            renewal,
        };
        assert_eq!(found, *token);
        let text = host.file(&token_of_dev()).expect("a file");
        assert!(text.ends_with(r#", "vendor": [1.50, null]}"#));
    }
}

enum Expected {
    NoRequest(Result<String, &'static str>),
    Refresh(Result<String, &'static str>),
}

impl Counter {
    fn answer(&mut self, request: &HttpRequest) -> Result<HttpResponse> {
        if path(request) == "/logout" {
            return Ok(json(200, ""));
        }
        assert_eq!(path(request), "/token");
        self.refreshes += 1;
        match self.service {
            Service::Issues { minutes, rotates } => {
                self.issued += 1;
                let access = format!("issued-{}", self.issued);
                let refresh = match rotates {
                    true => format!(r#", "refreshToken": "r-{access}""#),
                    false => String::new(),
                };
                let seconds = minutes * 60;
                let body = format!(
                    r#"{{"accessToken": "{access}", "tokenType": "Bearer", "expiresIn": {seconds}{refresh}}}"#
                );
                Ok(json(200, &body))
            }
            Service::Refuses => Ok(oauth_error(400, "invalid_grant")),
            Service::InTrouble => Ok(json(503, "")),
            Service::Away => Err(no_network()),
        }
    }
}

#[test]
fn a_token_goes_the_way_of_the_model() {
    let sequences = prop::collection::vec(step(), 1..40);
    check("token", &sequences, |sequence| {
        let mut world = World::new();
        for step in &sequence {
            world.take(step);
        }
        sequence.len()
    });
}
