//! The commands, over `flow` and a terminal.

pub mod account_choice;
pub mod arguments;
pub mod assistant;
pub mod browser;
pub mod caller_identity;
pub mod completion;
pub mod configure_sso;
pub mod configure_sso_session;
pub mod configure_value;
pub mod context;
pub mod doctor;
pub mod export_credentials;
pub mod from_files;
pub mod listing;
pub mod login;
pub mod logout;
pub mod output;
pub mod query;
pub mod question;
pub mod report;
pub mod run;
pub mod serve;
pub mod session_questions;
pub mod status;
pub mod terminal;
pub mod visible;
