//! When to ask the token endpoint for a device's token (RFC 8628 sections 3.2 and 3.5), as pure data.

use crate::encode::timestamp::Timestamp;
use core::time::Duration;

/// The interval between two polls when the server names none (RFC 8628 section 3.2).
pub const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);
/// What `slow_down` adds to the interval, for good (RFC 8628 section 3.5).
pub const SLOW_DOWN: Duration = Duration::from_secs(5);
/// An interval of zero would be a busy loop: not a second passes without a pause.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
/// A lost connection never keeps us away for longer, unless the interval itself is longer.
const LONGEST_BACKOFF: Duration = Duration::from_secs(60);

/// The schedule of one device authorization.
///
/// The first poll may come at once: it finds out whether the client is approved already. Every later one comes an
/// interval after the answer before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polling {
    expires_at: Timestamp,
    interval: Duration,
    /// The pause before the next poll: the interval, or longer after connection failures.
    pause: Duration,
    next: Timestamp,
}

/// What a poll brought, short of a token or a final refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// `authorization_pending`.
    Pending,
    /// `slow_down`.
    SlowDown,
    /// No answer: a lost connection, a time-out, or a server in trouble.
    Unreachable,
}

/// The device code has run out; only a new authorization helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expired;

impl Polling {
    /// The schedule of a device code that was issued at `now` and lives for `expires_in`. `interval` is what the
    /// server named.
    pub fn new(now: Timestamp, expires_in: Duration, interval: Option<Duration>) -> Self {
        let interval = interval
            .unwrap_or(DEFAULT_INTERVAL)
            .max(SHORTEST_INTERVAL)
            // Longer than the code lives, it would be a wait for nothing.
            .min(expires_in.max(DEFAULT_INTERVAL));
        Self {
            expires_at: now.saturating_add(expires_in),
            interval,
            pause: interval,
            next: now,
        }
    }

    /// How long to wait until the next poll is due; zero if it is.
    ///
    /// A poll that was due before the end but comes after it is still worth the question: the server's word counts.
    /// So ask this once per poll, before the wait.
    pub fn wait(&self, now: Timestamp) -> Result<Duration, Expired> {
        if now >= self.expires_at {
            return Err(Expired);
        }
        // A clock that was set back must not stretch the wait.
        Ok(self.next.saturating_since(now).min(self.pause))
    }

    /// Takes in what the poll brought at `now`.
    pub fn answered(&mut self, now: Timestamp, answer: Answer) {
        match answer {
            Answer::Pending => self.pause = self.interval,
            Answer::SlowDown => {
                self.interval = self.interval.saturating_add(SLOW_DOWN);
                self.pause = self.interval;
            }
            // RFC 8628 section 3.5: double the interval on each connection failure.
            Answer::Unreachable => {
                self.pause = self
                    .pause
                    .saturating_mul(2)
                    .min(LONGEST_BACKOFF)
                    .max(self.interval);
            }
        }
        self.next = now.saturating_add(self.pause);
    }

    /// The interval as it now stands.
    pub const fn interval(&self) -> Duration {
        self.interval
    }

    /// When the device code ends.
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Expired, Polling};
    use crate::encode::timestamp::Timestamp;
    use core::time::Duration;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_epoch_seconds(seconds).unwrap()
    }

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Polls whenever a poll is due, and returns the pauses.
    fn pauses(mut polling: Polling, answers: &[Answer]) -> Vec<u64> {
        let mut now = at(0);
        let mut pauses = Vec::new();
        for answer in answers {
            let pause = polling.wait(now).unwrap();
            now = now.saturating_add(pause);
            pauses.push(pause.as_secs());
            polling.answered(now, *answer);
        }
        pauses.push(polling.wait(now).unwrap().as_secs());
        pauses
    }

    #[test]
    fn the_first_poll_is_free_the_next_waits() {
        use Answer::Pending;
        let polling = Polling::new(at(0), seconds(600), None);
        assert_eq!(pauses(polling, &[Pending, Pending]), [0, 5, 5]);
        let polling = Polling::new(at(0), seconds(600), Some(seconds(1)));
        assert_eq!(pauses(polling, &[Pending, Pending]), [0, 1, 1]);
    }

    #[test]
    fn an_interval_of_zero_is_no_busy_loop() {
        let polling = Polling::new(at(0), seconds(600), Some(seconds(0)));
        assert_eq!(pauses(polling, &[Answer::Pending]), [0, 1]);
    }

    #[test]
    fn an_interval_ends_with_the_code() {
        let year = Some(seconds(31_000_000));
        let polling = Polling::new(at(0), seconds(600), year);
        assert_eq!(pauses(polling, &[Answer::Pending]), [0, 600]);
        let polling = Polling::new(at(0), seconds(1), year);
        assert_eq!(polling.interval(), seconds(5));
    }

    #[test]
    fn slow_down_stays() {
        use Answer::{Pending, SlowDown};
        let polling = Polling::new(at(0), seconds(600), Some(seconds(1)));
        assert_eq!(
            pauses(polling, &[SlowDown, Pending, SlowDown, Pending]),
            [0, 6, 6, 11, 11]
        );
    }

    #[test]
    fn a_lost_connection_backs_off_until_the_next_answer() {
        use Answer::{Pending, SlowDown, Unreachable};
        let polling = Polling::new(at(0), seconds(6000), None);
        let answers = [
            Unreachable,
            Unreachable,
            Pending,
            Unreachable,
            SlowDown,
            Unreachable,
        ];
        assert_eq!(pauses(polling, &answers), [0, 10, 20, 5, 10, 10, 20]);
        let polling = Polling::new(at(0), seconds(6000), None);
        assert_eq!(
            pauses(polling, &[Unreachable; 6]),
            [0, 10, 20, 40, 60, 60, 60]
        );
        let polling = Polling::new(at(0), seconds(6000), Some(seconds(90)));
        assert_eq!(pauses(polling, &[Unreachable; 2]), [0, 90, 90]);
    }

    #[test]
    fn time_that_passes_counts() {
        let mut polling = Polling::new(at(0), seconds(600), None);
        polling.answered(at(10), Answer::Pending);
        assert_eq!(polling.wait(at(12)), Ok(seconds(3)));
        assert_eq!(polling.wait(at(15)), Ok(seconds(0)));
        assert_eq!(polling.wait(at(99)), Ok(seconds(0)));
    }

    #[test]
    fn a_clock_set_back_does_not_stretch_the_wait() {
        let mut polling = Polling::new(at(1000), seconds(600), None);
        polling.answered(at(1000), Answer::Pending);
        assert_eq!(polling.wait(at(0)), Ok(seconds(5)));
    }

    #[test]
    fn the_end() {
        let mut polling = Polling::new(at(0), seconds(600), None);
        polling.answered(at(598), Answer::Pending);
        assert_eq!(polling.wait(at(599)), Ok(seconds(4)));
        assert_eq!(polling.wait(at(600)), Err(Expired));
        assert_eq!(polling.expires_at(), at(600));
        let polling = Polling::new(at(0), Duration::MAX, Some(Duration::MAX));
        assert_eq!(polling.wait(at(0)), Ok(seconds(0)));
    }
}
