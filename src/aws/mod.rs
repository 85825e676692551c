//! One file per AWS service: pure functions that build requests and validate responses.

pub mod console_link;
pub mod credentials;
pub mod endpoint;
mod fault;
pub mod oidc;
mod operation;
pub mod owned_host;
pub mod partition;
pub mod portal;
pub mod relay;
mod response;
pub mod signin;
pub mod sigv4;
pub mod start_url;
pub mod sts;
pub mod verification_uri;
mod web_page;
