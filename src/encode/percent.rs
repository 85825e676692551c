//! Percent-encoding (RFC 3986 section 2.1), and queries written with it.

/// How a blank is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// `%20`, as RFC 3986 has it.
    Percent,
    /// `+`, as forms have it.
    Plus,
}

/// The text with every byte escaped that is not unreserved (RFC 3986 section 2.3: `A-Za-z0-9-._~`).
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(encoded_len(text, Blank::Percent));
    push(&mut out, text, Blank::Percent);
    out
}

/// The text without its escapes. `None` if an escape is not two hexadecimal digits, or the result is not UTF-8.
/// A `+` stays a `+`.
pub fn decode(text: &str) -> Option<String> {
    decode_with(text, Blank::Percent)
}

/// A query as AWS's REST APIs and authorization endpoints take it: names and values escaped as [`encode`] does, a
/// blank as `%20`. For a body of type `application/x-www-form-urlencoded` see [`super::form::serialize`].
pub fn query(pairs: &[(&str, &str)]) -> String {
    join(pairs, Blank::Percent)
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn encoded_len(text: &str, blank: Blank) -> usize {
    text.bytes()
        .map(|byte| {
            if is_unreserved(byte) || (byte == b' ' && blank == Blank::Plus) {
                1
            } else {
                3
            }
        })
        .fold(0, usize::saturating_add)
}

fn push(out: &mut String, text: &str, blank: Blank) {
    for byte in text.bytes() {
        if is_unreserved(byte) {
            out.push(char::from(byte));
        } else if byte == b' ' && blank == Blank::Plus {
            out.push('+');
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 0xf] {
                out.extend(
                    char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase()),
                );
            }
        }
    }
}

/// `name=value&name=value`, in a buffer that never grows: growing would leave copies of secrets behind.
pub(super) fn join(pairs: &[(&str, &str)], blank: Blank) -> String {
    let length = pairs
        .iter()
        .flat_map(|(name, value)| [encoded_len(name, blank), encoded_len(value, blank), 2])
        .fold(0, usize::saturating_add);
    let mut out = String::with_capacity(length);
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        push(&mut out, name, blank);
        out.push('=');
        push(&mut out, value, blank);
    }
    out
}

pub(super) fn decode_with(text: &str, blank: Blank) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                u8::try_from(high << 4 | low).ok()?
            }
            b'+' if blank == Blank::Plus => b' ',
            _ => byte,
        });
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, query};
    use proptest::prelude::*;

    #[test]
    fn unreserved_stays() {
        assert_eq!(encode("azAZ09-._~"), "azAZ09-._~");
        assert_eq!(encode("A+b @=,.-_"), "A%2Bb%20%40%3D%2C.-_");
        assert_eq!(encode("ü"), "%C3%BC");
    }

    #[test]
    fn a_plus_is_not_a_blank() {
        assert_eq!(decode("a+b%20c").as_deref(), Some("a+b c"));
    }

    #[test]
    fn bad_escapes_are_refused() {
        for text in ["%", "%2", "%zz", "%+2", "a%2", "%ff", "%C3", "%ü"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn queries() {
        assert_eq!(query(&[]), "");
        assert_eq!(
            query(&[("role_name", "a b"), ("next_token", "c+d/="), ("", "")]),
            "role_name=a%20b&next_token=c%2Bd%2F%3D&="
        );
    }

    proptest! {
        #[test]
        fn round_trip(text in ".*") {
            let encoded = encode(&text);
            prop_assert_eq!(encoded.capacity(), encoded.len());
            prop_assert_eq!(decode(&encoded), Some(text));
        }

        #[test]
        fn decoding_never_panics(text in "[%+0-9a-fx-zü]*") {
            let _ = decode(&text);
        }
    }
}
