//! The scope catalogue.

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    audit::Action,
    catalogue::{Catalogue, ScopeForm},
    field_error::{Field, FieldError, Problem},
    scope::{Scope, ScopeName},
    token::TokenId,
};
use tokendesk_store_sqlite::Write;

use crate::{Desk, DeskError};

/// Who holds a scope.
pub struct Holders {
    /// Living tokens that hold it.
    pub total: u32,
    /// The first of them by name.
    pub first: Vec<(TokenId, String)>,
}

/// What became of a scope that is not wanted any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retirement {
    /// Nobody held it: it is gone.
    Removed,
    /// It is held, or a route needs it: honoured, not offered any more.
    Retired,
}

impl Desk {
    /// All scopes by group and name, each with the number of living tokens that hold it.
    pub fn scopes(&self) -> Result<Vec<(Scope, u32)>, DeskError> {
        Ok(self.store().read()?.scopes()?)
    }

    /// The catalogue alone: who holds what takes as long as there are tokens.
    pub fn catalogue(&self) -> Result<Catalogue, DeskError> {
        Ok(self.store().read()?.catalogue()?)
    }

    /// Adds a scope; its name must be free, also among the retired ones.
    pub fn add_scope(&self, form: &ScopeForm) -> Result<Scope, DeskError> {
        let scope = form.read().map_err(DeskError::Invalid)?;
        let now = self.now();
        self.store().write(|write| {
            if write.catalogue()?.find(scope.name.as_str()).is_some() {
                let problem = Problem::Taken { name: scope.name.to_string() };
                return Err(DeskError::Invalid(vec![FieldError::new(Field::ScopeName, problem)]));
            }
            write.add_scope(&scope)?;
            let values = Scope::changes(None, Some(&scope));
            self.record(write, now, Action::ScopeAdded, (None, scope.name.as_str()), values)
        })?;
        Ok(scope)
    }

    /// Gives a scope another group and description; its name never changes.
    pub fn edit_scope(&self, form: &ScopeForm) -> Result<Scope, DeskError> {
        let scope = form.read().map_err(DeskError::Invalid)?;
        let now = self.now();
        self.store().write(|write| {
            let changes = Scope::changes(Some(&find(write, scope.name.as_str())?), Some(&scope));
            if changes.is_empty() {
                return Ok(());
            }
            write.update_scope(&scope)?;
            self.record(write, now, Action::ScopeEdited, (None, scope.name.as_str()), changes)
        })?;
        Ok(scope)
    }

    /// Takes a scope off the offer: removes it where nobody holds it, also not in the trash, and no route needs it;
    /// else retires it.
    pub fn retire_scope(&self, name: &str) -> Result<Retirement, DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let name = find(write, name)?.name;
            self.retire(write, now, &name)
        })
    }

    /// As [`Desk::retire_scope`], within a change.
    pub(crate) fn retire(
        &self,
        write: &Write<'_>,
        now: DateTime<Utc>,
        name: &ScopeName,
    ) -> Result<Retirement, DeskError> {
        let scope = find(write, name.as_str())?;
        let (action, done, changes) = if !write.is_held(name)? && !write.is_routed(name)? {
            write.remove_scope(name)?;
            (Action::ScopeRemoved, Retirement::Removed, Scope::changes(Some(&scope), None))
        } else if scope.retired {
            return Ok(Retirement::Retired);
        } else {
            write.set_retired(name, Some(now))?;
            (Action::ScopeRetired, Retirement::Retired, Vec::new())
        };
        self.record(write, now, action, (None, name.as_str()), changes)?;
        Ok(done)
    }

    /// Offers a retired scope again.
    pub fn reinstate_scope(&self, name: &str) -> Result<(), DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let Scope { name, retired, .. } = find(write, name)?;
            if !retired {
                return Ok(());
            }
            write.set_retired(&name, None)?;
            self.record(write, now, Action::ScopeReinstated, (None, name.as_str()), Vec::new())
        })
    }

    /// Who holds a scope; the first `at_most` by name.
    pub fn scope_holders(&self, name: &str, at_most: u32) -> Result<Holders, DeskError> {
        let scope = ScopeName::parse(name).map_err(|_| DeskError::NotFound)?;
        let (total, first) = self.store().read()?.holders(&scope, at_most)?;
        Ok(Holders { total, first })
    }
}

fn find(write: &Write<'_>, name: &str) -> Result<Scope, DeskError> {
    write.catalogue()?.find(name.trim()).cloned().ok_or(DeskError::NotFound)
}
