//! The secret key of a token, its hash, and the part of it that may be shown.

use std::fmt;

use rand::{
    CryptoRng,
    distr::{Alphanumeric, SampleString},
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::key_prefix::KeyPrefix;

/// A secret key: the console's prefix and 48 characters of `[0-9A-Za-z]`, about 285 bits.
///
/// Wiped when dropped; `Debug` shows nothing of it; it can't be cloned or serialised.
pub struct Key(Zeroizing<String>);

impl Key {
    /// Random characters after the prefix.
    pub const RANDOM_LEN: usize = 48;
    /// No key is longer, in bytes: nor one that its client brings along.
    pub const LONGEST: usize = 256;

    /// Draws a key; every character is equally likely.
    pub fn generate(prefix: &KeyPrefix, rng: &mut impl CryptoRng) -> Self {
        // Reserved at once: a growing string would leave copies of the key in freed memory.
        let mut key = Zeroizing::new(String::with_capacity(prefix.as_str().len() + Self::RANDOM_LEN));
        key.push_str(prefix.as_str());
        Alphanumeric.append_string(rng, &mut key, Self::RANDOM_LEN);
        Self(key)
    }

    /// A key that was sealed or typed; the caller vouches for it by its hash.
    pub const fn from_secret(secret: Zeroizing<String>) -> Self {
        Self(secret)
    }

    /// The key itself. For sealing, the clipboard and the deliberate reveal; for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored for verification.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.0)
    }

    /// What lists may show.
    pub fn hint(&self) -> KeyHint {
        const SHOWN: usize = 4;
        let random_from = self.0.len().saturating_sub(Self::RANDOM_LEN);
        KeyHint {
            head: self.0.chars().take(random_from + SHOWN).collect(),
            tail: self.0.chars().skip(self.0.chars().count().saturating_sub(SHOWN)).collect(),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(secret)")
    }
}

/// SHA-256 of a whole key. The key's entropy makes a slow hash needless.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The hash of a key as presented by a client.
    pub fn of(key: &str) -> Self {
        Self(Sha256::digest(key.as_bytes()).into())
    }

    /// A stored hash.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyHash({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// The part of a key that may be shown: `sk-AbCd…wXyZ`. 40 unknown characters remain, about 238 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHint {
    /// The prefix and 4 characters.
    pub head: String,
    /// The last 4 characters.
    pub tail: String,
}

impl fmt::Display for KeyHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…{}", self.head, self.tail)
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    fn key(seed: u64) -> Key {
        Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(seed))
    }

    #[test]
    fn a_key_is_its_prefix_and_48_letters_and_digits() {
        let key = key(1);
        let random = key.expose().strip_prefix("sk-").unwrap();
        assert_eq!(random.len(), 48);
        assert!(random.bytes().all(|b| b.is_ascii_alphanumeric()));
    }

    #[test]
    fn every_character_is_equally_likely() {
        let mut counts = [0u32; 256];
        let mut rng = StdRng::seed_from_u64(7);
        for _ in 0..4_000 {
            for byte in Key::generate(&KeyPrefix::default(), &mut rng).expose()[3..].bytes() {
                counts[usize::from(byte)] += 1;
            }
        }
        let expected = 4_000.0 * 48.0 / 62.0;
        let chi2: f64 =
            counts.iter().filter(|n| **n > 0).map(|n| (f64::from(*n) - expected).powi(2) / expected).sum();
        assert_eq!(counts.iter().filter(|n| **n > 0).count(), 62);
        // 61 degrees of freedom: 120 lies beyond the 99.999 % quantile.
        assert!(chi2 < 120.0, "chi² {chi2}");
    }

    #[test]
    fn a_hint_shows_the_prefix_and_eight_characters() {
        let key = key(2);
        let hint = key.hint();
        assert_eq!((hint.head.len(), hint.tail.len()), (7, 4));
        assert!(key.expose().starts_with(&hint.head) && key.expose().ends_with(&hint.tail));
    }

    #[test]
    fn debug_output_has_nothing_of_the_key() {
        let key = key(3);
        assert_eq!(format!("{key:?}"), "Key(secret)");
    }

    #[test]
    fn the_hash_is_sha256_of_the_whole_key() {
        // Checked with: printf %s sk-test | sha256sum
        let expected = [
            0xf3, 0xab, 0xf2, 0xa6, 0xcc, 0x4f, 0x00, 0x98, 0x77, 0x43, 0xdb, 0x5f, 0x54, 0x4b, 0xa3, 0x45,
            0xb4, 0x89, 0x9a, 0xe3, 0x1f, 0x32, 0x6d, 0x8e, 0xe9, 0xc4, 0x81, 0x6d, 0xe1, 0x53, 0xc9, 0xe0,
        ];
        assert_eq!(KeyHash::of("sk-test").as_bytes(), &expected);
    }
}
