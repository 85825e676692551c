//! `state`, which binds a redirect to the request that it answers (RFC 6749 section 10.12).

use crate::encode::hex;
use crate::error::Result;
use crate::host::Entropy;
use crate::secret::Secret;
use crate::secret::Zeroizing;
use core::hint::black_box;

/// A value that nobody else can know, until it comes back with the browser.
#[derive(Debug, Clone)]
pub struct State(Secret);

impl State {
    /// A new one.
    pub fn generate(entropy: &impl Entropy) -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 16]);
        entropy.fill(&mut *bytes)?;
        Ok(Self::from_bytes(*bytes))
    }

    /// The one that these random bytes make: a UUID of version 4 (RFC 9562 section 5.4), as text.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let uuid =
            u128::from_be_bytes(bytes) & !(0xf << 76) & !(0b11 << 62) | 0x4 << 76 | 0b10 << 62;
        let mut text = hex::encode(&uuid.to_be_bytes());
        for at in [20, 16, 12, 8] {
            text.insert(at, '-');
        }
        Self(Secret::new(text))
    }

    /// One that was kept while the browser was away. `None` if it is empty: it would match nothing that was sent.
    pub fn restore(state: Secret) -> Option<Self> {
        (!state.expose().is_empty()).then_some(Self(state))
    }

    /// One that a redirect carries, if it has the form of those that [`State::generate`] makes.
    pub fn parse(text: &str) -> Option<Self> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths = groups.iter().map(|group| group.len());
        let is_hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-');
        (lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(is_hex)).then(|| Self(text.into()))
    }

    /// The text. Never print it, log it or put it into an error.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Whether this is the text; takes the same time wherever they differ.
    pub fn matches(&self, text: &str) -> bool {
        let (ours, theirs) = (self.expose().as_bytes(), text.as_bytes());
        let difference = ours
            .iter()
            .zip(theirs)
            .fold(0, |sum, (a, b)| black_box(sum | (a ^ b)));
        ours.len() == theirs.len() && difference == 0
    }
}

#[cfg(test)]
mod tests {
    use super::State;
    use crate::secret::Secret;

    #[test]
    fn a_state_is_a_uuid() {
        let state = |byte| State::from_bytes([byte; 16]).expose().to_owned();
        assert_eq!(state(0x00), "00000000-0000-4000-8000-000000000000");
        assert_eq!(state(0xff), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn only_what_looks_like_a_state_of_ours_is_one() {
        let text = "20a74a79-64fb-4ead-a80f-52a12ce37655";
        assert_eq!(State::parse(text).unwrap().expose(), text);
        for text in [
            "",
            "-",
            "20A74A79-64FB-4EAD-A80F-52A12CE37655",
            "20a74a79-64fb-4ead-a80f-52a12ce3765",
            "20a74a79-64fb-4ead-a80f-52a12ce376555",
            "20a74a7964fb4eada80f52a12ce37655",
            "20a74a79-64fb-4ead-a80f/52a12ce37655",
            "../../79-64fb-4ead-a80f-52a12ce37655",
            "20a74a79-64fb-4ead-a80f-52a12ce37655-",
        ] {
            assert!(State::parse(text).is_none(), "{text}");
        }
    }

    fn s_1() -> State {
        State::restore(Secret::from("s-1")).unwrap()
    }

    #[test]
    fn states_match_whole() {
        for text in ["", "s", "s-", "s-2", "S-1", "s-1 ", "s-11"] {
            assert!(!s_1().matches(text), "{text}");
        }
        assert!(s_1().matches("s-1"));
        assert!(State::restore(Secret::from("")).is_none());
        assert!(!format!("{:?}", s_1()).contains("s-1"));
    }
}
