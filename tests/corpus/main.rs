//! The corpus, natively: every case of `cases/` against the core and the commands, on a machine without a machine.
//!
//! `tests/node/corpus.test.ts` plays the same cases with the packed package; README.md beside this file says what a case
//! holds. A case is a test of its own, so this file stands in for the test harness and speaks as it does.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test fails loudly, and tells how it went"
)]

#[path = "../scripted/mod.rs"]
#[allow(unused_imports, reason = "other tests drive several flows at once")]
mod scripted;

mod case;
mod library;
mod play;
mod services;
mod template;
mod terminal;

use aws_sso_wasm::encode::json::Object;
use case::Case;
use library::Library;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::rc::Rc;

/// The ring that this program is.
const RING: &str = "native";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let filter = words.iter().find(|word| !word.starts_with('-'));
    let library = Rc::new(Library::read());
    let mut cases = library.cases();
    cases.retain(|name, _| filter.is_none_or(|filter| name.contains(filter.as_str())));
    if words.iter().any(|word| word == "--list") {
        for name in cases.keys() {
            println!("{name}: test");
        }
        return ExitCode::SUCCESS;
    }
    let is_quiet = words.iter().any(|word| word == "-q" || word == "--quiet");
    println!("\nrunning {} tests", cases.len());
    let (mut passed, mut ignored, mut failures) = (0, 0, Vec::new());
    for (name, members) in &cases {
        match verdict(&library, members) {
            Verdict::Passed => {
                passed += 1;
                if !is_quiet {
                    println!("test {name} ... ok");
                }
            }
            Verdict::Skipped(because) => {
                ignored += 1;
                println!("test {name} ... ignored, {because}");
            }
            Verdict::Failed(why) => {
                println!("test {name} ... FAILED");
                failures.push(format!("---- {name} ----\n{why}\n"));
            }
        }
    }
    if !failures.is_empty() {
        println!("\nfailures:\n\n{}", failures.join("\n"));
    }
    let word = if failures.is_empty() { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {word}. {passed} passed; {} failed; {ignored} ignored; 0 measured; 0 filtered out\n",
        failures.len()
    );
    ExitCode::from(u8::from(!failures.is_empty()))
}

enum Verdict {
    Passed,
    Skipped(String),
    Failed(String),
}

fn verdict(library: &Rc<Library>, members: &Object) -> Verdict {
    // A panic is a failure of this case; what it says is already printed.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let case = Case::read(library, members);
        match case.only.clone() {
            Some((ring, because)) if ring != RING => Verdict::Skipped(because),
            _ => match play::play(library, &case) {
                problems if problems.is_empty() => Verdict::Passed,
                problems => Verdict::Failed(problems.join("\n\n")),
            },
        }
    }));
    outcome.unwrap_or_else(|_| Verdict::Failed("It panicked, see above.".to_owned()))
}
