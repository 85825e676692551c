//! `application/x-www-form-urlencoded`: the body of AWS's query protocol, and the query of an OAuth redirect
//! (RFC 6749 appendix B).

use super::percent::{self, Blank};
use crate::secret::Zeroizing;

/// The pairs as Python's `urllib.parse.urlencode` writes them: a blank as `+`, `A-Za-z0-9-._~` as they are.
pub fn serialize(pairs: &[(&str, &str)]) -> Zeroizing<String> {
    Zeroizing::new(percent::join(pairs, Blank::Plus))
}

/// The pairs, in order, decoded; any value may be a secret. Empty pieces (`a=1&&b=2`) are passed over, a name
/// without `=` has an empty value. `None` if an escape is broken or something is not UTF-8.
pub fn parse(text: &str) -> Option<Vec<(String, Zeroizing<String>)>> {
    text.split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            Some((
                percent::decode_with(name, Blank::Plus)?,
                Zeroizing::new(percent::decode_with(value, Blank::Plus)?),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{parse, serialize};
    use proptest::prelude::*;

    fn pairs(text: &str) -> Option<Vec<(String, String)>> {
        let pairs = parse(text)?.into_iter();
        Some(
            pairs
                .map(|(name, value)| (name, value.to_string()))
                .collect(),
        )
    }

    #[test]
    fn as_urlencode_writes() {
        let text = serialize(&[
            ("Action", "AssumeRole"),
            ("RoleArn", "arn:aws:iam::1:role/a b~c*"),
        ]);
        assert_eq!(
            *text,
            "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa+b~c%2A"
        );
    }

    #[test]
    fn odd_pieces() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(pairs(""), Some(vec![]));
        assert_eq!(
            pairs("a=b+c&&d&=e&f=g=h&a=%2B"),
            Some(vec![
                pair("a", "b c"),
                pair("d", ""),
                pair("", "e"),
                pair("f", "g=h"),
                pair("a", "+"),
            ])
        );
        assert_eq!(pairs("a=1&b=%"), None);
        assert_eq!(pairs("%ff=1"), None);
    }

    proptest! {
        #[test]
        fn round_trip(list in proptest::collection::vec((".*", ".*"), 0..5)) {
            let borrowed: Vec<_> = list.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let text = serialize(&borrowed);
            prop_assert!(text.capacity() <= text.len().saturating_add(1), "the buffer grew");
            prop_assert_eq!(pairs(&text), Some(list));
        }

        #[test]
        fn parsing_never_panics(text in "[&=%+0-9a-fü]*") {
            let _ = parse(&text);
        }
    }
}
