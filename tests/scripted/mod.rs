//! A host without a machine: a clock that only sleeping moves, files in memory, and a handler in place of a network.
//!
//! It serves the tests alone; what ships is driven through the package (`tests/node`).

use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::error::{Error, ErrorKind, Result};
use aws_sso_wasm::host::{
    Clock, Collection, Entropy, Event, HttpClient, HttpRequest, HttpResponse, Observer, Store, StoreKey,
};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;
use zeroize::Zeroizing;

/// Answers a request; the second argument counts them from zero.
type Handler = Box<dyn FnMut(&HttpRequest, usize) -> Result<HttpResponse>>;

/// The host.
pub struct ScriptedHost {
    pub now: Cell<Timestamp>,
    pub sleeps: RefCell<Vec<Duration>>,
    pub files: RefCell<BTreeMap<StoreKey, Vec<u8>>>,
    pub requests: RefCell<Vec<HttpRequest>>,
    pub events: RefCell<Vec<Event>>,
    /// Writing to these fails with `ERR_STORE`.
    pub read_only: RefCell<BTreeSet<StoreKey>>,
    handler: RefCell<Handler>,
    held: Rc<RefCell<BTreeSet<StoreKey>>>,
    entropy: Cell<u8>,
}

impl ScriptedHost {
    /// At a time such as `2024-05-01T11:00:00Z`, with a handler for requests.
    pub fn new(
        now: &str,
        handler: impl FnMut(&HttpRequest, usize) -> Result<HttpResponse> + 'static,
    ) -> Self {
        Self {
            now: Cell::new(Timestamp::parse_iso8601(now).expect("a time")),
            sleeps: RefCell::default(),
            files: RefCell::default(),
            requests: RefCell::default(),
            events: RefCell::default(),
            read_only: RefCell::default(),
            handler: RefCell::new(Box::new(handler)),
            held: Rc::default(),
            entropy: Cell::new(0),
        }
    }

    /// At a time, where no request is expected.
    pub fn offline(now: &str) -> Self {
        Self::new(now, |request, _| panic!("no request is expected, but {request:?}"))
    }

    /// Puts a document in place.
    pub fn with_file(self, key: StoreKey, text: &str) -> Self {
        self.files.borrow_mut().insert(key, text.as_bytes().to_vec());
        self
    }

    /// A document's text.
    pub fn file(&self, key: &StoreKey) -> Option<String> {
        let files = self.files.borrow();
        files.get(key).map(|bytes| String::from_utf8(bytes.clone()).expect("UTF-8"))
    }

    /// The paths that were asked for, in order.
    pub fn paths(&self) -> Vec<String> {
        let path = |request: &HttpRequest| {
            let rest = request.url.split_once("://").map_or("", |(_, rest)| rest);
            let path = rest.split_once('/').map_or("", |(_, path)| path);
            format!("/{}", path.split('?').next().unwrap_or(""))
        };
        self.requests.borrow().iter().map(path).collect()
    }

    /// The traces, for a test that looks for secrets.
    pub fn traces(&self) -> String {
        format!("{:?}", self.events.borrow())
    }

    /// Whether no lock is held.
    pub fn is_unlocked(&self) -> bool {
        self.held.borrow().is_empty()
    }
}

impl fmt::Debug for ScriptedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScriptedHost")
    }
}

/// A JSON response.
pub fn json(status: u16, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        headers: vec![("content-type".into(), "application/json".into())],
        body: Zeroizing::new(body.as_bytes().to_vec()),
    }
}

impl HttpClient for ScriptedHost {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        let index = self.requests.borrow().len();
        self.requests.borrow_mut().push(request.clone());
        (self.handler.borrow_mut())(&request, index)
    }
}

impl Clock for ScriptedHost {
    fn now(&self) -> Timestamp {
        self.now.get()
    }

    async fn sleep(&self, duration: Duration) -> Result<()> {
        self.sleeps.borrow_mut().push(duration);
        self.now.set(self.now.get().saturating_add(duration));
        Ok(())
    }
}

impl Entropy for ScriptedHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        for byte in bytes {
            *byte = self.entropy.get();
            self.entropy.set(self.entropy.get().wrapping_mul(5).wrapping_add(7));
        }
        Ok(())
    }
}

/// A held lock.
#[derive(Debug)]
pub struct ScriptedLock {
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
        Ok(self.files.borrow().get(key).cloned().map(Zeroizing::new))
    }

    async fn write(&self, key: &StoreKey, bytes: &[u8]) -> Result<()> {
        if self.read_only.borrow().contains(key) {
            return Err(Error::new(ErrorKind::Store, "The file cannot be written."));
        }
        self.files.borrow_mut().insert(key.clone(), bytes.to_vec());
        Ok(())
    }

    async fn remove(&self, key: &StoreKey) -> Result<bool> {
        Ok(self.files.borrow_mut().remove(key).is_some())
    }

    async fn list(&self, collection: Collection) -> Result<Vec<StoreKey>> {
        let of_collection = |key: &&StoreKey| match collection {
            Collection::SsoCache => matches!(key, StoreKey::SsoCache(_)),
            Collection::CliCache => matches!(key, StoreKey::CliCache(_)),
        };
        Ok(self.files.borrow().keys().filter(of_collection).cloned().collect())
    }

    async fn lock(&self, key: &StoreKey) -> Result<ScriptedLock> {
        if self.read_only.borrow().contains(key) {
            return Err(Error::new(ErrorKind::Store, "The folder cannot be written."));
        }
        assert!(self.held.borrow_mut().insert(key.clone()), "{key:?} is locked twice: a deadlock");
        Ok(ScriptedLock { key: key.clone(), held: Rc::clone(&self.held) })
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
