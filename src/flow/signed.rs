//! A call that SigV4 signs, and signs again when the service finds the clock wrong.

use super::exchange::{exchange_while, may_help};
use crate::aws::sts;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::host::{Host, HttpRequest, HttpResponse};
use core::cell::Cell;

/// SigV4 allows five minutes; what is nearer than this to the service's time was not refused for the time.
const NOTICEABLE_MILLIS: i64 = 60_000;

/// Sends what `build` signs for the time it is given; if the service refuses and its clock tells another time, once
/// more with that time. The host has learned it from the same answer (see `clock_skew`). Throttling by STS is waited
/// out like 429.
///
/// Errors: those of [`super::exchange::exchange`].
pub async fn signed_exchange<H: Host>(
    host: &H,
    operation: &str,
    build: &dyn Fn(Timestamp) -> Result<HttpRequest>,
) -> Result<HttpResponse> {
    let may_help = |outcome: &Result<HttpResponse>| {
        may_help(outcome) || outcome.as_ref().is_ok_and(sts::is_throttled)
    };
    let signed_at = Cell::new(host.now());
    let build = |now| {
        signed_at.set(now);
        build(now)
    };
    let response = exchange_while(host, operation, &build, may_help).await?;
    let date = response.header("date").and_then(Timestamp::parse_http_date);
    let is_skewed = date.is_some_and(|date| {
        date.epoch_millis()
            .saturating_sub(signed_at.get().epoch_millis())
            .saturating_abs()
            > NOTICEABLE_MILLIS
    });
    if matches!(response.status, 400 | 403) && is_skewed {
        host.trace(|| format!("{operation}: signed for the wrong time, signing again"));
        return exchange_while(host, operation, &build, may_help).await;
    }
    Ok(response)
}
