//! What comes back with the browser, or is pasted by a person: a code is taken only with our `state`, and only from a URL
//! that every client reads alike.
#![no_main]

use arbitrary::Arbitrary;
use aws_sso_wasm::encode::url::Url;
use aws_sso_wasm::oauth::authorize::AuthorizationResponse;
use aws_sso_wasm::oauth::redirect_uri::RedirectUri;
use aws_sso_wasm::oauth::state::State;
use aws_sso_wasm_fuzz::as_browsers_read;
use libfuzzer_sys::fuzz_target;

const STATE: &str = "00000000-0000-4000-8000-000000000000";
const ISSUER: &str = "https://identitycenter.amazonaws.com/ssoins-1";

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    start: Start<'a>,
    parameters: Vec<(Name<'a>, Value<'a>)>,
    knows_issuer: bool,
    end: &'a str,
}

#[derive(Arbitrary, Debug)]
enum Start<'a> {
    Nothing,
    Redirect,
    Localhost,
    SixthVersion,
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Name<'a> {
    Code,
    State,
    Iss,
    Error,
    Description,
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Value<'a> {
    State,
    Issuer,
    /// As it stands.
    Raw(&'a str),
    Escaped(&'a str),
}

impl Input<'_> {
    fn text(&self) -> String {
        let mut text = match self.start {
            Start::Nothing => String::new(),
            Start::Redirect => "http://127.0.0.1:8400/oauth/callback?".to_owned(),
            Start::Localhost => "http://localhost/oauth/callback?".to_owned(),
            Start::SixthVersion => "http://[::1]:1/oauth/callback?".to_owned(),
            Start::Any(text) => text.to_owned(),
        };
        for (name, value) in &self.parameters {
            text.push_str(match name {
                Name::Code => "&code",
                Name::State => "&state",
                Name::Iss => "&iss",
                Name::Error => "&error",
                Name::Description => "&error_description",
                Name::Any(name) => name,
            });
            text.push('=');
            match value {
                Value::State => text.push_str(STATE),
                Value::Issuer => text.push_str(ISSUER),
                Value::Raw(value) => text.push_str(value),
                Value::Escaped(value) => {
                    text.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
                }
            }
        }
        text + self.end
    }
}

fuzz_target!(|input: Input<'_>| {
    let text = input.text();
    let state = State::restore(STATE.into()).expect("a state");
    let issuer = input.knows_issuer.then_some(ISSUER);
    let response = AuthorizationResponse::read(&text, &state, issuer);
    let one = |name| only(&text, name);
    match &response {
        AuthorizationResponse::Code(code) => {
            assert_eq!(one("code").as_ref(), Some(code.expose()));
            assert!(!code.expose().is_empty());
            assert_eq!(one("state").as_deref(), Some(STATE));
            assert_eq!(one("error"), None);
        }
        AuthorizationResponse::Error(error) | AuthorizationResponse::Advisory(error) => {
            let is_ours = matches!(response, AuthorizationResponse::Error(_));
            assert_eq!(is_ours, one("state").as_deref() == Some(STATE));
            for text in [Some(&error.error), error.error_description.as_ref()] {
                let is_shown = |text: &String| text.bytes().all(|b| (b' '..=b'~').contains(&b));
                assert!(text.is_none_or(|text| is_shown(text) && text.len() <= 400));
            }
        }
        AuthorizationResponse::Foreign | AuthorizationResponse::Incomplete => {}
    }
    if let Some(issuer) = issuer
        && let AuthorizationResponse::Code(_) = response
    {
        assert!(one("iss").is_none_or(|iss| iss == issuer));
    }
    if let Some(found) = AuthorizationResponse::state_in(&text) {
        assert_eq!(one("state").as_deref(), Some(found.expose()));
    }
    if let Some(uri) = RedirectUri::parse(&text) {
        assert_eq!(uri.to_string(), text);
        assert!(uri.is_of(&text));
    }
    every_client_agrees(&text);
});

/// The parameter, if it is there exactly once, as another reader of forms reads it.
fn only(text: &str, name: &str) -> Option<String> {
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>'));
    let query = match text.find(['?', '=', '&']) {
        // Whatever the host is.
        Some(at) if text[..at].contains("://") => {
            let (_, query) = text.split('#').next()?.split_once('?')?;
            let url = url::Url::parse(&format!("https://localhost/?{query}")).ok()?;
            url.query()?.to_owned()
        }
        Some(at) if text[at..].starts_with('?') => text[at + 1..].split('#').next()?.to_owned(),
        _ => text.split('#').next()?.to_owned(),
    };
    let mut values = url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    let value = values.next()?.1.into_owned();
    assert!(values.next().is_none(), "{name} is given twice");
    Some(value)
}

/// Whether a URL that we take is one to browsers, too, and leads to the same host.
fn every_client_agrees(text: &str) {
    let Some(ours) = Url::parse(text) else { return };
    let Some(theirs) = as_browsers_read(text) else {
        return;
    };
    assert_eq!(ours.scheme(), theirs.scheme());
    let host = theirs.host().expect("a host");
    match host {
        url::Host::Domain(name) => assert_eq!(ours.host(), name),
        url::Host::Ipv4(address) => assert_eq!(ours.host(), address.to_string()),
        url::Host::Ipv6(address) => {
            assert_eq!(ours.host().trim_matches(['[', ']']).parse(), Ok(address));
        }
    }
    let port = if ours.is_https() { 443 } else { 80 };
    assert_eq!(
        Some(ours.port().unwrap_or(port)),
        theirs.port_or_known_default()
    );
    assert_eq!(ours.query().is_some(), theirs.query().is_some());
    assert!(ours.has_userinfo() || (theirs.username().is_empty() && theirs.password().is_none()));
    let is_loopback = match host {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    assert_eq!(ours.is_loopback(), is_loopback);
}
