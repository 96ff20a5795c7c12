//! Admin keys as scripts see them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokendesk_domain::{
    address::AddressRange,
    admin_key::{AdminKey, AdminScope},
};

use super::moment;

/// A row of `admin-key list`, and the answer of `admin-key issue`.
#[derive(Debug, Serialize)]
pub(crate) struct AdminKeyRecord<'k> {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// Only in the answer of `admin-key issue`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<&'k str>,
    pub(crate) masked_key: String,
    /// `active`, `expired` or `revoked`
    pub(crate) status: &'static str,
    pub(crate) scopes: Vec<&'static str>,
    /// null: never
    pub(crate) expires: Option<String>,
    /// Empty: every address
    pub(crate) allow_ips: Vec<String>,
    pub(crate) created: String,
    /// null: never used; to the minute
    pub(crate) last_used: Option<String>,
    pub(crate) revoked: Option<String>,
}

impl AdminKeyRecord<'_> {
    /// The admin key as it is at `now`.
    pub(crate) fn of(key: &AdminKey, now: DateTime<Utc>) -> Self {
        let status = match key {
            AdminKey { revoked: Some(_), .. } => "revoked",
            AdminKey { expires: Some(at), .. } if *at <= now => "expired",
            _ => "active",
        };
        Self {
            id: key.id.0,
            name: key.name.to_string(),
            key: None,
            masked_key: key.hint.to_string(),
            status,
            scopes: key.scopes.iter().copied().map(AdminScope::code).collect(),
            expires: key.expires.map(moment),
            allow_ips: key.allow.iter().map(AddressRange::to_string).collect(),
            created: moment(key.created),
            last_used: key.last_used.map(moment),
            revoked: key.revoked.map(moment),
        }
    }
}
