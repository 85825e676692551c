//! What every command runs on.

use super::arguments::{Color, Format, Globals};
use super::output::Output;
use super::terminal::{Stream, Terminal};
use super::visible;
use crate::config::environment::{Environment, ProfileChoice, ProfileSource};
use crate::config::section::Section;
use crate::config::shared::SharedConfig;
use crate::config::sso_session::SsoSession;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::client::Client;
use crate::flow::clock_skew::SkewCorrected;
use crate::flow::profile_settings::{ca_bundle, endpoints, region};
use crate::host::Host;

/// The machine, the person, and what they configured.
#[derive(Debug)]
pub struct Context<'a, H, T> {
    /// The ports, with a corrected clock, and the endpoints of the chosen profile.
    pub client: Client<SkewCorrected<&'a H>>,
    /// The person.
    pub terminal: &'a T,
    /// The environment variables.
    pub environment: Environment,
    /// The options that all commands have.
    pub globals: Globals,
    /// The shared files, as they were at the start.
    pub config: SharedConfig,
    /// The profile to use; it need not exist.
    pub choice: ProfileChoice,
}

impl<'a, H: Host, T: Terminal> Context<'a, H, T> {
    /// Puts a context together. Errors: `ConfigInvalid` if the configured endpoints contradict themselves.
    pub fn new(
        host: &'a H,
        terminal: &'a T,
        environment: Environment,
        globals: Globals,
        config: SharedConfig,
    ) -> Result<Self> {
        let choice = environment.profile(globals.profile.as_deref());
        // A profile that is about to be configured does not exist yet.
        let profile = config
            .profile(&choice.name)
            .unwrap_or_else(|_| Section::empty(&choice.name));
        let endpoints = endpoints(&config, &environment, &profile)?;
        let chosen = globals.ca_bundle.as_deref();
        if let Some(path) = chosen.or_else(|| ca_bundle(&environment, &profile)) {
            terminal.trust(path);
        }
        host.trace(|| {
            let by = match choice.source {
                ProfileSource::Option => "--profile",
                ProfileSource::Environment(variable) => variable,
                ProfileSource::Default => "nothing else",
            };
            format!(
                "profile \"{}\", chosen by {by}",
                visible::line(&choice.name)
            )
        });
        let client = Client::new(SkewCorrected::new(host), endpoints);
        Ok(Self {
            client,
            terminal,
            environment,
            globals,
            config,
            choice,
        })
    }

    /// The chosen profile. Errors: `ProfileNotFound`, unless it is the default that nobody named.
    pub fn profile(&self) -> Result<Section> {
        self.config.chosen_profile(&self.choice)
    }

    /// The session that `--sso-session` names, or else the profile's. Errors: those of [`SsoSession::for_login`].
    pub fn session(&self, name: Option<&str>) -> Result<SsoSession> {
        SsoSession::for_login(&self.config, &self.choice, name)
    }

    /// The Region to call services in. Errors: `NoRegion`, `ProfileNotFound`.
    pub fn region(&self) -> Result<String> {
        let profile = self.profile()?;
        region(&self.environment, self.globals.region.as_deref(), &profile)
    }

    /// `--output`, or else `AWS_DEFAULT_OUTPUT`, or else the profile's `output`, or else JSON.
    ///
    /// Errors: `InvalidArgument` for a format that there is not.
    pub fn format(&self) -> Result<Format> {
        if let Some(format) = self.globals.output {
            return Ok(format);
        }
        let profile = self.profile()?;
        let name = self
            .environment
            .get("AWS_DEFAULT_OUTPUT")
            .or_else(|| profile.filled("output"));
        match name {
            None => Ok(Format::Json),
            Some(name) => Format::from_name(name).ok_or_else(|| {
                Error::new(
                    ErrorKind::InvalidArgument,
                    format!("Unknown output type: {name}"),
                )
                .with_help("Use json, text, table or yaml.")
            }),
        }
    }

    /// How to print results: `--output` and `--query`.
    ///
    /// Errors: `InvalidArgument` for a format that there is not, or an expression that is none.
    pub fn output(&self) -> Result<Output> {
        let query = self.globals.query.as_deref();
        Output::new(self.format()?, query, self.terminal.columns())
    }

    /// Whether to use bold type: as `--color` says, or else for a person who did not set NO_COLOR.
    pub fn is_bold(&self) -> bool {
        match self.globals.color {
            Color::On => true,
            Color::Off => false,
            Color::Auto => {
                self.terminal.interactive() && self.environment.get("NO_COLOR").is_none()
            }
        }
    }

    /// Lets the person choose; the index into `choices`. Errors: those of [`Terminal::select`].
    pub async fn select(&self, message: &str, choices: &[String]) -> Result<usize> {
        let is_bold = self.is_bold();
        self.terminal.select(message, choices, is_bold).await
    }

    /// Prints to standard output.
    pub async fn say(&self, text: &str) -> Result<()> {
        self.terminal.print(Stream::Stdout, text).await
    }
}
