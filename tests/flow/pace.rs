//! How fast a listing asks: as fast as a service lets it, whatever the limit, with few refusals on the way.

use crate::scripted::{ScriptedHost, json, path, run, zip};
use crate::session::{NOW, client, dev, parameter, portal_error, token_file, token_of_dev};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::listing::Listing;
use aws_sso_wasm::flow::pace::Pace;
use aws_sso_wasm::host::{HttpRequest, HttpResponse};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

/// A portal with a token bucket in front.
struct Portal {
    now: Rc<Cell<Timestamp>>,
    per_second: f64,
    burst: f64,
    bucket: f64,
    updated: Timestamp,
    accounts: usize,
    refused: Rc<Cell<usize>>,
}

impl Portal {
    fn answer(&mut self, request: &HttpRequest) -> Result<HttpResponse> {
        let elapsed = self.now.get().saturating_since(self.updated).as_secs_f64();
        self.updated = self.now.get();
        self.bucket = self.burst.min(self.bucket + elapsed * self.per_second);
        // Whole milliseconds pass, and a thousandth of a token is nobody's concern.
        if self.bucket < 0.999 {
            self.refused.set(self.refused.get() + 1);
            return Ok(portal_error(429, "TooManyRequestsException"));
        }
        self.bucket -= 1.0;
        match path(request).as_str() {
            "/assignment/accounts" => {
                let start = parameter(request, "next_token").map_or(0, |it| it.parse().unwrap());
                let end = self.accounts.min(start + 100);
                let list: Vec<String> = (start..end)
                    .map(|id| format!(r#"{{"accountId": "{id:012}"}}"#))
                    .collect();
                let next = if end < self.accounts {
                    format!("\"{end}\"")
                } else {
                    "null".to_owned()
                };
                let list = list.join(", ");
                Ok(json(
                    200,
                    &format!(r#"{{"nextToken": {next}, "accountList": [{list}]}}"#),
                ))
            }
            _ => {
                let id = parameter(request, "account_id").expect("an account");
                Ok(json(
                    200,
                    &format!(
                        r#"{{"roleList": [{{"roleName": "A", "accountId": "{id}"}}, {{"roleName": "B", "accountId": "{id}"}}]}}"#
                    ),
                ))
            }
        }
    }
}

/// What a portal is like: how much it allows, and how long an exchange takes, in milliseconds.
struct Limit {
    per_second: f64,
    burst: f64,
    latency: u64,
    jitter: u64,
}

/// A client behind such a limit, and the number of refusals.
fn behind(limit: &Limit, accounts: usize) -> (Client<ScriptedHost>, Rc<Cell<usize>>) {
    let host = ScriptedHost::offline(NOW);
    let token = token_file("token", "2024-05-01T18:00:00Z", "r");
    let client = client(host.with_file(token_of_dev(), &token));
    client
        .host
        .latency
        .set(Duration::from_millis(limit.latency));
    client.host.jitter.set(Duration::from_millis(limit.jitter));
    let refused = Rc::default();
    let mut portal = Portal {
        now: client.host.now.clone(),
        per_second: limit.per_second,
        burst: limit.burst,
        bucket: limit.burst,
        updated: client.host.now.get(),
        accounts,
        refused: Rc::clone(&refused),
    };
    client.host.answer(move |request, _| portal.answer(request));
    (client, refused)
}

/// Lists all accounts with their roles. The seconds it took, the seconds that the limit alone takes, and the refusals.
fn list_all(count: usize, limit: &Limit) -> (f64, f64, usize) {
    let (client, refused) = behind(limit, count);
    let start = client.host.now.get();
    let session = dev();
    let listing = Listing::new(&client, &session);
    let roles = RefCell::new(0);
    let flow = async {
        let mut ids = Vec::new();
        listing
            .accounts(async |page| {
                ids.extend(page.into_iter().map(|account| account.account_id));
                Ok(())
            })
            .await?;
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), count);
        let mut left: BTreeSet<String> = ids.iter().cloned().collect();
        listing
            .roles_of(&ids, async |account_id, found| {
                assert!(left.remove(account_id), "{account_id} twice");
                *roles.borrow_mut() += found.len();
                Ok(())
            })
            .await?;
        assert!(left.is_empty());
        Ok::<_, Error>(())
    };
    run(&client.host, flow).unwrap();
    assert_eq!(roles.into_inner(), 2 * count);
    let seconds = client.host.now.get().saturating_since(start).as_secs_f64();
    let requests = count + count.div_ceil(100);
    (seconds, requests as f64 / limit.per_second, refused.get())
}

#[test]
fn hundreds_of_accounts_behind_the_portal_s_limit_take_the_limit_s_own_time() {
    for (latency, jitter) in [(0, 0), (20, 0), (120, 40), (250, 100), (350, 0)] {
        for burst in [5.0, 20.0] {
            let limit = Limit {
                per_second: 20.0,
                burst,
                latency,
                jitter,
            };
            let (seconds, own, refused) = list_all(665, &limit);
            assert!(
                seconds < own * 1.1,
                "{latency}+{jitter} ms, burst {burst}: {seconds} s"
            );
            assert_eq!(refused, 0, "{latency}+{jitter} ms, burst {burst}");
        }
    }
}

#[test]
fn a_lower_limit_is_learned() {
    for per_second in [18.0, 15.0, 10.0, 5.0, 2.0] {
        for (latency, jitter, burst) in
            [(20, 0, 1.0), (20, 0, 20.0), (120, 40, 5.0), (250, 100, 5.0)]
        {
            let limit = Limit {
                per_second,
                burst,
                latency,
                jitter,
            };
            let (seconds, own, refused) = list_all(300, &limit);
            let told = format!(
                "{per_second}/s, {latency}+{jitter} ms, burst {burst}: {seconds} s for {own} s, {refused} refusals"
            );
            assert!(seconds < own * 1.25, "{told}");
            assert!(refused <= 40, "{told}");
        }
    }
}

#[test]
fn two_programs_that_list_at_once_share_the_limit() {
    let limit = Limit {
        per_second: 20.0,
        burst: 20.0,
        latency: 120,
        jitter: 40,
    };
    let (client, refused) = behind(&limit, 0);
    let start = client.host.now.get();
    let ids: Vec<String> = (0..300).map(|id: u32| id.to_string()).collect();
    let session = dev();
    let (one, other) = (
        Listing::new(&client, &session),
        Listing::new(&client, &session),
    );
    let flows = zip(
        one.roles_of(&ids, async |_, _| Ok(())),
        other.roles_of(&ids, async |_, _| Ok(())),
    );
    let (first, second) = run(&client.host, flows);
    first.unwrap();
    second.unwrap();
    let seconds = client.host.now.get().saturating_since(start).as_secs_f64();
    assert!(seconds < 30.0 * 1.25, "{seconds} s");
    assert!(refused.get() < 40, "{} refusals", refused.get());
}

/// Milliseconds from the start until each of the next places, all taken at `now`.
fn places(pace: &Pace, start: Timestamp, now: Timestamp) -> Vec<u128> {
    let since = |it: Timestamp| it.saturating_since(start).as_millis();
    (0..3)
        .map(|_| since(now) + pace.take(now).wait.as_millis())
        .collect()
}

fn start() -> Timestamp {
    Timestamp::parse_iso8601(NOW).unwrap()
}

#[test]
fn requests_leave_evenly_at_twenty_a_second() {
    let pace = Pace::new(start());
    assert_eq!(places(&pace, start(), start()), [0, 50, 100]);
    // Time that nobody used is not made up for.
    let later = start().saturating_add_millis(1000);
    assert_eq!(places(&pace, start(), later), [1000, 1050, 1100]);
}

#[test]
fn requests_that_were_refused_together_are_one_lesson() {
    let at = |millis| start().saturating_add_millis(millis);
    let pace = Pace::new(start());
    let place = pace.take(start());
    pace.refused(start(), at(200), None);
    assert!(!pace.holds(&place), "the row is cleared");
    // After two intervals, a quarter slower.
    assert_eq!(places(&pace, start(), at(200)), [300, 366, 432]);
    let place = pace.take(at(210));
    for sent in [50, 100, 150] {
        pace.refused(at(sent), at(210), None);
    }
    assert!(pace.holds(&place));
    assert_eq!(places(&pace, start(), at(600)), [600, 666, 732]);
    // One that left after the lesson is the next.
    pace.refused(at(600), at(700), None);
    assert_eq!(places(&pace, start(), at(1000)), [1000, 1088, 1176]);
}

#[test]
fn a_pause_that_is_asked_for_is_kept_by_all() {
    let pace = Pace::new(start());
    pace.refused(start(), start(), Some(Duration::from_secs(5)));
    assert_eq!(places(&pace, start(), start())[0], 5000);
}

#[test]
fn a_clock_that_an_answer_set_and_the_next_one_set_back_lengthens_no_wait() {
    let pace = Pace::new(start());
    let wrong = start().saturating_add_millis(50 * 365 * 86_400_000);
    let place = pace.take(wrong);
    pace.passed(wrong);
    assert_eq!(place.wait, Duration::ZERO);
    assert_eq!(places(&pace, start(), start()), [50, 100, 150]);
    // And a pause that was asked for by the wrong time is as long by the right one.
    pace.refused(wrong, wrong, Some(Duration::from_secs(5)));
    assert_eq!(places(&pace, start(), start())[0], 5000);
}

#[test]
fn the_pace_comes_back_to_what_was_refused_stays_and_then_tries_more() {
    let mut now = start();
    let pace = Pace::new(now);
    pace.refused(now, now, None);
    // The interval after each second of success, in milliseconds.
    let intervals: Vec<u128> = (0..20)
        .map(|_| {
            now = now.saturating_add_millis(1000);
            pace.passed(now);
            // Within a second it changes only once.
            pace.passed(now.saturating_add_millis(500));
            assert_eq!(pace.take(now).wait, Duration::ZERO);
            pace.take(now).wait.as_millis()
        })
        .collect();
    assert!(intervals.is_sorted_by(|a, b| a >= b), "{intervals:?}");
    assert_eq!(intervals[..6], [61, 57, 55, 54, 53, 52]);
    assert_eq!(intervals[6..15], [51; 9]);
    assert_eq!(intervals[15..], [50; 5]);
}
