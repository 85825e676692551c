//! `sso list-accounts` and `sso list-account-roles`.

use crate::scripted::identity_center::IdentityCenter;
use crate::stage::{CONFIG, Stage, TOKEN};

fn services() -> IdentityCenter {
    IdentityCenter {
        accounts: Some(vec![
            serde_json::json!({"accountId": "111111111111", "accountName": "Dev\u{202e}", "emailAddress": "d@example.com"}),
            serde_json::json!({"accountId": "222222222222"}),
        ]),
        roles: vec!["Admin".to_owned(), "ReadOnly".to_owned()],
        ..IdentityCenter::default()
    }
}

fn stage() -> Stage {
    Stage::with_services(CONFIG, services()).with_token(TOKEN)
}

#[test]
fn accounts() {
    let stage = stage();
    assert_eq!(
        stage.stdout_of("sso list-accounts --profile dev"),
        "{\n    \"accountList\": [\n        {\n            \"accountId\": \"111111111111\",\n            \"accountName\": \
         \"Dev\\u202e\",\n            \"emailAddress\": \"d@example.com\"\n        },\n        {\n            \
         \"accountId\": \"222222222222\"\n        }\n    ]\n}\n"
    );
    assert_eq!(
        stage.stdout_of("sso list-accounts --sso-session work --output text"),
        "ACCOUNTLIST\t111111111111\tDev\\u{202e}\td@example.com\nACCOUNTLIST\t222222222222\t\t\n"
    );
    assert_eq!(
        stage.stdout_of(
            "sso list-accounts --sso-session work --query accountList[].accountId --output yaml"
        ),
        "- '111111111111'\n- '222222222222'\n"
    );
}

#[test]
fn roles_of_one_account_and_of_all() {
    let stage = stage();
    assert_eq!(
        stage.stdout_of(
            "sso list-account-roles --account-id 222222222222 --sso-session work --output text"
        ),
        "ROLELIST\t222222222222\tAdmin\nROLELIST\t222222222222\tReadOnly\n"
    );
    let all = stage.stdout_of("sso list-account-roles --all --sso-session work --output text");
    assert_eq!(all.lines().count(), 4, "{all}");
    let json = stage.stdout_of("sso list-account-roles --all --sso-session work");
    let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(parsed["roleList"].as_array().unwrap().len(), 4);
    assert!(json.ends_with("\n    ]\n}\n"), "{json}");
}

#[test]
fn nothing_to_list() {
    let services = IdentityCenter {
        accounts: Some(Vec::new()),
        ..IdentityCenter::default()
    };
    let stage = Stage::with_services(CONFIG, services).with_token(TOKEN);
    let json = stage.stdout_of("sso list-accounts --profile dev");
    assert_eq!(json, "{\n    \"accountList\": []\n}\n");
    assert_eq!(
        stage.stdout_of("sso list-accounts --profile dev --output text"),
        ""
    );
}

#[test]
fn without_a_token_the_next_step_is_told() {
    let stage = Stage::offline(CONFIG);
    assert_eq!(stage.run("sso list-accounts --profile dev"), 255);
    let stderr = stage.terminal.stderr();
    assert!(
        stderr.contains("Error loading SSO Token: Token for work does not exist\n"),
        "{stderr}"
    );
    assert!(
        stderr.ends_with("aws-sso-wasm sso login --sso-session work\n"),
        "{stderr}"
    );
    assert_eq!(stage.terminal.stdout(), "", "no half of a list");
}

#[test]
fn a_bad_expression_is_told_before_anything_is_asked() {
    let stage = Stage::offline(CONFIG).with_token(TOKEN);
    assert_eq!(stage.run("sso list-accounts --profile dev --query a["), 252);
    assert!(
        stage
            .terminal
            .stderr()
            .contains("Bad value for --query a[: ")
    );
}
