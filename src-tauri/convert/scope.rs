//! Scopes.

use tokendesk_domain::{catalogue::ScopeForm, scope::Scope};

use crate::wire;

impl From<wire::ScopeDraft> for ScopeForm {
    fn from(draft: wire::ScopeDraft) -> Self {
        Self { name: draft.name, group: draft.group, description: draft.description }
    }
}

impl From<(Scope, u32)> for wire::Scope {
    fn from((scope, holders): (Scope, u32)) -> Self {
        Self {
            name: scope.name.to_string(),
            group: scope.group.as_str().to_owned(),
            description: scope.description.as_str().to_owned(),
            retired: scope.retired,
            holders,
        }
    }
}
