//! What the person asked for: the command line as plain values. Nothing here runs anything.

mod examples;
pub(crate) mod given;
pub(crate) mod grammar;
pub(crate) mod help;
pub(crate) mod options;
mod suggestion;

use crate::error::Result;
use crate::secret::Secret;
use given::Line;
pub(crate) use grammar::PROGRAM;

/// What a command line comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A command to run.
    Run(Box<Invocation>),
    /// Help or version: text for stdout, and done.
    Show(String),
}

/// A command with the options that all commands have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The options that all commands have.
    pub globals: Globals,
    /// The command.
    pub command: Command,
}

/// The options that all commands have, in front of the command or behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Globals {
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--output`.
    pub output: Option<Format>,
    /// `--query`.
    pub query: Option<String>,
    /// `--ca-bundle`: a path.
    pub ca_bundle: Option<String>,
    /// `--color`.
    pub color: Color,
    /// `--debug`.
    pub debug: bool,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// JSON, indented by four.
    #[default]
    Json,
    /// Values between tabs.
    Text,
    /// Boxes.
    Table,
    /// YAML.
    Yaml,
}

impl Format {
    /// The format of this name, as `--output` and the profile key `output` have it. What the AWS CLI writes page by page
    /// as `yaml-stream` is YAML here.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "json" => Self::Json,
            "text" => Self::Text,
            "table" => Self::Table,
            "yaml" | "yaml-stream" => Self::Yaml,
            _ => return None,
        })
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Table => "table",
            Self::Yaml => "yaml",
        }
    }
}

/// Whether to use bold type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// Always.
    On,
    /// Never.
    Off,
    /// At a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
}

/// The commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `configure sso`.
    ConfigureSso(ConfigureSso),
    /// `configure sso-session`.
    ConfigureSsoSession(SessionValues),
    /// `configure list-profiles`.
    ListProfiles,
    /// `configure get`.
    Get {
        /// The name of the value.
        key: String,
    },
    /// `configure set`.
    Set {
        /// The name of the value.
        key: String,
        /// What to write. May be a secret key.
        value: Secret,
    },
    /// `configure export-credentials`.
    ExportCredentials {
        /// `--format`.
        format: CredentialFormat,
    },
    /// `sso login`.
    Login(Login),
    /// `sso logout`.
    Logout {
        /// `--sso-session`; without it all sessions.
        session: Option<String>,
    },
    /// `sso status`.
    Status,
    /// `sso list-accounts`.
    ListAccounts {
        /// `--sso-session`.
        session: Option<String>,
    },
    /// `sso list-account-roles`.
    ListAccountRoles {
        /// `--sso-session`.
        session: Option<String>,
        /// `--account-id`; `None` is `--all`.
        account_id: Option<String>,
    },
    /// `sts get-caller-identity`.
    GetCallerIdentity,
    /// `doctor`.
    Doctor {
        /// `--repair`.
        repair: bool,
    },
    /// `sandbox`.
    Sandbox {
        /// The options that were given, as the JSON object that the sandbox takes.
        options: String,
    },
    /// `serve`.
    Serve(Serve),
    /// `completion`.
    Completion(Shell),
    /// What the completion scripts call.
    Complete {
        /// The place of the word at the cursor, and the words of the line from the program's name on.
        words: Vec<String>,
    },
}

/// The values of an sso-session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionValues {
    /// `--sso-session`.
    pub session: Option<String>,
    /// `--sso-start-url`.
    pub start_url: Option<String>,
    /// `--sso-region`.
    pub region: Option<String>,
    /// `--sso-registration-scopes`, as typed.
    pub scopes: Option<String>,
}

/// How a sign-in reaches the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignIn {
    /// `--no-browser`.
    pub no_browser: bool,
    /// `--use-device-code`.
    pub use_device_code: bool,
    /// `--redirect-port`.
    pub redirect_port: Option<u16>,
}

/// The options of `serve`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Serve {
    /// `--port`; `None` is any free one.
    pub port: Option<u16>,
    /// `--no-browser`.
    pub no_browser: bool,
    /// `--sandbox`.
    pub sandbox: bool,
    /// `--sso-session`; without it all sessions.
    pub session: Option<String>,
}

/// The options of `configure sso`. `--region`, `--output` and `--profile` are [`Globals`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConfigureSso {
    /// The session.
    pub values: SessionValues,
    /// `--sso-account-id`.
    pub account_id: Option<String>,
    /// `--sso-role-name`.
    pub role_name: Option<String>,
    /// The sign-in.
    pub sign_in: SignIn,
}

/// The options of `sso login`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Login {
    /// `--sso-session`.
    pub session: Option<String>,
    /// `--if-needed`.
    pub if_needed: bool,
    /// The sign-in.
    pub sign_in: SignIn,
}

/// The forms of `configure export-credentials`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CredentialFormat {
    /// The JSON of `credential_process`.
    #[default]
    Process,
    /// `export NAME=value`.
    Env,
    /// `NAME=value`.
    EnvNoExport,
    /// `$Env:NAME="value"`.
    PowerShell,
    /// `set NAME=value`.
    WindowsCmd,
    /// `set -gx NAME "value"`.
    Fish,
}

/// The shells with completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// Bash.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// PowerShell.
    PowerShell,
}

/// Reads the arguments: those after the program's name.
///
/// `InvalidArgument` for a line that is none of our commands, with the usage as its help.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Request> {
    let line = Line::read(arguments);
    if line.given.has(&options::HELP) {
        return Ok(Request::Show(help::text(&line.path)));
    }
    if line.given.has(&options::VERSION) {
        return Ok(Request::Show(format!(
            "{} {}\n",
            PROGRAM,
            env!("CARGO_PKG_VERSION")
        )));
    }
    let leaf = line.check()?;
    let given = &line.given;
    let globals = Globals {
        profile: given.text(&options::PROFILE),
        region: given.text(&options::REGION),
        output: given.get(&options::OUTPUT).and_then(Format::from_name),
        query: given.text(&options::QUERY),
        ca_bundle: given.text(&options::CA_BUNDLE),
        color: match given.get(&options::COLOR) {
            Some("on") => Color::On,
            Some("off") => Color::Off,
            _ => Color::Auto,
        },
        debug: given.has(&options::DEBUG),
    };
    let command = (leaf.read)(given)?;
    Ok(Request::Run(Box::new(Invocation { globals, command })))
}

#[cfg(test)]
mod tests;
