//! How many tests passed, failed and were skipped, as the test runners tell it.

use crate::command::stream;
use crate::failure::Result;
use std::fmt;
use std::process::Command;

/// How tests ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Counts {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

/// Runs a test runner with its output shown, and sums what `read` finds in each line. A runner that ends badly without
/// having named a failed test counts as one.
pub(crate) fn counted(command: &mut Command, read: fn(&str) -> Counts) -> Result<Counts> {
    let mut counts = Counts::default();
    let status = stream(command, |line| counts.add(read(line)))?;
    if !status.success() && counts.failed == 0 {
        counts.failed = 1;
    }
    Ok(counts)
}

/// Reads cargo test's `test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; …`.
pub(crate) fn cargo_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    let Some(result) = line.strip_prefix("test result: ") else {
        return counts;
    };
    let words: Vec<&str> = result.split([' ', ';']).collect();
    for pair in words.windows(2) {
        if let [number, what] = pair {
            let number = number.parse().unwrap_or(0);
            match *what {
                "passed" => counts.passed = number,
                "failed" => counts.failed = number,
                "ignored" => counts.skipped = number,
                _ => {}
            }
        }
    }
    counts
}

/// Reads one line of node --test's closing summary: `# pass 4`, or `ℹ pass 4` for people.
pub(crate) fn node_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    let words: Vec<&str> = line.split(' ').collect();
    if let ["#" | "ℹ", what, number] = words.as_slice() {
        let number = number.parse().unwrap_or(0);
        match *what {
            "pass" => counts.passed = number,
            "fail" | "cancelled" => counts.failed = number,
            "skipped" | "todo" => counts.skipped = number,
            _ => {}
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn reads_what_cargo_says() {
        let line = "test result: FAILED. 41 passed; 2 failed; 3 ignored; 0 measured; 7 filtered out; finished in 0.1s";
        assert_eq!(cargo_line(line), counts(41, 2, 3));
        assert_eq!(cargo_line("test flow::passed ... ok"), counts(0, 0, 0));
    }

    #[test]
    fn reads_what_node_says() {
        assert_eq!(node_line("# pass 12"), counts(12, 0, 0));
        assert_eq!(node_line("ℹ fail 2"), counts(0, 2, 0));
        assert_eq!(node_line("ℹ cancelled 1"), counts(0, 1, 0));
        assert_eq!(node_line("ℹ skipped 3"), counts(0, 0, 3));
        assert_eq!(node_line("ℹ tests 17"), counts(0, 0, 0));
        assert_eq!(node_line("# pass the parcel"), counts(0, 0, 0));
    }

    #[test]
    fn a_runner_that_ends_badly_has_failed() {
        let missing = counted(
            Command::new("node").args(["-e", "process.exit(3)"]),
            cargo_line,
        );
        assert_eq!(missing.ok(), Some(counts(0, 1, 0)));
    }
}
