//! A host whose clock is corrected by what the servers say.
//!
//! Expiry decisions and SigV4 need the true time, and laptops do not always have it. Every AWS response carries a
//! `Date` header (RFC 9110 section 6.6.1); where it differs from the local clock by more than the network explains,
//! the difference is added to every later reading of the clock.

use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::host::{
    Clock, Collection, Entropy, Event, Host, HttpClient, HttpRequest, HttpResponse, Observer,
    Store, StoreKey,
};
use core::cell::Cell;
use core::time::Duration;
use zeroize::Zeroizing;

/// Smaller differences are left alone: `Date` has whole seconds, and a slow answer looks like a slow clock.
const NEGLIGIBLE_MILLIS: i64 = 60_000;

/// A host with a corrected clock; everything else passes through.
#[derive(Debug)]
pub struct SkewCorrected<'h, H> {
    host: &'h H,
    skew_millis: Cell<i64>,
}

impl<'h, H: Host> SkewCorrected<'h, H> {
    /// Starts without a correction.
    pub const fn new(host: &'h H) -> Self {
        Self {
            host,
            skew_millis: Cell::new(0),
        }
    }

    /// What is added to the local clock, in milliseconds: positive when the local clock is slow.
    pub const fn skew_millis(&self) -> i64 {
        self.skew_millis.get()
    }

    fn learn(&self, response: &HttpResponse, sent: Timestamp, received: Timestamp) {
        let Some(date) = response.header("date").and_then(Timestamp::parse_http_date) else {
            return;
        };
        let sent = sent.epoch_millis();
        let halfway = sent.saturating_add(received.epoch_millis().saturating_sub(sent) / 2);
        // A whole second stands for the half of it that has passed on average.
        let skew = date
            .epoch_millis()
            .saturating_add(500)
            .saturating_sub(halfway);
        let skew = if skew.saturating_abs() < NEGLIGIBLE_MILLIS {
            0
        } else {
            skew
        };
        if skew != self.skew_millis.replace(skew) {
            self.host.trace(|| {
                format!(
                    "the local clock differs from the service's by {} s; corrected",
                    skew / 1000
                )
            });
        }
    }
}

impl<H: Host> HttpClient for SkewCorrected<'_, H> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        let sent = self.host.now();
        let response = self.host.send(request).await?;
        self.learn(&response, sent, self.host.now());
        Ok(response)
    }
}

impl<H: Host> Clock for SkewCorrected<'_, H> {
    fn now(&self) -> Timestamp {
        self.host
            .now()
            .saturating_add_millis(self.skew_millis.get())
    }

    async fn sleep(&self, duration: Duration) -> Result<()> {
        self.host.sleep(duration).await
    }
}

impl<H: Host> Entropy for SkewCorrected<'_, H> {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        self.host.fill(bytes)
    }
}

impl<H: Host> Store for SkewCorrected<'_, H> {
    type Lock = H::Lock;

    async fn read(&self, key: &StoreKey) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.host.read(key).await
    }

    async fn write(&self, key: &StoreKey, bytes: &[u8]) -> Result<()> {
        self.host.write(key, bytes).await
    }

    async fn remove(&self, key: &StoreKey) -> Result<bool> {
        self.host.remove(key).await
    }

    async fn list(&self, collection: Collection) -> Result<Vec<StoreKey>> {
        self.host.list(collection).await
    }

    async fn lock(&self, key: &StoreKey) -> Result<Self::Lock> {
        self.host.lock(key).await
    }
}

impl<H: Host> Observer for SkewCorrected<'_, H> {
    fn notify(&self, event: Event) {
        self.host.notify(event);
    }

    fn traces(&self) -> bool {
        self.host.traces()
    }
}
