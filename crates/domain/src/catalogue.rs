//! The scope catalogue: what can be chosen under *Range*.

use crate::{
    description::Description,
    field_error::{Field, FieldError, Problem},
    scope::{Scope, ScopeGroup, ScopeName},
};

/// All scopes, also the retired ones.
#[derive(Clone, Debug, Default)]
pub struct Catalogue(Vec<Scope>);

impl Catalogue {
    /// A catalogue of these scopes.
    pub const fn new(scopes: Vec<Scope>) -> Self {
        Self(scopes)
    }

    /// The scope of that name.
    pub fn find(&self, name: &str) -> Option<&Scope> {
        self.0.iter().find(|scope| scope.name.as_str() == name)
    }

    /// All scopes.
    pub fn all(&self) -> &[Scope] {
        &self.0
    }

    /// Scopes on offer.
    pub fn offered(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter().filter(|scope| !scope.retired)
    }

    /// Reads the scopes chosen for a token that already holds `held`: at least one; unknown ones are refused,
    /// retired ones too unless held. The result is sorted and without doubles.
    pub fn read_choice(
        &self,
        chosen: &[String],
        held: &[ScopeName],
    ) -> Result<Vec<ScopeName>, Vec<FieldError>> {
        let mut names = Vec::new();
        let mut errors = Vec::new();
        for (index, raw) in chosen.iter().enumerate() {
            match self.find(raw.trim()) {
                Some(scope) if scope.retired && !held.contains(&scope.name) => {
                    let problem = Problem::RetiredScope { name: scope.name.to_string() };
                    errors.push(FieldError::at(Field::Scopes, index, problem));
                }
                Some(scope) => names.push(scope.name.clone()),
                None => {
                    let problem = Problem::UnknownScope { name: raw.trim().to_owned() };
                    errors.push(FieldError::at(Field::Scopes, index, problem));
                }
            }
        }
        if chosen.is_empty() {
            errors.push(FieldError::new(Field::Scopes, Problem::Required));
        }
        names.sort();
        names.dedup();
        if errors.is_empty() { Ok(names) } else { Err(errors) }
    }
}

/// A scope as typed.
#[derive(Clone, Debug)]
pub struct ScopeForm {
    /// Its name.
    pub name: String,
    /// Its heading.
    pub group: String,
    /// What it allows.
    pub description: String,
}

impl ScopeForm {
    /// Reads the form, collecting all errors. Whether the name is free is the store's to say.
    pub fn read(&self) -> Result<Scope, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut keep = |field, problem| errors.push(FieldError::new(field, problem));
        let name = ScopeName::parse(&self.name).map_err(|problem| keep(Field::ScopeName, problem));
        let group = ScopeGroup::parse(&self.group).map_err(|problem| keep(Field::ScopeGroup, problem));
        let description =
            Description::parse(&self.description).map_err(|problem| keep(Field::Description, problem));
        match (name, group, description) {
            (Ok(name), Ok(group), Ok(description)) => Ok(Scope { name, group, description, retired: false }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(name: &str, retired: bool) -> Scope {
        let form = ScopeForm { name: name.into(), group: String::new(), description: String::new() };
        Scope { retired, ..form.read().unwrap() }
    }

    fn catalogue() -> Catalogue {
        Catalogue::new(vec![scope("read", false), scope("write", false), scope("old", true)])
    }

    fn choose(chosen: &[&str], held: &[ScopeName]) -> Result<Vec<ScopeName>, Vec<FieldError>> {
        catalogue().read_choice(&chosen.iter().map(ToString::to_string).collect::<Vec<_>>(), held)
    }

    #[test]
    fn at_least_one_scope_must_be_chosen() {
        assert_eq!(choose(&[], &[]), Err(vec![FieldError::new(Field::Scopes, Problem::Required)]));
    }

    #[test]
    fn doubles_count_once_and_order_does_not_matter() {
        let names = choose(&["write", "read", "write"], &[]).unwrap();
        assert_eq!(names.iter().map(ScopeName::as_str).collect::<Vec<_>>(), ["read", "write"]);
    }

    #[test]
    fn a_retired_scope_can_be_kept_but_not_given() {
        let held = [ScopeName::parse("old").unwrap()];
        assert!(choose(&["old"], &held).is_ok());
        let refused = FieldError::at(Field::Scopes, 0, Problem::RetiredScope { name: "old".into() });
        assert_eq!(choose(&["old"], &[]), Err(vec![refused]));
    }

    #[test]
    fn every_unknown_scope_is_named() {
        let errors = choose(&["nope", "read", "nada"], &[]).unwrap_err();
        assert_eq!(errors.iter().map(|e| e.index).collect::<Vec<_>>(), [Some(0), Some(2)]);
    }
}
