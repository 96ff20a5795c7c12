//! Keys of scripts that administer tokens.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ExpiryDraft;

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AdminKey {
    #[ts(type = "number")]
    pub(crate) id: i64,
    /// The audit log calls its holder `api:NAME`.
    pub(crate) name: String,
    pub(crate) masked_key: String,
    pub(crate) state: AdminKeyState,
    pub(crate) scopes: Vec<AdminScope>,
    /// null: never.
    #[ts(type = "number | null")]
    pub(crate) expires_ms: Option<i64>,
    /// Empty: every address.
    pub(crate) allow_ips: Vec<String>,
    #[ts(type = "number")]
    pub(crate) created_ms: i64,
    /// To the minute; null: never.
    #[ts(type = "number | null")]
    pub(crate) last_used_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum AdminKeyState {
    Active,
    Expired,
    Revoked,
}

/// What an admin key may do, by the word that scripts know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) enum AdminScope {
    #[serde(rename = "tokens:read")]
    TokensRead,
    #[serde(rename = "tokens:write")]
    TokensWrite,
    #[serde(rename = "keys:copy")]
    KeysCopy,
    #[serde(rename = "audit:read")]
    AuditRead,
}

/// An admin key as typed.
#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AdminKeyDraft {
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expiry: ExpiryDraft,
    pub(crate) allow_ips: Vec<String>,
}

#[derive(Clone, Copy, Deserialize, TS)]
#[ts(export)]
pub(crate) struct AdminKeyRef {
    #[ts(type = "number")]
    pub(crate) id: i64,
}
