//! The Issue and Edit forms as typed, and what Rust read in them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The Issue form as typed. Also what is kept as the half-filled form.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct TokenDraft {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) expiry: ExpiryDraft,
    /// Entries as typed, also wrong ones; also a text that is still in the input counts as an entry.
    pub(crate) allow_ips: Vec<String>,
    pub(crate) block_ips: Vec<String>,
    /// As typed; blank or 0 = unlimited.
    pub(crate) request_limit: String,
    pub(crate) limit_window: LimitWindow,
    /// As typed; blank or 0 = as fast as may be.
    pub(crate) rate: String,
    pub(crate) rate_window: RateWindow,
    /// As typed; blank = as many as the rate.
    pub(crate) burst: String,
    /// Scope names.
    pub(crate) scopes: Vec<String>,
    /// A form that was kept before there were quotas has none.
    #[serde(default)]
    pub(crate) spending: SpendingDraft,
    pub(crate) visibility: Visibility,
}

/// What may be spent, on which models, under which label; as typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct SpendingDraft {
    /// Amounts: `12.50`, `$12.50`, `2500 credits`; blank: unlimited.
    pub(crate) quota: String,
    pub(crate) daily_quota: String,
    pub(crate) monthly_quota: String,
    /// What a number alone is one of.
    pub(crate) denomination: Denomination,
    /// Only the models that are named.
    pub(crate) restrict_models: bool,
    pub(crate) models: Vec<String>,
    /// Blank: the default one.
    pub(crate) group: String,
}

/// What amounts are written in: 500,000 units are a dollar, or 200 credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Denomination {
    Units,
    Credits,
    #[default]
    Dollars,
}

/// The Edit form as typed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct EditDraft {
    pub(crate) id: i64,
    /// The revision that the form was filled from; an older one is refused with `conflict`.
    pub(crate) revision: i64,
    pub(crate) description: String,
    pub(crate) expiry: ExpiryDraft,
    pub(crate) allow_ips: Vec<String>,
    pub(crate) block_ips: Vec<String>,
    pub(crate) request_limit: String,
    pub(crate) limit_window: LimitWindow,
    pub(crate) rate: String,
    pub(crate) rate_window: RateWindow,
    pub(crate) burst: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) spending: SpendingDraft,
}

/// The expiration as chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum ExpiryDraft {
    /// Indefinite.
    Never,
    /// The end of the day that lies this many days ahead, in the admin's time zone.
    InDays { days: u32 },
    /// The end of a day, `2027-01-31`; may be incomplete or wrong while it is typed.
    Day { day: String },
    /// A date and time in the admin's time zone, `2027-01-31T18:00`.
    Moment { moment: String },
    /// Edit only: as it is.
    Unchanged,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum LimitWindow {
    Total,
    Minute,
    Hour,
    Day,
    Month,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum RateWindow {
    Second,
    Minute,
    Hour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Visibility {
    /// A sealed copy is kept; the key can be copied again from the list.
    Copyable,
    /// Only its hash is kept.
    ShowOnce,
}

/// What Rust read in a form: all errors at once, warnings, and the values as they would be saved.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct DraftReview {
    pub(crate) errors: Vec<FieldError>,
    pub(crate) warnings: Vec<Warning>,
    /// Other living tokens of the same name.
    pub(crate) same_name: u32,
    /// The exact moment of expiry, Unix ms; null: never, or not readable (then there is an error).
    pub(crate) expires_ms: Option<i64>,
    /// One for each entry, in order.
    pub(crate) allow: Vec<AddressReading>,
    pub(crate) block: Vec<AddressReading>,
    /// null: unlimited, or not readable.
    pub(crate) limit: Option<Limit>,
    /// null: none, or not readable.
    pub(crate) rate: Option<Rate>,
    /// As far as it is readable.
    pub(crate) quota: Quota,
    /// null: all models
    pub(crate) models: Option<Vec<String>>,
    pub(crate) group: String,
    /// The name as it would be saved (trimmed).
    pub(crate) name: String,
}

/// The most that may be spent, in units; null: unlimited.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(export)]
pub(crate) struct Quota {
    pub(crate) total: Option<i64>,
    pub(crate) daily: Option<i64>,
    pub(crate) monthly: Option<i64>,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Limit {
    pub(crate) max: i64,
    pub(crate) window: LimitWindow,
}

/// So many requests a window in the long run, and so many at once.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Rate {
    pub(crate) max: u32,
    pub(crate) window: RateWindow,
    pub(crate) burst: u32,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AddressReading {
    /// As typed.
    pub(crate) raw: String,
    /// As it would be saved (`10.0.0.0/8`); null: not an address.
    pub(crate) canonical: Option<String>,
    pub(crate) problem: Option<AddressProblem>,
    pub(crate) note: Option<AddressNote>,
}

/// Worth saying at an entry that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum AddressNote {
    /// Host bits were cleared or the form was shortened: `canonical` differs from what was typed.
    Normalised,
    /// Already in the list.
    Duplicate,
    /// An allow entry wholly covered by the block list.
    NeverMatches,
    /// Covers every address of its family.
    Everything,
}

/// Why an entry is not an address or CIDR range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum AddressProblem {
    /// `010.0.0.1`: some programs read it as octal.
    LeadingZero,
    /// `10.0.0.0/255.0.0.0`: write the prefix length.
    Netmask,
    /// `10.0.0.1-10.0.0.9`, `10.0.0.*`: write CIDR.
    Range,
    /// `example.com`
    HostName,
    /// `fe80::1%eth0`
    ZoneId,
    /// `10.0.0.1:80`, `[::1]`
    Port,
    /// A character that is not ASCII, such as a full-width digit.
    NotAscii,
    /// `10.0.0.0/33`
    PrefixTooLong { max: u8 },
    /// Anything else.
    Malformed,
}

/// One error at one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct FieldError {
    pub(crate) field: Field,
    /// Which entry of a list, from 0.
    pub(crate) index: Option<u32>,
    pub(crate) problem: Problem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) enum Field {
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
    Until,
}

/// What is wrong with a field. The interface writes the sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum Problem {
    Required,
    TooLong {
        length: u32,
        max: u32,
    },
    TooShort {
        length: u32,
        min: u32,
    },
    TooMany {
        count: u32,
        max: u32,
    },
    ControlCharacter,
    /// Only these are allowed: see the field's own message (scope name, key prefix).
    BadCharacter {
        character: String,
    },
    Address {
        problem: AddressProblem,
    },
    NotAWholeNumber,
    Negative,
    Fraction,
    TooLarge {
        max: i64,
    },
    NotAnAmount,
    NegativeAmount,
    /// Some part of a unit; the nearest amount that can be counted, in units.
    NotWholeUnits {
        nearest: i64,
        denomination: Denomination,
    },
    /// The largest amount, in units.
    AmountTooLarge {
        max: i64,
        denomination: Denomination,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    NotADate,
    /// No time such as `24h` or `7d`, or too long a one.
    NotATime {
        max_days: i64,
    },
    NotInTimeZone,
    Past {
        at_ms: i64,
    },
    TooFar,
    UnknownScope {
        name: String,
    },
    RetiredScope {
        name: String,
    },
    /// An unlimited request limit stays unlimited.
    UnlimitedIsFinal,
    Taken {
        name: String,
    },
    Mismatch,
}

/// Worth saying before saving; never blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum Warning {
    NoExpiry,
    NoAllowList,
    AllowsEverything,
    AllScopes,
    NoLimit,
    SomeAllowNeverMatches,
    /// Every allow entry is covered by the block list: no request can pass.
    NothingCanPass,
    /// The new limit is not above what is already used.
    LimitAlreadyUsed,
    /// Some quota is not above what is already spent.
    QuotaAlreadySpent,
}
