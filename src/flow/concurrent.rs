//! A few futures at a time on the one thread there is.

use core::fmt;
use core::future::{Future, poll_fn};
use core::ops::ControlFlow;
use core::pin::{Pin, pin};
use core::task::Poll;

/// Waits for `wanted`, and lets `aside` go on meanwhile, which can end the wait by a break. What is left of either then is
/// dropped.
pub async fn beside<O>(
    aside: impl Future<Output = ControlFlow<O>>,
    wanted: impl Future<Output = O>,
) -> O {
    let (mut aside, mut wanted) = (pin!(aside), pin!(wanted));
    let mut is_done = false;
    poll_fn(|context| {
        if !is_done && let Poll::Ready(flow) = aside.as_mut().poll(context) {
            is_done = true;
            if let ControlFlow::Break(output) = flow {
                return Poll::Ready(output);
            }
        }
        wanted.as_mut().poll(context)
    })
    .await
}

/// Futures in flight. The caller bounds how many; each wake polls them all.
pub struct InFlight<F: Future>(Vec<Pin<Box<F>>>);

impl<F: Future> InFlight<F> {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many are in flight.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is in flight.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes one more.
    pub fn push(&mut self, future: F) {
        self.0.push(Box::pin(future));
    }

    /// The output of the first that is done; `None` when none is in flight.
    pub async fn next(&mut self) -> Option<F::Output> {
        if self.0.is_empty() {
            return None;
        }
        let output = poll_fn(|context| {
            let done = self.0.iter_mut().enumerate().find_map(|(index, future)| {
                match future.as_mut().poll(context) {
                    Poll::Ready(output) => Some((index, output)),
                    Poll::Pending => None,
                }
            });
            match done {
                Some((index, output)) => {
                    drop(self.0.remove(index));
                    Poll::Ready(output)
                }
                None => Poll::Pending,
            }
        });
        Some(output.await)
    }
}

impl<F: Future> Default for InFlight<F> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F: Future> fmt::Debug for InFlight<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in flight", self.len())
    }
}
