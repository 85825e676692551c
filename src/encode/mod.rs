//! Leaf codecs: bytes and text to values and back. They know no protocol.

pub mod base64url;
pub mod form;
pub mod hex;
mod ip_address;
pub mod json;
pub mod percent;
pub mod sha1;
pub mod shell_word;
pub mod timestamp;
pub mod url;
pub mod xml;
