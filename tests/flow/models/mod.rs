//! Flows in sequences that nobody thought of, each step against a simple model of what it should come to. A sequence that
//! fails is shrunk and printed.
//!
//! `PROPTEST_CASES` says how many sequences are tried.

mod device;
mod interleaved;
mod locks;
mod registration;
mod token;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::Cell;
use std::io::Write as _;

/// Tries sequences of this strategy, and prints how many there were. `test` returns how many steps a sequence had.
fn check<S: Strategy>(what: &str, sequences: &S, test: impl Fn(S::Value) -> usize) {
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 4096,
        ..Config::default()
    };
    let cases = config.cases;
    let steps = Cell::new(0);
    let outcome = TestRunner::new(config).run(sequences, |sequence| {
        steps.set(steps.get() + test(sequence));
        Ok::<(), TestCaseError>(())
    });
    if let Err(failure) = outcome {
        panic!("{what}: {failure}");
    }
    // Not `println!`, which a test that passes does not show.
    let _ = writeln!(
        std::io::stdout(),
        "{what}: {cases} sequences with {} steps, none other than the model",
        steps.get()
    );
}
