//! Exports for JavaScript, and the ports over the objects that JavaScript provides. No decisions.
//!
//! INVARIANT: wasm touches only objects that our own TypeScript made (`pkg-template/src/wasm/bridge.ts`), so every
//! getter exists and has the type declared here. What a caller supplies is checked there.

mod error;
mod host;
mod listener;
pub mod panic;
pub mod run;
mod terminal;
mod web_console;
