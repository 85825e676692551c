//! A machine, a person and the services, for one command after the other.

use crate::scripted::ScriptedHost;
use crate::scripted::identity_center::IdentityCenter;
use crate::scripted::terminal::{ScriptedTerminal, Turn};
use aws_sso_wasm::cache::key::{self, TokenOwner};
use aws_sso_wasm::cli::from_files;
use aws_sso_wasm::cli::run::run;
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::host::StoreKey;
use pollster::block_on;

/// A session, a profile of it, and a profile that assumes a role with its credentials.
pub(crate) const CONFIG: &str = "\
[sso-session work]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
[profile dev]
sso_session = work
sso_account_id = 111111111111
sso_role_name = Admin
region = us-east-1
";

/// A token of the session `work` that lasts.
pub(crate) const TOKEN: &str = r#"{"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "old-access-token", "expiresAt": "2024-05-01T19:00:00Z"}"#;

pub(crate) struct Stage {
    pub(crate) host: ScriptedHost,
    pub(crate) terminal: ScriptedTerminal,
    variables: Vec<(String, String)>,
}

impl Stage {
    /// At eleven o'clock, with a config file, and services that know one account with one role.
    pub(crate) fn new(config: &str) -> Self {
        Self::with_services(config, IdentityCenter::default())
    }

    pub(crate) fn with_services(config: &str, services: IdentityCenter) -> Self {
        let host = ScriptedHost::new("2024-05-01T11:00:00Z", services.handler());
        let host = host.with_file(StoreKey::Config, config);
        Self {
            host,
            terminal: ScriptedTerminal::new([]),
            variables: Vec::new(),
        }
    }

    /// On a machine where no request is expected.
    pub(crate) fn offline(config: &str) -> Self {
        let host = ScriptedHost::offline("2024-05-01T11:00:00Z");
        let host = host.with_file(StoreKey::Config, config);
        Self {
            host,
            terminal: ScriptedTerminal::new([]),
            variables: Vec::new(),
        }
    }

    /// With everything in place, and services that answer.
    pub(crate) fn healthy() -> Self {
        Self::new(CONFIG)
            .with_token(TOKEN)
            .with_variable("AWS_REGION", "us-east-1")
    }

    #[must_use]
    pub(crate) fn with_dialog(self, dialog: impl IntoIterator<Item = Turn>) -> Self {
        self.terminal.dialog.borrow_mut().extend(dialog);
        self
    }

    #[must_use]
    pub(crate) fn with_file(mut self, key: StoreKey, text: &str) -> Self {
        self.host = self.host.with_file(key, text);
        self
    }

    #[must_use]
    pub(crate) fn with_token(self, text: &str) -> Self {
        self.with_file(token("work"), text)
    }

    #[must_use]
    pub(crate) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs a line, words between blanks, and returns its exit code.
    pub(crate) fn run(&self, line: &str) -> u8 {
        self.run_words(&line.split(' ').collect::<Vec<_>>())
    }

    pub(crate) fn run_words(&self, words: &[&str]) -> u8 {
        self.terminal.stdout.borrow_mut().clear();
        self.terminal.stderr.borrow_mut().clear();
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let environment = Environment::new(self.variables.clone());
        let code = block_on(run(&self.host, &self.terminal, words, environment));
        assert!(self.host.is_unlocked(), "no lock is left");
        code
    }

    /// Runs a line as the small wasm does, with nothing but files.
    pub(crate) fn run_from_files(&self, line: &str) -> Option<u8> {
        self.terminal.stdout.borrow_mut().clear();
        self.terminal.stderr.borrow_mut().clear();
        let words = line.split(' ').map(str::to_owned).collect();
        let environment = Environment::new(self.variables.clone());
        block_on(from_files::run(
            &self.host,
            &self.terminal,
            words,
            environment,
        ))
    }

    /// Runs a line that must succeed, and returns what it printed.
    pub(crate) fn stdout_of(&self, line: &str) -> String {
        let code = self.run(line);
        assert_eq!(code, 0, "{line}: {}", self.terminal.stderr());
        self.terminal.stdout()
    }

    pub(crate) fn config(&self) -> String {
        self.host.file(&StoreKey::Config).unwrap_or_default()
    }
}

/// The token file of a session.
pub(crate) fn token(session: &str) -> StoreKey {
    StoreKey::SsoCache(key::token(TokenOwner::Session(session)))
}

/// The file of the session `work`'s credentials for the profile `dev`.
pub(crate) fn role_credentials() -> StoreKey {
    StoreKey::CliCache(key::role_credentials(
        TokenOwner::Session("work"),
        "111111111111",
        "Admin",
    ))
}

pub(crate) fn prompt(question: &str, answer: &str) -> Turn {
    Turn::Prompt(question.to_owned(), answer.to_owned())
}
