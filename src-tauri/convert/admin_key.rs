//! Keys of scripts.

use chrono::{DateTime, Utc};
use tokendesk_domain::admin_key::{AdminKey, AdminKeyForm, AdminScope};

use super::token::texts;
use crate::wire;

impl From<AdminScope> for wire::AdminScope {
    fn from(scope: AdminScope) -> Self {
        match scope {
            AdminScope::TokensRead => Self::TokensRead,
            AdminScope::TokensWrite => Self::TokensWrite,
            AdminScope::KeysCopy => Self::KeysCopy,
            AdminScope::AuditRead => Self::AuditRead,
        }
    }
}

impl From<wire::AdminKeyDraft> for AdminKeyForm {
    fn from(draft: wire::AdminKeyDraft) -> Self {
        Self { name: draft.name, scopes: draft.scopes, expiry: draft.expiry.into(), allow: draft.allow_ips }
    }
}

/// The admin key as it is at `now`.
pub(crate) fn admin_key(key: &AdminKey, now: DateTime<Utc>) -> wire::AdminKey {
    wire::AdminKey {
        id: key.id.0,
        name: key.name.to_string(),
        masked_key: key.hint.to_string(),
        state: match key {
            AdminKey { revoked: Some(_), .. } => wire::AdminKeyState::Revoked,
            AdminKey { expires: Some(at), .. } if *at <= now => wire::AdminKeyState::Expired,
            _ => wire::AdminKeyState::Active,
        },
        scopes: key.scopes.iter().copied().map(Into::into).collect(),
        expires_ms: key.expires.map(|at| at.timestamp_millis()),
        allow_ips: texts(&key.allow),
        created_ms: key.created.timestamp_millis(),
        last_used_ms: key.last_used.map(|at| at.timestamp_millis()),
    }
}
