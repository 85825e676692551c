//! What a person or program wants done, over the ports.
//!
//! Every flow is an `async fn`, generic over one [`crate::host::Host`]; they run strictly in sequence, so the `async fn`
//! is the state machine.

pub mod assistant;
pub mod assume_role;
pub mod browser;
pub mod browser_sign_in;
pub mod caller_identity;
pub mod client;
pub mod clock_skew;
pub mod concurrent;
pub mod credential_process;
pub mod credentials;
pub mod device;
pub mod exchange;
pub mod learned;
pub mod listing;
pub mod pace;
pub mod portal;
pub mod profile;
pub mod profile_chain;
pub mod profile_settings;
pub mod refresh;
pub mod register;
pub mod resolve;
pub mod role_credentials;
pub mod role_files;
pub mod session_files;
pub mod shared_file;
pub mod sign_in;
pub mod sign_out;
pub mod signed;
pub mod status;
pub mod suspended_sign_in;
pub mod use_token;
