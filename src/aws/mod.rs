//! One file per AWS service: pure functions that build requests and validate responses.

pub mod credentials;
pub mod endpoint;
pub mod partition;
