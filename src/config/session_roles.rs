//! The accounts and roles that the profiles of a session name.

use super::section::Section;
use super::sso_session::SsoSession;
use std::collections::{BTreeMap, BTreeSet};

/// More combinations than these take seconds to try, and memory without end.
const MANY: usize = 20_000;

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
    /// Those that one profile names together.
    together: BTreeSet<(&'a str, &'a str)>,
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
                let account = profile.filled("sso_account_id");
                let role = profile.filled("sso_role_name");
                named.accounts.extend(account);
                named.roles.extend(role);
                named.together.extend(account.zip(role));
            }
        }
        Self(sessions)
    }

    /// Every account together with every role that the session's profiles name.
    ///
    /// A cached file's name is a hash, so its account and role can only be guessed. All combinations are returned, since a
    /// profile may have been renamed to another role since; where they are more than 20,000, those that profiles name now.
    pub fn of(&self, session: &SsoSession) -> Vec<(String, String)> {
        let owner = match &session.name {
            Some(name) => Owner::Session(name),
            None => Owner::StartUrl(&session.start_url),
        };
        let Some(named) = self.0.get(&owner) else {
            return Vec::new();
        };
        let Named {
            accounts,
            roles,
            together,
        } = named;
        let owned = |account: &str, role: &str| (account.to_owned(), role.to_owned());
        if accounts.len().saturating_mul(roles.len()) > MANY {
            return together.iter().map(|(a, r)| owned(a, r)).collect();
        }
        let pairs = accounts
            .iter()
            .flat_map(|account| roles.iter().map(move |role| owned(account, role)));
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

    #[test]
    fn what_is_guessed_has_an_end() {
        let mut config =
            "[sso-session s]\nsso_start_url=https://a.awsapps.com/start\nsso_region=us-east-1\n"
                .to_owned();
        for number in 0..150 {
            config.push_str(&format!(
                "[profile p{number}]\nsso_session=s\nsso_account_id={number:012}\nsso_role_name=Role{number}\n"
            ));
        }
        let shared = SharedConfig::parse(Some(config.as_bytes()), None).unwrap();
        let session = SsoSession::named(&shared, "s").unwrap();
        let profiles = shared.profiles();
        let named = SessionRoles::read(&profiles).of(&session);
        assert_eq!(named.len(), 150);
        assert!(named.contains(&("000000000149".to_owned(), "Role149".to_owned())));
        let fewer = SessionRoles::read(profiles.get(..140).unwrap()).of(&session);
        assert_eq!(fewer.len(), 140 * 140);
    }
}
