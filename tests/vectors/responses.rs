//! `responses/*.json`: bodies and headers as the services really sent them, and `sso/role-credentials-cases.json` as
//! far as one answer goes.

use crate::load;
use aws_sso_wasm::aws::endpoint::{Endpoint, EndpointOptions, Service, resolve};
use aws_sso_wasm::aws::oidc::{
    create_token_response, register_client_response, start_device_authorization_response,
};
use aws_sso_wasm::aws::portal::{
    get_role_credentials_response, list_account_roles_response, list_accounts_response,
};
use aws_sso_wasm::aws::sts::{assume_role_response, get_caller_identity_response};
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, ErrorKind};
use aws_sso_wasm::host::HttpResponse;
use serde_json::{Value, json};

fn oidc() -> Endpoint {
    resolve(
        Service::SsoOidc,
        Some("us-west-2"),
        &EndpointOptions::default(),
    )
    .unwrap()
}

fn response(status: u64, headers: &Value, body: &str) -> HttpResponse {
    let headers = headers.as_object().into_iter().flatten();
    HttpResponse {
        status: u16::try_from(status).unwrap(),
        headers: headers
            .map(|(name, value)| {
                (
                    name.to_ascii_lowercase(),
                    value.as_str().unwrap().to_owned(),
                )
            })
            .collect(),
        body: body.as_bytes().to_vec().into(),
    }
}

/// The error of an operation, by the operation's name.
fn refused(operation: &str, response: &HttpResponse) -> Option<Error> {
    match operation {
        "RegisterClient" => register_client_response(response).err(),
        "StartDeviceAuthorization" => start_device_authorization_response(&oidc(), response).err(),
        "CreateToken" => create_token_response(response).err(),
        "ListAccounts" => list_accounts_response(response).err(),
        "ListAccountRoles" => list_account_roles_response(response).err(),
        "GetRoleCredentials" => get_role_credentials_response("1", response).err(),
        other => panic!("the test does not know {other}"),
    }
}

#[test]
fn error_shapes() {
    let Some(vectors) = load("responses/sso-error-codes.json") else {
        return;
    };
    let mut count = 0;
    for (service, operation) in [("sso-oidc", "CreateToken"), ("sso", "ListAccounts")] {
        for (exception, shape) in vectors[service].as_object().unwrap() {
            count += 1;
            let status = shape["httpStatus"].as_u64().unwrap();
            let members: serde_json::Map<_, _> = shape["members"]
                .as_array()
                .unwrap()
                .iter()
                .map(|name| {
                    let name = name.as_str().unwrap();
                    let value = match name {
                        "error" => shape["oauthError"].clone(),
                        _ => json!(format!("the {name}")),
                    };
                    (name.to_owned(), value)
                })
                .collect();
            let body = Value::Object(members).to_string();
            let header = json!({"x-amzn-ErrorType": format!("{exception}:http://internal.amazon.com/coral/")});
            // With the header, and without it where the body tells as much.
            let mut headers = vec![header];
            if service == "sso-oidc" && exception != "InvalidRequestRegionException" {
                headers.push(json!({}));
            }
            for headers in headers {
                let error = refused(operation, &response(status, &headers, &body)).unwrap();
                let fault = error.fault().expect("a refusal").clone();
                assert_eq!(&fault.code, exception);
                assert_eq!(u64::from(fault.status), status);
                assert_eq!(fault.error.as_deref(), shape["oauthError"].as_str());
                let start = format!(
                    "An error occurred ({exception}) when calling the {operation} operation: "
                );
                let text = error.to_string();
                match shape["oauthError"].as_str() {
                    None => assert_eq!(text, format!("{start}the message")),
                    Some(code) => {
                        assert!(text.starts_with(&format!(
                            "{start}\n\nAdditional error details:\nerror: {code}\n"
                        )));
                        assert!(text.ends_with("error_description: the error_description\n"));
                        let reason = shape["members"].to_string().contains("reason");
                        assert_eq!(text.contains("\nreason: the reason\n"), reason);
                    }
                }
            }
        }
    }
    assert_eq!(count, 18);
}

#[test]
fn wire_facts() {
    let Some(vectors) = load("responses/sso-wire-facts.json") else {
        return;
    };
    for case in vectors["cases"].as_array().unwrap() {
        let operation = case["op"].as_str().unwrap();
        // Two cases are facts in words: no body was seen.
        let Some(body) = case["body"].as_str().or(case["bodyShape"].as_str()) else {
            assert!(case["fact"].is_string());
            continue;
        };
        let status = case["status"].as_u64().unwrap();
        // A browser makes this call; its refusal has CreateToken's form.
        let operation = if operation.starts_with("device_authorization/") {
            "CreateToken"
        } else {
            operation
        };
        let body = body.replace("<86 chars base64url>", &"a".repeat(86));
        let answer = response(status, &case["headers"], &body);
        let Some(expected) = case.get("expectError") else {
            if status == 200 {
                assert!(refused(operation, &answer).is_none(), "{case}");
            } else {
                let error = refused(operation, &answer).unwrap();
                assert_eq!(
                    error.fault().unwrap().error.as_deref(),
                    Some("invalid_grant")
                );
            }
            continue;
        };
        let error = refused(operation, &answer).unwrap();
        let fault = error.fault().unwrap();
        assert_eq!(fault.code, expected["code"].as_str().unwrap(), "{case}");
        if let Some(message) = expected["message"].as_str() {
            assert_eq!(fault.message, message, "{case}");
        }
        if let Some(text) = expected["cliText"].as_str() {
            assert_eq!(error.to_string(), text);
        }
    }
}

#[test]
fn sts_bodies() {
    let Some(vectors) = load("responses/sts-responses.json") else {
        return;
    };
    for case in vectors["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        // We do not call GetSessionToken, whose answers have the same form: they are read as AssumeRole's.
        let operation = case["operation"]
            .as_str()
            .unwrap()
            .replace("GetSessionToken", "AssumeRole");
        let body = case["body"]
            .as_str()
            .unwrap()
            .replace("GetSessionTokenRes", "AssumeRoleRes");
        let answer = response(case["status"].as_u64().unwrap(), &json!({}), &body);
        if operation == "GetCallerIdentity" {
            let identity = get_caller_identity_response(&answer).expect(id);
            let expected = &case["expect"];
            assert_eq!(identity.arn, expected["Arn"].as_str().unwrap());
            assert_eq!(identity.user_id, expected["UserId"].as_str().unwrap());
            assert_eq!(identity.account, expected["Account"].as_str().unwrap());
            continue;
        }
        assert_eq!(operation, "AssumeRole");
        let result = assume_role_response(&answer);
        match &case["expectError"] {
            Value::Null => {}
            Value::String(_) => {
                assert_eq!(result.unwrap_err().kind(), &ErrorKind::BadResponse, "{id}");
                continue;
            }
            expected => {
                let error = result.unwrap_err();
                let fault = error.fault().unwrap();
                assert_eq!(fault.code, expected["Code"].as_str().unwrap());
                assert_eq!(fault.message, expected["Message"].as_str().unwrap());
                assert_eq!(fault.request_id.as_deref(), expected["RequestId"].as_str());
                continue;
            }
        }
        let role = result.expect(id);
        let user = role.details.assumed_role_user.as_ref();
        for (name, expected) in case["expect"].as_object().unwrap() {
            let actual = match name.as_str() {
                "AccessKeyId" => json!(role.credentials.access_key_id),
                "SecretAccessKey" => json!(role.credentials.secret_access_key.expose()),
                "SessionToken" => json!(role.credentials.session_token.as_ref().unwrap().expose()),
                "Expiration" => {
                    let expected = Timestamp::parse_iso8601(expected.as_str().unwrap());
                    assert_eq!(role.credentials.expiration, expected, "{id}");
                    continue;
                }
                "AssumedRoleId" => json!(user.map(|user| &user.assumed_role_id)),
                "Arn" => json!(user.map(|user| &user.arn)),
                "PackedPolicySize" => json!(role.details.packed_policy_size),
                "SourceIdentity" => json!(role.details.source_identity),
                other => panic!("{id}: the test does not know {other}"),
            };
            assert_eq!(&actual, expected, "{id}: {name}");
        }
    }
}

/// What takes more than one answer (the token, the cache, the calls) is tested with the flow.
#[test]
fn role_credentials() {
    let Some(vectors) = load("sso/role-credentials-cases.json") else {
        return;
    };
    let mut driven = 0;
    for case in vectors["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let account = case["accountId"].as_str().unwrap_or("1");
        if let Some(text) = case["responseText"].as_str() {
            let result = get_role_credentials_response(account, &response(200, &json!({}), text));
            assert_eq!(result.unwrap_err().kind(), &ErrorKind::BadResponse, "{id}");
            driven += 1;
            continue;
        }
        let Some(body) = case.get("response") else {
            continue;
        };
        driven += 1;
        let answer = response(200, &json!({}), &body.to_string());
        let credentials = get_role_credentials_response(account, &answer).expect(id);
        let sent = &body["roleCredentials"];
        assert_eq!(
            credentials.access_key_id,
            sent["accessKeyId"].as_str().unwrap()
        );
        let end = credentials.expiration.unwrap();
        assert_eq!(end.epoch_millis(), sent["expiration"].as_i64().unwrap());
        if let Some(instant) = case["expectInstant"].as_str() {
            assert_eq!(Some(end), Timestamp::parse_iso8601(instant));
        }
        if let Some(seconds) = case["expect"]["expirationEpoch"].as_i64() {
            assert_eq!(end.epoch_seconds(), seconds);
        }
        if let Some(content) = case.get("cacheContent") {
            let written: Value =
                serde_json::from_slice(&credentials.to_cached().unwrap().write_sso(None)).unwrap();
            assert_eq!(&written, content, "{id}");
        }
    }
    assert_eq!(driven, 4);
}
