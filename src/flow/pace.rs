//! How fast to ask: a pace that learns from "too many requests".
//!
//! The portal API allows about 20 requests a second to an account's callers together, and says nothing about it but
//! 429. So requests start evenly spaced at that rate; a 429 slows the pace by a third, and a second of success without
//! one speeds it up again by a twentieth, never above the start.

use crate::encode::timestamp::Timestamp;
use core::cell::Cell;
use core::time::Duration;

const START_INTERVAL: Duration = Duration::from_millis(50);
const LONGEST_INTERVAL: Duration = Duration::from_secs(4);
const CALM: Duration = Duration::from_secs(1);

/// When the next request may leave.
#[derive(Debug)]
pub struct Pace {
    interval: Cell<Duration>,
    next: Cell<Timestamp>,
    calm_since: Cell<Timestamp>,
}

impl Pace {
    /// At 20 requests a second from now on.
    pub const fn new(now: Timestamp) -> Self {
        Self {
            interval: Cell::new(START_INTERVAL),
            next: Cell::new(now),
            calm_since: Cell::new(now),
        }
    }

    /// Takes the next place in the row, and says how long until it comes.
    pub fn take(&self, now: Timestamp) -> Duration {
        let place = self.next.get().max(now);
        self.next.set(place.saturating_add(self.interval.get()));
        place.saturating_since(now)
    }

    /// A request passed.
    pub fn passed(&self, now: Timestamp) {
        if now.saturating_since(self.calm_since.get()) >= CALM {
            self.calm_since.set(now);
            let faster = self
                .interval
                .get()
                .saturating_mul(20)
                .checked_div(21)
                .unwrap_or(START_INTERVAL);
            self.interval.set(faster.max(START_INTERVAL));
        }
    }

    /// A request was refused with 429; `asked` is what `Retry-After` said. Everything in the row moves back.
    pub fn refused(&self, now: Timestamp, asked: Option<Duration>) {
        // Requests that left together are refused together: that is one lesson, not several.
        if now.saturating_since(self.calm_since.get()) >= self.interval.get() {
            let slower = self
                .interval
                .get()
                .saturating_mul(3)
                .checked_div(2)
                .unwrap_or(LONGEST_INTERVAL);
            self.interval.set(slower.min(LONGEST_INTERVAL));
        }
        self.calm_since.set(now);
        let pause = asked.unwrap_or(self.interval.get().saturating_mul(2));
        self.next
            .set(self.next.get().max(now.saturating_add(pause)));
    }
}
