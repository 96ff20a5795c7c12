//! A free text beside a name.

use crate::{field_error::Problem, text};

/// 0–500 characters; line breaks are kept, other control characters refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// The most characters (Unicode scalar values).
    pub const MAX: usize = 500;

    /// Reads a description as typed.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        text::lines(raw, Self::MAX).map(Self)
    }

    /// The description as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_may_be_empty_and_may_have_lines() {
        assert_eq!(Description::parse("").as_ref().map(Description::as_str), Ok(""));
        assert_eq!(Description::parse("one\r\ntwo").as_ref().map(Description::as_str), Ok("one\ntwo"));
    }

    #[test]
    fn a_long_description_says_by_how_much() {
        assert_eq!(Description::parse(&"x".repeat(501)), Err(Problem::TooLong { length: 501, max: 500 }));
    }
}
