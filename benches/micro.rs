//! Times every case with criterion.

use benches::cases;
use criterion::Criterion;
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    for case in cases() {
        let work = match (case.prepare)() {
            Ok(work) => work,
            Err(error) => {
                eprintln!("{}: {error}", case.name);
                return ExitCode::FAILURE;
            }
        };
        criterion.bench_function(case.name, |bencher| bencher.iter(&work));
    }
    criterion.final_summary();
    ExitCode::SUCCESS
}
