//! `sso status`: every session, and for how long it lasts. Asks no service.

use super::context::Context;
use super::terminal::Terminal;
use super::visible;
use crate::config::session_roles::SessionRoles;
use crate::config::sso_session::SsoSession;
use crate::encode::json::{Object, Value};
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::role_files::RoleFiles;
use crate::flow::status::{RoleStatus, SessionStatus, status};
use crate::host::{Clock, Host};
use core::fmt::Write;

/// Prints a text for people, or with `--output` the same as data.
pub async fn run<H: Host, T: Terminal>(context: &Context<'_, H, T>) -> Result<()> {
    context.profile()?;
    let host = &context.client.host;
    let mut sessions = Vec::new();
    let profiles = context.config.profiles();
    let named = SessionRoles::read(&profiles);
    let files = RoleFiles::list(host).await?;
    for session in SsoSession::configured(&context.config, &profiles) {
        let roles = named.of(&session);
        sessions.push(status(host, &session, &files.of(&session, &roles)).await);
    }
    let now = host.now();
    let text = match context.globals.output {
        None if context.globals.query.is_none() => text(&sessions, now).into(),
        _ => context.output()?.render("Status", data(&sessions, now))?,
    };
    context.say(&text).await
}

fn text(sessions: &[SessionStatus], now: Timestamp) -> String {
    if sessions.is_empty() {
        return "No sessions are configured. Configure one: aws-sso-wasm configure sso\n"
            .to_owned();
    }
    let mut out = String::new();
    for (index, status) in sessions.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let _ = describe(&mut out, status, now);
    }
    out
}

fn describe(out: &mut String, status: &SessionStatus, now: Timestamp) -> core::fmt::Result {
    let session = &status.session;
    let start_url = visible::line(&session.start_url);
    let region = visible::line(&session.region);
    match &session.name {
        Some(name) => writeln!(out, "{} ({start_url}, {region})", visible::line(name))?,
        None => writeln!(out, "{start_url} ({region}, legacy)")?,
    }
    let token = match &status.token {
        None => "signed out".to_owned(),
        Some(Err(error)) if *error.kind() == ErrorKind::SignInRequired => {
            format!("unusable, sign in again. {}", why(error))
        }
        Some(Err(error)) => format!("unusable. {error}"),
        Some(Ok(token)) if token.expires_at > now => {
            let renewed = if token.refreshable {
                ", renewed without a person"
            } else {
                ""
            };
            format!("signed in, {} left{renewed}", left(token.expires_at, now))
        }
        Some(Ok(token)) if token.refreshable => "expired, renewed at its next use".to_owned(),
        Some(Ok(_)) => "expired, sign in again".to_owned(),
    };
    writeln!(out, "  Token:         {token}")?;
    let registration = match status.registration_expires_at {
        None => "none".to_owned(),
        Some(end) if end > now => format!("{} left", left(end, now)),
        Some(_) => "expired".to_owned(),
    };
    writeln!(out, "  Registration:  {registration}")?;
    for role in &status.role_credentials {
        let until = if role.expires_at > now {
            format!("{} left", left(role.expires_at, now))
        } else {
            "expired".to_owned()
        };
        let name = visible::line(&role.role_name);
        writeln!(
            out,
            "  Credentials:   {name} in {}, {until}",
            visible::line(&role.account_id)
        )?;
    }
    Ok(())
}

/// What is wrong with a token's file.
fn why(error: &Error) -> &Error {
    error.cause().unwrap_or(error)
}

/// `89 days`, `7 h 59 min`, `12 min`, `40 s`.
fn left(end: Timestamp, now: Timestamp) -> String {
    let seconds = end.saturating_since(now).as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{minutes} min"),
        3600..172_800 => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} days"),
    }
}

fn data(sessions: &[SessionStatus], now: Timestamp) -> Value {
    let sessions = sessions
        .iter()
        .map(|status| session_data(status, now))
        .collect();
    Value::from(Object::new().with("sessions", Value::Array(sessions)))
}

fn session_data(status: &SessionStatus, now: Timestamp) -> Value {
    let session = &status.session;
    let mut members = Object::new()
        .with(
            "session",
            session.name.as_deref().map_or(Value::Null, Value::from),
        )
        .with("startUrl", session.start_url.as_str())
        .with("region", session.region.as_str())
        .with("signedIn", status.is_signed_in(now));
    let token = match &status.token {
        None => Value::Null,
        Some(Err(error)) => Value::from(Object::new().with("problem", why(error).to_string())),
        Some(Ok(token)) => {
            Value::from(lifetime(token.expires_at, now).with("refreshable", token.refreshable))
        }
    };
    members.set("token", token);
    let registration = status.registration_expires_at;
    members.set(
        "registration",
        registration.map_or(Value::Null, |end| Value::from(lifetime(end, now))),
    );
    let roles = status
        .role_credentials
        .iter()
        .map(|role| role_data(role, now))
        .collect();
    members.set("roleCredentials", Value::Array(roles));
    Value::from(members)
}

fn role_data(role: &RoleStatus, now: Timestamp) -> Value {
    let who = Object::new()
        .with("accountId", role.account_id.as_str())
        .with("roleName", role.role_name.as_str());
    let members = lifetime(role.expires_at, now);
    Value::from(
        members
            .iter()
            .fold(who, |all, (name, value)| all.with(name, value.clone())),
    )
}

/// When something ends, and the whole seconds until then; zero once it has ended.
fn lifetime(end: Timestamp, now: Timestamp) -> Object {
    let seconds = i64::try_from(end.saturating_since(now).as_secs()).unwrap_or(i64::MAX);
    Object::new()
        .with("expiresAt", end.to_iso8601())
        .with("secondsLeft", seconds)
}
