//! Polling for a device's token: never sooner than the service said, never long after the code has ended.

use super::check;
use crate::scripted::{ScriptedHost, json, path, run, with_header};
use crate::session::{
    NOW, client, dev, device_registration_file, issued, issuer, no_network, oauth_error,
    registration_of_dev,
};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{ErrorKind, Result};
use aws_sso_wasm::flow::device::sign_in_with_device_code;
use aws_sso_wasm::host::HttpResponse;
use proptest::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// What the service says to a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Pending,
    SlowDown,
    /// 503 with or without a `Retry-After`.
    InTrouble(Option<u32>),
    Away,
    Issued,
    Denied,
    Ended,
    UnknownClient,
}

/// A device authorization and all that is said to its polls; the last answer is given for ever.
#[derive(Debug, Clone)]
struct Course {
    expires_in: u32,
    interval: Option<u32>,
    /// How long an exchange takes, in milliseconds.
    latency: u64,
    answers: Vec<Answer>,
}

fn courses() -> impl Strategy<Value = Course> {
    let answer = prop_oneof![
        8 => Just(Answer::Pending),
        3 => Just(Answer::SlowDown),
        2 => prop::option::of(0_u32..200).prop_map(Answer::InTrouble),
        2 => Just(Answer::Away),
        1 => Just(Answer::Issued),
        1 => Just(Answer::Denied),
        1 => Just(Answer::Ended),
        1 => Just(Answer::UnknownClient),
    ];
    let interval = prop::option::of(prop_oneof![0_u32..3, 1_u32..30, Just(700)]);
    (
        prop_oneof![Just(600_u32), 1_u32..900],
        interval,
        prop_oneof![Just(0_u64), (0_u64..10_000).prop_map(|half| half * 2)],
        prop::collection::vec(answer, 1..30),
    )
        .prop_map(|(expires_in, interval, latency, answers)| Course {
            expires_in,
            interval,
            latency,
            answers,
        })
}

impl Answer {
    fn response(self) -> Result<HttpResponse> {
        match self {
            Self::Pending => Ok(oauth_error(400, "authorization_pending")),
            Self::SlowDown => Ok(oauth_error(400, "slow_down")),
            Self::InTrouble(None) => Ok(json(503, "")),
            Self::InTrouble(Some(seconds)) => {
                let response = json(503, "");
                Ok(with_header(response, "retry-after", &seconds.to_string()))
            }
            Self::Away => Err(no_network()),
            Self::Issued => Ok(issued("token", "r")),
            Self::Denied => Ok(oauth_error(400, "access_denied")),
            Self::Ended => Ok(oauth_error(400, "expired_token")),
            Self::UnknownClient => Ok(oauth_error(401, "invalid_client")),
        }
    }

    /// How a sign-in ends with it; `None` if it goes on.
    const fn end(self) -> Option<Result<(), &'static str>> {
        match self {
            Self::Issued => Some(Ok(())),
            Self::Denied => Some(Err("ERR_ACCESS_DENIED")),
            Self::Ended => Some(Err("ERR_AUTHORIZATION_EXPIRED")),
            Self::UnknownClient => Some(Err("ERR_SERVICE")),
            _ => None,
        }
    }
}

fn follows_the_model(course: &Course) -> usize {
    let polls: Rc<RefCell<Vec<(Timestamp, Answer)>>> = Rc::default();
    let authorized: Rc<RefCell<Option<Timestamp>>> = Rc::default();
    let host = ScriptedHost::new(NOW, |_, _| Err(no_network()))
        .with_file(registration_of_dev(), &device_registration_file("c"));
    host.latency.set(Duration::from_millis(course.latency));
    host.answer({
        let (polls, authorized) = (Rc::clone(&polls), Rc::clone(&authorized));
        let (course, now) = (course.clone(), Rc::clone(&host.now));
        move |request, _| {
            if path(request) == "/device_authorization" {
                *authorized.borrow_mut() = Some(now.get());
                let interval = course.interval.map(|it| format!(r#", "interval": {it}"#));
                return Ok(json(
                    200,
                    &format!(
                        r#"{{"deviceCode": "d", "userCode": "A", "verificationUri": "https://device.sso.us-west-2.amazonaws.com/", "expiresIn": {}{}}}"#,
                        course.expires_in,
                        interval.unwrap_or_default()
                    ),
                ));
            }
            let mut polls = polls.borrow_mut();
            let last = course.answers.last().expect("an answer");
            let answer = *course.answers.get(polls.len()).unwrap_or(last);
            polls.push((now.get(), answer));
            assert!(polls.len() < 2000, "it does not end");
            answer.response()
        }
    });
    let client = client(host);
    let (session, issuer) = (dev(), issuer());
    let flow = sign_in_with_device_code(&client, &session, &issuer, async |_| Ok(()));
    let outcome = run(&client.host, flow).map(drop);
    assert!(client.host.is_unlocked());

    let polls = polls.borrow();
    let latency = Duration::from_millis(course.latency);
    // The code's life counts from when its answer came.
    let half = latency / 2;
    let issued_at = authorized
        .borrow()
        .expect("an authorization")
        .saturating_add(half);
    let ends_at = issued_at.saturating_add(Duration::from_secs(course.expires_in.into()));
    // Nobody waits for longer than the code lives.
    let interval = course
        .interval
        .unwrap_or(5)
        .max(1)
        .min(course.expires_in.max(5));
    let mut interval = Duration::from_secs(interval.into());
    let mut longest = interval;
    for pair in polls.windows(2) {
        let [(before, answer), (after, _)] = pair else {
            continue;
        };
        assert_eq!(answer.end(), None, "asked on after {answer:?}");
        if *answer == Answer::SlowDown {
            interval += Duration::from_secs(5);
        }
        // The answer took half of the exchange to come back, and the next question half to get there.
        let pause = after.saturating_since(before.saturating_add(latency));
        assert!(pause >= interval, "{pause:?} is shorter than {interval:?}");
        if let Answer::InTrouble(Some(asked)) = answer {
            let left = ends_at.saturating_since(before.saturating_add(half));
            let asked = Duration::from_secs(u64::from(*asked)).min(left);
            assert!(
                pause >= asked,
                "{pause:?} is shorter than the asked {asked:?}"
            );
        }
        // Whoever is in trouble is left alone for longer, but not for ever.
        let is_in_trouble = matches!(answer, Answer::InTrouble(_) | Answer::Away);
        let limit = match answer {
            _ if !is_in_trouble => interval,
            Answer::InTrouble(Some(asked)) => interval
                .max(Duration::from_secs(60))
                .max(Duration::from_secs(u64::from(*asked))),
            _ => interval.max(Duration::from_secs(60)),
        };
        assert!(pause <= limit, "{pause:?} is longer than {limit:?}");
        longest = longest.max(limit);
    }
    let (last_at, last) = polls.last().expect("a poll");
    let last_answered = last_at.saturating_add(half);
    let limit = ends_at.saturating_add(longest).saturating_add(latency);
    assert!(last_answered <= limit.max(issued_at.saturating_add(latency)));
    match (last.end(), outcome) {
        (Some(Ok(())), Ok(())) => {}
        (Some(Err(code)), Err(error)) => assert_eq!(error.kind().code(), code),
        (None, Err(error)) => {
            assert_eq!(*error.kind(), ErrorKind::AuthorizationExpired);
            assert!(last_answered >= ends_at, "given up too soon");
        }
        (end, outcome) => panic!("{end:?}, but {outcome:?}"),
    }
    polls.len()
}

#[test]
fn polls_go_the_way_of_the_model() {
    check("device", &courses(), |course| follows_the_model(&course));
}
