//! From a command line to an exit code.

use super::arguments::{self, Command, Invocation, Request};
use super::completion::{self, Names};
use super::context::Context;
use super::terminal::{Stream, Terminal};
use super::{
    caller_identity, configure_sso, configure_sso_session, configure_value, doctor,
    export_credentials, listing, login, logout, report, serve, status,
};
use crate::config::environment::Environment;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::shared_file::read_shared_config;
use crate::host::Host;
use core::future::Future;
use core::pin::Pin;

/// Runs a command. Everything it has to say is printed; the code is for the shell (see [`report`]).
pub async fn run<H: Host, T: Terminal>(
    host: &H,
    terminal: &T,
    arguments: Vec<String>,
    environment: Environment,
) -> u8 {
    let outcome = match arguments::parse(arguments) {
        Ok(Request::Show(text)) => terminal.print(Stream::Stdout, &text).await.map(|()| 0),
        Ok(Request::Run(invocation)) => {
            apart(execute(host, terminal, *invocation, environment)).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            let report = report::of(&error);
            // Nobody is left to be told when standard error is gone.
            let _ = terminal.print(Stream::Stderr, &report.text).await;
            report.exit_code
        }
    }
}

async fn execute<H: Host, T: Terminal>(
    host: &H,
    terminal: &T,
    invocation: Invocation,
    environment: Environment,
) -> Result<u8> {
    let Invocation { globals, command } = invocation;
    match command {
        Command::Sandbox { options } => terminal.sandbox(&options).await,
        Command::Serve(options) if options.sandbox => {
            apart(serve::run_sandbox(terminal, &options)).await
        }
        Command::Doctor { repair } => {
            apart(doctor::run(host, terminal, environment, globals, repair)).await
        }
        Command::Completion(shell) => {
            let script = completion::script(shell);
            terminal.print(Stream::Stdout, script).await.map(|()| 0)
        }
        Command::Complete { words } => apart(complete(host, terminal, &words)).await,
        command => {
            let config = read_shared_config(host).await?;
            let context = Context::new(host, terminal, environment, globals, config)?;
            execute_configured(&context, &command).await
        }
    }
}

/// Runs a command that needs the shared files.
async fn execute_configured<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    command: &Command,
) -> Result<u8> {
    match command {
        Command::ConfigureSso(options) => apart(configure_sso::run(context, options)).await?,
        Command::ConfigureSsoSession(values) => {
            apart(configure_sso_session::run(context, values)).await?;
        }
        Command::ListProfiles => apart(configure_value::list_profiles(context)).await?,
        Command::Get { key } => return apart(configure_value::get(context, key)).await,
        Command::Set { key, value } => apart(configure_value::set(context, key, value)).await?,
        Command::ExportCredentials { format } => {
            apart(export_credentials::run(context, *format)).await?;
        }
        Command::Login(options) => apart(login::run(context, options)).await?,
        Command::Logout { session } => apart(logout::run(context, session.as_deref())).await?,
        Command::Status => apart(status::run(context)).await?,
        Command::ListAccounts { session } => {
            apart(listing::accounts(context, session.as_deref())).await?;
        }
        Command::ListAccountRoles {
            session,
            account_id,
        } => {
            let (session, account_id) = (session.as_deref(), account_id.as_deref());
            apart(listing::account_roles(context, session, account_id)).await?;
        }
        Command::GetCallerIdentity => apart(caller_identity::run(context)).await?,
        Command::Serve(options) => apart(serve::run(context, options)).await?,
        Command::Sandbox { .. }
        | Command::Doctor { .. }
        | Command::Completion(_)
        | Command::Complete { .. } => {
            return Err(Error::new(
                ErrorKind::Internal,
                "A command was run in the wrong place.",
            ));
        }
    }
    Ok(0)
}

/// Prints the candidates for a half-typed line.
async fn complete<H: Host, T: Terminal>(host: &H, terminal: &T, words: &[String]) -> Result<u8> {
    // A file that cannot be read gives no names, and the rest of the line can still be completed.
    let config = read_shared_config(host).await.ok();
    let names = config.map_or_else(Names::default, |config| Names {
        profiles: config.profile_names(),
        sessions: config.sso_session_names(),
    });
    let candidates = completion::candidates(words, &names);
    terminal
        .print(Stream::Stdout, &candidates)
        .await
        .map(|()| 0)
}

/// The future behind a pointer, which makes its code a function of its own in the wasm. Engines compile a function when
/// it is first called; one function with all commands inside took 8 ms of every start.
pub(super) fn apart<'f, T>(
    future: impl Future<Output = T> + 'f,
) -> Pin<Box<dyn Future<Output = T> + 'f>> {
    Box::pin(future)
}
