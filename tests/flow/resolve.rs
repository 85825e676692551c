//! Where a start URL leads: asked of an organisation's own host only, and believed only if it is AWS's.

use crate::scripted::{ScriptedHost, in_turn, json, run, with_header};
use crate::session::{NOW, START_URL, client, no_network};
use aws_sso_wasm::aws::start_url::ResolvedStartUrl;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::flow::client::Client;
use aws_sso_wasm::flow::resolve::resolve;
use aws_sso_wasm::host::{HttpResponse, Method};

const VANITY: &str = "https://aws.example.com/start";

fn with_answers(answers: impl IntoIterator<Item = Result<HttpResponse>>) -> Client<ScriptedHost> {
    client(ScriptedHost::new(NOW, in_turn(answers)))
}

fn redirect(status: u16, location: &str) -> Result<HttpResponse> {
    Ok(with_header(json(status, ""), "location", location))
}

fn resolved(
    client: &Client<ScriptedHost>,
    start_url: &str,
    region: Option<&str>,
) -> Result<ResolvedStartUrl> {
    run(&client.host, resolve(client, start_url, region))
}

fn methods(client: &Client<ScriptedHost>) -> Vec<&'static str> {
    let requests = client.host.requests.borrow();
    requests
        .iter()
        .map(|request| request.method.as_str())
        .collect()
}

#[test]
fn aws_s_own_hosts_are_not_asked() {
    let client = with_answers([]);
    let found = resolved(&client, START_URL, Some("us-west-2")).unwrap();
    assert_eq!(
        (found.url.as_str(), found.region.as_str()),
        (START_URL, "us-west-2")
    );
    let error = resolved(&client, START_URL, None).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ConfigIncomplete);
    let error = resolved(&client, "http://aws.example.com/", Some("us-west-2")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The sso_start_url must use the https scheme."
    );
}

#[test]
fn a_host_of_its_own_is_asked_once_with_head() {
    let client = with_answers([redirect(
        302,
        "https://ssoins-1.portal.eu-west-1.app.aws/start/",
    )]);
    let found = resolved(&client, VANITY, Some("us-west-2")).unwrap();
    assert_eq!(found.url, "https://ssoins-1.portal.eu-west-1.app.aws/start");
    assert_eq!(found.region, "eu-west-1");
    let requests = client.host.requests.borrow();
    assert_eq!(
        (requests[0].method, requests[0].url.as_str()),
        (Method::Head, VANITY)
    );
    assert!(requests[0].headers.is_empty());
}

#[test]
fn a_server_that_does_not_know_head_is_asked_with_get() {
    for status in [405, 501] {
        let client = with_answers([
            Ok(json(status, "")),
            redirect(307, "https://d-abc123.awsapps.com/start"),
        ]);
        let found = resolved(&client, VANITY, Some("us-west-2")).unwrap();
        assert_eq!(
            (found.url.as_str(), found.region.as_str()),
            (START_URL, "us-west-2")
        );
        assert_eq!(methods(&client), ["HEAD", "GET"]);
    }
    // Nor is it asked for ever.
    let client = with_answers([Ok(json(405, "")), Ok(json(405, ""))]);
    assert_eq!(
        *resolved(&client, VANITY, None).unwrap_err().kind(),
        ErrorKind::ConfigInvalid
    );
}

#[test]
fn a_second_redirect_is_not_followed() {
    let client = with_answers([redirect(301, "https://elsewhere.example.com/")]);
    let error = resolved(&client, VANITY, Some("us-west-2")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ConfigInvalid);
    assert!(error.to_string().contains("AWS-owned endpoint"), "{error}");
    assert_eq!(client.host.requests.borrow().len(), 1);
}

#[test]
fn what_goes_wrong_is_told() {
    for (answers, kind, text) in [
        (
            vec![Err(no_network()), Err(no_network()), Err(no_network())],
            ErrorKind::Network,
            "Failed to resolve start URL: The connection to oidc.us-west-2.amazonaws.com was lost.",
        ),
        (
            vec![Ok(json(404, ""))],
            ErrorKind::ConfigInvalid,
            "Failed to resolve start URL: HTTP 404",
        ),
        (
            vec![Ok(json(302, ""))],
            ErrorKind::ConfigInvalid,
            "Redirect response missing Location header.",
        ),
        (
            vec![Err(Error::new(ErrorKind::Aborted, "Cancelled."))],
            ErrorKind::Aborted,
            "Cancelled.",
        ),
    ] {
        let error = resolved(&with_answers(answers), VANITY, Some("us-west-2")).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (&kind, text));
    }
}

#[test]
fn without_a_region_anywhere_there_is_none() {
    let client = with_answers([redirect(302, "https://d-abc123.awsapps.com/start")]);
    let error = resolved(&client, VANITY, None).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ConfigIncomplete);
}
