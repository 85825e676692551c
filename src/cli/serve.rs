//! `serve`: the web console on this machine. The host serves the page; what the page offers is said here.

use super::arguments::Serve;
use super::context::Context;
use super::terminal::{Stream, Terminal, WebConsole};
use crate::aws::endpoint::{self, EndpointOptions, Service};
use crate::config::shared::SharedConfig;
use crate::config::sso_session::SsoSession;
use crate::encode::json::{Object, Value};
use crate::error::{Error, Result};
use crate::flow::client::Endpoints;
use crate::flow::concurrent::beside;
use crate::flow::shared_file::read_shared_config;
use crate::host::Host;
use crate::secret::Zeroizing;
use core::ops::ControlFlow;

/// Serves the console until it is stopped. The sessions are those of the config file whenever a page loads.
///
/// Errors: `Network` if the port cannot be had, `ConfigInvalid` for an endpoint that cannot be, and, with `--sso-session`,
/// `SessionNotFound` and `ConfigIncomplete`.
pub async fn run<H: Host, T: Terminal>(context: &Context<'_, H, T>, options: &Serve) -> Result<()> {
    if let Some(name) = &options.session {
        SsoSession::named(&context.config, name)?;
    }
    let settings = settings(options, &context.client.endpoints)?;
    let console = context.terminal.serve(&settings).await?;
    let answers = async {
        while let Some(question) = console.next().await? {
            let config = read_shared_config(&context.client.host).await;
            let offer = offer(config, options.session.as_deref());
            console.answer(question, Value::from(offer).to_compact().as_str());
        }
        Ok(())
    };
    invite(context.terminal, &console, options.no_browser).await?;
    beside(open(context.terminal, &console, options), answers).await
}

/// Serves the console against a sandbox, which the host runs beside it, until it is stopped. No shared file is read.
///
/// Errors: `Network` if the port cannot be had.
pub async fn run_sandbox<T: Terminal>(terminal: &T, options: &Serve) -> Result<u8> {
    let settings = settings(options, &Endpoints::default())?;
    let console = terminal.serve(&settings).await?;
    let answers = async {
        while let Some(question) = console.next().await? {
            console.answer(question, "{\"sessions\":[]}");
        }
        Ok(0)
    };
    invite(terminal, &console, options.no_browser).await?;
    beside(open(terminal, &console, options), answers).await
}

/// What the host has to know, as JSON: see `WebConsoleSettings` in `pkg-template/src/cli/serve/settings.ts`.
fn settings(options: &Serve, endpoints: &Endpoints) -> Result<String> {
    let url = |service, options: &EndpointOptions| -> Result<Option<String>> {
        if options.url.is_none() {
            return Ok(None);
        }
        let endpoint = endpoint::resolve(service, None, options)?;
        Ok(Some(endpoint.url().to_owned()))
    };
    let urls = Object::new()
        .with_optional("ssoOidc", url(Service::SsoOidc, &endpoints.sso_oidc)?)
        .with_optional("sso", url(Service::Sso, &endpoints.sso)?)
        .with_optional("sts", url(Service::Sts, &endpoints.sts)?);
    let settings = Object::new()
        .with("port", i64::from(options.port.unwrap_or_default()))
        .with("sandbox", options.sandbox)
        .with("fips", endpoints.sso_oidc.fips)
        .with("dualStack", endpoints.sso_oidc.dual_stack)
        .with("endpoints", urls);
    Ok(Value::from(settings).to_compact().as_str().to_owned())
}

/// The sessions for the page: the complete ones, or the named one alone. A config file that cannot be read is the page's
/// to tell of, and to try again.
fn offer(config: Result<SharedConfig>, only: Option<&str>) -> Object {
    let sessions = config.and_then(|config| match only {
        Some(name) => Ok(vec![SsoSession::named(&config, name)?]),
        None => Ok(config
            .sso_session_names()
            .iter()
            .filter_map(|name| SsoSession::named(&config, name).ok())
            .collect()),
    });
    match sessions {
        Ok(sessions) => {
            let sessions = sessions.iter().map(|session| Value::from(data(session)));
            Object::new().with("sessions", Value::Array(sessions.collect()))
        }
        Err(error) => Object::new()
            .with("sessions", Value::Array(Vec::new()))
            .with("problem", problem(&error)),
    }
}

fn data(session: &SsoSession) -> Object {
    let scopes = session
        .scopes
        .as_ref()
        .map(|scopes| Value::Array(scopes.iter().map(Value::from).collect()));
    Object::new()
        .with_optional("name", session.name.as_ref())
        .with("startUrl", &session.start_url)
        .with("region", &session.region)
        .with_optional("scopes", scopes)
}

fn problem(error: &Error) -> Object {
    Object::new()
        .with("code", error.kind().code())
        .with("message", error.to_string())
        .with_optional("help", error.help())
}

/// Says where the console is, and with `--no-browser` how to get in.
async fn invite<T: Terminal>(
    terminal: &T,
    console: &T::WebConsole,
    no_browser: bool,
) -> Result<()> {
    let url = console.url();
    let way_in = if no_browser {
        way_in(console)
    } else {
        Zeroizing::new("Attempting to open it in your default browser.\n".to_owned())
    };
    let words = Zeroizing::new(format!(
        "The web console is at {url}\n{}\nPress Ctrl-C to stop it.\n",
        *way_in
    ));
    terminal.print(Stream::Guidance, &words).await
}

/// Opens the console in the browser; a person whose browser cannot be opened is told how to get in.
async fn open<T: Terminal, O>(
    terminal: &T,
    console: &T::WebConsole,
    options: &Serve,
) -> ControlFlow<Result<O>> {
    if !options.no_browser && !terminal.open_url(&console.entry_url()).await {
        let way_in = way_in(console);
        let words = Zeroizing::new(format!("\nNo browser could be opened.\n{}", *way_in));
        if let Err(error) = terminal.print(Stream::Guidance, &words).await {
            return ControlFlow::Break(Err(error));
        }
    }
    ControlFlow::Continue(())
}

fn way_in<C: WebConsole>(console: &C) -> Zeroizing<String> {
    Zeroizing::new(format!(
        "Open this address within 5 minutes. It lets one browser in, once:\n\n{}\n",
        *console.entry_url()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    const CONFIG: &str = "\
[sso-session work]
sso_start_url = https://d-1.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access, other
[sso-session half]
sso_region = eu-west-1
[sso-session b-2]
sso_start_url = https://d-2.awsapps.com/start
sso_region = us-east-1
[profile legacy]
sso_start_url = https://d-3.awsapps.com/start
sso_region = us-east-1
";

    fn offered(config: Result<SharedConfig>, only: Option<&str>) -> String {
        Value::from(offer(config, only))
            .to_compact()
            .as_str()
            .to_owned()
    }

    fn config() -> Result<SharedConfig> {
        SharedConfig::parse(Some(CONFIG.as_bytes()), None)
    }

    const WORK: &str = r#"{"name":"work","startUrl":"https://d-1.awsapps.com/start","region":"eu-west-1","scopes":["sso:account:access","other"]}"#;

    #[test]
    fn complete_sessions_are_offered_in_file_order() {
        let other =
            r#"{"name":"b-2","startUrl":"https://d-2.awsapps.com/start","region":"us-east-1"}"#;
        assert_eq!(
            offered(config(), None),
            format!(r#"{{"sessions":[{WORK},{other}]}}"#)
        );
        assert_eq!(
            offered(SharedConfig::parse(None, None), None),
            r#"{"sessions":[]}"#
        );
    }

    #[test]
    fn one_session_alone() {
        assert_eq!(
            offered(config(), Some("work")),
            format!(r#"{{"sessions":[{WORK}]}}"#)
        );
        let gone = offered(config(), Some("gone"));
        assert!(
            gone.starts_with(r#"{"sessions":[],"problem":{"code":"ERR_SESSION_NOT_FOUND","message":"The specified sso-session does not exist: \"gone\"","help":"#),
            "{gone}"
        );
    }

    #[test]
    fn a_broken_config_file_is_told() {
        let broken = SharedConfig::parse(Some(b"[a]\nSENSITIVE\n"), None);
        let told = offered(broken, None);
        assert!(
            told.starts_with(r#"{"sessions":[],"problem":{"code":"ERR_CONFIG_INVALID","#),
            "{told}"
        );
        assert!(!told.contains("SENSITIVE"), "{told}");
    }

    #[test]
    fn settings_name_the_endpoints_that_are_configured() {
        let endpoints = |url: &str| Endpoints {
            sso: EndpointOptions {
                url: Some(url.to_owned()),
                ..EndpointOptions::default()
            },
            ..Endpoints::default()
        };
        let options = Serve {
            port: Some(8400),
            ..Serve::default()
        };
        assert_eq!(
            settings(&options, &endpoints("https://VPCE.example.com/")).unwrap(),
            r#"{"port":8400,"sandbox":false,"fips":false,"dualStack":false,"endpoints":{"sso":"https://vpce.example.com"}}"#
        );
        let error = settings(&options, &endpoints("http://example.com")).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::ConfigInvalid);
    }
}
