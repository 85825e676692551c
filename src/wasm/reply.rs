//! What a method of the bridge answers.

use super::error::from_bridge;
use crate::error::Result;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// An answer on its way. One plain type for all methods: an `async fn` for each would be a state machine for each.
pub(super) struct Reply<T> {
    answer: JsFuture,
    read: fn(JsValue) -> Result<T>,
}

impl<T> Reply<T> {
    /// The answer that the promise resolves to, as `read` understands it. It rejects with a `BridgeError`.
    pub(super) fn new(promise: Promise, read: fn(JsValue) -> Result<T>) -> Self {
        Self {
            answer: promise.into(),
            read,
        }
    }
}

impl Reply<()> {
    /// An answer that says nothing but that it is done.
    pub(super) fn done(promise: Promise) -> Self {
        Self::new(promise, |_| Ok(()))
    }
}

impl<T> Future for Reply<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        Pin::new(&mut self.answer)
            .poll(context)
            .map(|settled| settled.map_err(from_bridge).and_then(self.read))
    }
}

impl<T> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reply")
    }
}
