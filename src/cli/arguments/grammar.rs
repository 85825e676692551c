//! The grammar of the command line: every command, option and help text. It is the one place that the reader, the help
//! and the shell completion look at.
//!
//! A table of our own rather than clap's: with clap the module was 75 KB larger after gzip, and a cold start took 5 ms
//! longer, which is a quarter of what may pass until cached credentials are printed.

use super::examples;
use super::given::Given;
use super::options::{
    ACCOUNT_ID, ACCOUNTS, ALL, AUTO_APPROVE, Argument, CLIENT_LIFETIME, CREDENTIALS_LIFETIME, DENY,
    FORMAT, IF_NEEDED, INTERVAL, KEY, LATENCY, NO_BROWSER, ODD_NAMES, PORT, RATE_LIMIT,
    REDIRECT_PORT, REPAIR, ROLES, SANDBOX, SANDBOX_FLAGS, SANDBOX_NUMBERS, SESSION_LIFETIME, SHELL,
    SSO_ACCOUNT_ID, SSO_REGION, SSO_REGISTRATION_SCOPES, SSO_ROLE_NAME, SSO_SESSION, SSO_START_URL,
    TOKEN_LIFETIME, USE_DEVICE_CODE, VALUE, WORDS,
};
use super::{Command, ConfigureSso, CredentialFormat, Login, Serve, SessionValues, Shell, SignIn};
use crate::encode::json::{Object, Value};
use crate::error::Result;
use crate::secret::Secret;

/// The name of the program, as errors and help show it.
pub(crate) const PROGRAM: &str = "aws-sso-wasm";

/// A command, or a family of commands.
pub(crate) struct Node {
    /// The word.
    pub(crate) name: &'static str,
    /// What it does, in a line.
    pub(crate) about: &'static str,
    /// What follows the word.
    pub(crate) kind: Kind,
}

/// What follows a command's word.
pub(crate) enum Kind {
    /// The name of one of these.
    Family(&'static [Node]),
    /// Arguments.
    Leaf(Leaf),
}

/// A command that does something.
pub(crate) struct Leaf {
    /// Its options and arguments; the global ones are [`GLOBALS`].
    pub(crate) arguments: &'static [&'static Argument],
    /// Of these exactly one must be given; empty if that does not matter.
    pub(crate) one_of: &'static [&'static Argument],
    /// The end of its help.
    pub(crate) examples: &'static str,
    /// Makes the command of what was given.
    pub(crate) read: fn(&Given) -> Result<Command>,
}

/// The name of the command that the completion scripts call; help does not show it.
pub(crate) const COMPLETE: &str = "__complete";

/// The whole tree.
pub(crate) const ROOT: Node = Node {
    name: PROGRAM,
    about: "Sign in with AWS IAM Identity Center, and use the credentials",
    kind: Kind::Family(&[
        Node {
            name: "configure",
            about: "Set up profiles and sessions",
            kind: Kind::Family(CONFIGURE),
        },
        Node {
            name: "sso",
            about: "Sign in, sign out, list what you may use",
            kind: Kind::Family(SSO),
        },
        Node {
            name: "sts",
            about: "Tell who you are",
            kind: Kind::Family(STS),
        },
        Node {
            name: "doctor",
            about: "Find what is wrong with files, clock and endpoints",
            kind: Kind::Leaf(Leaf {
                arguments: &[&REPAIR],
                one_of: &[],
                examples: examples::DOCTOR,
                read: |given| {
                    Ok(Command::Doctor {
                        repair: given.has(&REPAIR),
                    })
                },
            }),
        },
        Node {
            name: "serve",
            about: "Run the web console on this machine, and open it",
            kind: Kind::Leaf(Leaf {
                arguments: &[&PORT, &NO_BROWSER, &SANDBOX, &SSO_SESSION],
                one_of: &[],
                examples: examples::SERVE,
                read: |given| {
                    Ok(Command::Serve(Serve {
                        port: given.port(&PORT)?,
                        no_browser: given.has(&NO_BROWSER),
                        sandbox: given.has(&SANDBOX),
                        session: given.text(&SSO_SESSION),
                    }))
                },
            }),
        },
        Node {
            name: "sandbox",
            about: "Run a stand-in for Identity Center on this machine",
            kind: Kind::Leaf(Leaf {
                arguments: &[
                    &PORT,
                    &ACCOUNTS,
                    &ROLES,
                    &ODD_NAMES,
                    &LATENCY,
                    &RATE_LIMIT,
                    &TOKEN_LIFETIME,
                    &CLIENT_LIFETIME,
                    &CREDENTIALS_LIFETIME,
                    &SESSION_LIFETIME,
                    &INTERVAL,
                    &AUTO_APPROVE,
                    &DENY,
                ],
                one_of: &[],
                examples: examples::SANDBOX,
                read: sandbox,
            }),
        },
        Node {
            name: "completion",
            about: "Print the completion script for a shell",
            kind: Kind::Leaf(Leaf {
                arguments: &[&SHELL],
                one_of: &[],
                examples: examples::COMPLETION,
                read: |given| {
                    Ok(Command::Completion(match given.required(&SHELL)? {
                        "zsh" => Shell::Zsh,
                        "fish" => Shell::Fish,
                        "powershell" => Shell::PowerShell,
                        _ => Shell::Bash,
                    }))
                },
            }),
        },
        Node {
            name: COMPLETE,
            about: "Complete a half-typed line",
            kind: Kind::Leaf(Leaf {
                arguments: &[&WORDS],
                one_of: &[],
                examples: "",
                read: |given| {
                    Ok(Command::Complete {
                        words: given.rest().to_vec(),
                    })
                },
            }),
        },
    ]),
};

const CONFIGURE: &[Node] = &[
    Node {
        name: "sso",
        about: "Sign in and set up a profile, step by step",
        kind: Kind::Leaf(Leaf {
            arguments: &[
                &SSO_SESSION,
                &SSO_START_URL,
                &SSO_REGION,
                &SSO_REGISTRATION_SCOPES,
                &SSO_ACCOUNT_ID,
                &SSO_ROLE_NAME,
                &NO_BROWSER,
                &USE_DEVICE_CODE,
                &REDIRECT_PORT,
            ],
            one_of: &[],
            examples: examples::CONFIGURE_SSO,
            read: |given| {
                Ok(Command::ConfigureSso(ConfigureSso {
                    values: session_values(given),
                    account_id: given.text(&SSO_ACCOUNT_ID),
                    role_name: given.text(&SSO_ROLE_NAME),
                    sign_in: sign_in(given)?,
                }))
            },
        }),
    },
    Node {
        name: "sso-session",
        about: "Set up a session without signing in",
        kind: Kind::Leaf(Leaf {
            arguments: &[
                &SSO_SESSION,
                &SSO_START_URL,
                &SSO_REGION,
                &SSO_REGISTRATION_SCOPES,
            ],
            one_of: &[],
            examples: examples::CONFIGURE_SSO_SESSION,
            read: |given| Ok(Command::ConfigureSsoSession(session_values(given))),
        }),
    },
    Node {
        name: "list-profiles",
        about: "List the names of all profiles",
        kind: Kind::Leaf(Leaf {
            arguments: &[],
            one_of: &[],
            examples: examples::LIST_PROFILES,
            read: |_| Ok(Command::ListProfiles),
        }),
    },
    Node {
        name: "get",
        about: "Print one value of the configuration",
        kind: Kind::Leaf(Leaf {
            arguments: &[&KEY],
            one_of: &[],
            examples: examples::GET,
            read: |given| {
                Ok(Command::Get {
                    key: given.required(&KEY)?.to_owned(),
                })
            },
        }),
    },
    Node {
        name: "set",
        about: "Write one value of the configuration",
        kind: Kind::Leaf(Leaf {
            arguments: &[&KEY, &VALUE],
            one_of: &[],
            examples: examples::SET,
            read: |given| {
                Ok(Command::Set {
                    key: given.required(&KEY)?.to_owned(),
                    value: Secret::from(given.required(&VALUE)?),
                })
            },
        }),
    },
    Node {
        name: "export-credentials",
        about: "Print credentials for other programs",
        kind: Kind::Leaf(Leaf {
            arguments: &[&FORMAT],
            one_of: &[],
            examples: examples::EXPORT_CREDENTIALS,
            read: |given| {
                Ok(Command::ExportCredentials {
                    format: match given.get(&FORMAT) {
                        Some("env") => CredentialFormat::Env,
                        Some("env-no-export") => CredentialFormat::EnvNoExport,
                        Some("powershell") => CredentialFormat::PowerShell,
                        Some("windows-cmd") => CredentialFormat::WindowsCmd,
                        Some("fish") => CredentialFormat::Fish,
                        _ => CredentialFormat::Process,
                    },
                })
            },
        }),
    },
];

const SSO: &[Node] = &[
    Node {
        name: "login",
        about: "Sign in",
        kind: Kind::Leaf(Leaf {
            arguments: &[
                &SSO_SESSION,
                &IF_NEEDED,
                &NO_BROWSER,
                &USE_DEVICE_CODE,
                &REDIRECT_PORT,
            ],
            one_of: &[],
            examples: examples::LOGIN,
            read: |given| {
                Ok(Command::Login(Login {
                    session: given.text(&SSO_SESSION),
                    if_needed: given.has(&IF_NEEDED),
                    sign_in: sign_in(given)?,
                }))
            },
        }),
    },
    Node {
        name: "logout",
        about: "Sign out of one session, or of all",
        kind: Kind::Leaf(Leaf {
            arguments: &[&SSO_SESSION],
            one_of: &[],
            examples: examples::LOGOUT,
            read: |given| {
                Ok(Command::Logout {
                    session: given.text(&SSO_SESSION),
                })
            },
        }),
    },
    Node {
        name: "status",
        about: "Tell how long tokens and credentials are good, offline",
        kind: Kind::Leaf(Leaf {
            arguments: &[],
            one_of: &[],
            examples: examples::STATUS,
            read: |_| Ok(Command::Status),
        }),
    },
    Node {
        name: "list-accounts",
        about: "List the accounts you may use",
        kind: Kind::Leaf(Leaf {
            arguments: &[&SSO_SESSION],
            one_of: &[],
            examples: examples::LIST_ACCOUNTS,
            read: |given| {
                Ok(Command::ListAccounts {
                    session: given.text(&SSO_SESSION),
                })
            },
        }),
    },
    Node {
        name: "list-account-roles",
        about: "List the roles you may use",
        kind: Kind::Leaf(Leaf {
            arguments: &[&SSO_SESSION, &ACCOUNT_ID, &ALL],
            one_of: &[&ACCOUNT_ID, &ALL],
            examples: examples::LIST_ACCOUNT_ROLES,
            read: |given| {
                Ok(Command::ListAccountRoles {
                    session: given.text(&SSO_SESSION),
                    account_id: given.text(&ACCOUNT_ID),
                })
            },
        }),
    },
];

const STS: &[Node] = &[Node {
    name: "get-caller-identity",
    about: "Tell whose credentials these are",
    kind: Kind::Leaf(Leaf {
        arguments: &[],
        one_of: &[],
        examples: examples::GET_CALLER_IDENTITY,
        read: |_| Ok(Command::GetCallerIdentity),
    }),
}];

fn session_values(given: &Given) -> SessionValues {
    SessionValues {
        session: given.text(&SSO_SESSION),
        start_url: given.text(&SSO_START_URL),
        region: given.text(&SSO_REGION),
        scopes: given.text(&SSO_REGISTRATION_SCOPES),
    }
}

fn sign_in(given: &Given) -> Result<SignIn> {
    Ok(SignIn {
        no_browser: given.has(&NO_BROWSER),
        use_device_code: given.has(&USE_DEVICE_CODE),
        redirect_port: given.port(&REDIRECT_PORT)?,
    })
}

fn sandbox(given: &Given) -> Result<Command> {
    let mut options = Object::new();
    for (argument, member) in SANDBOX_NUMBERS {
        if let Some(number) = given.number(argument)? {
            options.set(member, i64::from(number));
        }
    }
    for (argument, member) in SANDBOX_FLAGS {
        if given.has(argument) {
            options.set(member, true);
        }
    }
    let options = Value::from(options).to_compact().as_str().to_owned();
    Ok(Command::Sandbox { options })
}
