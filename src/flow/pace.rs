//! How fast to ask: a pace that learns from "too many requests".
//!
//! The portal API allows about 20 requests a second to an account's callers together, and says nothing about it but
//! 429. So requests start evenly spaced at that rate. A 429 slows the pace by a quarter; within seconds it comes back to
//! just below what was refused, stays there for a while, and then feels its way up, never above the start.

use crate::encode::timestamp::Timestamp;
use core::cell::Cell;
use core::time::Duration;

const START_INTERVAL: Duration = Duration::from_millis(50);
const LONGEST_INTERVAL: Duration = Duration::from_secs(4);
/// No pause is longer, whatever the service asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The pace changes for the better once in this time.
const CALM: Duration = Duration::from_secs(1);
/// So many times it stays as it is, before it is tried whether more is allowed.
const PATIENCE: u32 = 8;

/// When the next request may leave.
#[derive(Debug)]
pub struct Pace {
    interval: Cell<Duration>,
    /// The place of the next request.
    next: Cell<Timestamp>,
    /// How many lessons there were: a place that was taken before the last one is void.
    lessons: Cell<u32>,
    /// The interval that was refused last; zero if none was.
    too_short: Cell<Duration>,
    /// When it was refused: what left before tells nothing new.
    learned: Cell<Timestamp>,
    calm_since: Cell<Timestamp>,
    steady: Cell<u32>,
    /// The latest time seen.
    seen: Cell<Timestamp>,
}

impl Pace {
    /// At 20 requests a second from now on.
    pub const fn new(now: Timestamp) -> Self {
        Self {
            interval: Cell::new(START_INTERVAL),
            next: Cell::new(now),
            lessons: Cell::new(0),
            too_short: Cell::new(Duration::ZERO),
            learned: Cell::new(now),
            calm_since: Cell::new(now),
            steady: Cell::new(0),
            seen: Cell::new(now),
        }
    }

    /// Takes the next place in the row.
    pub fn take(&self, now: Timestamp) -> Place {
        self.look_at(now);
        let place = self.next.get().max(now);
        self.next.set(place.saturating_add(self.interval.get()));
        Place {
            wait: place.saturating_since(now),
            lessons: self.lessons.get(),
        }
    }

    /// Whether the place still is one: a lesson clears the row, and everybody in it takes another place.
    pub fn holds(&self, place: &Place) -> bool {
        place.lessons == self.lessons.get()
    }

    /// A request passed.
    pub fn passed(&self, now: Timestamp) {
        self.look_at(now);
        if now.saturating_since(self.calm_since.get()) < CALM {
            return;
        }
        self.calm_since.set(now);
        let interval = self.interval.get();
        let safe = scaled(self.too_short.get(), 51, 50);
        let shorter = if interval > scaled(safe, 51, 50) {
            let gap = interval.saturating_sub(safe);
            interval.saturating_sub(scaled(gap, 1, 3))
        } else if self.steady.get() < PATIENCE {
            self.steady.set(self.steady.get().saturating_add(1));
            interval
        } else {
            scaled(interval, 20, 21)
        };
        self.interval.set(shorter.max(START_INTERVAL));
    }

    /// A request that left at `sent` was refused with 429; `asked` is what `Retry-After` said.
    pub fn refused(&self, sent: Timestamp, now: Timestamp, asked: Option<Duration>) {
        self.look_at(now);
        let interval = self.interval.get();
        self.calm_since.set(now);
        let pause = asked.unwrap_or(scaled(interval, 2, 1)).min(LONGEST_PAUSE);
        let end = now.saturating_add(pause);
        // Requests that were under way together are refused together: that is one lesson, not several.
        if sent < self.learned.get() {
            self.next.set(self.next.get().max(end));
            return;
        }
        self.too_short.set(interval);
        self.interval
            .set(scaled(interval, 4, 3).min(LONGEST_INTERVAL));
        self.steady.set(0);
        self.learned.set(now);
        self.lessons.set(self.lessons.get().wrapping_add(1));
        self.next.set(end);
    }

    /// The clock goes by what the answers say. When one sets it back, what was noted by it goes back too: else the next
    /// place would be as far away as the answer before was wrong.
    fn look_at(&self, now: Timestamp) {
        let back = self.seen.replace(now).saturating_since(now);
        for noted in [&self.next, &self.learned, &self.calm_since] {
            let wait = noted.get().saturating_since(now).saturating_sub(back);
            if noted.get() > now {
                noted.set(now.saturating_add(wait));
            }
        }
    }
}

/// A place in the row.
#[derive(Debug)]
pub struct Place {
    /// How long until it comes.
    pub wait: Duration,
    lessons: u32,
}

fn scaled(duration: Duration, numerator: u32, denominator: u32) -> Duration {
    let product = duration.saturating_mul(numerator);
    product.checked_div(denominator).unwrap_or(product)
}
