//! Does the work of one case, for callgrind to count: `instructions CASE`. Without a case it names them all.

use aws_sso_wasm::Result;
use benches::{Case, Work, case, cases};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(name) = std::env::args().nth(1) else {
        for case in cases() {
            println!("{}", case.name);
        }
        return ExitCode::SUCCESS;
    };
    match case(&name).map(run) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("There is no case called {name}.");
            ExitCode::FAILURE
        }
    }
}

fn run(case: Case) -> Result<()> {
    let work = (case.prepare)()?;
    // What happens only once in a process is not the case's.
    work()?;
    counted(&work)
}

/// Callgrind counts between the entry and the end of this function, which it finds by its name.
#[inline(never)]
fn counted(work: &Work) -> Result<()> {
    let done = work();
    std::hint::black_box(done)
}
