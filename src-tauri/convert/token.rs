//! Tokens and their history.

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    audit::AuditEntry,
    change::ChangedField,
    finding::Finding,
    quota::QuotaPeriod,
    status::Status,
    token::{State, Token},
};
use tokendesk_issuer::Details;

use super::draft::alike;
use crate::wire;

alike!(Status, wire::Status, Active, Expiring, Disabled, Expired, Exhausted, Revoked, Deleted);
alike!(
    ChangedField,
    wire::ChangedField,
    Name,
    Description,
    Expiry,
    AllowIps,
    BlockIps,
    RequestLimit,
    Rate,
    Scopes,
    Quota,
    DailyQuota,
    MonthlyQuota,
    Models,
    Group,
    Visibility,
    State,
    Reason,
    Key,
    OldKeyUntil,
    ScopeGroup,
    Unmatched,
    Language,
    Theme,
    Density,
    KeyPrefix,
    DefaultVisibility,
    ClipboardSeconds,
    AutoLockMinutes,
    SafeGraphics,
    DailyNotice,
    DailyBackup,
    Enforce,
    EnforcePlace
);

/// A row as it stands at `now`.
pub(super) fn row(token: &Token, now: DateTime<Utc>) -> wire::TokenRow {
    let ms = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
    let spent = |period| token.spending.counted(period, now).units().cast_signed();
    wire::TokenRow {
        id: token.id.0,
        revision: token.revision,
        name: token.name.to_string(),
        status: token.status(now).into(),
        masked_key: token.hint.to_string(),
        visibility: token.visibility.into(),
        scopes: texts(&token.terms.scopes),
        expires_ms: ms(token.terms.expires),
        limit: token.terms.limit.map(Into::into),
        rate: token.terms.rate.map(Into::into),
        used: token.usage.counted(now).cast_signed(),
        quota: token.terms.quota.into(),
        spent: wire::Spent {
            total: spent(QuotaPeriod::Total),
            daily: spent(QuotaPeriod::Day),
            monthly: spent(QuotaPeriod::Month),
        },
        models: token.terms.models.names().map(texts),
        group: token.terms.group.as_str().to_owned(),
        allow_ips: texts(&token.terms.addresses.allow),
        block_ips: texts(&token.terms.addresses.block),
        created_ms: token.created.timestamp_millis(),
        last_used_ms: ms(token.usage.last_used),
        deleted_ms: ms(token.deleted),
    }
}

impl From<Details> for wire::TokenDetails {
    fn from(details: Details) -> Self {
        let (revoked_ms, revoked_reason) = match &details.token.state {
            State::Revoked { at, reason } => (Some(at.timestamp_millis()), Some(reason.as_str().to_owned())),
            State::Enabled | State::Disabled => (None, None),
        };
        Self {
            row: row(&details.token, details.now),
            description: details.token.terms.description.as_str().to_owned(),
            revoked_ms,
            revoked_reason,
            daily_reset_ms: details.next_reset(QuotaPeriod::Day).map(|at| at.timestamp_millis()),
            monthly_reset_ms: details.next_reset(QuotaPeriod::Month).map(|at| at.timestamp_millis()),
            purge_ms: details.purge_at().map(|at| at.timestamp_millis()),
            generation: details.token.generation,
            findings: details.findings().into_iter().map(finding).collect(),
            old_keys: details.old_keys.iter().map(Into::into).collect(),
            history: details.history.into_iter().map(entry).collect(),
        }
    }
}

fn finding((finding, at): (Finding, Option<DateTime<Utc>>)) -> wire::TokenFinding {
    wire::TokenFinding {
        finding: finding.into(),
        severity: finding.severity().into(),
        at_ms: at.map(|at| at.timestamp_millis()),
    }
}

fn entry(entry: AuditEntry) -> wire::HistoryEntry {
    wire::HistoryEntry {
        at_ms: entry.at.timestamp_millis(),
        actor: entry.actor.to_string(),
        action: entry.action.into(),
        changes: entry.changes.into_iter().map(Into::into).collect(),
    }
}

pub(super) fn texts<T: std::fmt::Display>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}
