//! A token's name.

use std::fmt;

use crate::{field_error::Problem, text};

/// 1–50 characters after trimming, none of them a control character. Fixed once the token is issued.
///
/// Characters are Unicode scalar values, not bytes (source: reference/seeds/004, "maximum 50 characters").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(String);

impl TokenName {
    /// The most characters.
    pub const MAX: usize = 50;

    /// Reads a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        text::required_line(raw, Self::MAX).map(Self)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_characters_not_bytes() {
        assert!(TokenName::parse(&"키".repeat(50)).is_ok());
        assert_eq!(TokenName::parse(&"키".repeat(51)), Err(Problem::TooLong { length: 51, max: 50 }));
    }

    #[test]
    fn a_name_is_trimmed_before_it_is_judged() {
        assert_eq!(TokenName::parse("  billing ci \n").as_ref().map(TokenName::as_str), Ok("billing ci"));
        assert_eq!(TokenName::parse(" \t\u{3000} "), Err(Problem::Required));
    }

    #[test]
    fn a_name_has_no_control_character_inside() {
        for raw in ["a\nb", "a\tb", "a\0b", "a\u{9b}b"] {
            assert_eq!(TokenName::parse(raw), Err(Problem::ControlCharacter), "{raw:?}");
        }
    }
}
