//! The commands, over `flow` and a terminal.
