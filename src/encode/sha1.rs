//! SHA-1 (RFC 3174), for file names only: it protects nothing.
//!
//! Our own, since it is a quarter of the size of one that is made for speed, and the texts are short.

/// The five words of the state before the first block (section 6.1).
const INITIAL: [u32; 5] = [
    0x6745_2301,
    0xefcd_ab89,
    0x98ba_dcfe,
    0x1032_5476,
    0xc3d2_e1f0,
];
const BLOCK: usize = 64;
/// Where the message's length stands in the last block.
const LENGTH_AT: usize = 56;

/// The digest of a message.
pub fn digest(message: &[u8]) -> [u8; 20] {
    let bits = u64::try_from(message.len()).map_or(u64::MAX, |bytes| bytes.wrapping_mul(8));
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % BLOCK != LENGTH_AT {
        padded.push(0);
    }
    padded.extend(bits.to_be_bytes());
    let mut state = INITIAL;
    for block in padded.chunks_exact(BLOCK) {
        state = compress(state, block);
    }
    let mut digest = [0; 20];
    let bytes = state.into_iter().flat_map(u32::to_be_bytes);
    for (digit, byte) in digest.iter_mut().zip(bytes) {
        *digit = byte;
    }
    digest
}

/// Takes one block in (section 6.2).
fn compress(state: [u32; 5], block: &[u8]) -> [u32; 5] {
    // The sixteen words that the next one is made of.
    let mut words = [0_u32; 16];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes
            .iter()
            .fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    let [mut a, mut b, mut c, mut d, mut e] = state;
    for step in 0..80 {
        let (mixed, constant) = match step {
            0..20 => ((b & c) | (!b & d), 0x5a82_7999),
            20..40 => (b ^ c ^ d, 0x6ed9_eba1),
            40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6_u32),
        };
        let next = a
            .rotate_left(5)
            .wrapping_add(mixed)
            .wrapping_add(e)
            .wrapping_add(constant)
            .wrapping_add(words[0]);
        (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
        let word = words[0] ^ words[2] ^ words[8] ^ words[13];
        words.rotate_left(1);
        words[15] = word.rotate_left(1);
    }
    let mut sum = state;
    for (word, change) in sum.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(change);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::digest;
    use crate::encode::hex;

    #[test]
    fn the_digests_of_the_rfc() {
        for (message, expected) in [
            ("".to_owned(), "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("abc".to_owned(), "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".to_owned(),
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
            ),
            (
                "a".repeat(1_000_000),
                "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
            ),
            (
                "0123456701234567012345670123456701234567012345670123456701234567".repeat(10),
                "dea356a2cddd90c7a7ecedc5ebb563934f460452",
            ),
        ] {
            assert_eq!(hex::encode(&digest(message.as_bytes())), expected);
        }
    }

    #[test]
    fn the_padding_of_every_length() {
        // python3 -c "import hashlib as h; print(h.sha1(b''.join(h.sha1(b'x'*n).digest() for n in range(200))).hexdigest())"
        let digests: Vec<u8> = (0..200)
            .flat_map(|length| digest("x".repeat(length).as_bytes()))
            .collect();
        assert_eq!(
            hex::encode(&digest(&digests)),
            "bbd580c3a0c872a603baa084a09981df9eb680e5"
        );
    }
}
