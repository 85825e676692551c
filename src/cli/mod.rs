//! The commands, over `flow` and a terminal.

pub mod arguments;
pub mod terminal;
