//! A host whose clock is corrected by what the servers say.
//!
//! Expiry decisions and SigV4 need the true time, and laptops do not always have it. Every AWS response carries a
//! `Date` header (RFC 9110 section 6.6.1); where it differs from the local clock by more than the network explains,
//! the difference is added to every later reading of the clock.

use super::learned::Learned;
use crate::encode::timestamp::Timestamp;
use crate::error::Result;
use crate::host::{
    Clock, Collection, Entropy, Event, Host, HttpClient, HttpRequest, HttpResponse, Observer,
    Store, StoreKey,
};
use crate::secret::Zeroizing;
use core::future::Future;
use core::ops::Deref;
use core::time::Duration;
use std::rc::Rc;

/// Smaller differences are left alone: `Date` has whole seconds, and a slow answer looks like a slow clock.
const NEGLIGIBLE_MILLIS: i64 = 60_000;

/// What a `Date` can be, in milliseconds since the epoch: from 2019, when there was no IAM Identity Center to ask yet, to
/// 2100. One such answer would make every token end at once, or never.
const PLAUSIBLE_MILLIS: core::ops::Range<i64> = 1_546_300_800_000..4_102_444_800_000;

/// A host with a corrected clock; everything else passes through. `P` points to the host: a reference where one host
/// serves a whole command, a box where each call brings its own.
#[derive(Debug)]
pub struct SkewCorrected<P> {
    host: P,
    learned: Rc<Learned>,
}

impl<P: Deref<Target: Host + Sized>> SkewCorrected<P> {
    /// Starts without a correction.
    pub fn new(host: P) -> Self {
        Self::knowing(host, Rc::default())
    }

    /// Starts with the correction that an earlier call learned.
    pub const fn knowing(host: P, learned: Rc<Learned>) -> Self {
        Self { host, learned }
    }

    /// What is added to the local clock, in milliseconds: positive when the local clock is slow.
    pub fn skew_millis(&self) -> i64 {
        self.learned.skew_millis()
    }

    /// A time as the local clock tells it, in milliseconds: for whoever counts down by that clock.
    pub fn local_millis(&self, time: Timestamp) -> i64 {
        time.saturating_add_millis(self.skew_millis().saturating_neg())
            .epoch_millis()
    }

    fn learn(&self, response: &HttpResponse, sent: Timestamp, received: Timestamp) {
        let date = response.header("date").and_then(Timestamp::parse_http_date);
        let Some(date) = date.filter(|date| PLAUSIBLE_MILLIS.contains(&date.epoch_millis())) else {
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
        if skew != self.learned.replace_skew_millis(skew) {
            self.host.trace(|| {
                format!(
                    "the local clock differs from the service's by {} s; corrected",
                    skew / 1000
                )
            });
        }
    }
}

impl<P: Deref<Target: Host + Sized>> HttpClient for SkewCorrected<P> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        let sent = self.host.now();
        let response = self.host.send(request).await?;
        self.learn(&response, sent, self.host.now());
        Ok(response)
    }
}

impl<P: Deref<Target: Host + Sized>> Clock for SkewCorrected<P> {
    fn now(&self) -> Timestamp {
        self.host.now().saturating_add_millis(self.skew_millis())
    }

    // The host's own future: one around it would only make the wasm larger, here and below.
    fn sleep(&self, duration: Duration) -> impl Future<Output = Result<()>> {
        self.host.sleep(duration)
    }
}

impl<P: Deref<Target: Host + Sized>> Entropy for SkewCorrected<P> {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        self.host.fill(bytes)
    }
}

impl<P: Deref<Target: Host + Sized>> Store for SkewCorrected<P> {
    type Lock = <P::Target as Store>::Lock;

    fn read(&self, key: &StoreKey) -> impl Future<Output = Result<Option<Zeroizing<Vec<u8>>>>> {
        self.host.read(key)
    }

    fn write(&self, key: &StoreKey, bytes: &[u8]) -> impl Future<Output = Result<()>> {
        self.host.write(key, bytes)
    }

    fn remove(&self, key: &StoreKey) -> impl Future<Output = Result<bool>> {
        self.host.remove(key)
    }

    fn list(&self, collection: Collection) -> impl Future<Output = Result<Vec<StoreKey>>> {
        self.host.list(collection)
    }

    fn lock(&self, key: &StoreKey) -> impl Future<Output = Result<Self::Lock>> {
        self.host.lock(key)
    }
}

impl<P: Deref<Target: Host + Sized>> Observer for SkewCorrected<P> {
    fn notify(&self, event: Event) {
        self.host.notify(event);
    }

    fn traces(&self) -> bool {
        self.host.traces()
    }
}
