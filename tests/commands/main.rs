//! The commands as a person runs them: a line in, what is printed and written out, over a host and a terminal without a
//! machine.
#![cfg(feature = "cli")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    dead_code,
    reason = "a test fails loudly"
)]

#[path = "../scripted/mod.rs"]
#[allow(unused_imports, reason = "other tests drive several flows at once")]
mod scripted;

mod configuring;
mod credentials;
mod doctor;
mod from_files;
mod listing;
mod serving;
mod signing_in;
mod stage;
mod wizard;
