//! Sign in with AWS IAM Identity Center from anywhere JavaScript runs.
//!
//! The modules are rings: an inner ring never names an outer one. From the inside out:
//! [`encode`], [`oauth`], [`cache`] and [`config`], [`aws`], [`flow`], `cli`, `wasm`.
//! Time, randomness, HTTP and storage enter only through the ports in [`host`].

pub mod aws;
pub mod cache;
pub mod config;
pub mod encode;
pub mod error;
pub mod flow;
pub mod host;
pub mod oauth;
pub mod secret;

#[cfg(any(feature = "cli", feature = "from-files"))]
pub mod cli;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use error::{Error, ErrorKind, Result};
