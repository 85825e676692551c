use super::grammar::{COMPLETE, Kind, Node, ROOT};
use super::*;
use crate::error::ErrorKind;
use proptest::prelude::*;

fn request(line: &str) -> Result<Request> {
    parse(line.split_whitespace().map(str::to_owned))
}

fn run(line: &str) -> Invocation {
    match request(line) {
        Ok(Request::Run(invocation)) => *invocation,
        other => panic!("{line}: {other:?}"),
    }
}

fn refusal(line: &str) -> (String, String) {
    let error = request(line).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::InvalidArgument, "{line}");
    (
        error.to_string(),
        error.help().unwrap_or_default().to_owned(),
    )
}

#[test]
fn every_command_is_understood() {
    let session = Some("s".to_owned());
    for (line, command) in [
        ("configure list-profiles", Command::ListProfiles),
        (
            "configure get region",
            Command::Get {
                key: "region".to_owned(),
            },
        ),
        (
            "configure set region us-east-1",
            Command::Set {
                key: "region".to_owned(),
                value: Secret::from("us-east-1"),
            },
        ),
        (
            "configure export-credentials",
            Command::ExportCredentials {
                format: CredentialFormat::Process,
            },
        ),
        (
            "configure export-credentials --format windows-cmd",
            Command::ExportCredentials {
                format: CredentialFormat::WindowsCmd,
            },
        ),
        ("sso logout", Command::Logout { session: None }),
        (
            "sso logout --sso-session s",
            Command::Logout {
                session: session.clone(),
            },
        ),
        ("sso status", Command::Status),
        (
            "sso list-accounts --sso-session s",
            Command::ListAccounts {
                session: session.clone(),
            },
        ),
        (
            "sso list-account-roles --account-id 123456789012",
            Command::ListAccountRoles {
                session: None,
                account_id: Some("123456789012".to_owned()),
            },
        ),
        (
            "sso list-account-roles --all --sso-session s",
            Command::ListAccountRoles {
                session,
                account_id: None,
            },
        ),
        ("sts get-caller-identity", Command::GetCallerIdentity),
        ("doctor", Command::Doctor { repair: false }),
        ("doctor --repair", Command::Doctor { repair: true }),
        ("serve", Command::Serve(Serve::default())),
        (
            "serve --port 8400 --no-browser --sandbox --sso-session work",
            Command::Serve(Serve {
                port: Some(8400),
                no_browser: true,
                sandbox: true,
                session: Some("work".to_owned()),
            }),
        ),
        (
            "sandbox",
            Command::Sandbox {
                options: "{}".to_owned(),
            },
        ),
        (
            "sandbox --accounts 40 --rate-limit 20 --odd-names --deny",
            Command::Sandbox {
                options: r#"{"accounts":40,"rateLimit":20,"oddNames":true,"deny":true}"#.to_owned(),
            },
        ),
        ("completion zsh", Command::Completion(Shell::Zsh)),
        (
            "__complete -- aws-sso-wasm sso login --pro",
            Command::Complete {
                words: ["aws-sso-wasm", "sso", "login", "--pro"]
                    .map(str::to_owned)
                    .to_vec(),
            },
        ),
    ] {
        assert_eq!(run(line).command, command, "{line}");
    }
}

#[test]
fn the_wizard_takes_every_answer() {
    let invocation = run(
        "configure sso --profile p --sso-session s --sso-start-url https://u --sso-region r \
         --sso-registration-scopes a,b --sso-account-id 1 --sso-role-name n --region c --output yaml \
         --no-browser --use-device-code --redirect-port 8080",
    );
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(invocation.globals.profile, text("p"));
    assert_eq!(invocation.globals.region, text("c"));
    assert_eq!(invocation.globals.output, Some(Format::Yaml));
    assert_eq!(
        invocation.command,
        Command::ConfigureSso(ConfigureSso {
            values: SessionValues {
                session: text("s"),
                start_url: text("https://u"),
                region: text("r"),
                scopes: text("a,b"),
            },
            account_id: text("1"),
            role_name: text("n"),
            sign_in: SignIn {
                no_browser: true,
                use_device_code: true,
                redirect_port: Some(8080),
            },
        })
    );
    assert_eq!(
        run("sso login --sso-session=s --if-needed").command,
        Command::Login(Login {
            session: text("s"),
            if_needed: true,
            sign_in: SignIn::default(),
        })
    );
}

#[test]
fn global_options_stand_anywhere_and_the_last_one_counts() {
    let expected = run(
        "sts get-caller-identity --profile p --output text --debug --query Account --color off",
    );
    for line in [
        "--profile p --output text --debug --query Account --color off sts get-caller-identity",
        "--profile p --color off sts --output text --debug get-caller-identity --query Account",
        "--profile x --output json sts get-caller-identity --profile y --profile p --output text --debug \
         --query Account --color off",
    ] {
        assert_eq!(run(line), expected, "{line}");
    }
    assert_eq!(expected.globals.color, Color::Off);
    assert!(expected.globals.debug);
}

#[test]
fn what_is_refused_is_told_with_its_usage() {
    const LOGIN: &str = "Usage: aws-sso-wasm sso login [OPTIONS]";
    const SSO: &str = "Usage: aws-sso-wasm sso [OPTIONS] COMMAND";
    const ROLES: &str =
        "Usage: aws-sso-wasm sso list-account-roles (--account-id ID | --all) [OPTIONS]";
    const IDENTITY: &str = "Usage: aws-sso-wasm sts get-caller-identity [OPTIONS]";
    for (line, sentence, near, usage) in [
        (
            "sso login --foo bar",
            "Unknown options: --foo, bar",
            "",
            LOGIN,
        ),
        (
            "sso login --profil p",
            "Unknown options: --profil, p",
            "--profile",
            LOGIN,
        ),
        (
            "sso login --no-verify-ssl",
            "Unknown options: --no-verify-ssl",
            "",
            LOGIN,
        ),
        ("sso login -x", "Unknown options: -x", "", LOGIN),
        ("sso signin", "Unknown command: signin", "", SSO),
        (
            "sso logn --profile p",
            "Unknown command: logn",
            "login",
            SSO,
        ),
        (
            "sso --if-needed login",
            "Unknown options: --if-needed",
            "--if-needed behind login",
            LOGIN,
        ),
        (
            "sso",
            "The following arguments are required: command",
            "",
            SSO,
        ),
        (
            "",
            "The following arguments are required: command",
            "",
            "Usage: aws-sso-wasm [OPTIONS] COMMAND",
        ),
        (
            "sso list-account-roles",
            "One of the following arguments is required: --account-id, --all",
            "",
            ROLES,
        ),
        (
            "sso list-account-roles --all --account-id 1",
            "Only one of the following arguments can be given: --account-id, --all",
            "",
            ROLES,
        ),
        (
            "configure set",
            "The following arguments are required: KEY, VALUE",
            "",
            "Usage: aws-sso-wasm configure set [OPTIONS] KEY VALUE",
        ),
        (
            "sts get-caller-identity --output jsn",
            "argument --output: 'jsn' is not one of json, text, table, yaml.",
            "json",
            IDENTITY,
        ),
        (
            "completion tcsh",
            "argument SHELL: 'tcsh' is not one of bash, zsh, fish, powershell.",
            "",
            "Usage: aws-sso-wasm completion [OPTIONS] SHELL",
        ),
        (
            "sso login --profile",
            "argument --profile: expected one argument",
            "",
            LOGIN,
        ),
        (
            "sso login --profile --debug",
            "argument --profile: expected one argument",
            "",
            LOGIN,
        ),
        (
            "sso login --debug=1",
            "argument --debug: takes no value",
            "",
            LOGIN,
        ),
    ] {
        let expected = match near {
            "" => usage.to_owned(),
            _ => format!("Did you mean {near}?\n{usage}"),
        };
        assert_eq!(refusal(line), (sentence.to_owned(), expected), "{line}");
    }
    for port in ["0", "65536", "-1", "x", ""] {
        let (sentence, _) = refusal(&format!("sso login --redirect-port={port}"));
        assert_eq!(
            sentence,
            format!("argument --redirect-port: '{port}' is not a port from 1 to 65535.")
        );
    }
    assert_eq!(
        refusal("sandbox --accounts many").0,
        "argument --accounts: 'many' is not a whole number."
    );
}

#[test]
fn values_may_look_odd() {
    for (line, key, value) in [
        ("configure set -- --odd -value", "--odd", "-value"),
        ("configure set a - --profile p", "a", "-"),
        ("configure set help help", "help", "help"),
    ] {
        let expected = Command::Set {
            key: key.to_owned(),
            value: Secret::from(value),
        };
        assert_eq!(run(line).command, expected, "{line}");
    }
    assert_eq!(
        run("sts get-caller-identity --query=-a=b")
            .globals
            .query
            .as_deref(),
        Some("-a=b")
    );
    assert_eq!(
        run("sso status --profile=").globals.profile.as_deref(),
        Some("")
    );
}

/// Every command, with its path.
fn nodes() -> Vec<(String, &'static Node)> {
    let mut found = vec![];
    let mut open = vec![(String::new(), &ROOT)];
    while let Some((path, node)) = open.pop() {
        found.push((path.clone(), node));
        if let Kind::Family(nodes) = &node.kind {
            open.extend(
                nodes
                    .iter()
                    .map(|node| (format!("{path} {}", node.name), node)),
            );
        }
    }
    found
}

#[test]
fn every_command_has_help() {
    for (path, node) in nodes() {
        let Ok(Request::Show(text)) = request(&format!("{path} --help --bogus")) else {
            panic!("{path} has no help");
        };
        assert!(
            text.contains(&format!("\nUsage: aws-sso-wasm{path}")),
            "{text}"
        );
        assert!(
            text.lines().all(|line| line.chars().count() <= help::WIDTH),
            "{text}"
        );
        assert!(
            !text.contains(COMPLETE) || path.contains(COMPLETE),
            "{text}"
        );
        if let Kind::Leaf(leaf) = &node.kind {
            assert!(
                leaf.examples.contains("Example") || node.name == COMPLETE,
                "{text}"
            );
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                leaf.arguments
                    .iter()
                    .all(|argument| words(&text).contains(&words(argument.help))),
                "{text}"
            );
        }
    }
    let help = request("sso login --help");
    assert_eq!(request("--help sso login"), help);
    assert_eq!(request("sso login help"), help);
    assert_eq!(request("sso login -h"), help);
    assert_eq!(request("sso help"), request("sso --help"));
    assert_eq!(
        request("--version"),
        Ok(Request::Show(format!(
            "aws-sso-wasm {}\n",
            env!("CARGO_PKG_VERSION")
        )))
    );
}

/// Every line in the examples is one that we understand.
#[test]
fn the_examples_are_true() {
    let mut lines = 0;
    for (_, node) in nodes() {
        let examples = match &node.kind {
            Kind::Leaf(leaf) => leaf.examples,
            Kind::Family(_) => examples::PROGRAM,
        };
        for line in examples.replace(" \\\n", " ").lines() {
            let Some((_, line)) = line.split_once("aws-sso-wasm ") else {
                continue;
            };
            let line = line
                .split([')', '|'])
                .next()
                .unwrap()
                .replace(['\'', '"'], "");
            if !line.starts_with("COMMAND") {
                run(&line);
                lines += 1;
            }
        }
    }
    assert!(lines > 20, "{lines}");
}

proptest! {
    #[test]
    fn any_line_is_a_request_or_a_usage_error(
        words in prop::collection::vec(
            prop_oneof![
                Just("sso"), Just("login"), Just("configure"), Just("set"), Just("--profile"), Just("--output=text"),
                Just("--"), Just("-"), Just("--debug"), Just("-é"), Just("--=x"), Just(""), Just("list-account-roles"),
            ],
            0..8,
        )
    ) {
        let request = parse(words.iter().map(|word| (*word).to_owned()));
        if let Err(error) = request {
            prop_assert_eq!(error.kind(), &ErrorKind::InvalidArgument);
            prop_assert!(error.help().is_some());
        }
    }
}
