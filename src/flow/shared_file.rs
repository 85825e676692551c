//! Reading and editing the shared config and credentials files.

use crate::config::SharedFile;
use crate::config::edit::{self, Edit};
use crate::config::section_name::SectionName;
use crate::config::session_roles::SessionRoles;
use crate::config::shared::SharedConfig;
use crate::config::sso_session::SsoSession;
use crate::error::Result;
use crate::host::{Event, Host, StoreKey};

/// Reads both files. Errors: `ConfigInvalid` if one cannot be parsed, `Store` if one cannot be read.
pub async fn read_shared_config<H: Host>(host: &H) -> Result<SharedConfig> {
    let config = host.read(&StoreKey::Config).await?;
    let credentials = host.read(&StoreKey::Credentials).await?;
    SharedConfig::take(config, credentials)
}

/// The accounts and roles that the profiles of a session name; none if the files cannot be read, which keeps nobody from
/// signing out.
pub async fn named_roles<H: Host>(host: &H, session: &SsoSession) -> Vec<(String, String)> {
    match read_shared_config(host).await {
        Ok(config) => SessionRoles::read(&config.profiles()).of(session),
        Err(error) => {
            host.notify(Event::Warning(error));
            Vec::new()
        }
    }
}

/// Makes the edits of several sections in one write, under the file's lock; every other byte stays. Without a change
/// nothing is written.
///
/// Errors: those of [`edit::set`], `Store`, `Aborted`. The file is then as it was.
pub async fn edit_sections<H: Host>(
    host: &H,
    file: SharedFile,
    sections: &[(SectionName, Vec<(&str, Edit)>)],
) -> Result<()> {
    let key = match file {
        SharedFile::Config => StoreKey::Config,
        SharedFile::Credentials => StoreKey::Credentials,
    };
    let _lock = host.lock(&key).await?;
    let before = host.read(&key).await?;
    let mut text = before.clone();
    for (section, edits) in sections {
        let original = text.as_ref().map(|bytes| bytes.as_slice());
        let mut edited = edit::set(file, original, section, edits)?;
        text = Some(core::mem::take(&mut *edited).into_bytes().into());
    }
    match text {
        Some(text) if before.as_ref() != Some(&text) => host.write(&key, &text).await,
        _ => Ok(()),
    }
}
