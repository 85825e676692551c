//! The files of cached role credentials that profiles name.

use super::session_files::role_credentials_key;
use crate::config::sso_session::SsoSession;
use crate::error::Result;
use crate::host::{Collection, Host, StoreKey};
use std::collections::BTreeSet;

/// The role credentials files that there are.
#[derive(Debug)]
pub struct RoleFiles(BTreeSet<StoreKey>);

/// A role credentials file, with its account and role.
pub type RoleFile<'r> = (StoreKey, &'r str, &'r str);

impl RoleFiles {
    /// Errors: `Store`.
    pub async fn list<H: Host>(host: &H) -> Result<Self> {
        let mut files = BTreeSet::new();
        // One by one: `collect` sorts them first, which makes a wasm larger.
        files.extend(host.list(Collection::CliCache).await?);
        Ok(Self(files))
    }

    /// Of these accounts and roles of a session, those that have a file.
    pub fn of<'r>(&self, session: &SsoSession, roles: &'r [(String, String)]) -> Vec<RoleFile<'r>> {
        // Each name costs a hash, and a session of profiles for thousands of accounts has mostly none of them cached.
        let roles = if self.0.is_empty() { &[] } else { roles };
        let cached = roles.iter().filter_map(|(account_id, role_name)| {
            let key = role_credentials_key(session, account_id, role_name);
            let is_there = self.0.contains(&key);
            is_there.then_some((key, account_id.as_str(), role_name.as_str()))
        });
        cached.collect()
    }
}
