//! The shared config and credentials files: whether they can be read, and whether what they say makes sense.

use super::finding::Finding;
use crate::aws::partition::check_region;
use crate::aws::start_url::classify;
use crate::config::SharedFile;
use crate::config::cli_rules::{Effect, cli_differences};
use crate::config::credential_source::CredentialSource;
use crate::config::environment::{Environment, ProfileChoice, ProfileSource};
use crate::config::shared::SharedConfig;
use crate::config::sso_session::SsoSession;
use crate::error::{ErrorKind, Result};
use crate::host::{Host, StoreKey};
use crate::secret::Zeroizing;

type Bytes = Option<Zeroizing<Vec<u8>>>;

/// Reads both files and says what is wrong with their form. A file that cannot be read counts as empty.
///
/// Errors: `Aborted`.
pub(super) async fn read<H: Host>(host: &H) -> Result<(SharedConfig, Vec<Finding>)> {
    let mut findings = Vec::new();
    let mut texts: [Bytes; 2] = [None, None];
    let files = [
        (SharedFile::Config, StoreKey::Config),
        (SharedFile::Credentials, StoreKey::Credentials),
    ];
    for (text, (file, key)) in texts.iter_mut().zip(&files) {
        match host.read(key).await {
            Ok(bytes) => *text = bytes,
            Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
            Err(error) => findings.push(Finding::problem(file.to_string(), &error)),
        }
        let Some(bytes) = text else {
            continue;
        };
        let alone = match file {
            SharedFile::Config => SharedConfig::parse(Some(bytes.as_slice()), None),
            SharedFile::Credentials => SharedConfig::parse(None, Some(bytes.as_slice())),
        };
        if let Err(error) = alone {
            findings.push(Finding::problem(file.to_string(), &error));
            *text = None;
            continue;
        }
        for difference in cli_differences(*file, bytes) {
            let subject = format!("{file}, line {}", difference.line);
            let sentence = format!("{} So {}.", difference.what, difference.effect);
            findings.push(match difference.effect {
                Effect::Refused => Finding::grave(subject, sentence, difference.remedy),
                Effect::ReadOtherwise | Effect::Ignored => {
                    Finding::note(subject, sentence, difference.remedy)
                }
            });
        }
    }
    let [config, credentials] = &texts;
    let slice = |bytes: &'_ Bytes| bytes.as_ref().map(|bytes| bytes.to_vec());
    let shared = SharedConfig::parse(slice(config).as_deref(), slice(credentials).as_deref())?;
    Ok((shared, findings))
}

/// Says what the profiles and sessions contradict or lack.
pub(super) fn examine(
    config: &SharedConfig,
    environment: &Environment,
    option: Option<&str>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let choice = environment.profile(option);
    if let Err(error) = config.chosen_profile(&choice) {
        let subject = match choice.source {
            ProfileSource::Environment(variable) => variable,
            ProfileSource::Option | ProfileSource::Default => "--profile",
        };
        findings.push(Finding::problem(subject, &error));
    }
    if environment.get("AWS_ACCESS_KEY_ID").is_some() {
        findings.push(Finding::note(
            "AWS_ACCESS_KEY_ID",
            "Access keys in the environment go before the profile, unless --profile is given.",
            "Unset AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN if they are not meant.",
        ));
    }
    for name in config.sso_session_names() {
        let subject = format!("sso-session {name}");
        let checked = SsoSession::named(config, &name)
            .and_then(|session| classify(&session.start_url).and(check_region(&session.region)));
        if let Err(error) = checked {
            findings.push(Finding::problem(subject, &error));
        }
    }
    for name in config.profile_names() {
        let own = ProfileChoice {
            name: name.clone(),
            source: ProfileSource::Option,
        };
        match CredentialSource::resolve(config, &Environment::default(), &own) {
            // A profile may hold settings only.
            Err(error) if *error.kind() != ErrorKind::NoCredentials => {
                findings.push(Finding::problem(format!("profile {name}"), &error));
            }
            _ => {}
        }
    }
    findings
}
