//! The environment variables that the AWS CLI and the SDKs read, and which of them wins.

use super::section::Section;
use crate::secret::Zeroizing;
use core::fmt;
use std::collections::BTreeMap;

/// The environment of the process, as the host passed it in.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, Zeroizing<String>>);

/// The profile to use, and what chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChoice {
    /// The profile's name.
    pub name: String,
    /// What chose it.
    pub source: ProfileSource,
}

/// What chose a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileSource {
    /// `--profile`, or the same option of the library.
    Option,
    /// The environment variable of this name.
    Environment(&'static str),
    /// Nothing: it is the default profile, which need not exist.
    Default,
}

impl Environment {
    /// Takes the variables in.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name, Zeroizing::new(value)))
                .collect(),
        )
    }

    /// The variable's value; an empty one counts as unset.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(|value| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The profile: `--profile`, then `AWS_PROFILE`, then `AWS_DEFAULT_PROFILE`, then `default`, as the AWS CLI chooses.
    pub fn profile(&self, option: Option<&str>) -> ProfileChoice {
        let (name, source) = option
            .map(|name| (name, ProfileSource::Option))
            .or_else(|| {
                ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]
                    .into_iter()
                    .find_map(|variable| {
                        let name = self.get(variable)?;
                        Some((name, ProfileSource::Environment(variable)))
                    })
            })
            .unwrap_or(("default", ProfileSource::Default));
        ProfileChoice {
            name: name.to_owned(),
            source,
        }
    }

    /// The Region: `--region`, then `AWS_REGION`, then `AWS_DEFAULT_REGION`, then the profile's `region`.
    pub fn region<'a>(
        &'a self,
        option: Option<&'a str>,
        profile: Option<&'a Section>,
    ) -> Option<&'a str> {
        option
            .or_else(|| self.get("AWS_REGION"))
            .or_else(|| self.get("AWS_DEFAULT_REGION"))
            .or_else(|| profile?.filled("region"))
    }
}

impl fmt::Debug for Environment {
    /// The names only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Environment, ProfileChoice, ProfileSource};
    use crate::config::shared::SharedConfig;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        Environment::new(
            variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        )
    }

    #[test]
    fn the_profile_comes_from_option_then_variables() {
        let all = environment(&[("AWS_PROFILE", "a"), ("AWS_DEFAULT_PROFILE", "b")]);
        let legacy = environment(&[("AWS_PROFILE", ""), ("AWS_DEFAULT_PROFILE", "b")]);
        let none = environment(&[]);
        for (environment, option, name, source) in [
            (&all, Some("o"), "o", ProfileSource::Option),
            (&all, None, "a", ProfileSource::Environment("AWS_PROFILE")),
            (
                &legacy,
                None,
                "b",
                ProfileSource::Environment("AWS_DEFAULT_PROFILE"),
            ),
            (&none, None, "default", ProfileSource::Default),
        ] {
            let name = name.to_owned();
            assert_eq!(environment.profile(option), ProfileChoice { name, source });
        }
    }

    #[test]
    fn the_region_comes_from_option_then_variables_then_profile() {
        let config = SharedConfig::parse(Some(b"[default]\nregion = p\n"), None).unwrap();
        let profile = config.profile("default").unwrap();
        let all = environment(&[("AWS_REGION", "a"), ("AWS_DEFAULT_REGION", "b")]);
        let legacy = environment(&[("AWS_DEFAULT_REGION", "b")]);
        let none = environment(&[("AWS_REGION", "")]);
        assert_eq!(all.region(Some("o"), Some(&profile)), Some("o"));
        assert_eq!(all.region(None, Some(&profile)), Some("a"));
        assert_eq!(legacy.region(None, Some(&profile)), Some("b"));
        assert_eq!(none.region(None, Some(&profile)), Some("p"));
        assert_eq!(none.region(None, None), None);
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?}", environment(&[("AWS_SESSION_TOKEN", "SENSITIVE")]));
        assert_eq!(shown, "{\"AWS_SESSION_TOKEN\"}");
    }
}
