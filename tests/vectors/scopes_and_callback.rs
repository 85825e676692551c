//! `sso/scopes-and-callback.json`: lists of scopes, and what the redirect brings.

use crate::load;
use aws_sso_wasm::config::sso_session::parse_scopes;
use aws_sso_wasm::oauth::authorize::AuthorizationResponse;
use aws_sso_wasm::oauth::state::State;
use aws_sso_wasm::secret::Secret;
use serde_json::Value;

fn vectors(group: &str) -> Vec<Value> {
    load("sso/scopes-and-callback.json")
        .map_or_else(Vec::new, |all| all[group].as_array().unwrap().clone())
}

#[test]
fn scopes() {
    for case in vectors("parseScopes") {
        let expected: Vec<String> = serde_json::from_value(case[1].clone()).unwrap();
        assert_eq!(parse_scopes(case[0].as_str().unwrap()), expected, "{case}");
    }
}

#[test]
fn callbacks() {
    for case in vectors("oauthCallback") {
        let target = case["requestTarget"].as_str().unwrap();
        let read = |state: &str| {
            let state = State::restore(Secret::from(state)).unwrap();
            AuthorizationResponse::read(target, &state, None)
        };
        let result = &case["result"];
        if result == "keep waiting" {
            assert_eq!(read("123"), AuthorizationResponse::Incomplete, "{target}");
        } else if let (Some(code), Some(state)) =
            (result["code"].as_str(), result["state"].as_str())
        {
            assert_eq!(
                read(state),
                AuthorizationResponse::Code(Secret::from(code)),
                "{target}"
            );
            // The AWS CLI would end the sign-in here; we wait for the right one.
            assert_eq!(read("another"), AuthorizationResponse::Foreign, "{target}");
        } else {
            // The AWS CLI would end the sign-in here, although anybody can send an error without our state.
            let AuthorizationResponse::Advisory(error) = read("123") else {
                panic!("{target}");
            };
            assert_eq!(error.error, "Error message");
            let with_state = format!("{target}&state=123");
            let state = State::restore(Secret::from("123")).unwrap();
            let response = AuthorizationResponse::read(&with_state, &state, None);
            assert_eq!(response, AuthorizationResponse::Error(error));
        }
    }
}
