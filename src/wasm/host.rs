//! The ports over the bridge to a JavaScript host.

use super::reply::Reply;
use crate::encode::json::{Object, Value};
use crate::encode::timestamp::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{
    Clock, Collection, Entropy, Event, HttpClient, HttpRequest, HttpResponse, Observer, Store,
    StoreKey,
};
use crate::secret::Zeroizing;
use core::fmt;
use core::future::Future;
use core::time::Duration;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type { HostBridge } from './bridge.js';";

#[wasm_bindgen]
extern "C" {
    /// The ports as `pkg-template/src/wasm/bridge.ts` offers them: scalars, strings and byte arrays only.
    #[wasm_bindgen(typescript_type = "HostBridge")]
    pub type HostBridge;

    #[wasm_bindgen(method)]
    fn send(this: &HostBridge, method: &str, url: &str, headers: &str, body: Uint8Array)
    -> Promise;

    #[wasm_bindgen(method)]
    fn now(this: &HostBridge) -> i64;

    #[wasm_bindgen(method)]
    fn sleep(this: &HostBridge, milliseconds: u32) -> Promise;

    #[wasm_bindgen(method)]
    fn read(this: &HostBridge, kind: &str, name: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn write(this: &HostBridge, kind: &str, name: &str, bytes: Uint8Array) -> Promise;

    #[wasm_bindgen(method)]
    fn remove(this: &HostBridge, kind: &str, name: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn list(this: &HostBridge, kind: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn lock(this: &HostBridge, kind: &str, name: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn notify(this: &HostBridge, event: &str);

    #[wasm_bindgen(method, getter)]
    fn traces(this: &HostBridge) -> bool;

    type BridgeResponse;

    #[wasm_bindgen(method, getter)]
    fn status(this: &BridgeResponse) -> u16;

    #[wasm_bindgen(method, getter)]
    fn headers(this: &BridgeResponse) -> String;

    #[wasm_bindgen(method, getter)]
    fn body(this: &BridgeResponse) -> Uint8Array;

    type BridgeLock;

    #[wasm_bindgen(method)]
    fn release(this: &BridgeLock);
}

/// The library has nobody to tell steps to, and is smaller without the words.
const TELLS_STEPS: bool = cfg!(feature = "cli");

/// The ports of a JavaScript host.
pub(crate) struct JsHost(HostBridge);

impl JsHost {
    pub(crate) const fn new(bridge: HostBridge) -> Self {
        Self(bridge)
    }
}

impl fmt::Debug for JsHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsHost")
    }
}

/// A document held; let go when dropped.
pub(crate) struct JsLock(BridgeLock);

impl Drop for JsLock {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl fmt::Debug for JsLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsLock")
    }
}

impl HttpClient for JsHost {
    fn send(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse>> {
        let headers = request.headers.iter().map(|(name, value)| {
            Value::Array(vec![Value::from(*name), Value::from(value.as_str())])
        });
        let headers = Value::Array(headers.collect()).to_compact();
        let body = Uint8Array::from(request.body.as_slice());
        let method = request.method.as_str();
        Reply::new(
            self.0.send(method, &request.url, &headers, body),
            |response| {
                let response: BridgeResponse = response.unchecked_into();
                Ok(HttpResponse {
                    status: response.status(),
                    headers: read_pairs(&response.headers())?,
                    body: Zeroizing::new(response.body().to_vec()),
                })
            },
        )
    }
}

impl Clock for JsHost {
    fn now(&self) -> Timestamp {
        // A host's clock outside the years 1 to 9999 is no clock; the epoch makes everything look fresh and the
        // service then refuses.
        Timestamp::from_epoch_millis(self.0.now()).unwrap_or(Timestamp::EPOCH)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = Result<()>> {
        let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
        Reply::done(self.0.sleep(milliseconds))
    }
}

impl Entropy for JsHost {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|_| {
            Error::new(
                ErrorKind::Internal,
                "This JavaScript engine provides no secure randomness.",
            )
            .with_help("Use an engine with crypto.getRandomValues.")
        })
    }
}

impl Store for JsHost {
    type Lock = JsLock;

    fn read(&self, key: &StoreKey) -> impl Future<Output = Result<Option<Zeroizing<Vec<u8>>>>> {
        let (kind, name) = parts(key);
        Reply::new(self.0.read(kind, name), |bytes| {
            let bytes = (!bytes.is_undefined()).then(|| bytes.unchecked_into::<Uint8Array>());
            Ok(bytes.map(|bytes| Zeroizing::new(bytes.to_vec())))
        })
    }

    fn write(&self, key: &StoreKey, bytes: &[u8]) -> impl Future<Output = Result<()>> {
        let (kind, name) = parts(key);
        Reply::done(self.0.write(kind, name, Uint8Array::from(bytes)))
    }

    fn remove(&self, key: &StoreKey) -> impl Future<Output = Result<bool>> {
        let (kind, name) = parts(key);
        Reply::new(self.0.remove(kind, name), |removed| Ok(removed.is_truthy()))
    }

    fn list(&self, collection: Collection) -> impl Future<Output = Result<Vec<StoreKey>>> {
        match collection {
            Collection::SsoCache => Reply::new(self.0.list("sso-cache"), |names| {
                read_names(&names, StoreKey::SsoCache)
            }),
            Collection::CliCache => Reply::new(self.0.list("cli-cache"), |names| {
                read_names(&names, StoreKey::CliCache)
            }),
        }
    }

    fn lock(&self, key: &StoreKey) -> impl Future<Output = Result<JsLock>> {
        let (kind, name) = parts(key);
        Reply::new(self.0.lock(kind, name), |lock| {
            Ok(JsLock(lock.unchecked_into()))
        })
    }
}

impl Observer for JsHost {
    fn notify(&self, event: Event) {
        let session_until = |kind: &str, session: String, expires_at: Timestamp| {
            Object::new()
                .with("type", kind)
                .with("session", session)
                .with("expiresAt", expires_at.epoch_millis())
        };
        let event = match event {
            Event::Trace(text) => Object::new().with("type", "trace").with("text", text),
            Event::Warning(error) => Object::new()
                .with("type", "warning")
                .with("code", error.kind().code())
                .with("message", error.to_string())
                .with_optional("help", error.help()),
            Event::Polling { interval } => Object::new().with("type", "polling").with(
                "interval",
                i64::try_from(interval.as_secs()).unwrap_or(i64::MAX),
            ),
            Event::SignedIn {
                session,
                expires_at,
            } => session_until("signed-in", session, expires_at),
            Event::Refreshed {
                session,
                expires_at,
            } => session_until("refreshed", session, expires_at),
            Event::SignedOut { session } => Object::new()
                .with("type", "signed-out")
                .with("session", session),
        };
        self.0.notify(&Value::from(event).to_compact());
    }

    fn traces(&self) -> bool {
        TELLS_STEPS && self.0.traces()
    }
}

const fn parts(key: &StoreKey) -> (&'static str, &str) {
    match key {
        StoreKey::Config => ("config", ""),
        StoreKey::Credentials => ("credentials", ""),
        StoreKey::SsoCache(name) => ("sso-cache", name.as_str()),
        StoreKey::CliCache(name) => ("cli-cache", name.as_str()),
        StoreKey::PendingSignIn(state) => ("pending-sign-in", state.as_str()),
    }
}

fn read_names(names: &JsValue, key: fn(String) -> StoreKey) -> Result<Vec<StoreKey>> {
    let names = names.as_string().ok_or_else(broken_bridge)?;
    let names = Value::parse(names.as_bytes()).map_err(|_| broken_bridge())?;
    let names = names
        .as_array()
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str);
    Ok(names.map(|name| key(name.to_owned())).collect())
}

fn read_pairs(text: &str) -> Result<Vec<(String, String)>> {
    let pairs = Value::parse(text.as_bytes()).map_err(|_| broken_bridge())?;
    let pairs = pairs
        .as_array()
        .unwrap_or_default()
        .iter()
        .filter_map(|pair| match pair.as_array()? {
            [name, value] => Some((name.as_str()?.to_owned(), value.as_str()?.to_owned())),
            _ => None,
        });
    Ok(pairs.collect())
}

fn broken_bridge() -> Error {
    Error::new(
        ErrorKind::Internal,
        "The host answered the core in an unknown form.",
    )
    .with_help("Please report this as a defect of aws-sso-wasm.")
}
