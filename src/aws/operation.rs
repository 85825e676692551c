//! One operation of one service.

use super::endpoint::Service;

/// An operation by its API name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operation {
    /// The service.
    pub(super) service: Service,
    /// The name, such as `CreateToken`.
    pub(super) name: &'static str,
}
