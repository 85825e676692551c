//! Leaf codecs: bytes and text to values and back. They know no protocol.

pub mod json;
pub mod timestamp;
