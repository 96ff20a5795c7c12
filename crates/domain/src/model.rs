//! Which models a token may use.

use std::fmt;

use crate::{
    field_error::{Field, FieldError, Problem},
    text,
};

/// The name of a model as requests give it, `gpt-4o`: 1–100 characters that can be seen, without the comma, which
/// separates names in lists. Letter case counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelName(String);

impl ModelName {
    /// The most characters.
    pub const MAX: usize = 100;

    /// Reads a name as typed.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let text = text::required_line(raw, Self::MAX)?;
        match text.chars().find(|c| !c.is_ascii_graphic() || *c == ',') {
            Some(character) => Err(Problem::BadCharacter { character }),
            None => Ok(Self(text)),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The models that a token may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Models {
    /// Any, also those that do not exist yet.
    #[default]
    All,
    /// These: sorted, without doubles, at least one.
    Only(Vec<ModelName>),
}

impl Models {
    /// The most names in a list.
    pub const MAX: usize = 200;

    /// Reads names as typed, at least one; entries of white space alone are none. Every wrong one is named.
    pub fn read(raw: &[String]) -> Result<Self, Vec<FieldError>> {
        let (mut names, mut errors) = (Vec::new(), Vec::new());
        for (index, raw) in raw.iter().filter(|raw| !raw.trim().is_empty()).enumerate() {
            match ModelName::parse(raw) {
                Ok(name) => names.push(name),
                Err(problem) => errors.push(FieldError::at(Field::Models, index, problem)),
            }
        }
        names.sort();
        names.dedup();
        if names.is_empty() && errors.is_empty() {
            errors.push(FieldError::new(Field::Models, Problem::Required));
        }
        if names.len() > Self::MAX {
            let problem = Problem::TooMany { count: names.len(), max: Self::MAX };
            errors.push(FieldError::new(Field::Models, problem));
        }
        if errors.is_empty() { Ok(Self::Only(names)) } else { Err(errors) }
    }

    /// The names; none: all models.
    pub fn names(&self) -> Option<&[ModelName]> {
        match self {
            Self::All => None,
            Self::Only(names) => Some(names),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &[&str]) -> Result<Models, Vec<FieldError>> {
        Models::read(&raw.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn names_are_sorted_and_each_is_there_once() {
        let models = read(&["gpt-4o", " claude-3-5-sonnet ", "", "gpt-4o"]).unwrap();
        let names: Vec<_> = models.names().unwrap().iter().map(ModelName::as_str).collect();
        assert_eq!(names, ["claude-3-5-sonnet", "gpt-4o"]);
    }

    #[test]
    fn a_restriction_to_nothing_is_refused_and_never_becomes_all() {
        for raw in [&[][..], &["", "  "]] {
            assert_eq!(read(raw), Err(vec![FieldError::new(Field::Models, Problem::Required)]));
        }
    }

    #[test]
    fn every_wrong_name_is_told_with_its_place() {
        let errors = read(&["ok", "two words", "a,b", "ok", "모델"]).unwrap_err();
        assert_eq!(errors.iter().map(|error| error.index).collect::<Vec<_>>(), [Some(1), Some(2), Some(4)]);
        let many: Vec<_> = (0..201).map(|n| format!("m{n}")).collect();
        let problem = Problem::TooMany { count: 201, max: 200 };
        assert_eq!(Models::read(&many), Err(vec![FieldError::new(Field::Models, problem)]));
    }
}
