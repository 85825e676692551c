//! Flows side by side on a clock that jumps from one wait to the next.

use super::ScriptedHost;
use aws_sso_wasm::encode::timestamp::Timestamp;
use aws_sso_wasm::host::StoreKey;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// What the flows of a host wait for.
#[derive(Default)]
pub(super) struct Waits {
    /// Whether [`run`] drives the host. If not, a wait is over at once, and a second lock is a deadlock.
    driven: Cell<bool>,
    due: RefCell<BTreeSet<Timestamp>>,
    /// Whether some flow went on since it was last looked at.
    moved: Cell<bool>,
}

impl Waits {
    pub(super) async fn until(&self, now: &Cell<Timestamp>, duration: Duration) {
        let end = now.get().saturating_add(duration);
        if !self.driven.get() {
            now.set(end);
            return;
        }
        if end > now.get() {
            self.due.borrow_mut().insert(end);
        }
        poll_fn(|_| match now.get() >= end {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
        self.moved.set(true);
    }

    pub(super) async fn until_free(&self, held: &RefCell<BTreeSet<StoreKey>>, key: &StoreKey) {
        poll_fn(|_| {
            if held.borrow_mut().insert(key.clone()) {
                return Poll::Ready(());
            }
            assert!(self.driven.get(), "{key:?} is locked twice: a deadlock");
            Poll::Pending
        })
        .await;
        self.moved.set(true);
    }
}

/// Drives a future to its end. Whenever all of it waits, the host's clock jumps to the end of the next wait.
pub(crate) fn run<F: Future>(host: &ScriptedHost, future: F) -> F::Output {
    let waits = &host.waits;
    assert!(!waits.driven.replace(true), "run within run");
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    let output = loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            break output;
        }
        // Who went on may have let go of what another one waits for.
        if waits.moved.take() {
            continue;
        }
        let next = waits.due.borrow_mut().pop_first();
        let next = next.expect("every flow waits for a lock that another one holds: a deadlock");
        host.now.set(host.now.get().max(next));
    };
    waits.driven.set(false);
    waits.due.borrow_mut().clear();
    output
}

/// All outputs, in the order of the futures.
pub(crate) async fn join<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<Pin<Box<F>>> = futures.into_iter().map(Box::pin).collect();
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if output.is_none()
                && let Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        match outputs.iter().all(Option::is_some) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    outputs
        .into_iter()
        .map(|output| output.expect("done"))
        .collect()
}

/// Both outputs. The first future goes first.
pub(crate) async fn zip<A: Future, B: Future>(first: A, second: B) -> (A::Output, B::Output) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut a, mut b) = (None, None);
    poll_fn(|context| {
        if a.is_none()
            && let Poll::Ready(ready) = first.as_mut().poll(context)
        {
            a = Some(ready);
        }
        if b.is_none()
            && let Poll::Ready(ready) = second.as_mut().poll(context)
        {
            b = Some(ready);
        }
        match a.is_some() && b.is_some() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
    (a.expect("done"), b.expect("done"))
}
