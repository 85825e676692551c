//! Plain lines that say what is being done, each with the seconds since the command began.

use std::io::Write as _;
use std::sync::OnceLock;
use std::time::Instant;

static BEGAN: OnceLock<Instant> = OnceLock::new();

/// The seconds since the first call.
pub(crate) fn seconds() -> f64 {
    BEGAN.get_or_init(Instant::now).elapsed().as_secs_f64()
}

/// Prints `what`, after the seconds since the first call.
pub(crate) fn say(what: impl AsRef<str>) {
    let seconds = seconds();
    let mut out = std::io::stdout().lock();
    // A reader that went away is no reason to stop building.
    let _ = writeln!(out, "[{seconds:6.1} s] {}", what.as_ref());
    let _ = out.flush();
}
