//! A host without a machine: a clock that only waiting moves, files in memory, and a handler in place of a network.
//!
//! A flow that runs alone may be driven by any executor; several at once, whose waits must overlap, by [`run`]. It serves
//! the tests alone; what ships is driven through the package (`tests/node`).

#[cfg(feature = "cli")]
pub(crate) mod identity_center;
#[cfg(feature = "cli")]
pub(crate) mod terminal;
mod virtual_time;

pub(crate) use virtual_time::{join, run, zip};

use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::host::{
    Clock, Collection, Entropy, Event, HttpClient, HttpRequest, HttpResponse, Observer, Store,
    StoreKey,
};
use aws_sso_wasm::secret::Zeroizing;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;
use virtual_time::Waits;

/// Answers a request; the second argument counts them from zero.
pub(crate) type Handler = Box<dyn FnMut(&HttpRequest, usize) -> Result<HttpResponse>>;
/// The documents. Shared, so that a handler can change them as another program would.
type Files = Rc<RefCell<BTreeMap<StoreKey, Vec<u8>>>>;

/// The host.
pub(crate) struct ScriptedHost {
    /// The true time. Shared, so that a handler can look at it.
    pub(crate) now: Rc<Cell<Timestamp>>,
    /// What the local clock tells on top of it, in milliseconds.
    pub(crate) clock_error: Cell<i64>,
    pub(crate) sleeps: RefCell<Vec<Duration>>,
    pub(crate) files: Files,
    pub(crate) requests: RefCell<Vec<HttpRequest>>,
    pub(crate) events: RefCell<Vec<Event>>,
    /// Locking, writing and removing these fails with `ERR_STORE`, as in a folder that cannot be written.
    pub(crate) read_only: RefCell<BTreeSet<StoreKey>>,
    /// Reading these fails with `ERR_STORE`.
    pub(crate) unreadable: RefCell<BTreeSet<StoreKey>>,
    /// Every write fails with `ERR_STORE`.
    pub(crate) disk_is_full: Cell<bool>,
    /// How long an exchange takes when the host is driven by [`run`].
    pub(crate) latency: Cell<Duration>,
    /// How much longer some exchanges take than others, at most.
    pub(crate) jitter: Cell<Duration>,
    /// From this time on the caller has given up: a sleep that reaches it ends there in `ERR_ABORTED`.
    pub(crate) given_up_at: Cell<Option<Timestamp>>,
    handler: RefCell<Handler>,
    held: Rc<RefCell<BTreeSet<StoreKey>>>,
    waits: Waits,
    entropy: Cell<u8>,
}

impl ScriptedHost {
    /// At a time such as `2024-05-01T11:00:00Z`, with a handler for requests.
    pub(crate) fn new(
        now: &str,
        handler: impl FnMut(&HttpRequest, usize) -> Result<HttpResponse> + 'static,
    ) -> Self {
        Self {
            now: Rc::new(Cell::new(Timestamp::parse_iso8601(now).expect("a time"))),
            clock_error: Cell::default(),
            sleeps: RefCell::default(),
            files: Rc::default(),
            requests: RefCell::default(),
            events: RefCell::default(),
            read_only: RefCell::default(),
            unreadable: RefCell::default(),
            disk_is_full: Cell::default(),
            latency: Cell::default(),
            jitter: Cell::default(),
            given_up_at: Cell::default(),
            handler: RefCell::new(Box::new(handler)),
            held: Rc::default(),
            waits: Waits::default(),
            entropy: Cell::new(0),
        }
    }

    /// At a time, where no request is expected.
    pub(crate) fn offline(now: &str) -> Self {
        Self::new(now, |request, _| {
            panic!("no request is expected, but {request:?}")
        })
    }

    /// Puts a document in place.
    pub(crate) fn with_file(self, key: StoreKey, text: &str) -> Self {
        self.put(key, text);
        self
    }

    /// Puts a document in place, as another program would.
    pub(crate) fn put(&self, key: StoreKey, text: &str) {
        self.files
            .borrow_mut()
            .insert(key, text.as_bytes().to_vec());
    }

    /// Replaces the handler.
    pub(crate) fn answer(
        &self,
        handler: impl FnMut(&HttpRequest, usize) -> Result<HttpResponse> + 'static,
    ) {
        *self.handler.borrow_mut() = Box::new(handler);
    }

    /// A document's text.
    pub(crate) fn file(&self, key: &StoreKey) -> Option<String> {
        let files = self.files.borrow();
        files
            .get(key)
            .map(|bytes| String::from_utf8(bytes.clone()).expect("UTF-8"))
    }

    /// The paths that were asked for, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.requests.borrow().iter().map(path).collect()
    }

    /// The bodies that were sent, in order.
    pub(crate) fn bodies(&self) -> Vec<String> {
        let body = |request: &HttpRequest| String::from_utf8(request.body.to_vec());
        let requests = self.requests.borrow();
        requests
            .iter()
            .map(|request| body(request).expect("UTF-8"))
            .collect()
    }

    /// How long each sleep was, in milliseconds.
    pub(crate) fn slept(&self) -> Vec<u128> {
        self.sleeps
            .borrow()
            .iter()
            .map(Duration::as_millis)
            .collect()
    }

    /// All events, for a test that looks for secrets.
    pub(crate) fn traces(&self) -> String {
        format!("{:?}", self.events.borrow())
    }

    /// The warnings, in order.
    pub(crate) fn warnings(&self) -> Vec<Error> {
        let events = self.events.borrow();
        let warnings = events.iter().filter_map(|event| match event {
            Event::Warning(error) => Some(error.clone()),
            _ => None,
        });
        warnings.collect()
    }

    /// What another process does: it holds a lock for a second, then does its work and lets go.
    pub(crate) async fn locked_meanwhile(&self, key: StoreKey, work: impl FnOnce()) {
        let _lock = self.lock(&key).await;
        self.waits.until(&self.now, Duration::from_secs(1)).await;
        work();
    }

    /// Whether no lock is held.
    pub(crate) fn is_unlocked(&self) -> bool {
        self.held.borrow().is_empty()
    }
}

impl fmt::Debug for ScriptedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScriptedHost")
    }
}

/// The path that a request asks for, without the query.
pub(crate) fn path(request: &HttpRequest) -> String {
    let rest = request.url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    format!("/{}", path.split('?').next().unwrap_or(""))
}

/// A JSON response.
pub(crate) fn json(status: u16, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        headers: vec![("content-type".into(), "application/json".into())],
        body: Zeroizing::new(body.as_bytes().to_vec()),
    }
}

/// The response with one more header.
pub(crate) fn with_header(mut response: HttpResponse, name: &str, value: &str) -> HttpResponse {
    response.headers.push((name.to_owned(), value.to_owned()));
    response
}

/// A handler that gives these answers, one after the other; a request too many fails the test.
pub(crate) fn in_turn(answers: impl IntoIterator<Item = Result<HttpResponse>>) -> Handler {
    let mut answers = answers.into_iter().collect::<Vec<_>>().into_iter();
    Box::new(move |request, index| {
        let answer = answers.next();
        answer.unwrap_or_else(|| panic!("no answer is left for request {index}, {request:?}"))
    })
}

fn store_error(what: &str) -> Error {
    Error::new(ErrorKind::Store, format!("The file cannot be {what}."))
}

impl HttpClient for ScriptedHost {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        let mut dice = [0; 1];
        if !self.jitter.get().is_zero() {
            self.fill(&mut dice)?;
        }
        let way = (self.latency.get() + self.jitter.get() * dice[0].into() / 255) / 2;
        self.waits.until(&self.now, way).await;
        let index = self.requests.borrow().len();
        self.requests.borrow_mut().push(request.clone());
        let answer = (self.handler.borrow_mut())(&request, index);
        self.waits.until(&self.now, way).await;
        answer
    }
}

impl Clock for ScriptedHost {
    fn now(&self) -> Timestamp {
        self.now.get().saturating_add_millis(self.clock_error.get())
    }

    async fn sleep(&self, duration: Duration) -> Result<()> {
        self.sleeps.borrow_mut().push(duration);
        let end = self.now.get().saturating_add(duration);
        if let Some(given_up_at) = self.given_up_at.get().filter(|at| *at <= end) {
            let left = given_up_at.saturating_since(self.now.get());
            self.waits.until(&self.now, left).await;
            return Err(Error::new(
                ErrorKind::Aborted,
                "The operation was cancelled.",
            ));
        }
        self.waits.until(&self.now, duration).await;
        Ok(())
    }
}

impl Entropy for ScriptedHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        for byte in bytes {
            *byte = self.entropy.get();
            self.entropy
                .set(self.entropy.get().wrapping_mul(5).wrapping_add(7));
        }
        Ok(())
    }
}

/// A held lock.
#[derive(Debug)]
pub(crate) struct ScriptedLock {
    key: StoreKey,
    held: Rc<RefCell<BTreeSet<StoreKey>>>,
}

impl Drop for ScriptedLock {
    fn drop(&mut self) {
        self.held.borrow_mut().remove(&self.key);
    }
}

impl Store for ScriptedHost {
    type Lock = ScriptedLock;

    async fn read(&self, key: &StoreKey) -> Result<Option<Zeroizing<Vec<u8>>>> {
        if self.unreadable.borrow().contains(key) {
            return Err(store_error("read"));
        }
        Ok(self.files.borrow().get(key).cloned().map(Zeroizing::new))
    }

    async fn write(&self, key: &StoreKey, bytes: &[u8]) -> Result<()> {
        assert!(
            self.held.borrow().contains(key),
            "{key:?} is written without its lock"
        );
        if self.disk_is_full.get() || self.read_only.borrow().contains(key) {
            return Err(store_error("written"));
        }
        self.files.borrow_mut().insert(key.clone(), bytes.to_vec());
        Ok(())
    }

    async fn remove(&self, key: &StoreKey) -> Result<bool> {
        if self.read_only.borrow().contains(key) {
            return Err(store_error("removed"));
        }
        Ok(self.files.borrow_mut().remove(key).is_some())
    }

    async fn list(&self, collection: Collection) -> Result<Vec<StoreKey>> {
        let of_collection = |key: &&StoreKey| match collection {
            Collection::SsoCache => matches!(key, StoreKey::SsoCache(_)),
            Collection::CliCache => matches!(key, StoreKey::CliCache(_)),
        };
        Ok(self
            .files
            .borrow()
            .keys()
            .filter(of_collection)
            .cloned()
            .collect())
    }

    async fn lock(&self, key: &StoreKey) -> Result<ScriptedLock> {
        if self.read_only.borrow().contains(key) {
            return Err(store_error("locked"));
        }
        self.waits.until_free(&self.held, key).await;
        Ok(ScriptedLock {
            key: key.clone(),
            held: Rc::clone(&self.held),
        })
    }
}

impl Observer for ScriptedHost {
    fn notify(&self, event: Event) {
        self.events.borrow_mut().push(event);
    }

    fn traces(&self) -> bool {
        true
    }
}
