//! Signing in with a browser that may not be there, or that its host will not open.

use crate::scripted::{ScriptedHost, in_turn, json, run};
use crate::session::{NOW, client, dev, issued, registered, token_file, token_of_dev};
use aws_sso_wasm::aws::oidc::DeviceAuthorization;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::browser::{Browser, Listener, Page, Redirect};
use aws_sso_wasm::flow::browser_sign_in::{SignInOptions, SignedIn, sign_in};
use aws_sso_wasm::host::HttpResponse;
use aws_sso_wasm::secret::Zeroizing;
use std::cell::RefCell;
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

/// A browser that does as it is told, and the story of what happened to it.
struct Told {
    listens: bool,
    visits: Result<bool>,
    /// What comes back, the state filled in; nothing ever if empty.
    redirects: RefCell<Vec<String>>,
    story: Rc<RefCell<Vec<String>>>,
}

impl Told {
    fn new(visits: Result<bool>, redirects: &[&str]) -> Self {
        let mut redirects: Vec<String> = redirects.iter().map(|it| (*it).to_owned()).collect();
        redirects.reverse();
        Self {
            listens: true,
            visits,
            redirects: RefCell::new(redirects),
            story: Rc::default(),
        }
    }

    fn story(&self) -> Vec<String> {
        self.story.borrow().clone()
    }
}

impl Browser for Told {
    type Listener = Arrivals;

    async fn listen(&self, _port: u16) -> Result<Arrivals> {
        if !self.listens {
            return Err(Error::new(ErrorKind::Network, "The port is taken."));
        }
        self.story.borrow_mut().push("listens".to_owned());
        Ok(Arrivals {
            redirects: RefCell::new(self.redirects.take()),
            story: Rc::clone(&self.story),
        })
    }

    async fn visit(&self, url: &str) -> Result<bool> {
        let (_, state) = url.split_once("&state=").expect("a state");
        let state = state.split('&').next().expect("a value");
        self.story.borrow_mut().push(format!("state {state}"));
        self.visits.clone()
    }

    async fn enter_code(&self, device: &DeviceAuthorization) -> Result<()> {
        self.story
            .borrow_mut()
            .push(format!("code {}", device.user_code));
        Ok(())
    }

    async fn cannot_return(&self, why: &Error) -> Result<()> {
        self.story.borrow_mut().push(why.to_string());
        Ok(())
    }

    async fn wrong_address(&self, hint: &str) -> Result<()> {
        self.story.borrow_mut().push(hint.to_owned());
        Ok(())
    }
}

struct Arrivals {
    redirects: RefCell<Vec<String>>,
    story: Rc<RefCell<Vec<String>>>,
}

impl Drop for Arrivals {
    fn drop(&mut self) {
        self.story.borrow_mut().push("closed".to_owned());
    }
}

impl Listener for Arrivals {
    fn port(&self) -> u16 {
        4711
    }

    async fn next(&self, _timeout: Duration) -> Result<Redirect> {
        let Some(query) = self.redirects.borrow_mut().pop() else {
            return pending().await;
        };
        let story = self.story.borrow();
        let state = story.iter().find_map(|line| line.strip_prefix("state "));
        let query = query.replace("STATE", state.expect("a visit"));
        Ok(Redirect {
            id: 1,
            url: Zeroizing::new(format!("http://127.0.0.1:4711/oauth/callback?{query}")),
            pasted: query.contains("foreign"),
        })
    }

    fn answer(&self, _redirect: u32, page: Page, _detail: &str) {
        self.story
            .borrow_mut()
            .push(format!("page {}", page.as_str()));
    }
}

fn signed_in(
    browser: &Told,
    options: SignInOptions,
    answers: Vec<HttpResponse>,
) -> Result<SignedIn> {
    let host = ScriptedHost::new(NOW, in_turn(answers.into_iter().map(Ok)));
    let client = client(host);
    let outcome = run(&client.host, sign_in(&client, browser, &dev(), &options));
    assert!(client.host.is_unlocked());
    outcome
}

fn device() -> HttpResponse {
    json(
        200,
        r#"{"deviceCode": "d", "userCode": "ABCD-EFGH", "verificationUri": "https://device.sso.us-west-2.amazonaws.com/", "expiresIn": 600}"#,
    )
}

#[test]
fn a_pasted_address_of_another_sign_in_is_answered_and_the_wait_goes_on() {
    let browser = Told::new(Ok(true), &["code=c&state=foreign", "code=c&state=STATE"]);
    let answers = vec![registered("c"), issued("token", "r")];
    let outcome = signed_in(&browser, SignInOptions::default(), answers).unwrap();
    assert_eq!(outcome.token.access_token.expose(), "token");
    assert!(outcome.issuer.is_some());
    let story = browser.story();
    assert_eq!(story[0], "listens");
    assert_eq!(
        story[2..],
        [
            "page ignored",
            "That address belongs to another sign-in. Still waiting.",
            "page signed-in",
            "closed",
        ]
    );
}

#[test]
fn without_a_browser_or_a_port_a_device_code_serves() {
    let mut deaf = Told::new(Ok(true), &[]);
    deaf.listens = false;
    for (browser, why) in [
        (deaf, "The port is taken."),
        (
            Told::new(Ok(false), &[]),
            "No browser could be opened on this machine.",
        ),
    ] {
        // A registration that was made for the redirect is not one for device codes.
        let mut answers = vec![registered("d"), device(), issued("token", "r")];
        if browser.listens {
            answers.insert(0, registered("c"));
        }
        let outcome = signed_in(&browser, SignInOptions::default(), answers).unwrap();
        assert_eq!(outcome.token.access_token.expose(), "token");
        let story = browser.story();
        assert!(story.iter().any(|line| line == why), "{story:?}");
        if browser.listens {
            assert_eq!(story[2], "closed");
        }
    }
}

#[test]
fn a_host_that_will_not_open_the_address_ends_the_sign_in() {
    let refusal = Error::new(ErrorKind::InvalidArgument, "openUrl failed.");
    let browser = Told::new(Err(refusal.clone()), &[]);
    let outcome = signed_in(&browser, SignInOptions::default(), vec![registered("c")]);
    assert_eq!(outcome.unwrap_err(), refusal);
    assert_eq!(browser.story().last().unwrap(), "closed");
}

#[test]
fn nobody_is_asked_while_the_token_is_good() {
    let host = ScriptedHost::offline(NOW).with_file(
        token_of_dev(),
        &token_file("good", "2024-05-01T18:00:00Z", "r"),
    );
    let client = client(host);
    let browser = Told::new(Ok(true), &[]);
    let options = SignInOptions {
        if_needed: true,
        ..SignInOptions::default()
    };
    let outcome = run(&client.host, sign_in(&client, &browser, &dev(), &options)).unwrap();
    assert_eq!(outcome.token.access_token.expose(), "good");
    assert!(outcome.issuer.is_none());
    assert!(browser.story().is_empty());
}
