//! Tokens as this face shows them.

use std::fmt::Display;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use tokendesk_domain::{
    address::AddressRange,
    amount::Amount,
    audit::AuditEntry,
    change::FieldChange,
    key::KeyHint,
    limit::RequestLimit,
    model::ModelName,
    quota::QuotaPeriod,
    rate::Rate,
    scope::ScopeName,
    token::{State, Token},
};
use utoipa::ToSchema;

/// A token.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub(super) struct TokenBody<'t> {
    /// Never used again, not even after the token is gone for good.
    #[schema(minimum = 1)]
    id: i64,
    /// Rises with every change.
    revision: i64,
    name: &'t str,
    /// The secret key: only in the answer to its creation, and null where that is repeated and the key is not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'t str>,
    /// What may be shown of the key, `sk-AbCd…wXyZ`.
    #[schema(value_type = String)]
    masked_key: Text<'t, KeyHint>,
    /// `copyable`: the key can be had again; `show_once`: only its hash is kept.
    #[schema(pattern = "^(copyable|show_once)$")]
    visibility: &'static str,
    /// What it is worth now.
    #[schema(pattern = "^(active|expiring|disabled|expired|exhausted|revoked|deleted)$")]
    status: &'static str,
    description: &'t str,
    scopes: Vec<&'t str>,
    /// The moment from which it is dead; null: never.
    #[schema(required, format = DateTime)]
    expires: Option<String>,
    /// Addresses and CIDR ranges; empty: every address.
    #[schema(value_type = Vec<String>)]
    #[serde(serialize_with = "texts")]
    allow_ips: &'t [AddressRange],
    /// Block wins: an address in both lists is blocked.
    #[schema(value_type = Vec<String>)]
    #[serde(serialize_with = "texts")]
    block_ips: &'t [AddressRange],
    /// null: unlimited.
    #[schema(required)]
    request_limit: Option<LimitBody>,
    /// Requests that count against the limit now.
    requests_used: u64,
    /// null: as fast as may be.
    #[schema(required)]
    rate: Option<RateBody>,
    /// What may be spent in all, in units: 500,000 are a dollar, or 200 credits; null: unlimited.
    #[schema(required)]
    quota: Option<u64>,
    #[schema(required)]
    daily_quota: Option<u64>,
    #[schema(required)]
    monthly_quota: Option<u64>,
    /// What counts against each of these now, in units.
    spent: u64,
    spent_today: u64,
    spent_this_month: u64,
    /// null: all.
    #[schema(required)]
    models: Option<Vec<&'t str>>,
    group: &'t str,
    #[schema(format = DateTime)]
    created: String,
    /// null: never used.
    #[schema(required, format = DateTime)]
    last_used: Option<String>,
    #[schema(required, format = DateTime)]
    revoked: Option<String>,
    #[schema(required)]
    revoked_reason: Option<&'t str>,
    /// Since when it lies in the trash.
    #[schema(required, format = DateTime)]
    deleted: Option<String>,
}

/// At most `max` requests in each `window`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RequestLimit)]
pub(super) struct LimitBody {
    #[schema(minimum = 1)]
    max: u64,
    /// The token's whole life, or each minute, hour, day or month of the calendar.
    #[schema(pattern = "^(total|minute|hour|day|month)$")]
    window: &'static str,
}

/// At most `max` requests a window in the long run, and `burst` at once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rate)]
pub(super) struct RateBody {
    #[schema(minimum = 1)]
    max: u32,
    #[schema(pattern = "^(second|minute|hour)$")]
    window: &'static str,
    #[schema(minimum = 1)]
    burst: u32,
}

/// What was done to a token.
#[derive(Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub(super) struct EntryBody {
    #[schema(format = DateTime)]
    at: String,
    /// Who: `desk:anna`, `cli:root`, `api:ci`.
    actor: String,
    /// From where, over HTTP; else null.
    #[schema(required)]
    address: Option<String>,
    action: &'static str,
    changes: Vec<ChangeBody>,
}

/// A field before and after; null: it had, or has, no value.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldChange)]
pub(super) struct ChangeBody {
    field: &'static str,
    #[schema(required)]
    before: Option<String>,
    #[schema(required)]
    after: Option<String>,
}

/// A value as it is written, without a copy of that.
struct Text<'t, T>(&'t T);

impl<T: Display> Serialize for Text<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

fn texts<S: Serializer>(list: &[AddressRange], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(list.iter().map(Text))
}

/// RFC 3339 in UTC with milliseconds.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl<'t> TokenBody<'t> {
    /// The token as it is at `now`.
    pub(super) fn of(token: &'t Token, now: DateTime<Utc>) -> Self {
        let spent = |period| token.spending.counted(period, now).units();
        let terms = &token.terms;
        let (revoked, revoked_reason) = match &token.state {
            State::Revoked { at, reason } => (Some(moment(*at)), Some(reason.as_str())),
            State::Enabled | State::Disabled => (None, None),
        };
        Self {
            id: token.id.0,
            revision: token.revision,
            name: token.name.as_str(),
            key: None,
            masked_key: Text(&token.hint),
            visibility: token.visibility.code(),
            status: token.status(now).code(),
            description: terms.description.as_str(),
            scopes: terms.scopes.iter().map(ScopeName::as_str).collect(),
            expires: terms.expires.map(moment),
            allow_ips: &terms.addresses.allow,
            block_ips: &terms.addresses.block,
            request_limit: terms.limit.map(LimitBody::from),
            requests_used: token.usage.counted(now),
            rate: terms.rate.map(RateBody::from),
            quota: terms.quota.total.map(Amount::units),
            daily_quota: terms.quota.daily.map(Amount::units),
            monthly_quota: terms.quota.monthly.map(Amount::units),
            spent: spent(QuotaPeriod::Total),
            spent_today: spent(QuotaPeriod::Day),
            spent_this_month: spent(QuotaPeriod::Month),
            models: terms.models.names().map(|names| names.iter().map(ModelName::as_str).collect()),
            group: terms.group.as_str(),
            created: moment(token.created),
            last_used: token.usage.last_used.map(moment),
            revoked,
            revoked_reason,
            deleted: token.deleted.map(moment),
        }
    }

    /// With its key.
    pub(super) fn with_key(self, key: Option<&'t str>) -> Self {
        Self { key, ..self }
    }
}

impl From<RequestLimit> for LimitBody {
    fn from(limit: RequestLimit) -> Self {
        Self { max: limit.max.get(), window: limit.window.code() }
    }
}

impl From<Rate> for RateBody {
    fn from(rate: Rate) -> Self {
        Self { max: rate.max().get(), window: rate.window().code(), burst: rate.burst().get() }
    }
}

impl From<FieldChange> for ChangeBody {
    fn from(change: FieldChange) -> Self {
        Self { field: change.field.code(), before: change.before, after: change.after }
    }
}

impl From<&AuditEntry> for EntryBody {
    fn from(entry: &AuditEntry) -> Self {
        let changes = entry.changes.iter().cloned().map(ChangeBody::from);
        Self {
            at: moment(entry.at),
            actor: entry.actor.name.clone(),
            address: entry.actor.address.map(|address| address.to_string()),
            action: entry.action.code(),
            changes: changes.collect(),
        }
    }
}
