//! `sigv4/*.json`: every stage of a signature, in headers and in the query.

use crate::load;
use aws_sso_wasm::aws::credentials::Credentials;
use aws_sso_wasm::aws::sigv4::canonical_request::{CanonicalRequest, Parts, PathStyle};
use aws_sso_wasm::aws::sigv4::{Scope, presigning_query, signature, string_to_sign};
use aws_sso_wasm::encode::hex;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::host::Method;
use aws_sso_wasm::secret::Secret;
use core::time::Duration;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

fn cases(file: &str) -> Vec<Value> {
    load(file).map_or_else(Vec::new, |all| all["cases"].as_array().unwrap().clone())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn method(value: &Value) -> Method {
    match text(value) {
        "GET" => Method::Get,
        "POST" => Method::Post,
        other => panic!("{other}"),
    }
}

fn scope(context: &Value) -> Scope<'_> {
    Scope {
        time: Timestamp::parse_iso8601(text(&context["timestamp"])).unwrap(),
        region: text(&context["region"]),
        service: text(&context["service"]),
    }
}

fn credentials(context: &Value) -> Credentials {
    Credentials {
        access_key_id: text(&context["accessKeyId"]).to_owned(),
        secret_access_key: Secret::from(text(&context["secretAccessKey"])),
        session_token: context["sessionToken"].as_str().map(Secret::from),
        expiration: None,
        account_id: None,
    }
}

/// The credentials as they are signed: some cases add the session token only after that.
fn signed_credentials(context: &Value) -> Credentials {
    let mut credentials = credentials(context);
    if context["omitSessionTokenFromSignature"] == true {
        credentials.session_token = None;
    }
    credentials
}

fn path_style(context: &Value) -> PathStyle {
    match context["normalizePath"].as_bool().unwrap() {
        true => PathStyle::Normalized,
        false => PathStyle::AsSent,
    }
}

fn headers(request: &Value) -> Vec<(&str, &str)> {
    let headers = request["headers"].as_array().unwrap();
    headers
        .iter()
        .map(|pair| (text(&pair[0]), text(&pair[1])))
        .collect()
}

#[test]
fn signed_in_headers() {
    for case in cases("sigv4/header-cases.json") {
        let (name, context, request) = (text(&case["name"]), &case["context"], &case["request"]);
        let (scope, credentials) = (scope(context), signed_credentials(context));
        let (path, query) = split(text(&request["target"]));
        let body = text(&request["body"]);
        let (date, hash) = (scope.time.to_basic(), hex::encode(&Sha256::digest(body)));
        let mut headers = headers(request);
        headers.push(("X-Amz-Date", &date));
        if context["signBodyHeader"] == true {
            headers.push(("x-amz-content-sha256", &hash));
        }
        if let Some(token) = &credentials.session_token {
            headers.push(("X-Amz-Security-Token", token.expose()));
        }
        let parts = Parts {
            method: method(&request["method"]),
            path,
            query,
            headers: &headers,
            body: body.as_bytes(),
        };
        let canonical = CanonicalRequest::new(&parts, path_style(context)).unwrap();
        assert_eq!(
            canonical.expose(),
            text(&case["canonicalRequest"]),
            "{name}"
        );
        let to_sign = string_to_sign(&canonical, &scope);
        assert_eq!(to_sign, text(&case["stringToSign"]), "{name}");
        let signature = signature(&to_sign, &credentials.secret_access_key, &scope);
        assert_eq!(signature, text(&case["signature"]), "{name}");
        let authorization = authorization(&credentials, &scope, &canonical, &signature);
        assert_eq!(authorization, text(&case["authorization"]), "{name}");
        let line = format!("\nAuthorization:{authorization}\n");
        assert!(text(&case["signedRequest"]).contains(&line), "{name}");
    }
}

#[test]
fn signed_in_the_query() {
    for case in cases("sigv4/header-cases.json") {
        let (name, context, request) = (text(&case["name"]), &case["context"], &case["request"]);
        let expected = &case["query"];
        let scope = scope(context);
        let (path, own_query) = split(text(&request["target"]));
        let headers = headers(request);
        let mut parts = Parts {
            method: method(&request["method"]),
            path,
            query: own_query,
            headers: &headers,
            body: text(&request["body"]).as_bytes(),
        };
        let style = path_style(context);
        let plain = CanonicalRequest::new(&parts, style).unwrap();
        let expires = Duration::from_secs(context["expirationInSeconds"].as_u64().unwrap());
        let query_with = |credentials: &Credentials| {
            let added = presigning_query(credentials, &scope, expires, plain.signed_headers());
            match own_query {
                "" => added.to_string(),
                own => format!("{own}&{}", *added),
            }
        };
        let query = query_with(&signed_credentials(context));
        parts.query = &query;
        let canonical = CanonicalRequest::new(&parts, style).unwrap();
        assert_eq!(
            canonical.expose(),
            text(&expected["canonicalRequest"]),
            "{name}"
        );
        let to_sign = string_to_sign(&canonical, &scope);
        assert_eq!(to_sign, text(&expected["stringToSign"]), "{name}");
        let credentials = credentials(context);
        let signature = signature(&to_sign, &credentials.secret_access_key, &scope);
        assert_eq!(signature, text(&expected["signature"]), "{name}");

        // Our parameters stand in another order, the one of botocore.
        let query = format!("{}&X-Amz-Signature={signature}", query_with(&credentials));
        let (line, _) = text(&expected["signedRequest"])
            .split_once(" HTTP/1.1\n")
            .unwrap();
        let (_, target) = line.split_once(' ').unwrap();
        let (expected_path, expected_query) = split(target);
        assert_eq!(path, expected_path, "{name}");
        let pairs = |query: &str| query.split('&').map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(pairs(&query), pairs(expected_query), "{name}");
    }
}

#[test]
fn sts_posts() {
    for case in cases("sigv4/sts-post-cases.json") {
        let name = text(&case["name"]);
        let (scope, credentials) = (scope(&case), credentials(&case));
        let headers: Vec<_> = case["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), text(value)))
            .collect();
        let parts = Parts {
            method: method(&case["method"]),
            path: "/",
            query: "",
            headers: &headers,
            body: text(&case["body"]).as_bytes(),
        };
        let canonical = CanonicalRequest::new(&parts, PathStyle::Normalized).unwrap();
        assert_eq!(
            canonical.expose(),
            text(&case["canonicalRequest"]),
            "{name}"
        );
        let to_sign = string_to_sign(&canonical, &scope);
        assert_eq!(to_sign, text(&case["stringToSign"]), "{name}");
        let signature = signature(&to_sign, &credentials.secret_access_key, &scope);
        let authorization = authorization(&credentials, &scope, &canonical, &signature);
        assert_eq!(authorization, text(&case["authorization"]), "{name}");
    }
}

fn split(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

fn authorization(
    credentials: &Credentials,
    scope: &Scope<'_>,
    canonical: &CanonicalRequest,
    signature: &str,
) -> String {
    aws_sso_wasm::aws::sigv4::authorization(
        &credentials.access_key_id,
        scope,
        canonical.signed_headers(),
        signature,
    )
}
