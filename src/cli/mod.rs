//! The commands, over `flow` and a terminal.

pub mod arguments;
pub mod output;
pub mod query;
pub mod terminal;
pub mod visible;
