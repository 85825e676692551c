//! `cli/configure-sso-flows.json` and `cli/configure-sso-small.json`: the wizards' dialogs, whole and in parts.

use crate::load;
use crate::scripted::ScriptedHost;
use crate::scripted::identity_center::{IdentityCenter, Vanity};
use crate::scripted::terminal::{ScriptedTerminal, Turn};
use aws_sso_wasm::aws::portal::Account;
use aws_sso_wasm::cli::account_choice::{describe, sort_accounts, sort_roles};
use aws_sso_wasm::cli::configure_sso::conclusion;
use aws_sso_wasm::cli::question::{Check, Question};
use aws_sso_wasm::cli::run::run;
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::host::StoreKey;
use pollster::block_on;
use serde_json::Value;

const NOW: &str = "2024-05-01T11:00:00Z";
fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().expect("a list");
    list.iter()
        .map(|text| text.as_str().expect("text").to_owned())
        .collect()
}

fn account(value: &Value) -> Account {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    Account {
        account_id: text("accountId").expect("an id"),
        account_name: text("accountName"),
        email_address: text("emailAddress"),
    }
}

/// A choice as the case writes it: an account, or the name of a role.
fn shown(choice: &Value) -> String {
    choice
        .as_str()
        .map_or_else(|| describe(&account(choice)), str::to_owned)
}

fn turn(turn: &Value) -> Turn {
    let answer = turn["answer"].as_str().expect("an answer");
    match turn["prompt"].as_str() {
        Some(prompt) => Turn::Prompt(prompt.to_owned(), answer.to_owned()),
        None => {
            let choices = turn["select"].as_array().expect("choices");
            let is_answer = |choice: &&Value| {
                choice.as_str() == Some(answer) || choice["accountId"].as_str() == Some(answer)
            };
            let index = choices
                .iter()
                .position(|choice| is_answer(&choice))
                .expect("a choice");
            Turn::Select(choices.iter().map(shown).collect(), index)
        }
    }
}

/// The services of a case: what is listed is what is offered, unless the case says more.
fn services(case: &Value) -> IdentityCenter {
    let dialog = case["dialog"].as_array().cloned().unwrap_or_default();
    let offered: Vec<&Vec<Value>> = dialog
        .iter()
        .filter_map(|turn| turn["select"].as_array())
        .collect();
    let accounts = match &case["accounts"] {
        Value::Null => offered.first().map(|choices| (*choices).clone()),
        Value::Array(accounts) => Some(accounts.clone()),
        _ => None,
    };
    let roles = match &case["roles"] {
        Value::Null => offered.get(1).map_or_else(Vec::new, |choices| {
            choices
                .iter()
                .map(|role| role.as_str().expect("a role").to_owned())
                .collect()
        }),
        roles => texts(roles),
    };
    let anywhere = "https://d-1234567890.awsapps.com/start".to_owned();
    let vanity = match case["resolve"]["url"].as_str() {
        Some(url) => Vanity::To(url.to_owned()),
        // Where the dialog asks for the Region, the URL led nowhere; the sign-in needs it to lead somewhere after all.
        None => Vanity::LaterTo(anywhere),
    };
    IdentityCenter {
        accounts,
        roles,
        vanity,
    }
}

struct Outcome {
    code: u8,
    terminal: ScriptedTerminal,
    host: ScriptedHost,
}

fn drive(command: &[&str], case: &Value) -> Outcome {
    let dialog = case["dialog"].as_array().cloned().unwrap_or_default();
    let terminal = ScriptedTerminal::new(dialog.iter().map(turn));
    let mut host = ScriptedHost::new(NOW, services(case).handler());
    if !case["configBefore"].is_null() {
        let config = texts(&case["configBefore"]).join("\n") + "\n";
        host = host.with_file(StoreKey::Config, &config);
    }
    let good = r#"{"startUrl": "https://existing-start-url", "region": "existing-sso-region", "accessToken": "old",
        "expiresAt": "2024-05-01T19:00:00Z"}"#;
    for session in ["dev", "existing-sso-session"] {
        host = host.with_file(StoreKey::SsoCache(token_file(session)), good);
    }
    let arguments = case["args"].as_array().cloned().unwrap_or_default();
    let arguments = arguments
        .iter()
        .map(|word| word.as_str().expect("a word").to_owned());
    let line = command
        .iter()
        .map(|word| (*word).to_owned())
        .chain(arguments)
        .collect();
    let code = block_on(run(&host, &terminal, line, Environment::default()));
    Outcome {
        code,
        terminal,
        host,
    }
}

fn token_file(session: &str) -> String {
    aws_sso_wasm::cache::key::token(aws_sso_wasm::cache::key::TokenOwner::Session(session))
}

fn assert_config(case: &Value, host: &ScriptedHost) {
    let expected = texts(&case["configAfter"]).join("\n") + "\n";
    assert_eq!(
        host.file(&StoreKey::Config).as_deref(),
        Some(expected.as_str())
    );
}

fn assert_stdout(case: &Value, stdout: &str) {
    let list = |name: &str| case[name].as_array().cloned().unwrap_or_default();
    for part in list("stdoutContains") {
        assert!(
            stdout.contains(part.as_str().unwrap()),
            "{part} in {stdout}"
        );
    }
    for part in list("stdoutNotContains") {
        assert!(
            !stdout.contains(part.as_str().unwrap()),
            "{part} in {stdout}"
        );
    }
}

/// What the case says of the sign-in, against what went over the wire.
fn assert_login(login: &Value, outcome: &Outcome) {
    let host = &outcome.host;
    let requests = host.requests.borrow();
    let body = |path: &str| {
        let request = requests
            .iter()
            .find(|request| request.url.ends_with(path))?;
        Some(serde_json::from_slice::<Value>(&request.body).expect("JSON"))
    };
    let signed_in = body("/token").is_some();
    if let Some(force) = login["forceRefresh"].as_bool() {
        assert_eq!(signed_in, force, "whether a person had to sign in");
    }
    if !signed_in {
        return;
    }
    let register = body("/client/register").expect("a registration");
    if let Some(session) = login["session"].as_str() {
        assert_eq!(
            register["clientName"],
            format!("aws-sso-wasm-{session}").as_str()
        );
    }
    if !login["scopes"].is_null() {
        assert_eq!(register["scopes"], login["scopes"]);
    }
    if let Some(region) = login["region"].as_str() {
        let token = requests
            .iter()
            .find(|request| request.url.ends_with("/token"))
            .unwrap();
        assert!(
            token
                .url
                .starts_with(&format!("https://oidc.{region}.amazonaws.com/")),
            "{}",
            token.url
        );
    }
    if let Some(url) = login["startUrl"].as_str() {
        let files = host.files.borrow();
        let named = |bytes: &Vec<u8>| {
            String::from_utf8_lossy(bytes).contains(&format!("\"startUrl\": \"{url}\""))
        };
        assert!(files.values().any(named), "the token file names {url}");
    }
    match login["handler"].as_str() {
        Some("print only") => assert!(outcome.terminal.opened.borrow().is_empty()),
        _ => assert_eq!(outcome.terminal.opened.borrow().len(), 1),
    }
    if login["useDeviceCode"] == true {
        assert!(body("/device_authorization").is_some());
    }
}

#[test]
#[allow(
    clippy::print_stdout,
    reason = "names the case that a scripted host or terminal stops"
)]
fn configure_sso() {
    let Some(vectors) = load("cli/configure-sso-flows.json") else {
        return;
    };
    let cases = vectors["configure sso"].as_array().unwrap();
    assert_eq!(cases.len(), 16);
    for case in cases {
        let name = case["test"].as_str().unwrap();
        println!("{name}");
        let mut case = case.clone();
        if let Some(other) = case["sameAs"].as_str() {
            let base = cases
                .iter()
                .find(|case| case["test"] == other)
                .expect("the other case");
            let mut merged = base.clone();
            for (key, value) in case.as_object().unwrap() {
                merged[key] = value.clone();
            }
            case = merged;
        }
        if case["dialog"].is_null() {
            // The two cases that end in an error leave the dialog out: legacy, as their siblings.
            case["dialog"] = serde_json::json!([
                {"prompt": "SSO session name (Recommended): ", "answer": ""},
                {"prompt": "SSO start URL [None]: ", "answer": "https://starturl"},
                {"prompt": "SSO region [None]: ", "answer": "us-west-2"},
            ]);
        }
        let outcome = drive(&["configure", "sso"], &case);
        if let Some(error) = case["expectError"].as_str() {
            assert_eq!(
                u64::from(outcome.code),
                case["exit"].as_u64().unwrap(),
                "{name}"
            );
            assert!(
                outcome.terminal.stderr().contains(error),
                "{}",
                outcome.terminal.stderr()
            );
            assert_eq!(
                outcome.host.file(&StoreKey::Config),
                None,
                "nothing is written"
            );
            continue;
        }
        assert_eq!(outcome.code, 0, "{}", outcome.terminal.stderr());
        assert!(
            outcome.terminal.dialog.borrow().is_empty(),
            "the whole dialog took place"
        );
        assert_config(&case, &outcome.host);
        assert_stdout(&case, &outcome.terminal.stdout());
        assert_login(&case["login"], &outcome);
        assert!(outcome.host.is_unlocked());
    }
}

#[test]
#[allow(
    clippy::print_stdout,
    reason = "names the case that a scripted host or terminal stops"
)]
fn configure_sso_session() {
    let Some(vectors) = load("cli/configure-sso-flows.json") else {
        return;
    };
    let cases = vectors["configure sso-session"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        println!("{}", case["test"]);
        let outcome = drive(&["configure", "sso-session"], case);
        assert_eq!(outcome.code, 0, "{}", outcome.terminal.stderr());
        assert!(outcome.terminal.dialog.borrow().is_empty());
        assert!(outcome.host.requests.borrow().is_empty(), "nobody signs in");
        assert_config(case, &outcome.host);
        assert_stdout(case, &outcome.terminal.stdout());
    }
}

#[test]
fn validators() {
    let Some(vectors) = load("cli/configure-sso-small.json") else {
        return;
    };
    let cases = vectors["validators"].as_array().unwrap();
    assert_eq!(cases.len(), 19);
    for case in cases {
        let validator = case["validator"].as_str().unwrap();
        let check = match validator {
            "StartUrl" => Check::StartUrl,
            "Required" => Check::Required,
            "Scopes" => Check::Scopes,
            other => panic!("{other}"),
        };
        let judged = check.judge(
            case["input"].as_str().unwrap().trim(),
            case["default"].as_str(),
        );
        let expected = match case["valid"].as_bool().unwrap() {
            true => Ok(()),
            false => Err(vectors["validatorMessages"][validator].as_str().unwrap()),
        };
        assert_eq!(judged, expected, "{case}");
    }
}

#[test]
fn sorting_showing_and_closing() {
    let Some(vectors) = load("cli/configure-sso-small.json") else {
        return;
    };
    let sortings = vectors["accountSorting"].as_array().unwrap();
    assert_eq!(sortings.len(), 3);
    for case in sortings {
        let mut accounts: Vec<Account> =
            case["in"].as_array().unwrap().iter().map(account).collect();
        sort_accounts(&mut accounts);
        let ids: Vec<String> = accounts
            .into_iter()
            .map(|account| account.account_id)
            .collect();
        assert_eq!(ids, texts(&case["out"]));
    }
    let mut roles = texts(&vectors["roleSorting"]["in"]);
    sort_roles(&mut roles);
    assert_eq!(roles, texts(&vectors["roleSorting"]["out"]));
    let displays = vectors["displayAccount"].as_array().unwrap();
    assert_eq!(displays.len(), 4);
    for case in displays {
        assert_eq!(describe(&account(&case[0])), case[1].as_str().unwrap());
    }
    let conclusions = vectors["conclusion"].as_array().unwrap();
    assert_eq!(conclusions.len(), 4);
    for case in conclusions {
        let text = conclusion(
            case["profile"].as_str().unwrap(),
            case["credentials"].as_bool().unwrap(),
        );
        for part in texts(&case["contains"]) {
            assert!(text.contains(&part), "{part} in {text}");
        }
    }
    let strips = texts(&vectors["promptStripsWhitespace"]);
    let [typed, answer] = strips.as_slice() else {
        panic!("two texts");
    };
    let terminal = ScriptedTerminal::new([Turn::Prompt("Q: ".to_owned(), typed.clone())]);
    let question = Question {
        text: "Q",
        default: None,
        shows_none: false,
        check: Check::Anything,
        option: "q",
        given: None,
    };
    assert_eq!(block_on(question.ask(&terminal)), Ok(answer.clone()));
}
