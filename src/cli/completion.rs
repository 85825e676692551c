//! Shell completion: a small script for each shell, which asks this program for the candidates. So completion knows all
//! that the grammar knows, and the names of profiles and sessions too.

use super::arguments::given::{Line, is_option};
use super::arguments::grammar::{COMPLETE, Kind};
use super::arguments::options::{self, Argument, Form};
use super::arguments::{Shell, help};
use super::visible::is_hidden;

/// The names that only the shared files know.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Of profiles.
    pub profiles: Vec<String>,
    /// Of sso-sessions.
    pub sessions: Vec<String>,
}

/// The keys that people set most.
const KEYS: [&str; 10] = [
    "region",
    "output",
    "sso_session",
    "sso_account_id",
    "sso_role_name",
    "sso_start_url",
    "sso_region",
    "role_arn",
    "source_profile",
    "credential_process",
];

/// The script for a shell. Each calls `__complete -- INDEX WORDS…`, where INDEX is the place of the word at the cursor.
pub const fn script(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("completion/bash.sh"),
        Shell::Zsh => include_str!("completion/zsh.zsh"),
        Shell::Fish => include_str!("completion/fish.fish"),
        Shell::PowerShell => include_str!("completion/powershell.ps1"),
    }
}

/// The candidates for the word at the cursor: a line each, the word, a tab and what it means.
///
/// `words` are the index of that word and the words of the line, the program's name first.
pub fn candidates(words: &[String], names: &Names) -> String {
    let Some((index, words)) = words.split_first() else {
        return String::new();
    };
    let index = index.parse().unwrap_or(0);
    let partial = words.get(index).map_or("", String::as_str);
    // Bash takes `--name=value` for three words.
    let before = words.iter().take(index).skip(1).filter(|word| *word != "=");
    let before: Vec<String> = before.cloned().collect();
    let partial = if partial == "=" { "" } else { partial };

    let mut found = Vec::new();
    let ends_with = |argument: &Argument| {
        before
            .last()
            .is_some_and(|word| *word == help::name(argument))
    };
    let line = Line::read(before.iter().cloned());
    if let Some(option) = line.unfinished.filter(|option| ends_with(option)) {
        found = values(option, names);
    } else if let Some((name, _)) = partial.split_once('=').filter(|_| is_option(partial)) {
        let option = line.options().find(|option| help::name(option) == name);
        let candidates = option
            .map(|option| values(option, names))
            .unwrap_or_default();
        found.extend(
            candidates
                .into_iter()
                .map(|(value, about)| (format!("{name}={value}"), about)),
        );
    } else if is_option(partial) || partial == "-" {
        found.extend(
            line.options()
                .map(|option| (help::name(option), option.help)),
        );
    } else if let Kind::Family(nodes) = &line.node().kind {
        let shown = nodes.iter().filter(|node| node.name != COMPLETE);
        found.extend(shown.map(|node| (node.name.to_owned(), node.about)));
    } else if let Some(argument) = line.positional() {
        found = values(argument, names);
    }

    let mut text = String::new();
    for (word, about) in found {
        if word.starts_with(partial) && !word.contains(is_hidden) {
            text.push_str(&format!("{word}\t{about}\n"));
        }
    }
    text
}

/// What an argument may be.
fn values(argument: &Argument, names: &Names) -> Vec<(String, &'static str)> {
    let all = |words: &[String], about| words.iter().map(|word| (word.clone(), about)).collect();
    if argument.form == Form::Flag {
        Vec::new()
    } else if argument.name == options::PROFILE.name {
        all(&names.profiles, "Profile")
    } else if argument.name == options::SSO_SESSION.name {
        all(&names.sessions, "Session")
    } else if argument.name == options::KEY.name {
        KEYS.iter().map(|key| ((*key).to_owned(), "Key")).collect()
    } else {
        argument
            .choices
            .iter()
            .map(|choice| ((*choice).to_owned(), argument.help))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The candidates for the last word.
    fn complete(line: &str) -> Vec<String> {
        let names = Names {
            profiles: ["dev", "prod one", "bad\x1bname"]
                .map(str::to_owned)
                .to_vec(),
            sessions: vec!["work".to_owned()],
        };
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let mut all = vec![words.len().saturating_sub(1).to_string()];
        all.extend(words);
        let text = candidates(&all, &names);
        text.lines()
            .map(|line| line.split_once('\t').unwrap().0.to_owned())
            .collect()
    }

    #[test]
    fn what_may_come_next() {
        let all = [
            "configure",
            "sso",
            "sts",
            "doctor",
            "serve",
            "sandbox",
            "completion",
        ];
        assert_eq!(complete("aws-sso-wasm "), all);
        for (line, expected) in [
            ("aws-sso-wasm s", vec!["sso", "sts", "serve", "sandbox"]),
            ("aws-sso-wasm sso log", vec!["login", "logout"]),
            ("aws-sso-wasm sso login --sso", vec!["--sso-session"]),
            ("aws-sso-wasm sso login --sso-session ", vec!["work"]),
            (
                "aws-sso-wasm --debug sso login --profile ",
                vec!["dev", "prod one"],
            ),
            ("aws-sso-wasm --profile d", vec!["dev"]),
            ("aws-sso-wasm --profile=d", vec!["--profile=dev"]),
            ("aws-sso-wasm --profile = d", vec!["dev"]),
            ("aws-sso-wasm --profile =", vec!["dev", "prod one"]),
            (
                "aws-sso-wasm --profile dev s",
                vec!["sso", "sts", "serve", "sandbox"],
            ),
            (
                "aws-sso-wasm sts get-caller-identity --output ",
                vec!["json", "text", "table", "yaml"],
            ),
            ("aws-sso-wasm completion f", vec!["fish"]),
            (
                "aws-sso-wasm configure get sso_s",
                vec!["sso_session", "sso_start_url"],
            ),
            ("aws-sso-wasm configure set region ", vec![]),
            ("aws-sso-wasm sso login --profile --", vec!["--profile"]),
            ("aws-sso-wasm nonsense x", vec![]),
            ("aws-sso-wasm sso status ", vec![]),
        ] {
            let found = complete(line);
            if line.ends_with("--") {
                assert!(
                    found.iter().all(|word| word.starts_with("--")),
                    "{line}: {found:?}"
                );
            } else {
                assert_eq!(found, expected, "{line}");
            }
        }
    }

    #[test]
    fn a_strange_call_is_answered_with_nothing() {
        let names = Names::default();
        for words in [
            vec![],
            vec!["x"],
            vec!["9", "aws-sso-wasm", "sso", "status"],
        ] {
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            let _ = candidates(&words, &names);
        }
    }

    #[test]
    fn every_shell_has_a_script_that_asks_us() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            assert!(script(shell).contains(COMPLETE), "{shell:?}");
        }
    }
}
