//! Tokens as scripts see them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokendesk_domain::{
    amount::Amount,
    limit::RequestLimit,
    quota::QuotaPeriod,
    rate::Rate,
    token::{State, Token},
};
use tokendesk_issuer::{Details, Issued};

use super::{HistoryRecord, OldKeyRecord, moment};

/// A token. A row of `token list`, and the beginning of every other record of a token.
#[derive(Serialize)]
pub(crate) struct TokenRecord<'k> {
    id: i64,
    name: String,
    /// Only in the answers of `token issue` and `token rotate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'k str>,
    /// `sk-AbCd…wXyZ`
    masked_key: String,
    /// `copyable` or `show_once`
    visibility: &'static str,
    /// `active`, `expiring`, `disabled`, `expired`, `exhausted`, `revoked` or `deleted`
    status: &'static str,
    /// Rises with every change; `token edit --revision` takes it.
    revision: i64,
    description: String,
    scopes: Vec<String>,
    /// null: never
    expires: Option<String>,
    /// Empty: every address
    allow_ips: Vec<String>,
    block_ips: Vec<String>,
    /// null: unlimited
    request_limit: Option<LimitRecord>,
    /// Requests that count against the limit now.
    requests_used: u64,
    created: String,
    /// null: never used
    last_used: Option<String>,
    revoked: Option<String>,
    revoked_reason: Option<String>,
    /// Set in the trash.
    deleted: Option<String>,
    /// null: as fast as may be
    rate: Option<RateRecord>,
    /// What may be spent in all, in units (500,000 are a dollar); null: unlimited.
    quota: Option<u64>,
    daily_quota: Option<u64>,
    monthly_quota: Option<u64>,
    /// What counts against each of these now, in units.
    spent: u64,
    spent_today: u64,
    spent_this_month: u64,
    /// null: all models
    models: Option<Vec<String>>,
    group: String,
}

/// `{"max":1000,"window":"day"}`; the window is `total`, `minute`, `hour`, `day` or `month`.
#[derive(Debug, Serialize)]
pub(crate) struct LimitRecord {
    max: u64,
    window: &'static str,
}

/// `{"max":100,"window":"minute","burst":20}`; the window is `second`, `minute` or `hour`.
#[derive(Debug, Serialize)]
pub(crate) struct RateRecord {
    max: u32,
    window: &'static str,
    burst: u32,
}

/// The answer of `token key`.
#[derive(Serialize)]
pub(crate) struct KeyRecord<'k> {
    pub(crate) id: i64,
    pub(crate) name: &'k str,
    pub(crate) key: &'k str,
}

/// The answer of `token show`.
#[derive(Serialize)]
pub(crate) struct DetailsRecord {
    #[serde(flatten)]
    token: TokenRecord<'static>,
    /// When the trash is emptied of it.
    trash_until: Option<String>,
    /// Newest first, at most 50.
    history: Vec<HistoryRecord>,
    /// Which of its keys is the present one, from 1.
    key_generation: u32,
    /// Keys that were rotated out and pass still, the latest first.
    old_keys: Vec<OldKeyRecord>,
    /// When the next day and the next month begin to count.
    daily_reset: Option<String>,
    monthly_reset: Option<String>,
}

/// What became of one token of `disable`, `enable`, `revoke`, `delete`, `restore` and `purge`.
#[derive(Debug, Serialize)]
pub(crate) struct ChangeRecord {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// false: it is as it was, because it already is so, or can't be.
    pub(crate) changed: bool,
    /// null: it is gone for good.
    pub(crate) status: Option<&'static str>,
    pub(crate) revision: i64,
}

impl From<RequestLimit> for LimitRecord {
    fn from(limit: RequestLimit) -> Self {
        Self { max: limit.max.get(), window: limit.window.code() }
    }
}

impl From<Rate> for RateRecord {
    fn from(rate: Rate) -> Self {
        Self { max: rate.max().get(), window: rate.window().code(), burst: rate.burst().get() }
    }
}

impl<'k> TokenRecord<'k> {
    /// The beginning of the answers of `token issue` and `token rotate`: the records of a token that hold its key.
    pub(crate) fn issued(issued: &'k Issued) -> Self {
        let Details { token, now, .. } = &issued.details;
        Self { key: Some(issued.key.expose()), ..Self::of(token, *now) }
    }

    /// The token as it is at `now`.
    pub(crate) fn of(token: &Token, now: DateTime<Utc>) -> Self {
        let texts =
            |list: &[tokendesk_domain::address::AddressRange]| list.iter().map(ToString::to_string).collect();
        let spent = |period| token.spending.counted(period, now).units();
        let (revoked, revoked_reason) = match &token.state {
            State::Revoked { at, reason } => (Some(moment(*at)), Some(reason.as_str().to_owned())),
            State::Enabled | State::Disabled => (None, None),
        };
        Self {
            id: token.id.0,
            name: token.name.to_string(),
            key: None,
            masked_key: token.hint.to_string(),
            visibility: token.visibility.code(),
            status: token.status(now).code(),
            revision: token.revision,
            description: token.terms.description.as_str().to_owned(),
            scopes: token.terms.scopes.iter().map(ToString::to_string).collect(),
            expires: token.terms.expires.map(moment),
            allow_ips: texts(&token.terms.addresses.allow),
            block_ips: texts(&token.terms.addresses.block),
            request_limit: token.terms.limit.map(LimitRecord::from),
            requests_used: token.usage.counted(now),
            created: moment(token.created),
            last_used: token.usage.last_used.map(moment),
            revoked,
            revoked_reason,
            deleted: token.deleted.map(moment),
            rate: token.terms.rate.map(RateRecord::from),
            quota: token.terms.quota.total.map(Amount::units),
            daily_quota: token.terms.quota.daily.map(Amount::units),
            monthly_quota: token.terms.quota.monthly.map(Amount::units),
            spent: spent(QuotaPeriod::Total),
            spent_today: spent(QuotaPeriod::Day),
            spent_this_month: spent(QuotaPeriod::Month),
            models: token.terms.models.names().map(|names| names.iter().map(ToString::to_string).collect()),
            group: token.terms.group.as_str().to_owned(),
        }
    }
}

impl DetailsRecord {
    pub(crate) fn of(details: &Details) -> Self {
        let reset = |period| details.next_reset(period).map(moment);
        Self {
            token: TokenRecord::of(&details.token, details.now),
            trash_until: details.purge_at().map(moment),
            history: details.history.iter().map(HistoryRecord::of).collect(),
            key_generation: details.token.generation,
            old_keys: OldKeyRecord::all(details),
            daily_reset: reset(QuotaPeriod::Day),
            monthly_reset: reset(QuotaPeriod::Month),
        }
    }
}
