//! Proof Key for Code Exchange (RFC 7636), with the method `S256` only.

use crate::encode::base64url;
use crate::error::Result;
use crate::host::Entropy;
use crate::secret::Secret;
use crate::secret::Zeroizing;
use sha2::{Digest as _, Sha256};

/// The value of `code_challenge_method` (RFC 7636 section 4.3).
pub const CODE_CHALLENGE_METHOD: &str = "S256";

/// The secret that proves that whoever redeems the code also asked for it (RFC 7636 section 4.1).
///
/// Not `Clone`: one verifier belongs to one authorization request.
#[derive(Debug)]
pub struct CodeVerifier(Secret);

impl CodeVerifier {
    /// A new one from 32 random bytes, as section 4.1 recommends: 43 characters.
    pub fn generate(entropy: &impl Entropy) -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(&mut *bytes)?;
        Ok(Self::from_bytes(&bytes))
    }

    /// The one that these random bytes make.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Secret::new(base64url::encode(bytes)))
    }

    /// One that was kept while the browser was away. `None` if it is not 43 to 128 unreserved characters.
    pub fn restore(verifier: Secret) -> Option<Self> {
        let text = verifier.expose();
        let unreserved =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        ((43..=128).contains(&text.len()) && text.bytes().all(unreserved)).then_some(Self(verifier))
    }

    /// `code_challenge`: base64url of the SHA-256 of the verifier (RFC 7636 section 4.2).
    pub fn challenge(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.0.expose());
        // By reference: a hasher that moves leaves a copy of the verifier where it was.
        base64url::encode(&hasher.finalize_reset())
    }

    /// `code_verifier`, for the token request. Never print it, log it or put it into an error.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::CodeVerifier;
    use crate::error::{Error, ErrorKind, Result};
    use crate::host::Entropy;
    use crate::secret::Secret;

    struct Fixed(Option<u8>);

    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) -> Result<()> {
            let byte = self
                .0
                .ok_or_else(|| Error::new(ErrorKind::Internal, "No entropy."))?;
            bytes.fill(byte);
            Ok(())
        }
    }

    #[test]
    fn generated() {
        let verifier = CodeVerifier::generate(&Fixed(Some(0xff))).unwrap();
        assert_eq!(verifier.expose(), format!("{}8", "_".repeat(42)));
        assert_eq!(verifier.challenge().len(), 43);
        assert!(CodeVerifier::generate(&Fixed(None)).is_err());
    }

    #[test]
    fn restored() {
        let restore = |text: &str| CodeVerifier::restore(Secret::from(text));
        let verifier = restore("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
        assert_eq!(
            verifier.challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
        assert!(restore(&"~".repeat(128)).is_some());
        for text in [
            "",
            &"a".repeat(42),
            &"a".repeat(129),
            &format!("{}=", "a".repeat(43)),
        ] {
            assert!(restore(text).is_none(), "{text}");
        }
    }

    #[test]
    fn debug_is_redacted() {
        let verifier = CodeVerifier::from_bytes(&[7; 32]);
        assert!(!format!("{verifier:?}").contains(verifier.expose()));
    }
}
