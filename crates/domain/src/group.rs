//! The group that a token belongs to.

use crate::{field_error::Problem, text};

/// One label for bulk work and for backends: 1–50 characters on one line. Where none is given it is `default`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group(String);

impl Group {
    /// The most characters (Unicode scalar values).
    pub const MAX: usize = 50;

    /// The group of a token that was given none.
    pub const DEFAULT: &'static str = "default";

    /// Reads a label as typed; blank: the default one.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        match text::line(raw, Self::MAX)? {
            label if label.is_empty() => Ok(Self::default()),
            label => Ok(Self(label)),
        }
    }

    /// The label as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the default one.
    pub fn is_default(&self) -> bool {
        self.0 == Self::DEFAULT
    }
}

impl Default for Group {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_label_is_the_default_group() {
        assert!(Group::parse("  ").unwrap().is_default());
        assert_eq!(Group::parse(" vip ").as_ref().map(Group::as_str), Ok("vip"));
        assert_eq!(Group::parse("a\tb"), Err(Problem::ControlCharacter));
        assert_eq!(Group::parse(&"그".repeat(51)), Err(Problem::TooLong { length: 51, max: 50 }));
    }
}
