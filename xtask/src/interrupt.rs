//! Ctrl-C while there is something to clean up: whoever waits learns of it, and everything ends in order.

use crate::failure::{Failure, Result};
use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How often a wait looks up.
const TICK: Duration = Duration::from_millis(20);

/// How long a child may take to end by itself after Ctrl-C, which the terminal sent to it as well.
const GRACE: Duration = Duration::from_secs(3);

/// From now on SIGINT, SIGTERM and SIGHUP no longer end this process at once.
pub(crate) fn watch() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst))
        .map_err(|error| Failure::new(format!("Cannot watch for Ctrl-C: {error}.")))
}

/// Fails after Ctrl-C.
pub(crate) fn check() -> Result<()> {
    if INTERRUPTED.load(Ordering::SeqCst) {
        Err(Failure::new("Interrupted.").with_exit_code(130))
    } else {
        Ok(())
    }
}

/// Pauses for a moment.
pub(crate) fn pause() -> Result<()> {
    std::thread::sleep(TICK);
    check()
}

/// Waits for a child to end. After Ctrl-C it gets a moment, then it is killed.
pub(crate) fn wait(child: &mut Child) -> Result<ExitStatus> {
    let mut deadline = None;
    loop {
        let status = child
            .try_wait()
            .map_err(|error| Failure::new(format!("Cannot wait for a step: {error}.")))?;
        if let Some(status) = status {
            check()?;
            return Ok(status);
        }
        if pause().is_err() && Instant::now() > *deadline.get_or_insert(Instant::now() + GRACE) {
            let _ = child.kill();
        }
    }
}
