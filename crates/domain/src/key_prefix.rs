//! What new keys begin with.

use crate::field_error::Problem;

/// 0–16 characters of `[A-Za-z0-9_-]`, beginning with a letter. `sk-` unless the console says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPrefix(String);

impl KeyPrefix {
    /// The most characters.
    pub const MAX: usize = 16;

    /// Reads a prefix as typed.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let text = raw.trim();
        let length = text.chars().count();
        if length > Self::MAX {
            return Err(Problem::TooLong { length, max: Self::MAX });
        }
        let bad_start = text.chars().next().filter(|c| !c.is_ascii_alphabetic());
        let bad =
            bad_start.or_else(|| text.chars().find(|c| !c.is_ascii_alphanumeric() && !"_-".contains(*c)));
        match bad {
            Some(character) => Err(Problem::BadCharacter { character }),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The prefix as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for KeyPrefix {
    fn default() -> Self {
        Self("sk-".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_letters_digits_dash_and_underscore() {
        for raw in ["", "sk-", "acme_live_", "A1"] {
            assert_eq!(KeyPrefix::parse(raw).as_ref().map(KeyPrefix::as_str), Ok(raw));
        }
        for (raw, character) in [("1a", '1'), ("-a", '-'), ("a b", ' '), ("a:b", ':'), ("키-", '키')] {
            assert_eq!(KeyPrefix::parse(raw), Err(Problem::BadCharacter { character }), "{raw}");
        }
        assert_eq!(KeyPrefix::parse(&"a".repeat(17)), Err(Problem::TooLong { length: 17, max: 16 }));
    }
}
