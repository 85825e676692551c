//! `sso login`.

use super::arguments::Login;
use super::browser::TerminalBrowser;
use super::context::Context;
use super::terminal::Terminal;
use super::visible;
use crate::config::SharedFile;
use crate::config::edit::Edit;
use crate::config::section_name::SectionName;
use crate::config::sso_session::SsoSession;
use crate::error::Result;
use crate::flow::browser_sign_in::{SignInOptions, sign_in};
use crate::flow::shared_file::edit_sections;
use crate::host::Host;

/// Signs in, in any case or only if needed.
pub async fn run<H: Host, T: Terminal>(context: &Context<'_, H, T>, options: &Login) -> Result<()> {
    let session = context.session(options.session.as_deref())?;
    let how = SignInOptions {
        use_device_code: options.sign_in.use_device_code,
        redirect_port: options.sign_in.redirect_port,
        if_needed: options.if_needed,
    };
    let browser = TerminalBrowser {
        observer: &context.client.host,
        terminal: context.terminal,
        no_browser: options.sign_in.no_browser,
    };
    let signed_in = sign_in(&context.client, &browser, &session, &how).await?;
    let start_url = visible::line(&session.start_url);
    let Some(issuer) = signed_in.issuer else {
        let until = signed_in.token.expires_at;
        let words = format!("Already logged into Start URL: {start_url} (until {until})\n");
        return context.say(&words).await;
    };
    if issuer.region != session.region {
        update_region(context, &session, &issuer.region).await?;
        context
            .say(&format!("SSO region updated to {}\n", issuer.region))
            .await?;
    }
    context
        .say(&format!(
            "Successfully logged into Start URL: {start_url}\n"
        ))
        .await
}

/// The start URL led to another Region than the one configured: what is configured follows.
async fn update_region<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    session: &SsoSession,
    region: &str,
) -> Result<()> {
    let section = match &session.name {
        Some(name) => SectionName::SsoSession(name.clone()),
        None => SectionName::Profile(context.choice.name.clone()),
    };
    let edits = vec![("sso_region", Edit::value(region))];
    edit_sections(
        &context.client.host,
        SharedFile::Config,
        &[(section, edits)],
    )
    .await
}
