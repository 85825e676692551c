//! Exports for JavaScript, and the ports over the objects that JavaScript provides. No decisions.
//!
//! The library's exports take and give JSON text; the types of what is in it stand beside each function, in TypeScript.
//!
//! INVARIANT: wasm touches only objects that our own TypeScript made (`pkg-template/src/wasm/`), so every getter exists and
//! has the type declared here. What a caller supplies is checked there.
#![cfg(any(feature = "cli", feature = "from-files", feature = "library"))]

mod allocator;
mod error;
mod host;
pub mod panic;
mod reply;

#[cfg(any(feature = "cli", feature = "from-files", feature = "profiles"))]
mod child_process;
#[cfg(any(feature = "cli", feature = "from-files", feature = "profiles"))]
mod listener;
#[cfg(feature = "cli")]
pub mod run;
#[cfg(feature = "from-files")]
pub mod run_from_files;
#[cfg(any(feature = "cli", feature = "from-files"))]
mod terminal;
#[cfg(any(feature = "cli", feature = "from-files"))]
mod web_console;

#[cfg(feature = "profiles")]
pub mod browser_sign_in;
#[cfg(feature = "library")]
mod call;
#[cfg(feature = "library")]
pub mod caller_identity;
#[cfg(feature = "library")]
pub mod client;
#[cfg(feature = "library")]
pub mod device;
#[cfg(feature = "library")]
pub mod listing;
#[cfg(feature = "profiles")]
pub mod profile;
#[cfg(feature = "library")]
pub mod role_credentials;
#[cfg(feature = "library")]
mod session;
#[cfg(feature = "library")]
pub mod sign_in;
#[cfg(feature = "library")]
pub mod sign_out;
#[cfg(feature = "library")]
pub mod status;
#[cfg(feature = "library")]
pub mod token;
