//! What a profile of the shared files means to a program: its credentials, its session, and where its services are.

use super::assistant::Assistant;
use super::client::{Client, Endpoints};
use super::credentials::credentials;
use super::profile_chain;
use super::profile_settings::{ca_bundle, endpoints, region};
use super::shared_file::read_shared_config;
use crate::aws::credentials::Credentials;
use crate::config::credential_source::CredentialSource;
use crate::config::environment::{Environment, ProfileChoice};
use crate::config::section::Section;
use crate::config::shared::SharedConfig;
use crate::config::sso_session::SsoSession;
use crate::error::Result;
use crate::host::Host;

/// The profile that a program chose, with the files and the variables that say what it means.
#[derive(Debug)]
pub struct Profile {
    config: SharedConfig,
    environment: Environment,
    choice: ProfileChoice,
    section: Section,
}

impl Profile {
    /// Reads the files. Without a name the environment chooses. Errors: `ProfileNotFound`, `ConfigInvalid`, `Store`.
    pub async fn read<H: Host>(
        host: &H,
        environment: Environment,
        name: Option<&str>,
    ) -> Result<Self> {
        let config = read_shared_config(host).await?;
        let choice = environment.profile(name);
        let section = config.chosen_profile(&choice)?;
        Ok(Self {
            config,
            environment,
            choice,
            section,
        })
    }

    /// Where its services are. Errors: `ConfigInvalid` if its settings contradict themselves.
    pub fn endpoints(&self) -> Result<Endpoints> {
        endpoints(&self.config, &self.environment, &self.section)
    }

    /// The PEM file of the certificate authorities to trust for it.
    pub fn ca_bundle(&self) -> Option<&str> {
        ca_bundle(&self.environment, &self.section)
    }

    /// What a person signs in to for it: the session that it names, or else the one that its roles start from.
    ///
    /// Errors: those of [`SsoSession::for_login`].
    pub fn session(&self) -> Result<SsoSession> {
        let own = SsoSession::for_login(&self.config, &self.choice, None);
        own.or_else(|error| {
            let source = CredentialSource::resolve(&self.config, &self.environment, &self.choice);
            let behind = source.ok().and_then(|source| source.sso_session().cloned());
            behind.ok_or(error)
        })
    }

    /// The sso-session of that name. Errors: those of [`SsoSession::named`].
    pub fn named_session(&self, name: &str) -> Result<SsoSession> {
        SsoSession::named(&self.config, name)
    }

    /// Every session of the files that is complete.
    pub fn sessions(&self) -> Vec<SsoSession> {
        SsoSession::configured(&self.config, &self.config.profiles())
    }

    /// Its credentials. `assistant` makes the helper from the variables that programs are to be run with.
    ///
    /// Errors: those of [`CredentialSource::resolve`] and of [`credentials`]; `ConfigIncomplete` if its programs ask for
    /// its own credentials.
    pub async fn credentials<H: Host, A: Assistant>(
        &self,
        client: &Client<H>,
        assistant: impl FnOnce(Vec<(&'static str, String)>) -> A,
    ) -> Result<Credentials> {
        let chain = self.environment.get(profile_chain::VARIABLE);
        let chain = profile_chain::extended(chain.unwrap_or_default(), &self.choice.name)?;
        let source = CredentialSource::resolve(&self.config, &self.environment, &self.choice)?;
        let assistant = assistant(vec![(profile_chain::VARIABLE, chain)]);
        let region = || region(&self.environment, None, &self.section);
        credentials(client, &assistant, &source, region).await
    }
}
