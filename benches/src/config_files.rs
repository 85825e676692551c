//! The shared config file with 10, 1,000 and 10,000 profiles.

use crate::{Case, Work};
use aws_sso_wasm::Result;
use aws_sso_wasm::config::SharedFile;
use aws_sso_wasm::config::credential_source::CredentialSource;
use aws_sso_wasm::config::edit::{Edit, set};
use aws_sso_wasm::config::environment::Environment;
use aws_sso_wasm::config::section_name::SectionName;
use aws_sso_wasm::config::session_roles::SessionRoles;
use aws_sso_wasm::config::shared::SharedConfig;
use aws_sso_wasm::config::sso_session::SsoSession;
use std::fmt::Write as _;
use std::hint::black_box;
use std::ops::Range;

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "config/parse/10",
        prepare: parse::<10>,
    },
    Case {
        name: "config/parse/1000",
        prepare: parse::<1_000>,
    },
    Case {
        name: "config/parse/10000",
        prepare: parse::<10_000>,
    },
    Case {
        name: "config/resolve/10",
        prepare: resolve::<10>,
    },
    Case {
        name: "config/resolve/1000",
        prepare: resolve::<1_000>,
    },
    Case {
        name: "config/resolve/10000",
        prepare: resolve::<10_000>,
    },
    Case {
        name: "config/list/10",
        prepare: list::<10>,
    },
    Case {
        name: "config/list/1000",
        prepare: list::<1_000>,
    },
    Case {
        name: "config/list/10000",
        prepare: list::<10_000>,
    },
    Case {
        name: "config/sessions/10",
        prepare: sessions::<10>,
    },
    Case {
        name: "config/sessions/1000",
        prepare: sessions::<1_000>,
    },
    Case {
        name: "config/sessions/10000",
        prepare: sessions::<10_000>,
    },
    Case {
        name: "config/edit/10",
        prepare: edit::<10>,
    },
    Case {
        name: "config/edit/1000",
        prepare: edit::<1_000>,
    },
    Case {
        name: "config/edit/10000",
        prepare: edit::<10_000>,
    },
];

/// A config file as `configure sso` writes it, with comments as people do. Profiles are numbered from zero.
fn file(profiles: usize) -> String {
    let mut text = "\
[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
"
    .to_owned();
    add_profiles(&mut text, "corp", 0..profiles);
    text
}

/// The same with a session for every ten profiles.
fn file_of_sessions(profiles: usize) -> String {
    let mut text = String::new();
    for first in (0..profiles).step_by(10) {
        let session = format!("corp-{first:06}");
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "
[sso-session {session}]
sso_start_url = https://{session}.awsapps.com/start
sso_region = eu-central-1
"
        );
        add_profiles(&mut text, &session, first..first + 10);
    }
    text
}

fn add_profiles(text: &mut String, session: &str, numbers: Range<usize>) {
    for number in numbers {
        let _ = write!(
            text,
            "
# Team {team}
[profile {name}]
sso_session = {session}
sso_account_id = {number:012}
sso_role_name = Developer
region = eu-central-1
output = json
",
            team = number / 10,
            name = name(number),
        );
    }
}

/// All names have one length, so that ten times the profiles are ten times the bytes.
fn name(number: usize) -> String {
    format!("account-{number:06}-developer")
}

fn parsed(profiles: usize) -> Result<SharedConfig> {
    SharedConfig::parse(Some(file(profiles).as_bytes()), None)
}

fn parse<const PROFILES: usize>() -> Result<Work> {
    let file = file(PROFILES);
    Ok(Box::new(move || {
        black_box(SharedConfig::parse(Some(black_box(file.as_bytes())), None)?);
        Ok(())
    }))
}

/// What the last profile's credentials are.
fn resolve<const PROFILES: usize>() -> Result<Work> {
    let shared = parsed(PROFILES)?;
    let environment = Environment::default();
    let choice = environment.profile(Some(&name(PROFILES - 1)));
    Ok(Box::new(move || {
        let source = CredentialSource::resolve(black_box(&shared), &environment, &choice)?;
        black_box(source);
        Ok(())
    }))
}

/// Every profile with its values.
fn list<const PROFILES: usize>() -> Result<Work> {
    let shared = parsed(PROFILES)?;
    Ok(Box::new(move || {
        black_box(black_box(&shared).profiles());
        Ok(())
    }))
}

/// Every session with the roles that its profiles name.
fn sessions<const PROFILES: usize>() -> Result<Work> {
    let shared = SharedConfig::parse(Some(file_of_sessions(PROFILES).as_bytes()), None)?;
    Ok(Box::new(move || {
        let profiles = black_box(&shared).profiles();
        let named = SessionRoles::read(&profiles);
        for session in SsoSession::configured(&shared, &profiles) {
            black_box(named.of(&session));
        }
        Ok(())
    }))
}

/// One value of the profile in the middle, set in the text of the file.
fn edit<const PROFILES: usize>() -> Result<Work> {
    let file = file(PROFILES);
    let section = SectionName::Profile(name(PROFILES / 2));
    let edits = [("region", Edit::value("us-west-2"))];
    Ok(Box::new(move || {
        let original = black_box(file.as_bytes());
        black_box(set(SharedFile::Config, Some(original), &section, &edits)?);
        Ok(())
    }))
}
