//! Ring instructions: no case of benches/ takes more instructions than the committed table says, nor grows faster than its
//! input.

use super::counts::Counts;
use super::{Outcome, debian, on_ci};
use crate::failure::Result;
use crate::instructions;
use crate::workspace::Workspace;

/// Counts with callgrind, which Debian's valgrind brings.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome> {
    if cfg!(not(all(target_os = "linux", target_arch = "x86_64"))) {
        let why = "the table is of Linux on x86-64";
        return Ok(Outcome::Skipped(why.to_owned()));
    }
    if debian::program("valgrind").is_none()
        && let Err(failure) = debian::install("valgrind")
    {
        return if on_ci() {
            Err(failure)
        } else {
            Ok(Outcome::Skipped(failure.to_string()))
        };
    }
    let report = instructions::compare(workspace)?;
    let failed = u64::try_from(report.excesses.len()).unwrap_or(u64::MAX);
    Ok(Outcome::Ran(Counts {
        passed: report.compared.saturating_sub(failed),
        failed,
        skipped: 0,
    }))
}
