//! Ring fuzz: the targets of fuzz/, a minute each at most, or as many seconds as FUZZ_SECONDS says.

use super::counts::Counts;
use super::{Outcome, debian, on_ci};
use crate::failure::{Failure, Result};
use crate::fuzz;
use crate::workspace::Workspace;
use std::time::Duration;

/// Each target is a test, which fails if it finds something.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    if cfg!(not(target_os = "linux")) {
        let why = "libFuzzer with rustc's own flags is tried on Linux alone";
        return Ok(Outcome::Skipped(why.to_owned()));
    }
    // libFuzzer is C++ and comes as source.
    if debian::program("c++").is_none()
        && let Err(failure) = debian::install("g++")
    {
        return if on_ci() {
            Err(failure)
        } else {
            Ok(Outcome::Skipped(failure.to_string()))
        };
    }
    let mut counts = Counts::default();
    for report in fuzz::fuzz(workspace, None, each()?)? {
        match report.finding {
            None => counts.passed += 1,
            Some(_) => counts.failed += 1,
        }
    }
    Ok(Outcome::Ran(counts))
}

fn each() -> Result<Duration> {
    let Ok(text) = std::env::var("FUZZ_SECONDS") else {
        return Ok(Duration::from_secs(60));
    };
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0);
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| Failure::new("FUZZ_SECONDS is no number of seconds."))
}
