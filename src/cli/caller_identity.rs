//! `sts get-caller-identity`.

use super::assistant::TerminalAssistant;
use super::context::Context;
use super::terminal::Terminal;
use crate::config::credential_source::CredentialSource;
use crate::encode::json::Object;
use crate::error::Result;
use crate::flow::caller_identity::caller_identity;
use crate::flow::credentials::credentials;
use crate::host::Host;

/// Tells whose credentials the profile's are.
pub async fn run<H: Host, T: Terminal>(context: &Context<'_, H, T>) -> Result<()> {
    let output = context.output()?;
    let source = CredentialSource::resolve(&context.config, &context.environment, &context.choice)?;
    let region = context.region()?;
    let assistant = TerminalAssistant::new(context.terminal, Vec::new());
    let credentials =
        credentials(&context.client, &assistant, &source, || Ok(region.clone())).await?;
    let identity = caller_identity(&context.client, &credentials, &region).await?;
    let members = Object::new()
        .with("UserId", identity.user_id)
        .with("Account", identity.account)
        .with("Arn", identity.arn);
    context
        .say(&output.render("GetCallerIdentity", members.into())?)
        .await
}
