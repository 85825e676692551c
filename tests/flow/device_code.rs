//! Signing in with a device code: when the service is asked, for how long, and what each of its answers leads to.

use crate::scripted::{ScriptedHost, in_turn, json, run, with_header};
use crate::session::{
    NOW, client, dev, device_registration_file, issued, issuer, no_network, oauth_error,
    registered, registration_of_dev, stored_token, token_of_dev,
};
use aws_sso_wasm::cache::token::CachedToken;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::clock_skew::SkewCorrected;
use aws_sso_wasm::flow::device::sign_in_with_device_code;
use aws_sso_wasm::host::{Event, HttpResponse};
use std::cell::Cell;
use std::time::Duration;

/// StartDeviceAuthorization's answer: a code for ten minutes, to be asked for every second.
fn device() -> HttpResponse {
    device_for(600, Some(1))
}

fn device_for(expires_in: u32, interval: Option<u32>) -> HttpResponse {
    let interval = interval.map_or_else(String::new, |it| format!(r#", "interval": {it}"#));
    json(
        200,
        &format!(
            r#"{{"deviceCode": "device-code", "userCode": "ABCD-EFGH", "verificationUri": "https://device.sso.us-west-2.amazonaws.com/", "verificationUriComplete": "https://device.sso.us-west-2.amazonaws.com/?user_code=ABCD-EFGH", "expiresIn": {expires_in}{interval}}}"#
        ),
    )
}

fn pending() -> HttpResponse {
    oauth_error(400, "authorization_pending")
}

/// A client with a registration in its cache, and these answers to what comes after it.
fn registered_client(
    answers: impl IntoIterator<Item = Result<HttpResponse>>,
) -> Client<ScriptedHost> {
    let host = ScriptedHost::new(NOW, in_turn(answers));
    client(host.with_file(registration_of_dev(), &device_registration_file("c")))
}

/// Signs in. Returns how often the prompt was shown, too.
fn sign_in(client: &Client<ScriptedHost>) -> (Result<CachedToken>, u32) {
    let prompts = Cell::new(0);
    let (session, issuer) = (dev(), issuer());
    let flow = sign_in_with_device_code(client, &session, &issuer, async |device| {
        assert_eq!(device.user_code, "ABCD-EFGH");
        prompts.set(prompts.get() + 1);
        Ok(())
    });
    let outcome = run(&client.host, flow);
    assert!(client.host.is_unlocked());
    (outcome, prompts.get())
}

/// How long the flow waited before each poll but the first, in seconds, and how it ended.
fn polls(answers: Vec<Result<HttpResponse>>) -> (Vec<u128>, Result<CachedToken>) {
    let first = [Ok(device())];
    let client = registered_client(first.into_iter().chain(answers));
    let (outcome, _) = sign_in(&client);
    let slept = client.host.slept();
    let told: Vec<u128> = intervals(&client.host);
    assert_eq!(slept, told, "what is waited is what is told");
    (slept.iter().map(|millis| millis / 1000).collect(), outcome)
}

fn intervals(host: &ScriptedHost) -> Vec<u128> {
    let events = host.events.borrow();
    let intervals = events.iter().filter_map(|event| match event {
        Event::Polling { interval } => Some(interval.as_millis()),
        _ => None,
    });
    intervals.collect()
}

#[test]
fn the_calls_and_files_of_a_sign_in() {
    let host = ScriptedHost::new(
        NOW,
        in_turn([
            Ok(registered("c")),
            Ok(device()),
            Ok(pending()),
            Ok(issued("token", "r")),
        ]),
    );
    let client = client(host);
    let (token, prompts) = sign_in(&client);
    assert_eq!(token.unwrap().access_token.expose(), "token");
    assert_eq!(prompts, 1);
    assert_eq!(
        client.host.paths(),
        [
            "/client/register",
            "/device_authorization",
            "/token",
            "/token"
        ]
    );
    let create_token = r#"{"grantType": "urn:ietf:params:oauth:grant-type:device_code", "clientId": "c", "clientSecret": "c-secret", "deviceCode": "device-code"}"#;
    assert_eq!(
        client.host.bodies(),
        [
            r#"{"clientName": "aws-sso-wasm-dev", "clientType": "public"}"#,
            r#"{"clientId": "c", "clientSecret": "c-secret", "startUrl": "https://d-abc123.awsapps.com/start"}"#,
            create_token,
            create_token,
        ]
    );
    assert_eq!(
        client.host.file(&registration_of_dev()).unwrap(),
        r#"{"clientId": "c", "clientSecret": "c-secret", "expiresAt": "2024-07-30T10:00:00Z"}"#
    );
    // The hour counts from the answer, which came after one interval.
    assert_eq!(
        client.host.file(&token_of_dev()).unwrap(),
        r#"{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-west-2", "accessToken": "token", "expiresAt": "2024-05-01T11:00:01Z", "clientId": "c", "clientSecret": "c-secret", "registrationExpiresAt": "2024-07-30T10:00:00Z", "refreshToken": "r"}"#
    );
    let signed_in = client
        .host
        .events
        .borrow()
        .iter()
        .any(|event| matches!(event, Event::SignedIn { session, .. } if session == "dev"));
    assert!(signed_in);
}

#[test]
fn who_is_approved_already_is_not_prompted() {
    let client = registered_client([Ok(device()), Ok(issued("token", "r"))]);
    let (token, prompts) = sign_in(&client);
    token.unwrap();
    assert_eq!(prompts, 0);
    assert!(client.host.slept().is_empty());
}

#[test]
fn the_first_question_comes_before_the_prompt_and_keeps_the_interval_all_the_same() {
    let client = registered_client([
        Ok(device_for(600, Some(5))),
        Ok(pending()),
        Ok(issued("token", "r")),
    ]);
    let (session, issuer) = (dev(), issuer());
    let asked = Cell::new(0);
    let flow = sign_in_with_device_code(&client, &session, &issuer, async |_| {
        asked.set(client.host.requests.borrow().len());
        // Opening the browser takes two of the five seconds.
        let now = client.host.now.get();
        client
            .host
            .now
            .set(now.saturating_add(Duration::from_secs(2)));
        Ok(())
    });
    run(&client.host, flow).unwrap();
    assert_eq!(asked.get(), 2);
    assert_eq!(client.host.slept(), [3000]);
}

#[test]
fn a_prompt_that_fails_ends_the_sign_in() {
    let client = registered_client([Ok(device()), Ok(pending())]);
    let (session, issuer) = (dev(), issuer());
    let flow = sign_in_with_device_code(&client, &session, &issuer, async |_| {
        Err(Error::new(ErrorKind::Aborted, "The terminal is gone."))
    });
    let error = run(&client.host, flow).unwrap_err();
    assert_eq!(error.to_string(), "The terminal is gone.");
}

#[test]
fn the_interval_is_the_service_s_or_five_seconds() {
    for (interval, seconds) in [(Some(1), 1), (None, 5), (Some(0), 1), (Some(30), 30)] {
        let client = registered_client([
            Ok(device_for(600, interval)),
            Ok(pending()),
            Ok(pending()),
            Ok(issued("token", "r")),
        ]);
        sign_in(&client).0.unwrap();
        assert_eq!(client.host.slept(), [seconds * 1000, seconds * 1000]);
    }
}

#[test]
fn slow_down_adds_five_seconds_for_good() {
    let slow_down = || Ok(oauth_error(400, "slow_down"));
    let (slept, token) = polls(vec![
        slow_down(),
        Ok(pending()),
        slow_down(),
        Ok(pending()),
        Ok(issued("token", "r")),
    ]);
    token.unwrap();
    assert_eq!(slept, [6, 6, 11, 11]);
}

#[test]
fn trouble_on_the_way_backs_off_and_the_sign_in_goes_on() {
    let timeout = || Err(Error::new(ErrorKind::Timeout, "No answer came in time."));
    let (slept, token) = polls(vec![
        Err(no_network()),
        timeout(),
        Ok(json(500, "<html>")),
        Ok(oauth_error(500, "server_error")),
        Ok(json(429, "")),
        Ok(pending()),
        Err(no_network()),
        Ok(issued("token", "r")),
    ]);
    token.unwrap();
    assert_eq!(slept, [2, 4, 8, 16, 32, 1, 2]);
}

#[test]
fn a_service_that_asks_for_a_longer_pause_gets_it() {
    let busy = with_header(json(429, ""), "retry-after", "40");
    let (slept, token) = polls(vec![Ok(busy), Ok(pending()), Ok(issued("token", "r"))]);
    token.unwrap();
    assert_eq!(slept, [40, 1]);
}

#[test]
fn a_pause_does_not_outlast_the_code() {
    let busy = with_header(json(503, ""), "retry-after", "3600");
    let client = registered_client([Ok(device_for(7, Some(1))), Ok(busy), Ok(pending())]);
    let (outcome, _) = sign_in(&client);
    assert_eq!(
        *outcome.unwrap_err().kind(),
        ErrorKind::AuthorizationExpired
    );
    assert_eq!(client.host.slept(), [7000]);
}

#[test]
fn whatever_the_first_poll_brings_the_person_is_prompted() {
    for first in [
        Ok(oauth_error(400, "slow_down")),
        Err(no_network()),
        Ok(json(502, "<html>")),
    ] {
        let client = registered_client([Ok(device()), first, Ok(issued("token", "r"))]);
        let (token, prompts) = sign_in(&client);
        token.unwrap();
        assert_eq!(prompts, 1);
    }
}

#[test]
fn what_the_person_or_the_service_decided_ends_it() {
    for (answer, kind, text) in [
        (
            oauth_error(400, "access_denied"),
            ErrorKind::AccessDenied,
            "The sign-in was denied in the browser.",
        ),
        (
            oauth_error(400, "expired_token"),
            ErrorKind::AuthorizationExpired,
            "The pending authorization to retrieve an SSO token has expired. The login flow to retrieve an SSO token must be restarted.",
        ),
    ] {
        let (slept, token) = polls(vec![Ok(pending()), Ok(answer)]);
        let error = token.unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (&kind, text));
        assert!(error.cause().is_some());
        assert_eq!(slept, [1]);
    }
    for error in ["invalid_grant", "invalid_client", "invalid_request"] {
        let (_, token) = polls(vec![Ok(pending()), Ok(oauth_error(400, error))]);
        let fault = token.unwrap_err().fault().cloned().unwrap();
        assert_eq!(fault.error.as_deref(), Some(error));
    }
    for answer in [json(200, "<html>"), json(200, "{}"), json(302, "")] {
        let (_, token) = polls(vec![Ok(answer)]);
        assert_eq!(*token.unwrap_err().kind(), ErrorKind::BadResponse);
    }
}

#[test]
fn a_code_that_nobody_used_runs_out() {
    let answers = (0..10).map(|_| Ok(pending()));
    let client = registered_client([Ok(device_for(7, Some(3)))].into_iter().chain(answers));
    let (outcome, _) = sign_in(&client);
    assert_eq!(
        *outcome.unwrap_err().kind(),
        ErrorKind::AuthorizationExpired
    );
    // At 0, 3, 6, and the last one, which was due before the end, at 9.
    assert_eq!(client.host.slept(), [3000, 3000, 3000]);
    assert_eq!(client.host.requests.borrow().len(), 5);
}

#[test]
fn who_gives_up_is_not_kept_waiting() {
    let client = registered_client([Ok(device_for(600, None)), Ok(pending())]);
    let later = client.host.now.get().saturating_add(Duration::from_secs(2));
    client.host.given_up_at.set(Some(later));
    let (outcome, prompts) = sign_in(&client);
    assert_eq!(*outcome.unwrap_err().kind(), ErrorKind::Aborted);
    assert_eq!((prompts, client.host.now.get()), (1, later));
    let aborted = Error::new(ErrorKind::Aborted, "The operation was cancelled.");
    let (slept, token) = polls(vec![Err(aborted)]);
    assert_eq!(*token.unwrap_err().kind(), ErrorKind::Aborted);
    assert!(slept.is_empty());
}

#[test]
fn a_registration_that_aws_revoked_is_made_anew_once() {
    for refusal in ["invalid_client", "unauthorized_client"] {
        let client = registered_client([
            Ok(oauth_error(401, refusal)),
            Ok(registered("new")),
            Ok(device()),
            Ok(issued("token", "r")),
        ]);
        sign_in(&client).0.unwrap();
        assert_eq!(stored_token(&client.host).client_id.as_deref(), Some("new"));
        assert!(
            client
                .host
                .file(&registration_of_dev())
                .unwrap()
                .contains("\"new\"")
        );

        let client = registered_client([
            Ok(oauth_error(401, refusal)),
            Ok(registered("new")),
            Ok(oauth_error(401, refusal)),
        ]);
        let error = sign_in(&client).0.unwrap_err();
        assert_eq!(error.fault().unwrap().error.as_deref(), Some(refusal));
    }
}

#[test]
fn a_registration_that_is_found_revoked_later_is_dropped() {
    let client = registered_client([Ok(device()), Ok(oauth_error(401, "invalid_client"))]);
    sign_in(&client).0.unwrap_err();
    assert_eq!(client.host.file(&registration_of_dev()), None);
}

#[test]
fn nothing_of_a_sign_in_that_failed_is_left_in_the_token_s_file() {
    let client = registered_client([Ok(device()), Ok(oauth_error(400, "access_denied"))]);
    client
        .host
        .put(token_of_dev(), "{\"accessToken\": \"old\"}");
    sign_in(&client).0.unwrap_err();
    assert_eq!(
        client.host.file(&token_of_dev()).unwrap(),
        "{\"accessToken\": \"old\"}"
    );
}

#[test]
fn a_page_that_is_not_aws_s_is_shown_to_nobody() {
    let device = String::from_utf8(device().body.to_vec()).unwrap();
    let foreign = device.replace("device.sso.us-west-2.amazonaws.com", "evil.example.com");
    let client = registered_client([Ok(json(200, &foreign))]);
    let (outcome, prompts) = sign_in(&client);
    assert_eq!(*outcome.unwrap_err().kind(), ErrorKind::BadResponse);
    assert_eq!(prompts, 0);
}

#[test]
fn a_service_whose_time_stands_still_does_not_keep_anybody_polling() {
    let still = || with_header(pending(), "date", "Wed, 01 May 2024 10:00:00 GMT");
    let host = ScriptedHost::new(
        NOW,
        in_turn(
            [Ok(device())]
                .into_iter()
                .chain((0..1000).map(|_| Ok(still()))),
        ),
    );
    let host = host.with_file(registration_of_dev(), &device_registration_file("c"));
    let corrected = client(SkewCorrected::new(&host));
    let (session, issuer) = (dev(), issuer());
    let flow = sign_in_with_device_code(&corrected, &session, &issuer, async |_| Ok(()));
    let error = run(&host, flow).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::AuthorizationExpired);
    let start = Timestamp::parse_iso8601(NOW).unwrap();
    let waited = host.now.get().saturating_since(start);
    assert_eq!(waited.as_secs(), 600);
}

#[test]
fn an_answer_from_another_century_does_not_end_the_sign_in() {
    for date in [
        "Thu, 31 Dec 2099 00:00:00 GMT",
        "Wed, 01 Jan 2020 00:00:00 GMT",
    ] {
        let answers = [
            Ok(device()),
            Ok(with_header(pending(), "date", date)),
            Ok(pending()),
            Ok(issued("token", "r")),
        ];
        let host = ScriptedHost::new(NOW, in_turn(answers));
        let host = host.with_file(registration_of_dev(), &device_registration_file("c"));
        let corrected = client(SkewCorrected::new(&host));
        let (session, issuer) = (dev(), issuer());
        let flow = sign_in_with_device_code(&corrected, &session, &issuer, async |_| Ok(()));
        run(&host, flow).unwrap();
        assert_eq!(host.slept(), [1000, 1000], "{date}");
    }
}
