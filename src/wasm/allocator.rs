//! Memory that is given back is overwritten first.
//!
//! A secret is more than its `Secret`: the JSON text it came in, the request it goes out with, a `String` that grew
//! and moved. So that no copy of any of them stays in the linear memory, every block is overwritten when it is given
//! back, whoever had it.

use rlsf::{GlobalTlsf, GlobalTlsfOptions};
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<GlobalTlsf<Small>> = ZeroAlloc(GlobalTlsf::new());

/// A third of the size of Rust's own allocator. No block grows in its place, since every one is moved and overwritten.
struct Small;

impl GlobalTlsfOptions for Small {
    const ENABLE_REALLOCATION: bool = false;
}
