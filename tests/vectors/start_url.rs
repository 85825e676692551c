//! `sso/start-url-resolution.json`: AWS's own hosts, and where start URLs lead.

use crate::load;
use aws_sso_wasm::aws::owned_host::{is_aws_owned, region_from_host};
use aws_sso_wasm::aws::start_url::{
    Probe, ResolvedStartUrl, StartUrlKind, aws_owned, classify, probe_failed, probe_request,
    probe_response, resolved,
};
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::host::{HttpResponse, Method};
use serde_json::Value;

fn group(name: &str) -> Option<Value> {
    Some(load("sso/start-url-resolution.json")?[name].clone())
}

#[test]
fn aws_owned_hosts() {
    let Some(hosts) = group("isAwsOwnedDomain") else {
        return;
    };
    for (expected, list) in [(true, &hosts["true"]), (false, &hosts["false"])] {
        for host in list.as_array().unwrap() {
            assert_eq!(is_aws_owned(host.as_str().unwrap()), expected, "{host}");
        }
    }
}

#[test]
fn regions_from_hosts() {
    let Some(hosts) = group("regionFromHostname") else {
        return;
    };
    for (host, region) in hosts.as_object().unwrap() {
        assert_eq!(region_from_host(host).as_deref(), region.as_str(), "{host}");
    }
}

/// How the URL is normalised shows in what a vanity start URL resolves to, or in why it does not.
#[test]
fn normalised_urls() {
    let Some(pairs) = group("normalizeUrl") else {
        return;
    };
    for pair in pairs.as_array().unwrap() {
        let (from, to) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        let error = resolved("https://aws.mycompany.com", from, Some("us-east-1")).unwrap_err();
        assert!(
            error.to_string().ends_with(&format!("Final URL: '{to}'")),
            "{error}"
        );
    }
}

/// One answer of the start URL's server.
fn response(status: u16, location: Option<&str>) -> HttpResponse {
    let location = location.map(|location| ("location".to_owned(), location.to_owned()));
    HttpResponse {
        status,
        headers: location.into_iter().collect(),
        body: Vec::new().into(),
    }
}

fn resolve(case: &Value, calls: &mut u64) -> Result<ResolvedStartUrl> {
    let start_url = case["startUrl"].as_str().unwrap();
    let region = case["configuredRegion"].as_str();
    match classify(start_url)? {
        StartUrlKind::AwsOwned => aws_owned(start_url, region),
        StartUrlKind::Vanity => {
            *calls += 1;
            let answer = response(302, case["redirectTo"].as_str());
            match probe_response(start_url, Method::Head, &answer)? {
                Probe::LeadsTo(url) => resolved(start_url, &url, region),
                Probe::Again(_) => panic!("a redirect is final"),
            }
        }
    }
}

#[test]
fn resolutions() {
    let Some(cases) = group("resolve") else {
        return;
    };
    for case in cases.as_array().unwrap() {
        let mut calls = 0;
        let result = resolve(case, &mut calls);
        if let Some(part) = case["expectErrorContains"].as_str() {
            let error = result.expect_err(&case.to_string());
            assert!(error.to_string().contains(part), "{case}: {error}");
            assert!(
                matches!(
                    error.kind(),
                    ErrorKind::ConfigInvalid | ErrorKind::ConfigIncomplete
                ),
                "{case}"
            );
            continue;
        }
        let result = result.unwrap();
        let expected = &case["expect"];
        assert_eq!(
            result.region,
            expected["region"].as_str().unwrap(),
            "{case}"
        );
        if let Some(url) = expected["url"].as_str() {
            assert_eq!(result.url, url, "{case}");
        }
        if let Some(expected_calls) = expected["networkCalls"].as_u64() {
            assert_eq!(calls, expected_calls, "{case}");
        }
    }
}

fn follow(case: &Value) -> Result<String> {
    let url = case["url"].as_str().unwrap();
    let mut method = Method::Head;
    for step in case["responses"].as_array().unwrap() {
        if let Some(text) = step["networkError"].as_str() {
            return Err(probe_failed(Error::new(
                ErrorKind::Network,
                text.to_owned(),
            )));
        }
        assert_eq!(
            probe_request(url, method).method.as_str(),
            step["method"].as_str().unwrap()
        );
        let status = u16::try_from(step["status"].as_u64().unwrap()).unwrap();
        let answer = response(status, step["location"].as_str());
        match probe_response(url, method, &answer)? {
            Probe::Again(next) => method = next,
            Probe::LeadsTo(url) => return Ok(url),
        }
    }
    panic!("{case}: no answer was final");
}

#[test]
fn redirects() {
    let Some(cases) = group("followRedirect") else {
        return;
    };
    for case in cases.as_array().unwrap() {
        match (follow(case), case["expectErrorContains"].as_str()) {
            (Ok(url), None) => assert_eq!(url, case["expect"].as_str().unwrap()),
            (Err(error), Some(part)) => assert!(error.to_string().contains(part), "{error}"),
            (outcome, _) => panic!("{case}: {outcome:?}"),
        }
    }
}
