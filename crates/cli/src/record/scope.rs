//! Scopes as scripts see them.

use serde::Serialize;
use tokendesk_domain::scope::Scope;
use tokendesk_issuer::{Holders, Retirement};

/// A scope of the catalogue.
#[derive(Debug, Serialize)]
pub(crate) struct ScopeRecord {
    name: String,
    group: String,
    description: String,
    /// Honoured for the tokens that hold it, not given to others.
    retired: bool,
    /// Tokens outside the trash that hold it.
    holders: u32,
}

/// The answer of `scope retire`.
#[derive(Debug, Serialize)]
pub(crate) struct RetirementRecord {
    name: String,
    /// `removed` or `retired`
    outcome: &'static str,
    /// Tokens outside the trash that hold it.
    holders: u32,
    /// The first of them by name.
    held_by: Vec<HolderRecord>,
}

#[derive(Debug, Serialize)]
struct HolderRecord {
    id: i64,
    name: String,
}

impl ScopeRecord {
    pub(crate) fn of(scope: &Scope, holders: u32) -> Self {
        Self {
            name: scope.name.to_string(),
            group: scope.group.as_str().to_owned(),
            description: scope.description.as_str().to_owned(),
            retired: scope.retired,
            holders,
        }
    }
}

impl RetirementRecord {
    pub(crate) fn of(name: &str, retirement: Retirement, holders: &Holders) -> Self {
        Self {
            name: name.to_owned(),
            outcome: match retirement {
                Retirement::Removed => "removed",
                Retirement::Retired => "retired",
            },
            holders: holders.total,
            held_by: holders
                .first
                .iter()
                .map(|(id, name)| HolderRecord { id: id.0, name: name.clone() })
                .collect(),
        }
    }
}
