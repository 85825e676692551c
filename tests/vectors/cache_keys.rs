//! `sso/cache-keys.json`: the names of the files that all tools share.

use crate::load;
use aws_sso_wasm::cache::key::{
    RegistrationOwner, TokenOwner, assume_role, registration, role_credentials, token,
};
use aws_sso_wasm::encode::json;
use serde_json::Value;

fn vectors(group: &str) -> Vec<Value> {
    load("sso/cache-keys.json").map_or_else(Vec::new, |all| all[group].as_array().unwrap().clone())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

#[test]
fn token_files() {
    for case in vectors("tokenFile") {
        let input = text(&case["input"]);
        assert_eq!(token(TokenOwner::Session(input)), text(&case["file"]));
        assert_eq!(token(TokenOwner::StartUrl(input)), text(&case["file"]));
    }
}

#[test]
fn registration_files() {
    for case in vectors("registrationFile") {
        let args = &case["args"];
        let scopes: Option<Vec<String>> = args["scopes"]
            .as_array()
            .map(|scopes| scopes.iter().map(|scope| text(scope).to_owned()).collect());
        let name = registration(RegistrationOwner {
            start_url: text(&args["startUrl"]),
            region: text(&args["region"]),
            scopes: scopes.as_deref(),
            session_name: args["session_name"].as_str(),
        });
        assert_eq!(name, format!("{}.json", text(&case["key"])));
    }
}

#[test]
fn role_credentials_files() {
    for case in vectors("roleCredentialsFile") {
        let json: Value = serde_json::from_str(text(&case["json"])).unwrap();
        let name = role_credentials(
            TokenOwner::StartUrl(text(&json["startUrl"])),
            text(&json["accountId"]),
            text(&json["roleName"]),
        );
        assert_eq!(name, format!("{}.json", text(&case["key"])));
    }
}

#[test]
fn assume_role_files() {
    for case in vectors("assumeRoleFile") {
        let args = &case["args"];
        let mut parameters = json::Value::parse(args.to_string().as_bytes())
            .unwrap()
            .into_object()
            .unwrap();
        assert_eq!(
            assume_role(&parameters),
            format!("{}.json", text(&case["key"]))
        );
        // The same policy as the text that a request carries.
        if args["Policy"].is_object() {
            parameters.set("Policy", args["Policy"].to_string());
            assert_eq!(
                assume_role(&parameters),
                format!("{}.json", text(&case["key"]))
            );
        }
    }
}
