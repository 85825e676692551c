//! The core against test data that others wrote (`../shared/vectors`), when that folder is there.
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

mod assume_role;
mod cache_keys;
mod config_writer;
#[cfg(feature = "cli")]
mod configure_sso;
mod configured_endpoints;
mod device_flow;
mod endpoints;
#[cfg(feature = "cli")]
mod export_credentials;
#[cfg(feature = "cli")]
mod login_logout;
mod profile_parser;
mod responses;
mod rfc;
mod role_credentials;
mod scopes_and_callback;
mod sigv4;
mod sso_profiles;
mod start_url;
mod token_file;
mod token_refresh;
mod xml;

use serde_json::Value;
use std::path::PathBuf;

/// Reads a file of vectors. Without the folder the caller skips, and says so; with `REQUIRE_VECTORS=1` it fails.
pub fn load(file: &str) -> Option<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors");
    #[allow(
        clippy::disallowed_methods,
        reason = "a test reads its own data and environment"
    )]
    let (text, required) = (
        std::fs::read_to_string(folder.join(file)),
        std::env::var("REQUIRE_VECTORS").is_ok_and(|v| v == "1"),
    );
    match text {
        Ok(text) => Some(serde_json::from_str(&text).expect("vectors are JSON")),
        Err(error) if required => panic!("REQUIRE_VECTORS=1, but {file} cannot be read: {error}"),
        Err(_) => {
            #[allow(clippy::print_stdout, reason = "a skip must be seen")]
            {
                println!("SKIPPED: {file} is not there");
            }
            None
        }
    }
}
