//! Forms.

use tokendesk_domain::{
    address::AddressProblem,
    address_list::{AddressNote, AddressReading},
    amount::{Amount, Denomination},
    expiry::ExpiryChoice,
    field_error::{Field, FieldError, Problem},
    form::{QuotaForm, Reading, TermsForm},
    issue::IssueForm,
    limit::{LimitWindow, RequestLimit},
    quota::Quota,
    rate::{Rate, RateForm, RateWindow},
    token::{TokenId, Visibility},
    warning::Warning,
};
use tokendesk_issuer::EditRequest;

use super::token::texts;
use crate::wire;

impl From<wire::TokenDraft> for IssueForm {
    fn from(mut draft: wire::TokenDraft) -> Self {
        Self {
            name: draft.name,
            visibility: draft.visibility.into(),
            terms: TermsForm {
                description: draft.description,
                expiry: draft.expiry.into(),
                allow: draft.allow_ips,
                block: draft.block_ips,
                limit: draft.request_limit,
                window: draft.limit_window.into(),
                rate: RateForm { max: draft.rate, window: draft.rate_window.into(), burst: draft.burst },
                scopes: draft.scopes,
                models: models(&mut draft.spending),
                group: std::mem::take(&mut draft.spending.group),
                quota: draft.spending.into(),
            },
        }
    }
}

impl From<wire::EditDraft> for EditRequest {
    fn from(mut draft: wire::EditDraft) -> Self {
        Self {
            id: TokenId(draft.id),
            revision: draft.revision,
            form: TermsForm {
                description: draft.description,
                expiry: draft.expiry.into(),
                allow: draft.allow_ips,
                block: draft.block_ips,
                limit: draft.request_limit,
                window: draft.limit_window.into(),
                rate: RateForm { max: draft.rate, window: draft.rate_window.into(), burst: draft.burst },
                scopes: draft.scopes,
                models: models(&mut draft.spending),
                group: std::mem::take(&mut draft.spending.group),
                quota: draft.spending.into(),
            },
        }
    }
}

/// The names, if only they are allowed.
fn models(draft: &mut wire::SpendingDraft) -> Option<Vec<String>> {
    draft.restrict_models.then(|| std::mem::take(&mut draft.models))
}

impl From<wire::SpendingDraft> for QuotaForm {
    fn from(draft: wire::SpendingDraft) -> Self {
        Self {
            total: draft.quota,
            daily: draft.daily_quota,
            monthly: draft.monthly_quota,
            denomination: draft.denomination.into(),
        }
    }
}

impl From<Quota> for wire::Quota {
    fn from(quota: Quota) -> Self {
        let [total, daily, monthly] =
            [quota.total, quota.daily, quota.monthly].map(|amount| amount.map(units));
        Self { total, daily, monthly }
    }
}

fn units(amount: Amount) -> i64 {
    amount.units().cast_signed()
}

impl From<wire::ExpiryDraft> for ExpiryChoice {
    fn from(expiry: wire::ExpiryDraft) -> Self {
        match expiry {
            wire::ExpiryDraft::Never => Self::Never,
            wire::ExpiryDraft::InDays { days } => Self::InDays(days),
            wire::ExpiryDraft::Day { day } => Self::Day(day),
            wire::ExpiryDraft::Moment { moment } => Self::Moment(moment),
            wire::ExpiryDraft::Unchanged => Self::Unchanged,
        }
    }
}

/// What was read in a form, for the window. `name` is the token's name as it is or would be saved.
pub(crate) fn draft_review<T>(reading: Reading<T>, same_name: u32, name: String) -> wire::DraftReview {
    wire::DraftReview {
        errors: reading.value.err().into_iter().flatten().map(Into::into).collect(),
        warnings: reading.warnings.into_iter().map(Into::into).collect(),
        same_name,
        expires_ms: reading.expires.map(|at| at.timestamp_millis()),
        allow: reading.addresses.allow.into_iter().map(Into::into).collect(),
        block: reading.addresses.block.into_iter().map(Into::into).collect(),
        limit: reading.limit.map(Into::into),
        rate: reading.rate.map(Into::into),
        quota: reading.quota.into(),
        models: reading.models.names().map(texts),
        group: reading.group.as_str().to_owned(),
        name,
    }
}

impl From<RequestLimit> for wire::Limit {
    fn from(limit: RequestLimit) -> Self {
        Self { max: limit.max.get().cast_signed(), window: limit.window.into() }
    }
}

impl From<Rate> for wire::Rate {
    fn from(rate: Rate) -> Self {
        Self { max: rate.max().get(), window: rate.window().into(), burst: rate.burst().get() }
    }
}

impl From<AddressReading> for wire::AddressReading {
    fn from(reading: AddressReading) -> Self {
        Self {
            raw: reading.raw,
            canonical: reading.range.ok().map(|range| range.to_string()),
            problem: reading.range.err().map(Into::into),
            note: reading.note.map(Into::into),
        }
    }
}

impl From<AddressProblem> for wire::AddressProblem {
    fn from(problem: AddressProblem) -> Self {
        match problem {
            AddressProblem::LeadingZero => Self::LeadingZero,
            AddressProblem::Netmask => Self::Netmask,
            AddressProblem::Range => Self::Range,
            AddressProblem::HostName => Self::HostName,
            AddressProblem::ZoneId => Self::ZoneId,
            AddressProblem::Port => Self::Port,
            AddressProblem::NotAscii => Self::NotAscii,
            AddressProblem::PrefixTooLong { max } => Self::PrefixTooLong { max },
            AddressProblem::Malformed => Self::Malformed,
        }
    }
}

impl From<FieldError> for wire::FieldError {
    fn from(error: FieldError) -> Self {
        Self { field: error.field.into(), index: error.index.map(small), problem: error.problem.into() }
    }
}

impl From<Problem> for wire::Problem {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Required => Self::Required,
            Problem::TooLong { length, max } => Self::TooLong { length: small(length), max: small(max) },
            Problem::TooShort { length, min } => Self::TooShort { length: small(length), min: small(min) },
            Problem::TooMany { count, max } => Self::TooMany { count: small(count), max: small(max) },
            Problem::ControlCharacter => Self::ControlCharacter,
            Problem::BadCharacter { character } => Self::BadCharacter { character: character.into() },
            Problem::Address(problem) => Self::Address { problem: problem.into() },
            Problem::NotAWholeNumber => Self::NotAWholeNumber,
            Problem::Negative => Self::Negative,
            Problem::Fraction => Self::Fraction,
            Problem::TooLarge { max } => Self::TooLarge { max },
            Problem::NotAnAmount => Self::NotAnAmount,
            Problem::NegativeAmount => Self::NegativeAmount,
            Problem::NotWholeUnits { nearest, denomination } => {
                Self::NotWholeUnits { nearest: units(nearest), denomination: denomination.into() }
            }
            Problem::AmountTooLarge { max, denomination } => {
                Self::AmountTooLarge { max: units(max), denomination: denomination.into() }
            }
            Problem::OutOfRange { min, max } => Self::OutOfRange { min, max },
            Problem::NotADate => Self::NotADate,
            Problem::NotATime { max_days } => Self::NotATime { max_days },
            Problem::NotInTimeZone => Self::NotInTimeZone,
            Problem::Past { at } => Self::Past { at_ms: at.timestamp_millis() },
            Problem::TooFar => Self::TooFar,
            Problem::UnknownScope { name } => Self::UnknownScope { name },
            Problem::RetiredScope { name } => Self::RetiredScope { name },
            Problem::UnlimitedIsFinal => Self::UnlimitedIsFinal,
            Problem::Taken { name } => Self::Taken { name },
            Problem::Mismatch => Self::Mismatch,
        }
    }
}

pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Enums that both sides have alike.
macro_rules! alike {
    ($domain:ty, $wire:ty, $($variant:ident),+) => {
        impl From<$domain> for $wire {
            fn from(value: $domain) -> Self {
                match value { $(<$domain>::$variant => Self::$variant),+ }
            }
        }
        impl From<$wire> for $domain {
            fn from(value: $wire) -> Self {
                match value { $(<$wire>::$variant => Self::$variant),+ }
            }
        }
    };
}
pub(super) use alike;

alike!(Denomination, wire::Denomination, Units, Credits, Dollars);
alike!(LimitWindow, wire::LimitWindow, Total, Minute, Hour, Day, Month);
alike!(RateWindow, wire::RateWindow, Second, Minute, Hour);
alike!(Visibility, wire::Visibility, Copyable, ShowOnce);
alike!(AddressNote, wire::AddressNote, Normalised, Duplicate, NeverMatches, Everything);
alike!(
    Field,
    wire::Field,
    Name,
    Description,
    Expiry,
    AllowIps,
    BlockIps,
    RequestLimit,
    Rate,
    Burst,
    Scopes,
    Quota,
    DailyQuota,
    MonthlyQuota,
    Models,
    Group,
    Reason,
    ScopeName,
    ScopeGroup,
    KeyPrefix,
    ClipboardSeconds,
    AutoLockMinutes,
    Passphrase,
    Grace,
    QuietFor,
    Since,
    Until
);
alike!(
    Warning,
    wire::Warning,
    NoExpiry,
    NoAllowList,
    AllowsEverything,
    AllScopes,
    NoLimit,
    SomeAllowNeverMatches,
    NothingCanPass,
    LimitAlreadyUsed,
    QuotaAlreadySpent
);
