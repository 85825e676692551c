//! `configure sso-session`.

use super::arguments::{SessionValues, options};
use super::context::Context;
use super::question::{Check, Question};
use super::session_questions as ask;
use super::terminal::Terminal;
use super::visible;
use crate::config::SharedFile;
use crate::config::section_name::SectionName;
use crate::encode::shell_word::shell_word;
use crate::error::Result;
use crate::flow::shared_file::edit_sections;
use crate::host::Host;

/// Writes an sso-session section, without signing in.
///
/// Errors: `InvalidArgument` for an option or name that will not do; `ConfigInvalid`, `Store`, `Aborted`. The file is
/// then as it was.
pub async fn run<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    given: &SessionValues,
) -> Result<()> {
    let terminal = context.terminal;
    let question = Question {
        text: "SSO session name",
        default: None,
        shows_none: false,
        check: Check::Required,
        option: options::SSO_SESSION.name,
        given: given.session.as_deref(),
    };
    let name = question.ask(terminal).await?;
    let stored = context.config.sso_session(&name);
    let stored = stored.as_ref();
    let start_url = ask::start_url(terminal, given, stored).await?;
    let region = ask::region(terminal, given, stored).await?;
    let scopes = ask::scopes(terminal, given, stored).await?;
    let section = SectionName::SsoSession(name.clone());
    let edits = ask::edits(&start_url, &region, &scopes);
    edit_sections(
        &context.client.host,
        SharedFile::Config,
        &[(section, edits)],
    )
    .await?;
    let shown = visible::line(&name);
    let word = shell_word(&shown);
    let words = format!(
        "\nCompleted configuring SSO session: {shown}\nRun the following to login and refresh access token for this \
         session:\n\naws sso login --sso-session {shown}\n\nWithout the AWS CLI:\n\naws-sso-wasm sso login --sso-session \
         {word}\n"
    );
    context.say(&words).await
}
