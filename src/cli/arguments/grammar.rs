//! The grammar of the command line: every command, option and help text. It is the one place that the reader, the help
//! and the shell completion look at.
//!
//! A table of our own rather than clap's: with clap the module was 75 KB larger after gzip, and a cold start took 5 ms
//! longer, which is a quarter of what may pass until cached credentials are printed.

use super::examples;
use super::given::Given;
use super::{Command, ConfigureSso, CredentialFormat, Login, SessionValues, Shell, SignIn};
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

/// An option or argument.
pub(crate) struct Argument {
    /// The name; an option's is written `--name`.
    pub(crate) name: &'static str,
    /// How it is written.
    pub(crate) form: Form,
    /// What it is for.
    pub(crate) help: &'static str,
    /// All that it may be; empty for anything.
    pub(crate) choices: &'static [&'static str],
}

/// How an argument is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `--name`.
    Flag,
    /// `--name VALUE` or `--name=VALUE`; the text stands for the value in the help.
    Option(&'static str),
    /// A word by its place; the text stands for it in the help.
    Positional(&'static str),
    /// All words that are left.
    Rest,
}

const fn flag(name: &'static str, help: &'static str) -> Argument {
    Argument {
        name,
        form: Form::Flag,
        help,
        choices: &[],
    }
}

const fn option(name: &'static str, value: &'static str, help: &'static str) -> Argument {
    Argument {
        name,
        form: Form::Option(value),
        help,
        choices: &[],
    }
}

const fn positional(name: &'static str, value: &'static str, help: &'static str) -> Argument {
    Argument {
        name,
        form: Form::Positional(value),
        help,
        choices: &[],
    }
}

impl Argument {
    const fn choices(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = choices;
        self
    }
}

/// The options that every command takes, before it or after it.
pub(crate) const GLOBALS: &[&Argument] = &[
    &PROFILE, &REGION, &OUTPUT, &QUERY, &CA_BUNDLE, &COLOR, &DEBUG, &HELP, &VERSION,
];

pub(crate) const PROFILE: Argument =
    option("profile", "NAME", "The profile to use (else AWS_PROFILE)");
pub(crate) const REGION: Argument = option(
    "region",
    "REGION",
    "The Region to call, or to write into the profile",
);
pub(crate) const OUTPUT: Argument =
    option("output", "FORMAT", "How to print results").choices(&["json", "text", "table", "yaml"]);
pub(crate) const QUERY: Argument = option(
    "query",
    "JMESPATH",
    "Print only what this JMESPath expression selects",
);
pub(crate) const CA_BUNDLE: Argument = option(
    "ca-bundle",
    "FILE",
    "Trust the certificates of this PEM file (else AWS_CA_BUNDLE)",
);
pub(crate) const COLOR: Argument = option(
    "color",
    "WHEN",
    "Whether to use bold type; auto heeds NO_COLOR",
)
.choices(&["on", "off", "auto"]);
pub(crate) const DEBUG: Argument = flag("debug", "Trace every step to stderr, without secrets");
pub(crate) const HELP: Argument = flag("help", "Print help");
pub(crate) const VERSION: Argument = flag("version", "Print the version");

pub(crate) const SSO_SESSION: Argument = option("sso-session", "NAME", "The sso-session to use");
const SSO_START_URL: Argument = option(
    "sso-start-url",
    "URL",
    "The start URL or issuer URL of the session",
);
const SSO_REGION: Argument = option("sso-region", "REGION", "The Region of Identity Center");
const SSO_REGISTRATION_SCOPES: Argument = option(
    "sso-registration-scopes",
    "SCOPES",
    "The scopes of the session, separated by commas",
);
const SSO_ACCOUNT_ID: Argument = option("sso-account-id", "ID", "The account of the profile");
const SSO_ROLE_NAME: Argument = option(
    "sso-role-name",
    "NAME",
    "The role (permission set) of the profile",
);
const NO_BROWSER: Argument = flag("no-browser", "Print the URL instead of opening the browser");
const USE_DEVICE_CODE: Argument = flag("use-device-code", "Sign in with a code, on any device");
const REDIRECT_PORT: Argument = option(
    "redirect-port",
    "N",
    "Wait for the browser at this port of 127.0.0.1",
);
const IF_NEEDED: Argument = flag("if-needed", "Do nothing if the token is still good");
const KEY: Argument = positional("key", "KEY", "The name of the value, such as region");
const VALUE: Argument = positional("value", "VALUE", "What to write");
const FORMAT: Argument = option("format", "FORMAT", "The form, else process").choices(&[
    "process",
    "env",
    "env-no-export",
    "powershell",
    "windows-cmd",
    "fish",
]);
const ACCOUNT_ID: Argument = option("account-id", "ID", "List the roles of this account");
const ALL: Argument = flag("all", "List the roles of every account");
const REPAIR: Argument = flag("repair", "Mend what can be mended without losing anything");
const SHELL: Argument =
    positional("shell", "SHELL", "The shell").choices(&["bash", "zsh", "fish", "powershell"]);
const WORDS: Argument = Argument {
    name: "words",
    form: Form::Rest,
    help: "The line up to the cursor",
    choices: &[],
};

const PORT: Argument = option(
    "port",
    "N",
    "Listen at this port of 127.0.0.1 instead of any free one",
);
const ACCOUNTS: Argument = option("accounts", "N", "How many accounts there are");
const ROLES: Argument = option("roles", "N", "How many roles each account has");
const LATENCY: Argument = option("latency", "MILLISECONDS", "How long every answer takes");
const RATE_LIMIT: Argument = option(
    "rate-limit",
    "N",
    "Answer 429 beyond so many requests a second",
);
const TOKEN_LIFETIME: Argument = option(
    "token-lifetime",
    "SECONDS",
    "How long an access token lives",
);
const CLIENT_LIFETIME: Argument = option(
    "client-lifetime",
    "SECONDS",
    "How long a client registration lives",
);
const CREDENTIALS_LIFETIME: Argument = option(
    "credentials-lifetime",
    "SECONDS",
    "How long role credentials live",
);
const SESSION_LIFETIME: Argument = option(
    "session-lifetime",
    "SECONDS",
    "How long a sign-in lasts, and so its refresh tokens",
);
const INTERVAL: Argument = option(
    "interval",
    "SECONDS",
    "How far apart polls for a device code have to be",
);
const ODD_NAMES: Argument = flag(
    "odd-names",
    "Give accounts awkward names: markup, quotes, other scripts",
);
const AUTO_APPROVE: Argument = flag("auto-approve", "Allow every consent, without a person");
const DENY: Argument = flag("deny", "Decline every consent, without a person");

/// The sandbox's flags, with the member of its JSON that each becomes.
const SANDBOX_FLAGS: [(&Argument, &str); 3] = [
    (&ODD_NAMES, "oddNames"),
    (&AUTO_APPROVE, "autoApprove"),
    (&DENY, "deny"),
];

/// The sandbox's numbers, with the member of its JSON that each becomes.
const SANDBOX_NUMBERS: [(&Argument, &str); 10] = [
    (&PORT, "port"),
    (&ACCOUNTS, "accounts"),
    (&ROLES, "roles"),
    (&LATENCY, "latency"),
    (&RATE_LIMIT, "rateLimit"),
    (&TOKEN_LIFETIME, "tokenLifetime"),
    (&CLIENT_LIFETIME, "clientLifetime"),
    (&CREDENTIALS_LIFETIME, "credentialsLifetime"),
    (&SESSION_LIFETIME, "sessionLifetime"),
    (&INTERVAL, "interval"),
];

/// The name of the command that the completion scripts call; help does not show it.
pub(crate) const COMPLETE: &str = "__complete";

/// The whole tree.
pub(crate) const ROOT: Node = Node {
    name: PROGRAM,
    about: "Sign in with AWS IAM Identity Center, and use the credentials.",
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
