//! What a program learns from the services while it runs. It outlives the call that learned it.

use super::pace::Pace;
use crate::encode::timestamp::Timestamp;
use crate::host::StoreKey;
use core::cell::{Cell, RefCell};
use core::time::Duration;
use std::rc::Rc;

/// After a refresh, whatever came of it, an old token that still lasts serves for so long.
const BETWEEN_REFRESHES: Duration = Duration::from_secs(60);

/// What is known about the services; nothing of it is secret.
#[derive(Debug, Default)]
pub struct Learned {
    skew_millis: Cell<i64>,
    refreshes: RefCell<Vec<(StoreKey, Timestamp)>>,
    paces: RefCell<Vec<(String, Rc<Pace>)>>,
}

impl Learned {
    /// What is added to the local clock, in milliseconds: positive when the local clock is slow.
    pub const fn skew_millis(&self) -> i64 {
        self.skew_millis.get()
    }

    /// Takes in how wrong the local clock is; returns what was thought before.
    pub(super) const fn replace_skew_millis(&self, skew: i64) -> i64 {
        self.skew_millis.replace(skew)
    }

    /// Whether the token was refreshed a moment ago, or tried to be: to do so again would not help.
    pub(super) fn has_just_refreshed(&self, token: &StoreKey, now: Timestamp) -> bool {
        let refreshes = self.refreshes.borrow();
        refreshes
            .iter()
            .any(|(key, last)| key == token && now.saturating_since(*last) < BETWEEN_REFRESHES)
    }

    /// Notes a refresh that is about to begin.
    pub(super) fn refreshes(&self, token: StoreKey, now: Timestamp) {
        let mut refreshes = self.refreshes.borrow_mut();
        refreshes.retain(|(key, _)| *key != token);
        refreshes.push((token, now));
    }

    /// The pace that all listings of a Region's portal keep together.
    pub(super) fn pace(&self, region: &str, now: Timestamp) -> Rc<Pace> {
        let mut paces = self.paces.borrow_mut();
        if let Some((_, pace)) = paces.iter().find(|(of, _)| of == region) {
            return Rc::clone(pace);
        }
        let pace = Rc::new(Pace::new(now));
        paces.push((region.to_owned(), Rc::clone(&pace)));
        pace
    }
}
