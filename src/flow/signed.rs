//! A call that SigV4 signs, and signs again when the service finds the clock wrong.

use super::exchange::exchange;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::host::{Host, HttpRequest, HttpResponse};

/// SigV4 allows five minutes; what is nearer than this to the service's time was not refused for the time.
const NOTICEABLE_MILLIS: i64 = 60_000;

/// Sends what `build` signs for the time it is given; if the service refuses and its clock tells another time, once
/// more with that time. The host has learned it from the same answer (see `clock_skew`).
///
/// Errors: those of [`exchange`].
pub async fn signed_exchange<H: Host>(
    host: &H,
    operation: &str,
    build: impl Fn(Timestamp) -> Result<HttpRequest>,
) -> Result<HttpResponse> {
    let signed_at = host.now();
    let response = exchange(host, operation, &build).await?;
    let date = response.header("date").and_then(Timestamp::parse_http_date);
    let is_skewed = date.is_some_and(|date| {
        date.epoch_millis()
            .saturating_sub(signed_at.epoch_millis())
            .saturating_abs()
            > NOTICEABLE_MILLIS
    });
    if matches!(response.status, 400 | 403) && is_skewed {
        host.trace(|| format!("{operation}: signed for the wrong time, signing again"));
        return exchange(host, operation, build).await;
    }
    Ok(response)
}
