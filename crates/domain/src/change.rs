//! What changes, field by field, for the audit log and for whoever edits at the same time.

use std::fmt::Display;

use crate::{admin_key::NewAdminKey, key::KeyHint, scope::Scope, token::Terms};

/// A field that can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedField {
    /// Fixed at issue.
    Name,
    /// Free text.
    Description,
    /// The expiration, as Unix ms.
    Expiry,
    /// Allowed addresses, one a line.
    AllowIps,
    /// Blocked addresses, one a line.
    BlockIps,
    /// `1000/day`
    RequestLimit,
    /// `100/minute burst 20`
    Rate,
    /// Scope names, one a line.
    Scopes,
    /// What may be spent in all, in units.
    Quota,
    /// What may be spent in each day, in units.
    DailyQuota,
    /// What may be spent in each month, in units.
    MonthlyQuota,
    /// Names of models, one a line; none: all.
    Models,
    /// A label; none: the default one.
    Group,
    /// `copyable` or `show_once`
    Visibility,
    /// `enabled`, `disabled` or `revoked`
    State,
    /// Why it was revoked.
    Reason,
    /// The part of its key that may be shown.
    Key,
    /// When an old key ends, as Unix ms.
    OldKeyUntil,
    /// The heading of a scope.
    ScopeGroup,
    /// What becomes of a request without a route: `refuse` or `pass`.
    Unmatched,
    /// The window's language.
    Language,
    /// Light or dark.
    Theme,
    /// Height of rows.
    Density,
    /// What new keys begin with.
    KeyPrefix,
    /// What the form offers first.
    DefaultVisibility,
    /// How long a key stays on the clipboard, in seconds; or `off`.
    ClipboardSeconds,
    /// Idle minutes until the vault is locked; or `off`.
    AutoLockMinutes,
    /// `on` or `off`: in entries of consoles that could also paint with the graphics card.
    SafeGraphics,
    /// Whether what needs a look is told once a day: `on` or `off`.
    DailyNotice,
    /// Whether a backup is made each day: `on` or `off`.
    DailyBackup,
    /// Whether the console enforces tokens by itself: `on` or `off`.
    Enforce,
    /// Where gateways reach it.
    EnforcePlace,
}

impl ChangedField {
    /// All fields.
    pub const ALL: [Self; 32] = [
        Self::Name,
        Self::Description,
        Self::Expiry,
        Self::AllowIps,
        Self::BlockIps,
        Self::RequestLimit,
        Self::Rate,
        Self::Scopes,
        Self::Quota,
        Self::DailyQuota,
        Self::MonthlyQuota,
        Self::Models,
        Self::Group,
        Self::Visibility,
        Self::State,
        Self::Reason,
        Self::Key,
        Self::OldKeyUntil,
        Self::ScopeGroup,
        Self::Unmatched,
        Self::Language,
        Self::Theme,
        Self::Density,
        Self::KeyPrefix,
        Self::DefaultVisibility,
        Self::ClipboardSeconds,
        Self::AutoLockMinutes,
        Self::SafeGraphics,
        Self::DailyNotice,
        Self::DailyBackup,
        Self::Enforce,
        Self::EnforcePlace,
    ];

    /// The word that files use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::Expiry => "expiry",
            Self::AllowIps => "allow_ips",
            Self::BlockIps => "block_ips",
            Self::RequestLimit => "request_limit",
            Self::Rate => "rate",
            Self::Scopes => "scopes",
            Self::Quota => "quota",
            Self::DailyQuota => "daily_quota",
            Self::MonthlyQuota => "monthly_quota",
            Self::Models => "models",
            Self::Group => "group",
            Self::Visibility => "visibility",
            Self::State => "state",
            Self::Reason => "reason",
            Self::Key => "key",
            Self::OldKeyUntil => "old_key_until",
            Self::ScopeGroup => "scope_group",
            Self::Unmatched => "unmatched_requests",
            Self::Language => "language",
            Self::Theme => "theme",
            Self::Density => "density",
            Self::KeyPrefix => "key_prefix",
            Self::DefaultVisibility => "default_visibility",
            Self::ClipboardSeconds => "clipboard_seconds",
            Self::AutoLockMinutes => "auto_lock_minutes",
            Self::SafeGraphics => "safe_graphics",
            Self::DailyNotice => "daily_notice",
            Self::DailyBackup => "backup_daily",
            Self::Enforce => "enforce",
            Self::EnforcePlace => "enforce_place",
        }
    }

    /// The field of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// A field before and after; none: it had, or has, no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field.
    pub field: ChangedField,
    /// Its value before.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
}

impl FieldChange {
    /// A change of `field`, if `before` and `after` differ.
    pub fn of(field: ChangedField, before: Option<String>, after: Option<String>) -> Option<Self> {
        (before != after).then_some(Self { field, before, after })
    }
}

impl Terms {
    /// What differs in `after`; `None` before: a new token.
    pub fn changes(before: Option<&Self>, after: &Self) -> Vec<FieldChange> {
        type Value = fn(&Terms) -> Option<String>;
        let fields: [(ChangedField, Value); 12] = [
            (ChangedField::Description, |terms| some(terms.description.as_str().to_owned())),
            (ChangedField::Expiry, |terms| terms.expires.map(|at| at.timestamp_millis().to_string())),
            (ChangedField::AllowIps, |terms| some(one_a_line(&terms.addresses.allow))),
            (ChangedField::BlockIps, |terms| some(one_a_line(&terms.addresses.block))),
            (ChangedField::RequestLimit, |terms| {
                terms.limit.map(|limit| format!("{}/{}", limit.max, limit.window.code()))
            }),
            (ChangedField::Rate, |terms| terms.rate.map(|rate| rate.to_string())),
            (ChangedField::Scopes, |terms| some(one_a_line(&terms.scopes))),
            (ChangedField::Quota, |terms| terms.quota.total.map(|amount| amount.to_string())),
            (ChangedField::DailyQuota, |terms| terms.quota.daily.map(|amount| amount.to_string())),
            (ChangedField::MonthlyQuota, |terms| terms.quota.monthly.map(|amount| amount.to_string())),
            (ChangedField::Models, |terms| terms.models.names().map(one_a_line)),
            (ChangedField::Group, |terms| {
                (!terms.group.is_default()).then(|| terms.group.as_str().to_owned())
            }),
        ];
        fields
            .into_iter()
            .filter_map(|(field, value)| FieldChange::of(field, before.and_then(value), value(after)))
            .collect()
    }
}

impl Scope {
    /// What differs in `after`; none on one side: a new scope, or one that is gone.
    pub fn changes(before: Option<&Self>, after: Option<&Self>) -> Vec<FieldChange> {
        let group = |scope: &Self| some(scope.group.as_str().to_owned());
        let description = |scope: &Self| some(scope.description.as_str().to_owned());
        [
            FieldChange::of(ChangedField::ScopeGroup, before.and_then(group), after.and_then(group)),
            FieldChange::of(
                ChangedField::Description,
                before.and_then(description),
                after.and_then(description),
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl NewAdminKey {
    /// What it begins with, and the part of its secret that may be shown.
    pub fn first_values(&self, hint: &KeyHint) -> Vec<FieldChange> {
        let scopes: Vec<_> = self.scopes.iter().map(|scope| scope.code()).collect();
        [
            (ChangedField::Key, Some(hint.to_string())),
            (ChangedField::Scopes, some(one_a_line(&scopes))),
            (ChangedField::Expiry, self.expires.map(|at| at.timestamp_millis().to_string())),
            (ChangedField::AllowIps, some(one_a_line(&self.allow))),
        ]
        .into_iter()
        .filter_map(|(field, value)| FieldChange::of(field, None, value))
        .collect()
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn one_a_line<T: Display>(list: &[T]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
