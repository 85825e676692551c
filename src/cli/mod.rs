//! The commands, over `flow` and a terminal.

pub mod arguments;
pub mod completion;
pub mod context;
pub mod listing;
pub mod login;
pub mod logout;
pub mod output;
pub mod query;
pub mod report;
pub mod run;
pub mod sign_in;
pub mod status;
pub mod terminal;
pub mod visible;
