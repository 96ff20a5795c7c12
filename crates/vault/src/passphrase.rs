//! A passphrase for the vault.
//!
//! It is normalised to Unicode NFKC before anything else, so that the same passphrase opens the vault
//! wherever it is typed: one system sends `é` and Hangul composed, another decomposed, and an input
//! method may send full-width letters and digits (source: NIST SP 800-63B, section 5.1.1.2). It is
//! not trimmed: a space is a character like any other. Whoever reads one from a file drops the
//! file's last line break first.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// 8–1,024 characters (Unicode scalar values after NFKC). Wiped on drop, redacted in `Debug`.
pub struct Passphrase(Zeroizing<String>);

/// Why a text can't be a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Too easy to guess whatever it says.
    #[error("the passphrase has {length} characters; {min} is the least")]
    TooShort {
        /// Characters given.
        length: usize,
        /// Characters needed.
        min: usize,
    },
    /// Longer than anybody types.
    #[error("the passphrase has {length} characters; {max} is the most")]
    TooLong {
        /// Characters given.
        length: usize,
        /// Characters allowed.
        max: usize,
    },
}

impl Passphrase {
    /// Fewest characters.
    pub const MIN: usize = 8;
    /// Most characters.
    pub const MAX: usize = 1024;

    /// Normalises and checks what was typed.
    pub fn parse(raw: &str) -> Result<Self, PassphraseError> {
        // Before normalising, for the reservation below; NFKC shortens a typed text at most a few times.
        let raw_length = raw.chars().count();
        if raw_length > Self::MAX * MAX_SHRINKING {
            return Err(PassphraseError::TooLong { length: raw_length, max: Self::MAX });
        }
        // Room for everything beforehand: growing would leave copies of the passphrase behind.
        let mut text = Zeroizing::new(String::with_capacity(raw.len() * MAX_GROWTH));
        text.extend(raw.nfkc());
        match text.chars().count() {
            length if length < Self::MIN => Err(PassphraseError::TooShort { length, min: Self::MIN }),
            length if length > Self::MAX => Err(PassphraseError::TooLong { length, max: Self::MAX }),
            _ => Ok(Self(text)),
        }
    }

    /// For key derivation only.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A decomposed character has its base and a few marks.
const MAX_SHRINKING: usize = 8;
/// NFKC makes UTF-8 at most 11 times as long (source: Unicode FAQ on normalization, "maximum expansion").
const MAX_GROWTH: usize = 11;

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(raw: &str) -> Vec<u8> {
        Passphrase::parse(raw).expect("a passphrase").as_bytes().to_vec()
    }

    #[test]
    fn a_passphrase_has_8_to_1024_characters() {
        let parse = |length| Passphrase::parse(&"x".repeat(length)).map(drop);
        assert_eq!(parse(7), Err(PassphraseError::TooShort { length: 7, min: 8 }));
        assert_eq!(parse(8), Ok(()));
        assert_eq!(parse(1024), Ok(()));
        assert_eq!(parse(1025), Err(PassphraseError::TooLong { length: 1025, max: 1024 }));
        assert_eq!(parse(1_000_000), Err(PassphraseError::TooLong { length: 1_000_000, max: 1024 }));
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert!(Passphrase::parse("비밀번호는여덟자").is_ok());
        assert_eq!(
            Passphrase::parse("비밀번호").map(drop),
            Err(PassphraseError::TooShort { length: 4, min: 8 })
        );
    }

    #[test]
    fn composed_and_decomposed_hangul_are_the_same_passphrase() {
        let composed = "열려라 참깨 열려라";
        let decomposed: String = composed.nfd().collect();
        assert_ne!(composed, decomposed);
        assert_eq!(bytes(composed), bytes(&decomposed));
    }

    #[test]
    fn full_width_typing_is_the_same_passphrase() {
        assert_eq!(bytes("ｏｐｅｎ　１２３４"), bytes("open 1234"));
    }

    #[test]
    fn spaces_and_case_count() {
        assert_ne!(bytes(" openopen"), bytes("openopen"));
        assert_ne!(bytes("Openopen"), bytes("openopen"));
    }

    #[test]
    fn normalising_never_outgrows_the_reserved_room() {
        // U+FDFA is the character that NFKC makes longest.
        let raw = "\u{FDFA}".repeat(50);
        let text: String = raw.nfkc().collect();
        assert!(text.len() <= raw.len() * MAX_GROWTH);
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        let passphrase = Passphrase::parse("open sesame").expect("a passphrase");
        assert_eq!(format!("{passphrase:?}"), "Passphrase(redacted)");
    }
}
