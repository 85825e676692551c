//! The flows, over a host without a machine.
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
mod scripted;

mod assume_role;
mod browser_sign_in;
mod clock_skew;
mod device_code;
mod exchange;
mod library;
mod listing;
mod models;
mod pace;
mod profile;
mod refresh;
mod resolve;
mod role_credentials;
mod secrets;
mod session;
mod shared_file;
mod sign_in;
mod sign_out;
mod status;
mod suspended_sign_in;
mod use_token;
