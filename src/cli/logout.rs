//! `sso logout`.

use super::context::Context;
use super::terminal::{Stream, Terminal};
use crate::config::session_roles::SessionRoles;
use crate::error::Result;
use crate::flow::sign_out::{sign_out_of_all, sign_out_of_with_roles};
use crate::host::Host;

/// Signs out of one session, or of all. Silent when all went well, as the AWS CLI is.
pub async fn run<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    session: Option<&str>,
) -> Result<()> {
    context.profile()?;
    let done = match session {
        None => sign_out_of_all(&context.client).await?,
        Some(name) => {
            let session = context.session(Some(name))?;
            let roles = SessionRoles::read(&context.config.profiles()).of(&session);
            sign_out_of_with_roles(&context.client, &session, &roles).await?
        }
    };
    if done.unconfirmed > 0 {
        let words = "\naws-sso-wasm: [WARNING]: You are signed out here, but AWS did not confirm that the session has ended \
            there.\nIt ends by itself when its time is up. If somebody may have a copy of the token, ask your \
            administrator to end your sessions.\n";
        context.terminal.print(Stream::Stderr, words).await?;
    }
    Ok(())
}
