//! The words of the OAuth RFCs; knows nothing of AWS.

pub mod authorize;
pub mod device;
pub mod pkce;
pub mod redirect_uri;
pub mod state;
pub mod token;
