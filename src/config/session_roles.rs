//! The accounts and roles that the profiles of a session name.

use super::shared::SharedConfig;
use super::sso_session::SsoSession;
use std::collections::BTreeSet;

/// Every account together with every role that the session's profiles name: whose credentials may be cached for it.
///
/// A cached file's name is a hash, so its account and role can only be guessed. All combinations are returned, since a
/// profile may have been renamed to another role since.
pub fn roles_of(shared: &SharedConfig, session: &SsoSession) -> Vec<(String, String)> {
    let mut accounts = BTreeSet::new();
    let mut roles = BTreeSet::new();
    for profile in shared.profiles() {
        let belongs = match &session.name {
            Some(name) => profile.filled("sso_session") == Some(name),
            None => {
                profile.filled("sso_session").is_none()
                    && profile.filled("sso_start_url") == Some(&session.start_url)
            }
        };
        if belongs {
            accounts.extend(profile.filled("sso_account_id").map(str::to_owned));
            roles.extend(profile.filled("sso_role_name").map(str::to_owned));
        }
    }
    let pairs = accounts.iter().flat_map(|account| {
        let with_account = move |role: &String| (account.clone(), role.clone());
        roles.iter().map(with_account)
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::roles_of;
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
        let named = roles_of(&shared, &session);
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
            roles_of(&shared, &legacy),
            [("444444444444".to_owned(), "D".to_owned())]
        );
    }
}
