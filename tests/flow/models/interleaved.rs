//! Processes that take turns at every wait, in an order that a list of numbers decides, over one folder of files. A process
//! can die at any wait; its locks then stay, and others pass over them after a while.

use crate::scripted::json;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::Result;
use aws_sso_wasm::host::{
    Clock, Collection, Entropy, Event, HttpClient, HttpRequest, HttpResponse, Observer, Store,
    StoreKey,
};
use aws_sso_wasm::secret::Zeroizing;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// After so long a lock whose owner is dead is nobody's.
const DEAD_FOR: Duration = Duration::from_secs(5);

/// What all processes share.
pub(super) struct World {
    pub(super) now: Cell<Timestamp>,
    pub(super) files: RefCell<BTreeMap<StoreKey, Vec<u8>>>,
    /// Every text that a file ever had.
    pub(super) written: RefCell<Vec<(StoreKey, Vec<u8>)>>,
    held: RefCell<BTreeMap<StoreKey, Owner>>,
    dead: RefCell<BTreeMap<usize, Timestamp>>,
    due: RefCell<BTreeSet<Timestamp>>,
    /// Whether some process went on since this was last looked at.
    moved: Cell<bool>,
    pub(super) refreshes: Cell<u32>,
    /// How many locks were taken while somebody else held them; none, if all is well.
    pub(super) broken_locks: Cell<u32>,
}

type Owner = usize;

impl World {
    pub(super) fn new(now: &str) -> Rc<Self> {
        Rc::new(Self {
            now: Cell::new(Timestamp::parse_iso8601(now).expect("a time")),
            files: RefCell::default(),
            written: RefCell::default(),
            held: RefCell::default(),
            dead: RefCell::default(),
            due: RefCell::default(),
            moved: Cell::default(),
            refreshes: Cell::default(),
            broken_locks: Cell::default(),
        })
    }

    pub(super) fn put(&self, key: StoreKey, bytes: &[u8]) {
        self.written
            .borrow_mut()
            .push((key.clone(), bytes.to_vec()));
        self.files.borrow_mut().insert(key, bytes.to_vec());
    }

    /// Whether nobody who lives holds a lock.
    pub(super) fn is_unlocked(&self) -> bool {
        let dead = self.dead.borrow();
        self.held
            .borrow()
            .values()
            .all(|owner| dead.contains_key(owner))
    }

    /// Takes the lock unless somebody has it who lives, or has died a moment ago.
    fn try_lock(&self, key: &StoreKey, owner: Owner) -> bool {
        let mut held = self.held.borrow_mut();
        if let Some(other) = held.get(key) {
            let died = self.dead.borrow().get(other).copied();
            let Some(died) = died else { return false };
            let free_at = died.saturating_add(DEAD_FOR);
            if self.now.get() < free_at {
                self.due.borrow_mut().insert(free_at);
                return false;
            }
            self.broken_locks.set(self.broken_locks.get() + 1);
        }
        held.insert(key.clone(), owner);
        true
    }
}

/// One process.
pub(super) struct Process {
    pub(super) world: Rc<World>,
    pub(super) id: Owner,
}

impl Process {
    /// Lets others go first.
    async fn turn(&self) {
        let mut waited = false;
        poll_fn(|_| {
            if std::mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            self.world.moved.set(true);
            Poll::Pending
        })
        .await;
    }

    async fn until(&self, end: Timestamp) {
        poll_fn(|_| {
            if self.world.now.get() >= end {
                self.world.moved.set(true);
                return Poll::Ready(());
            }
            self.world.due.borrow_mut().insert(end);
            Poll::Pending
        })
        .await;
    }
}

impl HttpClient for Process {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        self.turn().await;
        if request.url.ends_with("/logout") {
            return Ok(json(200, ""));
        }
        assert!(request.url.ends_with("/token"), "{request:?}");
        let number = self.world.refreshes.get() + 1;
        self.world.refreshes.set(number);
        let answer = format!(
            r#"{{"accessToken": "new-{number}", "tokenType": "Bearer", "expiresIn": 3600, "refreshToken": "r-{number}"}}"#
        );
        self.until(
            self.world
                .now
                .get()
                .saturating_add(Duration::from_millis(200)),
        )
        .await;
        Ok(json(200, &answer))
    }
}

impl Clock for Process {
    fn now(&self) -> Timestamp {
        self.world.now.get()
    }

    async fn sleep(&self, duration: Duration) -> Result<()> {
        self.until(self.world.now.get().saturating_add(duration))
            .await;
        Ok(())
    }
}

impl Entropy for Process {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.fill(u8::try_from(self.id % 256).unwrap_or(0));
        Ok(())
    }
}

/// A lock; dropped, it is free, unless its owner is dead: nobody is left to let go of it.
pub(super) struct Lock {
    world: Rc<World>,
    key: StoreKey,
    owner: Owner,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if !self.world.dead.borrow().contains_key(&self.owner) {
            let holder = self.world.held.borrow_mut().remove(&self.key);
            assert_eq!(holder, Some(self.owner), "{:?} has two holders", self.key);
        }
        self.world.moved.set(true);
    }
}

impl Store for Process {
    type Lock = Lock;

    async fn read(&self, key: &StoreKey) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.turn().await;
        Ok(self
            .world
            .files
            .borrow()
            .get(key)
            .cloned()
            .map(Zeroizing::new))
    }

    async fn write(&self, key: &StoreKey, bytes: &[u8]) -> Result<()> {
        self.turn().await;
        let holder = self.world.held.borrow().get(key).copied();
        assert_eq!(holder, Some(self.id), "{key:?} is written without its lock");
        self.world.put(key.clone(), bytes);
        self.turn().await;
        Ok(())
    }

    async fn remove(&self, key: &StoreKey) -> Result<bool> {
        self.turn().await;
        Ok(self.world.files.borrow_mut().remove(key).is_some())
    }

    async fn list(&self, _: Collection) -> Result<Vec<StoreKey>> {
        self.turn().await;
        Ok(Vec::new())
    }

    async fn lock(&self, key: &StoreKey) -> Result<Lock> {
        self.turn().await;
        poll_fn(|_| match self.world.try_lock(key, self.id) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
        self.world.moved.set(true);
        Ok(Lock {
            world: Rc::clone(&self.world),
            key: key.clone(),
            owner: self.id,
        })
    }
}

impl Observer for Process {
    fn notify(&self, _: Event) {}
}

/// A process's work, which it does until its end or its death.
pub(super) struct Task<'a, T> {
    pub(super) id: Owner,
    pub(super) work: Pin<Box<dyn Future<Output = T> + 'a>>,
    /// After how many turns it is killed, if it is.
    pub(super) dies_after: Option<usize>,
}

/// Lets the processes take turns: `order` says, over and over, which of those that are left goes next. Returns what each
/// came to, `None` for those that died, and how many turns there were.
pub(super) fn interleave<T>(
    world: &World,
    mut tasks: Vec<Task<'_, T>>,
    order: &[usize],
) -> (Vec<Option<T>>, usize) {
    let mut outcomes: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    let mut context = Context::from_waker(Waker::noop());
    let mut order = order.iter().cycle();
    let (mut turns, mut idle, mut index) = (0, 0, 0);
    while !tasks.is_empty() {
        // When one could not go on, the next ones are looked at in turn.
        index = match idle {
            0 => *order.next().expect("an order"),
            _ => index + 1,
        } % tasks.len();
        turns += 1;
        assert!(turns < 1_000_000, "it does not end");
        let task = &mut tasks[index];
        if task.dies_after == Some(0) {
            world.dead.borrow_mut().insert(task.id, world.now.get());
            drop(tasks.swap_remove(index));
            idle = 0;
            continue;
        }
        world.moved.set(false);
        if let Poll::Ready(outcome) = task.work.as_mut().poll(&mut context) {
            outcomes[task.id] = Some(outcome);
            drop(tasks.swap_remove(index));
            idle = 0;
            continue;
        }
        if world.moved.get() {
            task.dies_after = task.dies_after.map(|left| left - 1);
            idle = 0;
            continue;
        }
        idle += 1;
        if idle >= tasks.len() {
            let next = world.due.borrow_mut().pop_first();
            let next = next.expect("every process waits for a lock: a deadlock");
            world.now.set(world.now.get().max(next));
            idle = 0;
        }
    }
    (outcomes, turns)
}
