//! Keys that clients hold already and keep: made by another system, brought along as they are or as their hash.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::key::{Key, KeyHash, KeyHint};

/// A key that is not drawn but brought along.
#[derive(Debug)]
pub enum ExistingKey {
    /// The key itself: it can be checked, and sealed to be copied again.
    Whole(Key),
    /// Its hash alone: it can be checked, and nothing else.
    Hash(KeyHash),
}

/// Why a text can't be a token's key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// Short enough to be guessed.
    #[error("The key has {length} characters; {} are the least.", ExistingKey::MIN)]
    TooShort {
        /// Characters given.
        length: usize,
    },
    /// No verifier looks at one so long.
    #[error("The key has {length} characters; {} are the most.", ExistingKey::MAX)]
    TooLong {
        /// Characters given.
        length: usize,
    },
    /// A character that an `Authorization` header can't carry everywhere.
    #[error("A key has letters, digits and - . _ ~ + / alone, and = at its end.")]
    BadCharacter,
    /// It shows stars, dots or the like in the place of its middle.
    #[error("Only a part of the key is here; the rest is masked.")]
    Masked,
    /// A placeholder, or drawn from hardly anything.
    #[error(
        "The key repeats so few characters that it can be guessed; {} different ones are the least.",
        ExistingKey::DIFFERENT
    )]
    Guessable,
}

impl KeyProblem {
    /// The word that scripts see; it never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::BadCharacter => "bad_character",
            Self::Masked => "masked_key",
            Self::Guessable => "guessable_key",
        }
    }
}

impl ExistingKey {
    /// The fewest characters (source: API keys that Amazon API Gateway imports have 20 to 128).
    pub const MIN: usize = 20;
    /// The most characters.
    pub const MAX: usize = Key::LONGEST;
    /// The fewest different characters. Twenty random decimal digits have fewer once in some thousand times; what a
    /// person types to fill a field in has fewer nearly always.
    pub const DIFFERENT: usize = 6;

    /// Reads a key as clients show it. Its alphabet is that of `Bearer` credentials (source: RFC 6750 §2.1,
    /// `b64token`), so that it passes through every gateway unchanged.
    pub fn parse(raw: &str) -> Result<Self, KeyProblem> {
        let text = raw.trim();
        let length = text.chars().count();
        if text.contains(['*', '…', '•']) || text.contains("...") {
            return Err(KeyProblem::Masked);
        }
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        if !text.trim_end_matches('=').chars().all(is_plain) {
            return Err(KeyProblem::BadCharacter);
        }
        if length < Self::MIN {
            return Err(KeyProblem::TooShort { length });
        }
        if length > Self::MAX {
            return Err(KeyProblem::TooLong { length });
        }
        if text.bytes().collect::<BTreeSet<_>>().len() < Self::DIFFERENT {
            return Err(KeyProblem::Guessable);
        }
        Ok(Self::Whole(Key::from_secret(Zeroizing::new(text.to_owned()))))
    }

    /// What it is verified by.
    pub fn hash(&self) -> KeyHash {
        match self {
            Self::Whole(key) => key.hash(),
            Self::Hash(hash) => *hash,
        }
    }

    /// What lists may show: of a whole key its prefix and a few characters at both ends, so that at least 16 stay
    /// unknown; of a hash its own ends.
    pub fn hint(&self) -> KeyHint {
        match self {
            Self::Whole(key) => hint(key.expose()),
            Self::Hash(hash) => {
                let [first, second, .., last_but_one, last] = *hash.as_bytes();
                KeyHint {
                    head: format!("sha256:{first:02x}{second:02x}"),
                    tail: format!("{last_but_one:02x}{last:02x}"),
                }
            }
        }
    }
}

fn hint(key: &str) -> KeyHint {
    /// No prefix is looked for behind it.
    const LONGEST_PREFIX: usize = 12;
    const HIDDEN: usize = 16;
    let prefix =
        key.bytes().take(LONGEST_PREFIX).rposition(|byte| b"-_".contains(&byte)).map_or(0, |at| at + 1);
    let (head, tail) = [(prefix + 4, 4), (4, 4), (2, 2)]
        .into_iter()
        .find(|(head, tail)| head + tail + HIDDEN <= key.len())
        .unwrap_or_default();
    KeyHint { head: key[..head].to_owned(), tail: key[key.len() - tail..].to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(raw: &str) -> KeyProblem {
        ExistingKey::parse(raw).unwrap_err()
    }

    #[test]
    fn keys_of_other_systems_are_taken_as_they_are() {
        for raw in [
            "apikey1234abcdefghij0123456789",
            "sk-proj-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
            "glpat-xY12_34-56abcdefgh78",
            "c2VjcmV0LWtleS1mb3ItdGVzdHM=",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        ] {
            let key = ExistingKey::parse(&format!(" {raw}\n")).unwrap();
            assert_eq!(key.hash(), KeyHash::of(raw), "{raw}");
        }
    }

    #[test]
    fn what_could_be_guessed_or_does_not_travel_is_refused() {
        assert_eq!(refused("short-key-1234"), KeyProblem::TooShort { length: 14 });
        assert_eq!(refused(""), KeyProblem::TooShort { length: 0 });
        assert_eq!(refused(&"ab12cd34".repeat(33)), KeyProblem::TooLong { length: 264 });
        assert_eq!(refused("xxxxxxxxxxxxxxxxxxxxxxxx"), KeyProblem::Guessable);
        assert_eq!(refused("AbCd**********wXyZ"), KeyProblem::Masked);
        assert_eq!(refused("sk-AbCdEfGh…wXyZ01234567"), KeyProblem::Masked);
        for raw in [
            "a key with blanks in it 12",
            "comma,separated,1234567",
            "키키키키키키키키키키키키키키키키키키키키",
            "0123=456789abcdefghijk",
        ] {
            assert_eq!(refused(raw), KeyProblem::BadCharacter, "{raw}");
        }
    }

    #[test]
    fn no_problem_tells_the_key() {
        for raw in ["hunter2hunter2", "hunter2 hunter2 hunter2", "hhhhhhuuuuuuhhhhhhhuuuuu"] {
            let problem = refused(raw);
            assert!(!format!("{problem} {problem:?}").contains("hunter"), "{problem}");
        }
    }

    #[test]
    fn a_hint_shows_the_prefix_and_a_hash_shows_its_own_ends() {
        let hint = |raw: &str| ExistingKey::parse(raw).unwrap().hint().to_string();
        assert_eq!(hint("sk-proj-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"), "sk-proj-AbCd…6789");
        assert_eq!(hint("apikey1234abcdefghij0123"), "apik…0123");
        assert_eq!(hint("apikey1234abcdefghij"), "ap…ij");
        let hash = ExistingKey::Hash(KeyHash::of("sk-test"));
        assert_eq!(hash.hint().to_string(), "sha256:f3ab…c9e0");
        assert_eq!(
            format!("{:?}", ExistingKey::parse("apikey1234abcdefghij").unwrap()),
            "Whole(Key(secret))"
        );
    }

    proptest! {
        /// Whatever is taken has at least 16 characters that nobody sees.
        #[test]
        fn a_hint_keeps_the_most_of_a_key(raw in "[A-Za-z0-9._~+/=-]{20,256}") {
            if let Ok(key) = ExistingKey::parse(&raw) {
                let hint = key.hint();
                prop_assert!(raw.starts_with(&hint.head) && raw.ends_with(&hint.tail));
                prop_assert!(raw.len() - hint.head.len() - hint.tail.len() >= 16);
            }
        }
    }
}
