//! Every option and argument, with its help text.

/// An option or argument.
#[derive(Debug)]
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
pub(crate) const SSO_START_URL: Argument = option(
    "sso-start-url",
    "URL",
    "The start URL or issuer URL of the session",
);
pub(crate) const SSO_REGION: Argument =
    option("sso-region", "REGION", "The Region of Identity Center");
pub(crate) const SSO_REGISTRATION_SCOPES: Argument = option(
    "sso-registration-scopes",
    "SCOPES",
    "The scopes of the session, separated by commas",
);
pub(crate) const SSO_ACCOUNT_ID: Argument =
    option("sso-account-id", "ID", "The account of the profile");
pub(crate) const SSO_ROLE_NAME: Argument = option(
    "sso-role-name",
    "NAME",
    "The role (permission set) of the profile",
);
pub(crate) const NO_BROWSER: Argument =
    flag("no-browser", "Print the URL instead of opening the browser");
pub(crate) const USE_DEVICE_CODE: Argument =
    flag("use-device-code", "Sign in with a code, on any device");
pub(crate) const REDIRECT_PORT: Argument = option(
    "redirect-port",
    "N",
    "Wait for the browser at this port of 127.0.0.1",
);
pub(crate) const IF_NEEDED: Argument = flag("if-needed", "Do nothing if the token is still good");
pub(crate) const KEY: Argument = positional("key", "KEY", "The name of the value, such as region");
pub(crate) const VALUE: Argument = positional("value", "VALUE", "What to write");
pub(crate) const FORMAT: Argument =
    option("format", "FORMAT", "The form, else process").choices(&[
        "process",
        "env",
        "env-no-export",
        "powershell",
        "windows-cmd",
        "fish",
    ]);
pub(crate) const ACCOUNT_ID: Argument =
    option("account-id", "ID", "List the roles of this account");
pub(crate) const ALL: Argument = flag("all", "List the roles of every account");
pub(crate) const REPAIR: Argument =
    flag("repair", "Mend what can be mended without losing anything");
pub(crate) const SHELL: Argument =
    positional("shell", "SHELL", "The shell").choices(&["bash", "zsh", "fish", "powershell"]);
pub(crate) const WORDS: Argument = Argument {
    name: "words",
    form: Form::Rest,
    help: "The line up to the cursor",
    choices: &[],
};

pub(crate) const PORT: Argument = option(
    "port",
    "N",
    "Listen at this port of 127.0.0.1 instead of any free one",
);
pub(crate) const SANDBOX: Argument = flag(
    "sandbox",
    "Sign in to a sandbox on this machine instead of AWS",
);
pub(crate) const ACCOUNTS: Argument = option("accounts", "N", "How many accounts there are");
pub(crate) const ROLES: Argument = option("roles", "N", "How many roles each account has");
pub(crate) const LATENCY: Argument =
    option("latency", "MILLISECONDS", "How long every answer takes");
pub(crate) const RATE_LIMIT: Argument = option(
    "rate-limit",
    "N",
    "Answer 429 beyond so many requests a second",
);
pub(crate) const TOKEN_LIFETIME: Argument = option(
    "token-lifetime",
    "SECONDS",
    "How long an access token lives",
);
pub(crate) const CLIENT_LIFETIME: Argument = option(
    "client-lifetime",
    "SECONDS",
    "How long a client registration lives",
);
pub(crate) const CREDENTIALS_LIFETIME: Argument = option(
    "credentials-lifetime",
    "SECONDS",
    "How long role credentials live",
);
pub(crate) const SESSION_LIFETIME: Argument = option(
    "session-lifetime",
    "SECONDS",
    "How long a sign-in lasts, and so its refresh tokens",
);
pub(crate) const INTERVAL: Argument = option(
    "interval",
    "SECONDS",
    "How far apart polls for a device code have to be",
);
pub(crate) const ODD_NAMES: Argument = flag(
    "odd-names",
    "Give accounts awkward names: markup, quotes, other scripts",
);
pub(crate) const AUTO_APPROVE: Argument =
    flag("auto-approve", "Allow every consent, without a person");
pub(crate) const DENY: Argument = flag("deny", "Decline every consent, without a person");

/// The sandbox's flags, with the member of its JSON that each becomes.
pub(crate) const SANDBOX_FLAGS: [(&Argument, &str); 3] = [
    (&ODD_NAMES, "oddNames"),
    (&AUTO_APPROVE, "autoApprove"),
    (&DENY, "deny"),
];

/// The sandbox's numbers, with the member of its JSON that each becomes.
pub(crate) const SANDBOX_NUMBERS: [(&Argument, &str); 10] = [
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
