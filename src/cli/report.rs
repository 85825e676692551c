//! What an error looks like at the terminal, and the exit code it ends with, as the AWS CLI v2 has them.

use super::arguments::PROGRAM;
use super::visible;
use crate::error::{Error, ErrorKind};

/// A failed command's last words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What to print to stderr, with its line ends.
    pub text: String,
    /// The exit code.
    pub exit_code: u8,
}

/// The report of an error.
///
/// An interrupted command (exit code 130) says nothing but a line end, so that the shell's prompt starts a new line.
pub fn of(error: &Error) -> Report {
    let (exit_code, category) = class(error.kind());
    if *error.kind() == ErrorKind::Aborted {
        return Report {
            text: "\n".to_owned(),
            exit_code,
        };
    }
    let prefix = category.map_or_else(String::new, |category| {
        format!("An error occurred ({category}): ")
    });
    // The sentence may quote a server or a file.
    let sentence = error.to_string();
    let sentence = visible::paragraph(sentence.trim_end());
    let mut text = format!("\n{PROGRAM}: [ERROR]: {prefix}{sentence}\n");
    if let Some(help) = error.help() {
        // Behind details, the next step must not look like one of them.
        if sentence.contains('\n') {
            text.push('\n');
        }
        text.push_str(&visible::paragraph(help));
        text.push('\n');
    }
    Report { text, exit_code }
}

/// The exit code, and the category that the AWS CLI puts in front of its text.
const fn class(kind: &ErrorKind) -> (u8, Option<&'static str>) {
    match kind {
        ErrorKind::InvalidArgument => (252, Some("ParamValidation")),
        ErrorKind::ConfigIncomplete | ErrorKind::SessionNotFound => (253, Some("Configuration")),
        ErrorKind::NoCredentials => (253, Some("NoCredentials")),
        ErrorKind::NoRegion => (253, Some("NoRegion")),
        ErrorKind::Service(_) | ErrorKind::Throttled => (254, None),
        ErrorKind::Aborted => (130, None),
        ErrorKind::Timeout
        | ErrorKind::Network
        | ErrorKind::AccessDenied
        | ErrorKind::SignInRequired
        | ErrorKind::AuthorizationExpired
        | ErrorKind::StateMismatch
        | ErrorKind::ConfigInvalid
        | ErrorKind::ProfileNotFound
        | ErrorKind::Store
        | ErrorKind::BadResponse
        | ErrorKind::Internal => (255, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, of};
    use crate::error::{Error, ErrorKind};

    #[test]
    fn as_the_aws_cli_reports() {
        for (kind, exit_code, prefix) in [
            (
                ErrorKind::InvalidArgument,
                252,
                "An error occurred (ParamValidation): ",
            ),
            (
                ErrorKind::ConfigIncomplete,
                253,
                "An error occurred (Configuration): ",
            ),
            (
                ErrorKind::SessionNotFound,
                253,
                "An error occurred (Configuration): ",
            ),
            (
                ErrorKind::NoCredentials,
                253,
                "An error occurred (NoCredentials): ",
            ),
            (ErrorKind::NoRegion, 253, "An error occurred (NoRegion): "),
            (ErrorKind::Throttled, 254, ""),
            (ErrorKind::ProfileNotFound, 255, ""),
            (ErrorKind::SignInRequired, 255, ""),
            (ErrorKind::Store, 255, ""),
        ] {
            let text = format!("\naws-sso-wasm: [ERROR]: {prefix}What went wrong.\n");
            assert_eq!(
                of(&Error::new(kind, "What went wrong.")),
                Report { text, exit_code }
            );
        }
    }

    #[test]
    fn the_next_step_stands_on_its_own_line() {
        let error = Error::new(ErrorKind::Store, "It is full.").with_help("Make room.");
        assert_eq!(
            of(&error).text,
            "\naws-sso-wasm: [ERROR]: It is full.\nMake room.\n"
        );
    }

    #[test]
    fn the_next_step_stands_apart_from_details() {
        let error =
            Error::new(ErrorKind::Store, "It failed.\n\nDetails:\nwhy: so\n").with_help("Do this.");
        assert_eq!(
            of(&error).text,
            "\naws-sso-wasm: [ERROR]: It failed.\n\nDetails:\nwhy: so\n\nDo this.\n"
        );
    }

    #[test]
    fn an_interrupted_command_is_quiet() {
        let error = Error::new(ErrorKind::Aborted, "Stopped.").with_help("Go on.");
        assert_eq!(
            of(&error),
            Report {
                text: "\n".to_owned(),
                exit_code: 130
            }
        );
    }

    #[test]
    fn foreign_text_cannot_drive_the_terminal() {
        let error = Error::new(
            ErrorKind::BadResponse,
            "It said \x1b[2J\u{202e}.\n\nDetails:\na\tb\n",
        );
        let expected = "\naws-sso-wasm: [ERROR]: It said \\x1b[2J\\u{202e}.\n\nDetails:\na\tb\n";
        assert_eq!(of(&error).text, expected);
    }
}
