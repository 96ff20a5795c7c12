//! A scope: one thing that a key may do.

use std::fmt;

use crate::{description::Description, field_error::Problem, text};

/// 1–100 characters that may stand in an OAuth 2 `scope` (source: RFC 6749 §3.3), without the comma.
///
/// It never changes: gateways know the scope by this name, and hand it on in a header.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeName(String);

impl ScopeName {
    /// The most characters.
    pub const MAX: usize = 100;

    /// Reads a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let text = text::required_line(raw, Self::MAX)?;
        match text.chars().find(|c| !c.is_ascii_graphic() || matches!(c, '"' | '\\' | ',')) {
            Some(character) => Err(Problem::BadCharacter { character }),
            None => Ok(Self(text)),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ScopeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The heading that scopes stand under: 0–50 characters on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeGroup(String);

impl ScopeGroup {
    /// The most characters.
    pub const MAX: usize = 50;

    /// Reads a heading as typed.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        text::line(raw, Self::MAX).map(Self)
    }

    /// The heading as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An entry of the scope catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// What gateways know it by.
    pub name: ScopeName,
    /// Where it stands.
    pub group: ScopeGroup,
    /// What it allows, for people.
    pub description: Description,
    /// Still honoured for the tokens that hold it, not offered any more.
    pub retired: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_name_fits_into_a_header_and_an_oauth_scope() {
        for raw in ["read", "clusters:read", "GET/v1/*", "a.b-c_d~"] {
            assert!(ScopeName::parse(raw).is_ok(), "{raw}");
        }
        for (raw, character) in
            [("two words", ' '), ("a,b", ','), ("a\"b", '"'), ("a\\b", '\\'), ("읽기", '읽')]
        {
            assert_eq!(ScopeName::parse(raw), Err(Problem::BadCharacter { character }), "{raw}");
        }
        assert_eq!(ScopeName::parse(" "), Err(Problem::Required));
    }
}
