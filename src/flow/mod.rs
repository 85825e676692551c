//! What a person or program wants done, over the ports.
//!
//! Every flow is an `async fn`, generic over one [`crate::host::Host`]; they run strictly in sequence, so the `async fn`
//! is the state machine.

pub mod client;
pub mod clock_skew;
pub mod concurrent;
pub mod exchange;
pub mod pace;
pub mod resolve;
pub mod session_files;
pub mod signed;
