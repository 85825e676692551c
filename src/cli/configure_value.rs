//! `configure get`, `configure set` and `configure list-profiles`: the shared files by hand.

use super::context::Context;
use super::terminal::{Stream, Terminal};
use super::visible;
use crate::config::SharedFile;
use crate::config::edit::Edit;
use crate::config::section::Section;
use crate::config::section_name::SectionName;
use crate::config::shared::SharedConfig;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::shared_file::edit_sections;
use crate::host::Host;
use crate::secret::{Secret, Zeroizing};

/// Keys that go into the credentials file.
const CREDENTIAL_KEYS: [&str; 3] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
];
/// The exit code of `configure get` for a value that is not set, as in the AWS CLI.
pub const UNSET: u8 = 1;
/// Permission bits of everyone but the owner.
const FOR_OTHERS: u32 = 0o077;

/// Prints the names of all profiles.
pub async fn list_profiles<H: Host, T: Terminal>(context: &Context<'_, H, T>) -> Result<()> {
    context.say(&profiles(&context.config)).await
}

/// The names of all profiles, a line each.
///
/// Not a part of its caller: engines optimize a function that loops for long as a whole, and a process waits for that when it
/// ends. With the large function that this became a part of, that took longer than all else.
#[inline(never)]
pub fn profiles(config: &SharedConfig) -> String {
    let mut text = String::new();
    for name in config.profile_names() {
        text.push_str(&visible::line(&name));
        text.push('\n');
    }
    text
}

/// Prints a value as the file has it, and returns the exit code.
///
/// Errors: those of [`value`].
pub async fn get<H: Host, T: Terminal>(context: &Context<'_, H, T>, key: &str) -> Result<u8> {
    match value(context, key)? {
        None => Ok(UNSET),
        Some(line) => context.say(&line).await.map(|()| 0),
    }
}

/// A value as the file has it, with a line feed; `None` if it is not set.
///
/// Errors: `ProfileNotFound`; `InvalidArgument` for a key that cannot be, or one with a block of values.
pub fn value<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    key: &str,
) -> Result<Option<Zeroizing<String>>> {
    let place = Place::parse(key, |name| context.config.profile(name).is_ok())?;
    let profile = match &place.profile {
        // As in the AWS CLI, only a key that stands alone needs the profile to exist.
        Some(name) => context.config.profile(name).ok(),
        None if place.sub_key.is_some() => context.config.profile(&context.choice.name).ok(),
        None => Some(context.profile()?),
    };
    let value = profile.as_ref().and_then(|profile| place.find(profile));
    if value.is_some_and(|value| value.starts_with('\n')) {
        return Err(Error::new(
            ErrorKind::InvalidArgument,
            format!("{key} is a block of values."),
        )
        .with_help(format!(
            "Ask for one of them: aws-sso-wasm configure get {key}.NAME"
        )));
    }
    Ok(value.map(|value| {
        let mut line = Zeroizing::new(String::with_capacity(value.len().saturating_add(1)));
        line.push_str(value);
        line.push('\n');
        line
    }))
}

/// Writes a value: keys of credentials into the credentials file, all others into the config file.
///
/// Errors: `InvalidArgument` for a key or value that cannot be written; `ConfigInvalid`, `Store`, `Aborted`.
pub async fn set<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    key: &str,
    value: &Secret,
) -> Result<()> {
    // Unlike `get`, the AWS CLI takes no other first word for the name of a profile here.
    let place = Place::parse(key, |_| false)?;
    let profile = place.profile.unwrap_or_else(|| context.choice.name.clone());
    let file = if CREDENTIAL_KEYS.contains(&place.key.as_str()) {
        SharedFile::Credentials
    } else {
        SharedFile::Config
    };
    let edit = match place.sub_key {
        Some(sub_key) => Edit::Nested(vec![(sub_key, Zeroizing::new(value.expose().clone()))]),
        None => Edit::value(value.expose()),
    };
    let section = SectionName::Profile(profile);
    let edits = vec![(place.key.as_str(), edit)];
    edit_sections(&context.client.host, file, &[(section, edits)]).await?;
    if file == SharedFile::Credentials {
        warn_of_readers(context.terminal).await?;
    }
    Ok(())
}

/// The AWS CLI's warning about a credentials file that others can read. Modes are the person's to change.
async fn warn_of_readers<T: Terminal>(terminal: &T) -> Result<()> {
    for file in terminal.diagnose().await? {
        let is_shared = file.mode.is_some_and(|mode| mode & FOR_OTHERS != 0);
        if file.purpose == "credentials"
            && file.kind == Some(super::terminal::FileKind::File)
            && is_shared
        {
            let path = visible::line(&file.path);
            let words = format!(
                "\naws-sso-wasm: [WARNING]: The file '{path}' is accessible by other users. Consider running 'chmod 600 \
                 {path}' to restrict access to only your user.\n"
            );
            terminal.print(Stream::Stderr, &words).await?;
        }
    }
    Ok(())
}

/// Where a value is, as the AWS CLI writes it with dots: `region`, `s3.addressing_style`, `default.region`,
/// `profile.dev.region`, `profile.dev.s3.addressing_style`.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// `None` is the chosen profile.
    profile: Option<String>,
    key: String,
    /// The name in the block `key`.
    sub_key: Option<String>,
}

impl Place {
    fn parse(text: &str, is_profile: impl Fn(&str) -> bool) -> Result<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let (profile, rest) = match parts.as_slice() {
            ["profile", name, rest @ ..] if !rest.is_empty() => (Some(*name), rest),
            [name, rest @ ..] if !rest.is_empty() && (*name == "default" || is_profile(name)) => {
                (Some(*name), rest)
            }
            all => (None, all),
        };
        let (key, sub_key) = match rest {
            [key] => (*key, None),
            [key, sub_key] => (*key, Some(*sub_key)),
            _ => ("", None),
        };
        if key.is_empty()
            || sub_key.is_some_and(str::is_empty)
            || profile.is_some_and(str::is_empty)
        {
            return Err(Error::new(
                ErrorKind::InvalidArgument,
                format!("{text} is not the name of a value."),
            )
            .with_help("Write it as region, as s3.addressing_style or as profile.NAME.region."));
        }
        Ok(Self {
            profile: profile.map(str::to_owned),
            key: key.to_owned(),
            sub_key: sub_key.map(str::to_owned),
        })
    }

    fn find<'s>(&self, section: &'s Section) -> Option<&'s str> {
        let key = self.key.to_ascii_lowercase();
        match &self.sub_key {
            Some(sub_key) => section.nested(&key, &sub_key.to_ascii_lowercase()),
            None => section.get(&key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn dotted_names() {
        for (text, profile, key, sub_key) in [
            ("region", None, "region", None),
            ("s3.addressing_style", None, "s3", Some("addressing_style")),
            ("default.region", Some("default"), "region", None),
            ("dev.region", Some("dev"), "region", None),
            ("dev.s3.x", Some("dev"), "s3", Some("x")),
            ("profile.other.region", Some("other"), "region", None),
            ("profile.other.s3.x", Some("other"), "s3", Some("x")),
            ("profile.other", None, "profile", Some("other")),
        ] {
            let expected = Place {
                profile: profile.map(str::to_owned),
                key: key.to_owned(),
                sub_key: sub_key.map(str::to_owned),
            };
            assert_eq!(
                Place::parse(text, |name| name == "dev"),
                Ok(expected),
                "{text}"
            );
        }
        for text in [
            "",
            ".",
            "region.",
            ".region",
            "profile.dev.a.b.c",
            "profile..region",
            "a.b.c",
        ] {
            assert!(Place::parse(text, |_| false).is_err(), "{text}");
        }
    }
}
