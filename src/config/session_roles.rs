//! The accounts and roles that the profiles of a session name.

use super::section::Section;
use super::sso_session::SsoSession;
use std::collections::{BTreeMap, BTreeSet};

/// What the profiles name, by session: whose role credentials may be cached.
#[derive(Debug, Default)]
pub struct SessionRoles<'a>(BTreeMap<Owner<'a>, Named<'a>>);

/// A session's name, or the start URL of legacy profiles.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner<'a> {
    Session(&'a str),
    StartUrl(&'a str),
}

#[derive(Debug, Default)]
struct Named<'a> {
    accounts: BTreeSet<&'a str>,
    roles: BTreeSet<&'a str>,
}

impl<'a> SessionRoles<'a> {
    /// Looks at every profile once, however many sessions there are.
    pub fn read(profiles: &'a [Section]) -> Self {
        let mut sessions = BTreeMap::<_, Named<'a>>::new();
        for profile in profiles {
            let owner = match profile.filled("sso_session") {
                Some(name) => Some(Owner::Session(name)),
                None => profile.filled("sso_start_url").map(Owner::StartUrl),
            };
            if let Some(owner) = owner {
                let named = sessions.entry(owner).or_default();
                named.accounts.extend(profile.filled("sso_account_id"));
                named.roles.extend(profile.filled("sso_role_name"));
            }
        }
        Self(sessions)
    }

    /// Every account together with every role that the session's profiles name.
    ///
    /// A cached file's name is a hash, so its account and role can only be guessed. All combinations are returned, since a
    /// profile may have been renamed to another role since.
    pub fn of(&self, session: &SsoSession) -> Vec<(String, String)> {
        let owner = match &session.name {
            Some(name) => Owner::Session(name),
            None => Owner::StartUrl(&session.start_url),
        };
        let named = self.0.get(&owner).into_iter();
        let pairs = named.flat_map(|Named { accounts, roles }| {
            accounts.iter().flat_map(move |account| {
                let with_account = |role: &&str| ((*account).to_owned(), (*role).to_owned());
                roles.iter().map(with_account)
            })
        });
        pairs.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::SessionRoles;
    use crate::config::shared::SharedConfig;
    use crate::config::sso_session::SsoSession;

    #[test]
    fn of_this_session_only() {
        let config = b"[sso-session s]\nsso_start_url=https://a.awsapps.com/start\nsso_region=us-east-1\n\
            [profile one]\nsso_session=s\nsso_account_id=111111111111\nsso_role_name=A\n\
            [profile two]\nsso_session=s\nsso_account_id=222222222222\nsso_role_name=B\n\
            [profile other]\nsso_session=t\nsso_account_id=333333333333\nsso_role_name=C\n\
            [profile legacy]\nsso_start_url=https://a.awsapps.com/start\nsso_account_id=444444444444\nsso_role_name=D\n";
        let shared = SharedConfig::parse(Some(config), None).unwrap();
        let session = SsoSession::named(&shared, "s").unwrap();
        let profiles = shared.profiles();
        let roles = SessionRoles::read(&profiles);
        let named = roles.of(&session);
        let named: Vec<_> = named
            .iter()
            .map(|(a, r)| (a.as_str(), r.as_str()))
            .collect();
        assert_eq!(
            named,
            [
                ("111111111111", "A"),
                ("111111111111", "B"),
                ("222222222222", "A"),
                ("222222222222", "B")
            ]
        );
        let legacy = SsoSession {
            name: None,
            ..session
        };
        assert_eq!(
            roles.of(&legacy),
            [("444444444444".to_owned(), "D".to_owned())]
        );
    }
}
