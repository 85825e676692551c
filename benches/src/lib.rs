//! The work that is measured: the core's inner functions, each on an input of a real size.
//!
//! Three programs run the same list: `micro.rs` times it with criterion, `bin/instructions.rs` is counted by callgrind, and
//! [`wasm`] times it in an engine.

use aws_sso_wasm::Result;

mod answers;
mod caches;
mod codecs;
mod config_files;
mod signing;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

/// The work itself. It fails if the core refuses the input, so that a refusal is not measured for the work.
pub type Work = Box<dyn Fn() -> Result<()>>;

/// One thing to measure.
#[derive(Clone, Copy)]
pub struct Case {
    /// Its name, in the tables and on command lines. One that ends in a number works on that many profiles.
    pub name: &'static str,
    /// Makes the input, which is not measured.
    pub prepare: fn() -> Result<Work>,
}

/// Everything that is measured.
pub const CASES: &[&[Case]] = &[
    signing::CASES,
    config_files::CASES,
    caches::CASES,
    answers::CASES,
    codecs::CASES,
];

/// Every case in order.
pub fn cases() -> impl Iterator<Item = Case> {
    CASES.iter().copied().flatten().copied()
}

/// The case of this name.
pub fn case(name: &str) -> Option<Case> {
    cases().find(|case| case.name == name)
}
