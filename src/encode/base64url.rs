//! Base64 with the URL-safe alphabet and no padding (RFC 4648 section 5).

/// The text of `bytes`: `A-Z a-z 0-9 - _`, without `=`.
pub fn encode(bytes: &[u8]) -> String {
    // Sized first: a growing buffer would leave copies of a secret behind.
    let mut text = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    for chunk in bytes.chunks(3) {
        // Three bytes are four digits of six bits; what is missing at the end counts as zeros and is not written.
        let padded = [0, 1, 2].map(|index| chunk.get(index).copied().unwrap_or(0));
        let [a, b, c] = padded.map(u32::from);
        let bits = a << 16 | b << 8 | c;
        let digits = [bits >> 18, bits >> 12, bits >> 6, bits].map(|digit| digit & 0x3f);
        text.extend(
            digits
                .into_iter()
                .take(chunk.len().saturating_add(1))
                .map(digit),
        );
    }
    text
}

/// The digit for a value below 64.
fn digit(value: u32) -> char {
    let (first, offset) = match value {
        0..=25 => ('A', value),
        26..=51 => ('a', value.saturating_sub(26)),
        52..=61 => ('0', value.saturating_sub(52)),
        62 => ('-', 0),
        _ => ('_', 0),
    };
    u32::from(first)
        .checked_add(offset)
        .and_then(char::from_u32)
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn url_safe_and_unpadded() {
        assert_eq!(encode(b""), "");
        // RFC 4648 section 10.
        for (bytes, text) in [
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
        assert_eq!(encode(&[0xfb, 0xff, 0xfe]), "-__-");
        let every_digit = [
            0x00, 0x10, 0x83, 0x10, 0x51, 0x87, 0x20, 0x92, 0x8b, 0x30, 0xd3, 0x8f, 0x41, 0x14,
            0x93, 0x51, 0x55, 0x97, 0x61, 0x96, 0x9b, 0x71, 0xd7, 0x9f, 0x82, 0x18, 0xa3, 0x92,
            0x59, 0xa7, 0xa2, 0x9a, 0xab, 0xb2, 0xdb, 0xaf, 0xc3, 0x1c, 0xb3, 0xd3, 0x5d, 0xb7,
            0xe3, 0x9e, 0xbb, 0xf3, 0xdf, 0xbf,
        ];
        assert_eq!(
            encode(&every_digit),
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        );
    }
}
