//! Why a token was revoked.

use crate::{field_error::Problem, text};

/// 1–500 characters; revoking is final, so somebody will ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// The most characters (Unicode scalar values).
    pub const MAX: usize = 500;

    /// Reads a reason as typed.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        match text::lines(raw, Self::MAX)? {
            reason if reason.is_empty() => Err(Problem::Required),
            reason => Ok(Self(reason)),
        }
    }

    /// The reason as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_must_be_given() {
        assert_eq!(Reason::parse(" \n "), Err(Problem::Required));
        assert_eq!(Reason::parse(" leaked ").as_ref().map(Reason::as_str), Ok("leaked"));
    }
}
