//! Listing accounts and roles: all pages, handed over as they come.

use crate::scripted::{ScriptedHost, in_turn, json, run, with_header};
use crate::session::{
    NOW, bare_token_file, client, dev, issued, no_network, parameter, portal_error, token_file,
    token_of_dev,
};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::listing::Listing;
use aws_sso_wasm::host::HttpResponse;
use std::cell::RefCell;
use std::time::Duration;

const GOOD: &str = "2024-05-01T18:00:00Z";

fn signed_in(answers: impl IntoIterator<Item = Result<HttpResponse>>) -> Client<ScriptedHost> {
    let host = ScriptedHost::new(NOW, in_turn(answers));
    client(host.with_file(token_of_dev(), &token_file("token", GOOD, "r")))
}

fn accounts(client: &Client<ScriptedHost>) -> (Vec<String>, Result<()>) {
    let found = RefCell::new(Vec::new());
    let session = dev();
    let listing = Listing::new(client, &session);
    let flow = listing.accounts(async |page| {
        found
            .borrow_mut()
            .extend(page.into_iter().map(|account| account.account_id));
        Ok(())
    });
    let outcome = run(&client.host, flow);
    assert!(client.host.is_unlocked());
    (found.into_inner(), outcome)
}

/// A page with one account.
fn page(account_id: &str, next: Option<&str>) -> Result<HttpResponse> {
    let next = next.map_or("null".to_owned(), |next| format!("\"{next}\""));
    Ok(json(
        200,
        &format!(r#"{{"nextToken": {next}, "accountList": [{{"accountId": "{account_id}"}}]}}"#),
    ))
}

fn throttled() -> HttpResponse {
    portal_error(429, "TooManyRequestsException")
}

#[test]
fn page_after_page() {
    let client = signed_in([
        page("1", Some("a b+c/=")),
        page("2", Some("n2")),
        page("3", None),
    ]);
    let (found, outcome) = accounts(&client);
    outcome.unwrap();
    assert_eq!(found, ["1", "2", "3"]);
    let base = "https://portal.sso.us-west-2.amazonaws.com/assignment/accounts?max_result=100";
    let urls: Vec<_> = client
        .host
        .requests
        .borrow()
        .iter()
        .map(|it| it.url.clone())
        .collect();
    assert_eq!(
        urls,
        [
            base.to_owned(),
            format!("{base}&next_token=a%20b%2Bc%2F%3D"),
            format!("{base}&next_token=n2")
        ]
    );
}

#[test]
fn pages_are_handed_over_as_they_come() {
    let client = signed_in([
        page("1", Some("n")),
        Ok(portal_error(403, "ForbiddenException")),
    ]);
    let (found, outcome) = accounts(&client);
    assert_eq!(found, ["1"]);
    assert_eq!(outcome.unwrap_err().fault().unwrap().status, 403);
}

#[test]
fn a_page_that_cannot_be_taken_ends_it() {
    let client = signed_in([page("1", Some("n"))]);
    let session = dev();
    let listing = Listing::new(&client, &session);
    let flow = listing.accounts(async |_| Err(Error::new(ErrorKind::Aborted, "Enough.")));
    assert_eq!(run(&client.host, flow).unwrap_err().to_string(), "Enough.");
}

#[test]
fn pages_that_lead_in_a_circle_end() {
    let circles: [&[&str]; 3] = [&["a", "a"], &["a", "b", "a"], &["a", "b", "c", "d", "b"]];
    for circle in circles {
        let client = signed_in(circle.iter().map(|next| page("1", Some(next))));
        let (found, outcome) = accounts(&client);
        let error = outcome.unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (
                &ErrorKind::BadResponse,
                "ListAccounts answered with the same page twice."
            )
        );
        assert_eq!(found.len(), circle.len());
    }
}

#[test]
fn roles_of_one_account() {
    let roles = |next: &str, role: &str| {
        Ok(json(
            200,
            &format!(r#"{{{next}"roleList": [{{"roleName": "{role}", "accountId": "1&x"}}]}}"#),
        ))
    };
    let client = signed_in([roles(r#""nextToken": "n", "#, "A"), roles("", "B")]);
    let found = RefCell::new(Vec::new());
    let session = dev();
    let listing = Listing::new(&client, &session);
    let flow = listing.roles("1&x", async |page| {
        found
            .borrow_mut()
            .extend(page.into_iter().map(|role| role.role_name));
        Ok(())
    });
    run(&client.host, flow).unwrap();
    assert_eq!(found.into_inner(), ["A", "B"]);
    let base = "https://portal.sso.us-west-2.amazonaws.com/assignment/roles?account_id=1%26x&max_result=100";
    let urls: Vec<_> = client
        .host
        .requests
        .borrow()
        .iter()
        .map(|it| it.url.clone())
        .collect();
    assert_eq!(urls, [base.to_owned(), format!("{base}&next_token=n")]);
}

#[test]
fn a_refused_token_is_replaced_once_and_the_page_asked_for_again() {
    let client = signed_in([
        page("1", Some("n")),
        Ok(portal_error(401, "UnauthorizedException")),
        Ok(issued("new", "r2")),
        page("2", None),
    ]);
    let (found, outcome) = accounts(&client);
    outcome.unwrap();
    assert_eq!(found, ["1", "2"]);
    let last = client.host.requests.borrow().last().unwrap().clone();
    assert!(last.url.ends_with("next_token=n"));
    assert_eq!(last.headers[0].1.as_str(), "new");
}

#[test]
fn a_token_that_ends_during_a_long_listing_is_renewed() {
    let client = signed_in([]);
    client.host.put(
        token_of_dev(),
        &token_file("token", "2024-05-01T10:16:00Z", "r"),
    );
    let now = client.host.now.clone();
    let mut answers = in_turn([
        page("1", Some("n")),
        Ok(issued("new", "r2")),
        page("2", None),
    ]);
    client.host.answer(move |request, index| {
        now.set(now.get().saturating_add(Duration::from_secs(90)));
        answers(request, index)
    });
    accounts(&client).1.unwrap();
    assert_eq!(
        client.host.paths(),
        ["/assignment/accounts", "/token", "/assignment/accounts"]
    );
    // One that cannot be renewed serves to its end.
    let client = signed_in([page("1", Some("n")), page("2", None)]);
    client.host.put(
        token_of_dev(),
        &bare_token_file("token", "2024-05-01T10:01:00Z"),
    );
    accounts(&client).1.unwrap();
}

#[test]
fn too_many_requests_are_waited_out() {
    let client = signed_in([
        Ok(throttled()),
        Ok(with_header(throttled(), "retry-after", "3")),
        page("1", None),
    ]);
    let (found, outcome) = accounts(&client);
    outcome.unwrap();
    assert_eq!(found, ["1"]);
    assert!(client.host.now.get() >= Timestamp::parse_iso8601("2024-05-01T10:00:03Z").unwrap());
}

#[test]
fn a_service_cannot_make_a_listing_sleep_for_an_hour() {
    let client = signed_in([
        Ok(with_header(throttled(), "retry-after", "3600")),
        page("1", None),
    ]);
    accounts(&client).1.unwrap();
    assert!(client.host.now.get() <= Timestamp::parse_iso8601("2024-05-01T10:01:05Z").unwrap());
}

#[test]
fn a_service_that_refuses_everything_is_given_up() {
    let client = signed_in([]);
    client.host.answer(|_, _| Ok(throttled()));
    let error = accounts(&client).1.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Throttled);
    assert!(error.is_retryable() && error.help().is_some());
    assert!((10..=50).contains(&client.host.requests.borrow().len()));
}

#[test]
fn a_service_that_asks_for_minutes_again_and_again_is_given_up_after_two() {
    let client = signed_in([]);
    client
        .host
        .answer(|_, _| Ok(with_header(throttled(), "retry-after", "1000000000")));
    let start = client.host.now.get();
    let error = accounts(&client).1.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Throttled);
    let waited = client.host.now.get().saturating_since(start);
    assert!(waited <= Duration::from_secs(2 * 60 + 5), "{waited:?}");
}

#[test]
fn a_list_without_an_end_is_given_up() {
    let client = signed_in([]);
    client
        .host
        .answer(|_, index| page("1", Some(&index.to_string())));
    let (found, outcome) = accounts(&client);
    assert_eq!(found.len(), 2_000);
    let error = outcome.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::BadResponse);
    assert_eq!(
        error.to_string(),
        "ListAccounts answered with more than 2000 pages."
    );
}

#[test]
fn a_lost_connection_is_tried_again() {
    let client = signed_in([Err(no_network()), Ok(json(503, "")), page("1", None)]);
    accounts(&client).1.unwrap();
    let client = signed_in([Err(no_network()), Err(no_network()), Err(no_network())]);
    assert_eq!(*accounts(&client).1.unwrap_err().kind(), ErrorKind::Network);
}

#[test]
fn the_first_error_of_many_ends_the_listing() {
    let client = signed_in([]);
    client.host.latency.set(Duration::from_millis(50));
    client.host.answer(|request, _| {
        Ok(match parameter(request, "account_id").unwrap().as_str() {
            "3" => portal_error(403, "ForbiddenException"),
            id => json(
                200,
                &format!(r#"{{"roleList": [{{"roleName": "A", "accountId": "{id}"}}]}}"#),
            ),
        })
    });
    let ids: Vec<String> = (0..50).map(|id: u32| id.to_string()).collect();
    let session = dev();
    let listing = Listing::new(&client, &session);
    let flow = listing.roles_of(&ids, async |_, _| Ok(()));
    assert_eq!(
        run(&client.host, flow).unwrap_err().fault().unwrap().status,
        403
    );
    assert!(client.host.requests.borrow().len() < 15);
    assert!(client.host.is_unlocked());
}
