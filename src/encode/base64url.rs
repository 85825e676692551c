//! Base64 with the URL-safe alphabet and no padding (RFC 4648 section 5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The text of `bytes`: `A-Z a-z 0-9 - _`, without `=`.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn url_safe_and_unpadded() {
        assert_eq!(encode(b""), "");
        assert_eq!(encode(b"foob"), "Zm9vYg");
        assert_eq!(encode(&[0xfb, 0xff, 0xfe]), "-__-");
    }
}
