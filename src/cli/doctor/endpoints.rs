//! The services that the configuration leads to, and the clock, by what they say the time is.

use super::finding::Finding;
use crate::aws::endpoint::Service;
use crate::cli::context::Context;
use crate::cli::terminal::Terminal;
use crate::config::sso_session::SsoSession;
use crate::error::{ErrorKind, Result};
use crate::flow::concurrent::InFlight;
use crate::host::{Host, HttpClient, HttpRequest, Method};
use crate::secret::Zeroizing;
use std::collections::BTreeMap;

/// SigV4 allows five minutes; a minute more or less matters to nobody.
const TOLERATED_MINUTES: i64 = 4;

/// Asks every endpoint once for anything at all. Errors: `Aborted`.
pub(super) async fn examine<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut in_flight = InFlight::new();
    for (url, name) in addresses(context, &mut findings) {
        in_flight.push(async move {
            let request = HttpRequest {
                method: Method::Get,
                url: format!("{url}/"),
                headers: Vec::new(),
                body: Zeroizing::default(),
            };
            (name, context.client.host.send(request).await)
        });
    }
    while let Some((name, outcome)) = in_flight.next().await {
        match outcome {
            // Whatever it answers, it is there.
            Ok(_) => {}
            Err(error) if *error.kind() == ErrorKind::Aborted => return Err(error),
            Err(error) => findings.push(Finding::problem(name, &error)),
        }
    }
    findings.extend(clock(context.client.host.skew_millis()));
    Ok(findings)
}

/// The base URL of every service in every Region that is configured, with a name for each.
fn addresses<H: Host, T: Terminal>(
    context: &Context<'_, H, T>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, String> {
    let config = &context.config;
    let mut places: Vec<(Service, String)> = Vec::new();
    let named = config.sso_session_names();
    let sessions = named
        .iter()
        .filter_map(|name| SsoSession::named(config, name).ok());
    let profiles = config.profiles();
    let legacy = profiles
        .iter()
        .filter(|profile| profile.filled("sso_session").is_none());
    let legacy = legacy.filter_map(|profile| SsoSession::of_profile(config, profile).ok());
    for session in sessions.chain(legacy) {
        places.push((Service::SsoOidc, session.region.clone()));
        places.push((Service::Sso, session.region));
    }
    places.extend(context.region().ok().map(|region| (Service::Sts, region)));
    let mut addresses = BTreeMap::new();
    for (service, region) in places {
        let name = format!("{} in {region}", service.name());
        match context.client.endpoints.resolve(service, &region) {
            Ok(endpoint) => {
                addresses.insert(
                    endpoint.url().to_owned(),
                    format!("{name} ({})", endpoint.url()),
                );
            }
            Err(error) => {
                let finding = Finding::problem(name, &error);
                if !findings.contains(&finding) {
                    findings.push(finding);
                }
            }
        }
    }
    addresses
}

/// `skew_millis` is how far the local clock is behind.
fn clock(skew_millis: i64) -> Option<Finding> {
    let minutes = skew_millis / 60_000;
    if minutes.saturating_abs() <= TOLERATED_MINUTES {
        return None;
    }
    let side = if skew_millis > 0 { "behind" } else { "ahead" };
    Some(Finding::grave(
        "clock",
        format!(
            "The clock of this machine is {} minutes {side}.",
            minutes.saturating_abs()
        ),
        "Set it. This program corrects for it; other programs have their requests refused.",
    ))
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_wrong_clock_is_told() {
        assert_eq!(clock(0), None);
        assert_eq!(clock(200_000), None);
        let sentence = |millis| clock(millis).unwrap().sentence;
        assert_eq!(
            sentence(3_600_000),
            "The clock of this machine is 60 minutes behind."
        );
        assert_eq!(
            sentence(-600_000),
            "The clock of this machine is 10 minutes ahead."
        );
    }
}
