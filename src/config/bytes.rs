//! Finding a byte, eight at a time. A wasm built for size goes byte by byte through what the standard library offers.

/// A one in every byte.
const ONES: u64 = u64::MAX / 0xff;
/// The highest bit of every byte.
const HIGHEST: u64 = ONES << 7;

/// Where the first line feed is; the length if there is none.
pub(super) fn line_feed(bytes: &[u8]) -> usize {
    first(bytes, |word| zeros(word, b'\n'))
}

/// Where the first byte is that ends a key, a line feed, `=`, `#` or `;`; the length if there is none.
pub(super) fn end_of_key(bytes: &[u8]) -> usize {
    first(bytes, |word| {
        zeros(word, b'\n') | zeros(word, b'=') | zeros(word, b'#') | zeros(word, b';')
    })
}

/// Where the first byte is that starts a comment in a header, `#` or `;`; the length if there is none.
pub(super) fn comment_mark(bytes: &[u8]) -> usize {
    first(bytes, |word| zeros(word, b'#') | zeros(word, b';'))
}

/// Whether a byte of POSIX shell quoting is there: `"`, `'` or a backslash.
pub(super) fn has_quoting(bytes: &[u8]) -> bool {
    let place = first(bytes, |word| {
        zeros(word, b'"') | zeros(word, b'\'') | zeros(word, b'\\')
    });
    place < bytes.len()
}

/// Where the first byte is that `marks` marks by its highest bit; the length if there is none.
#[inline(always)]
fn first(bytes: &[u8], marks: impl Fn(u64) -> u64) -> usize {
    let mut start = 0_usize;
    while let Some(rest) = bytes.get(start..).filter(|rest| !rest.is_empty()) {
        let word = rest
            .first_chunk()
            .map_or_else(|| last_word(rest), |word| u64::from_le_bytes(*word));
        let found = marks(word) & HIGHEST;
        if found != 0 {
            let within = usize::try_from(found.trailing_zeros() >> 3).unwrap_or(0);
            return start.wrapping_add(within);
        }
        start = start.wrapping_add(8);
    }
    bytes.len()
}

/// Fewer than eight bytes, filled up with zeros, which are never looked for.
#[cold]
fn last_word(rest: &[u8]) -> u64 {
    rest.iter()
        .rev()
        .fold(0, |word, byte| (word << 8) | u64::from(*byte))
}

/// Marks the first such byte, and none before it, by its highest bit. Other bits say nothing, nor do the bytes after it.
const fn zeros(word: u64, byte: u8) -> u64 {
    let difference = word ^ u64::from_le_bytes([byte; 8]);
    difference.wrapping_sub(ONES) & !difference
}

#[cfg(test)]
mod tests {
    use super::{comment_mark, end_of_key, has_quoting, line_feed};
    use proptest::prelude::*;

    fn place(bytes: &[u8], wanted: &[u8]) -> usize {
        let place = bytes.iter().position(|byte| wanted.contains(byte));
        place.unwrap_or(bytes.len())
    }

    proptest! {
        #[test]
        fn finds_what_a_search_byte_by_byte_finds(
            bytes in prop::collection::vec(
                // With the neighbours of each, which a carry could mark.
                prop_oneof![any::<u8>(), prop::sample::select(b"\t\n\x0b<=>\"#$&'(:;[\\]\0\x80\xff".to_vec())],
                0..40,
            ),
        ) {
            prop_assert_eq!(line_feed(&bytes), place(&bytes, b"\n"));
            prop_assert_eq!(end_of_key(&bytes), place(&bytes, b"\n=#;"));
            prop_assert_eq!(comment_mark(&bytes), place(&bytes, b"#;"));
            prop_assert_eq!(has_quoting(&bytes), place(&bytes, b"\"'\\") < bytes.len());
        }
    }
}
