//! The profiles whose `credential_process` led here, in the environment variable in which the AWS CLI hands them on: a
//! `credential_process` that asks for its own profile would start itself for ever.

use crate::error::{Error, ErrorKind, Result};

/// The variable: names separated by commas, as CSV (RFC 4180) quotes them.
pub const VARIABLE: &str = "_AWS_CLI_PROFILE_CHAIN";

/// A longer chain is refused, as in the AWS CLI.
const MAX_LENGTH: usize = 4;

/// The chain with `profile` at its end, to hand on.
///
/// `ConfigIncomplete`, with the AWS CLI's words, if the profile is in the chain already, or the chain is too long.
pub fn extended(chain: &str, profile: &str) -> Result<String> {
    let mut seen = names(chain);
    if seen.len() >= MAX_LENGTH {
        return Err(refused(format!(
            "Maximum recursive credential process resolution reached ({MAX_LENGTH}).\nProfiles seen: {}",
            seen.join(" -> ")
        )));
    }
    let is_cycle = seen.iter().any(|name| name == profile);
    seen.push(profile.to_owned());
    if is_cycle {
        return Err(refused(format!(
            "Credential process resolution detected an infinite loop, profile cycle: {}",
            seen.join(" -> ")
        )));
    }
    let quoted: Vec<String> = seen.iter().map(|name| quoted(name)).collect();
    Ok(quoted.join(","))
}

fn refused(sentence: String) -> Error {
    Error::new(ErrorKind::ConfigIncomplete, sentence)
        .with_help("Let the credential_process of a profile fetch the credentials of another one.")
}

fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

/// The fields of a line of CSV.
fn names(chain: &str) -> Vec<String> {
    if chain.is_empty() {
        return Vec::new();
    }
    let mut names = Vec::new();
    let mut name = String::new();
    let mut in_quotes = false;
    let mut characters = chain.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if in_quotes && characters.next_if_eq(&'"').is_some() => name.push('"'),
            '"' if in_quotes || name.is_empty() => in_quotes = !in_quotes,
            ',' if !in_quotes => names.push(core::mem::take(&mut name)),
            _ => name.push(character),
        }
    }
    names.push(name);
    names
}

#[cfg(test)]
mod tests {
    use super::{extended, names};
    use proptest::prelude::*;

    #[test]
    fn the_words_of_the_aws_cli() {
        assert_eq!(extended("", "a"), Ok("a".to_owned()));
        assert_eq!(
            extended("a,b", "a").unwrap_err().to_string(),
            "Credential process resolution detected an infinite loop, profile cycle: a -> b -> a"
        );
        assert_eq!(
            extended("a,b,c,d", "e").unwrap_err().to_string(),
            "Maximum recursive credential process resolution reached (4).\nProfiles seen: a -> b -> c -> d"
        );
    }

    proptest! {
        #[test]
        fn names_survive(first in "1[ab,\" é]{0,6}", second in "2[cd,\" é]{0,6}") {
            let chain = extended("", &first).and_then(|chain| extended(&chain, &second)).unwrap();
            prop_assert_eq!(names(&chain), [first, second]);
        }
    }
}
