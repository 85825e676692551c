//! One call of a service: the request sent, and sent again where that may help.
//!
//! The rules are the AWS SDKs' standard retry mode: three attempts in all for lost connections, time-outs, 429 and
//! 5xx, with a random wait that doubles.

use crate::encode::timestamp::Timestamp;
use crate::error::{ErrorKind, Result};
use crate::host::{Host, HttpRequest, HttpResponse};
use core::future::Future;
use core::time::Duration;

/// Attempts in all.
const ATTEMPTS: u32 = 3;
/// No wait between attempts is longer, whatever the service asks for.
const MAX_WAIT: Duration = Duration::from_secs(20);

/// Sends what `build` makes for the time of the attempt, and returns the last response, whatever its status.
///
/// Errors: those of `build`, `Aborted`, and after the last attempt `Network`, `Timeout` or `BadResponse`.
pub fn exchange<H: Host>(
    host: &H,
    operation: &str,
    build: &dyn Fn(Timestamp) -> Result<HttpRequest>,
) -> impl Future<Output = Result<HttpResponse>> {
    exchange_while(host, operation, build, may_help)
}

/// [`exchange`], but 429 is returned at once: for a caller that keeps a pace of its own.
pub fn exchange_unless_throttled<H: Host>(
    host: &H,
    operation: &str,
    build: &dyn Fn(Timestamp) -> Result<HttpRequest>,
) -> impl Future<Output = Result<HttpResponse>> {
    let may_help = |outcome: &Result<HttpResponse>| {
        may_help(outcome) && !matches!(outcome, Ok(response) if response.status == 429)
    };
    exchange_while(host, operation, build, may_help)
}

/// [`exchange`], with another judgement of what another attempt may help.
///
/// Not generic over `build`: a wasm would hold the whole of it once for every operation.
pub(super) async fn exchange_while<H: Host>(
    host: &H,
    operation: &str,
    build: &dyn Fn(Timestamp) -> Result<HttpRequest>,
    may_help: fn(&Result<HttpResponse>) -> bool,
) -> Result<HttpResponse> {
    let mut attempt = 1;
    loop {
        let request = build(host.now())?;
        host.trace(|| format!("{operation}: {request:?}, attempt {attempt}"));
        let outcome = host.send(request).await;
        match &outcome {
            Ok(response) => host.trace(|| format!("{operation}: {response:?}")),
            Err(error) => host.trace(|| format!("{operation}: {}: {error}", error.kind().code())),
        }
        if attempt >= ATTEMPTS || !may_help(&outcome) {
            return outcome;
        }
        let asked = outcome
            .as_ref()
            .ok()
            .and_then(|response| retry_after(response, host.now()));
        let wait = asked.unwrap_or(random_wait(host, attempt)?).min(MAX_WAIT);
        host.trace(|| format!("{operation}: next attempt in {} ms", wait.as_millis()));
        host.sleep(wait).await?;
        attempt = attempt.saturating_add(1);
    }
}

/// Whether another attempt may help, whatever the service.
pub(super) fn may_help(outcome: &Result<HttpResponse>) -> bool {
    match outcome {
        Ok(response) => matches!(response.status, 429 | 500 | 502 | 503 | 504),
        Err(error) => matches!(error.kind(), ErrorKind::Network | ErrorKind::Timeout),
    }
}

/// What `Retry-After` asks for (RFC 9110 section 10.2.3): seconds, or a date, which counts from the response's own.
pub fn retry_after(response: &HttpResponse, now: Timestamp) -> Option<Duration> {
    let value = response.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let date = response.header("date").and_then(Timestamp::parse_http_date);
    Some(Timestamp::parse_http_date(value)?.saturating_since(date.unwrap_or(now)))
}

/// Between nothing and `2^(attempt - 1)` seconds ("full jitter").
pub fn random_wait<H: Host>(host: &H, attempt: u32) -> Result<Duration> {
    let ceiling = 1000_u32.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    let mut bytes = [0; 4];
    host.fill(&mut bytes)?;
    let wait = u32::from_le_bytes(bytes).checked_rem(ceiling).unwrap_or(0);
    Ok(Duration::from_millis(wait.into()).min(MAX_WAIT))
}
