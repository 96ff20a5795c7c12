//! Tokens as these clients know them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokendesk_domain::{key::Key, model::ModelName, status::Status, token::Token};

use super::PREFIX;

/// A token.
#[derive(Serialize)]
pub(super) struct TokenObject {
    id: i64,
    user_id: i64,
    key: String,
    /// 1 enabled, 2 disabled, 3 expired, 4 exhausted
    status: u8,
    name: String,
    created_time: i64,
    accessed_time: i64,
    /// -1: never
    expired_time: i64,
    remain_quota: u64,
    unlimited_quota: bool,
    model_limits_enabled: bool,
    model_limits: String,
    /// One a line.
    allow_ips: String,
    used_quota: u64,
    group: String,
    cross_group_retry: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    daily_quota: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    monthly_quota: Option<u64>,
    #[serde(rename = "DeletedAt")]
    deleted_at: Option<String>,
}

impl TokenObject {
    /// With its key masked.
    pub(super) fn of(token: &Token, now: DateTime<Utc>) -> Self {
        let terms = &token.terms;
        let spent = token.spending.total;
        let addresses: Vec<_> = terms.addresses.allow.iter().map(ToString::to_string).collect();
        let created = token.created.timestamp();
        Self {
            id: token.id.0,
            user_id: 1,
            key: masked(token),
            status: status(token.status(now)),
            name: token.name.to_string(),
            created_time: created,
            accessed_time: token.usage.last_used.map_or(created, |at| at.timestamp()),
            expired_time: terms.expires.map_or(-1, |at| at.timestamp()),
            remain_quota: terms.quota.total.map_or(0, |total| total.less(spent).units()),
            unlimited_quota: terms.quota.total.is_none(),
            model_limits_enabled: terms.models.names().is_some(),
            model_limits: model_names(token).join(","),
            allow_ips: addresses.join("\n"),
            used_quota: spent.units(),
            group: terms.group.as_str().to_owned(),
            cross_group_retry: false,
            daily_quota: terms.quota.daily.map(tokendesk_domain::amount::Amount::units),
            monthly_quota: terms.quota.monthly.map(tokendesk_domain::amount::Amount::units),
            deleted_at: None,
        }
    }

    /// With its key.
    pub(super) fn with_key(self, key: &Key) -> Self {
        Self { key: bare(key.expose()).to_owned(), ..self }
    }
}

/// The names of the models that it may use; empty: all.
pub(super) fn model_names(token: &Token) -> Vec<&str> {
    token.terms.models.names().unwrap_or_default().iter().map(ModelName::as_str).collect()
}

/// The key without what clients put before it themselves.
pub(super) fn bare(key: &str) -> &str {
    key.strip_prefix(PREFIX).unwrap_or(key)
}

/// `AbCd**********wXyZ`
fn masked(token: &Token) -> String {
    format!("{}**********{}", bare(&token.hint.head), token.hint.tail)
}

const fn status(status: Status) -> u8 {
    match status {
        Status::Active | Status::Expiring => 1,
        Status::Disabled | Status::Revoked | Status::Deleted => 2,
        Status::Expired => 3,
        Status::Exhausted => 4,
    }
}
