//! What an sso-session is made of, asked for: start URL, Region and scopes.

use super::arguments::SessionValues;
use super::arguments::options;
use super::question::{Check, Question};
use super::terminal::Terminal;
use crate::config::edit::Edit;
use crate::config::section::Section;
use crate::error::Result;

/// The scope that gives access to accounts; what the AWS CLI proposes.
pub const DEFAULT_SCOPES: &str = "sso:account:access";

/// Asks for the start URL. `stored` has the value that Enter keeps.
pub async fn start_url<T: Terminal>(
    terminal: &T,
    given: &SessionValues,
    stored: Option<&Section>,
) -> Result<String> {
    let question = Question {
        text: "SSO start URL",
        default: stored.and_then(|section| section.filled("sso_start_url")),
        shows_none: true,
        check: Check::StartUrl,
        option: options::SSO_START_URL.name,
        given: given.start_url.as_deref(),
    };
    question.ask(terminal).await
}

/// Asks for the Region of Identity Center. `stored` has the value that Enter keeps.
pub async fn region<T: Terminal>(
    terminal: &T,
    given: &SessionValues,
    stored: Option<&Section>,
) -> Result<String> {
    let question = Question {
        text: "SSO region",
        default: stored.and_then(|section| section.filled("sso_region")),
        shows_none: true,
        check: Check::Required,
        option: options::SSO_REGION.name,
        given: given.region.as_deref(),
    };
    question.ask(terminal).await
}

/// Asks for the scopes, as text. `stored` has the value that Enter keeps.
pub async fn scopes<T: Terminal>(
    terminal: &T,
    given: &SessionValues,
    stored: Option<&Section>,
) -> Result<String> {
    let stored = stored.and_then(|section| section.filled("sso_registration_scopes"));
    let question = Question {
        text: "SSO registration scopes",
        default: stored.or(Some(DEFAULT_SCOPES)),
        shows_none: true,
        check: Check::Scopes,
        option: options::SSO_REGISTRATION_SCOPES.name,
        given: given.scopes.as_deref(),
    };
    question.ask(terminal).await
}

/// The lines of an sso-session section.
pub fn edits(start_url: &str, region: &str, scopes: &str) -> Vec<(&'static str, Edit)> {
    vec![
        ("sso_start_url", Edit::value(start_url)),
        ("sso_region", Edit::value(region)),
        ("sso_registration_scopes", Edit::value(scopes)),
    ]
}
