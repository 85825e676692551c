//! When a request is sent again, and after what wait.

use crate::scripted::{ScriptedHost, in_turn, json, run, with_header};
use crate::session::{NOW, no_network};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::clock_skew::SkewCorrected;
use aws_sso_wasm::flow::exchange::{exchange, exchange_unless_throttled, random_wait};
use aws_sso_wasm::host::{Clock, HttpRequest, HttpResponse, Method};
use std::cell::RefCell;

fn request(_: Timestamp) -> Result<HttpRequest> {
    Ok(HttpRequest {
        method: Method::Get,
        url: "https://portal.sso.us-west-2.amazonaws.com/x?query=SENSITIVE".to_owned(),
        headers: Vec::new(),
        body: Default::default(),
    })
}

fn host(answers: impl IntoIterator<Item = Result<HttpResponse>>) -> ScriptedHost {
    ScriptedHost::new(NOW, in_turn(answers))
}

fn timeout() -> Error {
    Error::new(ErrorKind::Timeout, "No answer came in time.")
}

#[test]
fn what_may_help_is_tried_three_times_in_all() {
    for status in [429, 500, 502, 503, 504] {
        let host = host([
            Ok(json(status, "1")),
            Ok(json(status, "2")),
            Ok(json(status, "3")),
        ]);
        let response = run(&host, exchange(&host, "X", &request)).unwrap();
        assert_eq!(
            (response.status, response.body.as_slice()),
            (status, &b"3"[..])
        );
        assert_eq!(host.sleeps.borrow().len(), 2);
    }
    for failure in [no_network(), timeout()] {
        let host = host([
            Err(failure.clone()),
            Err(failure.clone()),
            Err(failure.clone()),
        ]);
        let error = run(&host, exchange(&host, "X", &request)).unwrap_err();
        assert_eq!(error, failure);
        assert_eq!(host.sleeps.borrow().len(), 2);
    }
    let host = host([Err(no_network()), Ok(json(503, "")), Ok(json(200, "done"))]);
    let response = run(&host, exchange(&host, "X", &request)).unwrap();
    assert_eq!(response.status, 200);
}

#[test]
fn everything_else_is_final() {
    for status in [200, 204, 301, 400, 401, 403, 404, 405, 501] {
        let host = host([Ok(json(status, ""))]);
        let response = run(&host, exchange(&host, "X", &request)).unwrap();
        assert_eq!(response.status, status);
    }
    for kind in [
        ErrorKind::BadResponse,
        ErrorKind::Aborted,
        ErrorKind::Internal,
    ] {
        let host = host([Err(Error::new(kind.clone(), "It went wrong."))]);
        let error = run(&host, exchange(&host, "X", &request)).unwrap_err();
        assert_eq!(*error.kind(), kind);
    }
}

#[test]
fn who_keeps_a_pace_of_its_own_is_told_of_429_at_once_and_of_nothing_else() {
    let throttled = host([Ok(json(503, "")), Ok(json(429, ""))]);
    let flow = exchange_unless_throttled(&throttled, "X", &request);
    let response = run(&throttled, flow).unwrap();
    assert_eq!(response.status, 429);
    assert_eq!(throttled.requests.borrow().len(), 2);
}

#[test]
fn the_service_s_own_wait_counts() {
    for (value, millis) in [
        ("0", 0),
        ("3", 3000),
        (" 7 ", 7000),
        ("3600", 20_000),
        ("Wed, 01 May 2024 10:00:05 GMT", 5000),
        ("Wed, 01 May 2024 09:00:00 GMT", 0),
        ("Wed, 01 May 2024 12:00:00 GMT", 20_000),
    ] {
        for status in [429, 503] {
            let busy = with_header(json(status, ""), "retry-after", value);
            let host = host([Ok(busy), Ok(json(200, ""))]);
            run(&host, exchange(&host, "X", &request)).unwrap();
            assert_eq!(host.slept(), [millis], "{value}");
        }
    }
}

#[test]
fn a_date_to_wait_for_is_in_the_service_s_time() {
    // The local clock is off by less than what is corrected.
    for error in [-50_000, 50_000] {
        let busy = with_header(
            json(503, ""),
            "retry-after",
            "Wed, 01 May 2024 10:00:05 GMT",
        );
        let busy = with_header(busy, "date", "Wed, 01 May 2024 10:00:01 GMT");
        let host = host([Ok(busy), Ok(json(200, ""))]);
        host.clock_error.set(error);
        let corrected = SkewCorrected::new(&host);
        run(&host, exchange(&corrected, "X", &request)).unwrap();
        assert_eq!(host.slept(), [4000]);
    }
}

#[test]
fn a_wait_that_nobody_can_read_is_a_random_one() {
    for value in ["", "soon", "-1", "1.5", "99999999999"] {
        let busy = with_header(json(503, ""), "retry-after", value);
        let host = host([Ok(busy), Ok(json(200, ""))]);
        run(&host, exchange(&host, "X", &request)).unwrap();
        assert!(host.slept()[0] < 1000, "{value}");
    }
}

#[test]
fn random_waits_double_and_spread() {
    let host = host([]);
    for (attempt, ceiling) in [
        (1, 1000),
        (2, 2000),
        (3, 4000),
        (4, 8000),
        (5, 16_000),
        (60, 20_001),
    ] {
        let waits: Vec<_> = (0..200)
            .map(|_| random_wait(&host, attempt).unwrap().as_millis())
            .collect();
        assert!(
            waits.iter().all(|wait| *wait < ceiling),
            "{attempt}: {waits:?}"
        );
        let below_half = waits.iter().filter(|wait| **wait < ceiling / 2).count();
        assert!(
            (40..160).contains(&below_half) || attempt == 60,
            "{attempt}: {waits:?}"
        );
    }
}

#[test]
fn every_attempt_is_built_for_its_own_time() {
    let busy = || Ok(with_header(json(503, ""), "retry-after", "2"));
    let host = host([busy(), busy(), Ok(json(200, ""))]);
    let times = RefCell::new(Vec::new());
    let build = |now: Timestamp| {
        times.borrow_mut().push(now.to_iso8601());
        request(now)
    };
    run(&host, exchange(&host, "X", &build)).unwrap();
    assert_eq!(
        *times.borrow(),
        [
            "2024-05-01T10:00:00Z",
            "2024-05-01T10:00:02Z",
            "2024-05-01T10:00:04Z"
        ]
    );
}

#[test]
fn a_request_that_cannot_be_built_is_not_sent() {
    let host = host([]);
    let build = |_| Err(Error::new(ErrorKind::NoRegion, "No Region."));
    let error = run(&host, exchange(&host, "X", &build)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoRegion);
}

#[test]
fn who_gives_up_during_a_wait_is_done() {
    let host = host([Ok(with_header(json(503, ""), "retry-after", "10"))]);
    let end = host.now().saturating_add(std::time::Duration::from_secs(1));
    host.given_up_at.set(Some(end));
    let error = run(&host, exchange(&host, "X", &request)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Aborted);
    assert_eq!(host.now.get(), end);
}

#[test]
fn a_trace_shows_each_step_and_no_query() {
    let host = host([Err(no_network()), Ok(json(503, "x")), Ok(json(200, "done"))]);
    run(&host, exchange(&host, "ListAccounts", &request)).unwrap();
    let traces = host.traces();
    for step in [
        "ListAccounts: GET https://portal.sso.us-west-2.amazonaws.com/x, attempt 1",
        "ListAccounts: ERR_NETWORK: The connection",
        "attempt 2",
        "ListAccounts: status 503 with 1 bytes",
        "ListAccounts: next attempt in ",
        "attempt 3",
        "ListAccounts: status 200 with 4 bytes",
    ] {
        assert!(traces.contains(step), "{step} in {traces}");
    }
    assert!(!traces.contains("SENSITIVE"), "{traces}");
}
