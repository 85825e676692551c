//! `doctor`: what is wrong with the files, their modes, the clock and the endpoints, each with its remedy.

mod caches;
mod configuration;
mod endpoints;
mod files;
mod finding;

use super::arguments::Globals;
use super::context::Context;
use super::terminal::Terminal;
use crate::config::environment::Environment;
use crate::config::shared::SharedConfig;
use crate::error::{ErrorKind, Result};
use crate::host::{Host, Store};
use finding::{Finding, Repair};

/// The exit code when something is wrong.
const ILL: u8 = 1;

/// Looks at everything and prints what it finds; with `repair` it also mends what can be mended. Returns the exit code:
/// 0 if nothing is wrong (any more).
///
/// Errors: `Aborted`, and `InvalidArgument` for output options that will not do. What is wrong is no error here.
pub async fn run<H: Host, T: Terminal>(
    host: &H,
    terminal: &T,
    environment: Environment,
    globals: Globals,
    repair: bool,
) -> Result<u8> {
    let mut findings = files::examine(terminal).await?;
    let (config, complaints) = configuration::read(host).await?;
    findings.extend(complaints);
    findings.extend(configuration::examine(
        &config,
        &environment,
        globals.profile.as_deref(),
    ));
    findings.extend(caches::examine(host).await?);
    // Without a usable setting there is the public endpoint to look at.
    let context = match Context::new(host, terminal, environment.clone(), globals.clone(), config) {
        Ok(context) => context,
        Err(error) => {
            findings.push(Finding::problem("endpoints", &error));
            let nothing = SharedConfig::parse(None, None)?;
            Context::new(host, terminal, Environment::default(), globals, nothing)?
        }
    };
    findings.extend(endpoints::examine(&context).await?);
    if repair {
        for finding in &mut findings {
            mend(&context, finding).await?;
        }
    }
    let asks_for_data = context.globals.output.is_some() || context.globals.query.is_some();
    let text = if asks_for_data {
        context
            .output()?
            .render("Doctor", finding::data(&findings))?
    } else {
        finding::text(&findings).into()
    };
    context.say(&text).await?;
    Ok(if findings.iter().any(Finding::is_problem) {
        ILL
    } else {
        0
    })
}

/// Mends what the finding says can be mended, and notes it down.
async fn mend<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    finding: &mut Finding,
) -> Result<()> {
    let outcome = match &finding.repair {
        None => return Ok(()),
        Some(Repair::File(path, how)) => context.terminal.mend(path, *how).await,
        Some(Repair::Remove(key)) => context.client.host.remove(key).await.map(drop),
    };
    match outcome {
        Ok(()) => finding.mended = true,
        Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
        Err(error) => finding.remedy = Some(format!("It could not be mended: {error}")),
    }
    Ok(())
}
