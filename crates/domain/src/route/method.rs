//! The method that a route is for.

use std::fmt;

/// One method in upper case, or every one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MethodPattern {
    /// Every method.
    Any,
    /// This one.
    One(String),
}

impl MethodPattern {
    /// The most characters.
    pub const MAX: usize = 32;
    /// How every method is written.
    pub const ANY: &'static str = "ANY";

    /// Reads a method as typed: `get`, `PURGE`, `ANY`.
    pub fn parse(raw: &str) -> Result<Self, MethodProblem> {
        let text = raw.trim().to_ascii_uppercase();
        if text.is_empty()
            || text.len() > Self::MAX
            || !text.bytes().all(|b| b.is_ascii_uppercase() || b == b'-')
        {
            return Err(MethodProblem);
        }
        Ok(if text == Self::ANY { Self::Any } else { Self::One(text) })
    }

    /// The method as text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Any => Self::ANY,
            Self::One(method) => method,
        }
    }

    /// How well it fits a request's method, from 0, the best; none: not at all. `HEAD` falls back to `GET`.
    /// The case does not count: services differ in whether it does, and a route must not be passed by.
    pub(crate) fn fit(&self, method: &str) -> Option<u8> {
        match self {
            Self::One(one) if one.eq_ignore_ascii_case(method) => Some(0),
            Self::One(one) if one == "GET" && method.eq_ignore_ascii_case("HEAD") => Some(1),
            Self::One(_) => None,
            Self::Any => Some(2),
        }
    }
}

impl fmt::Display for MethodPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Enter a method such as GET or POST, or ANY.")]
pub struct MethodProblem;
