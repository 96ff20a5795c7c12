//! What is wrong with a form: which field, which entry of it, which problem.
//!
//! A problem is a code with parameters. Its `Display` is the English sentence for a shell and a log;
//! the window writes its own, in the admin's language.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::{
    address::AddressProblem,
    amount::{Amount, Denomination},
};

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A token's name.
    Name,
    /// A token's or scope's description.
    Description,
    /// The expiration date.
    Expiry,
    /// The list of allowed addresses.
    AllowIps,
    /// The list of blocked addresses.
    BlockIps,
    /// The request limit.
    RequestLimit,
    /// The rate.
    Rate,
    /// The rate's burst.
    Burst,
    /// The range: the scopes that a token holds.
    Scopes,
    /// What may be spent in all.
    Quota,
    /// What may be spent in each day.
    DailyQuota,
    /// What may be spent in each month.
    MonthlyQuota,
    /// The list of models that may be used.
    Models,
    /// The group that a token belongs to.
    Group,
    /// Why a token is revoked.
    Reason,
    /// A scope's name.
    ScopeName,
    /// The heading that a scope stands under.
    ScopeGroup,
    /// What new keys begin with.
    KeyPrefix,
    /// How long a key stays on the clipboard.
    ClipboardSeconds,
    /// Setting: idle minutes before the vault is locked.
    AutoLockMinutes,
    /// The vault's passphrase.
    Passphrase,
    /// How long an old key still passes.
    Grace,
    /// After how long without a call an old key ends.
    QuietFor,
    /// From when on entries of the audit log are asked for.
    Since,
    /// Until when.
    Until,
}

impl Field {
    /// The name that scripts see in `{"error":{"field":…}}`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::Expiry => "expires",
            Self::AllowIps => "allow_ip",
            Self::BlockIps => "block_ip",
            Self::RequestLimit => "request_limit",
            Self::Rate => "rate",
            Self::Burst => "burst",
            Self::Scopes => "scope",
            Self::Quota => "quota",
            Self::DailyQuota => "daily_quota",
            Self::MonthlyQuota => "monthly_quota",
            Self::Models => "models",
            Self::Group | Self::ScopeGroup => "group",
            Self::Reason => "reason",
            Self::ScopeName => "scope_name",
            Self::KeyPrefix => "key_prefix",
            Self::ClipboardSeconds => "clipboard_seconds",
            Self::AutoLockMinutes => "auto_lock_minutes",
            Self::Passphrase => "passphrase",
            Self::Grace => "grace",
            Self::QuietFor => "quiet_for",
            Self::Since => "since",
            Self::Until => "until",
        }
    }
}

/// One error at one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Where.
    pub field: Field,
    /// Which entry of a list, from 0; none for a field that is no list.
    pub index: Option<usize>,
    /// What.
    pub problem: Problem,
}

impl FieldError {
    /// An error of a whole field.
    pub const fn new(field: Field, problem: Problem) -> Self {
        Self { field, index: None, problem }
    }

    /// An error of one entry of a list.
    pub const fn at(field: Field, index: usize, problem: Problem) -> Self {
        Self { field, index: Some(index), problem }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing was given where something is needed.
    #[error("This is required.")]
    Required,
    /// More characters (Unicode scalar values) than allowed.
    #[error("This is {length} characters long; {max} is the most.")]
    TooLong {
        /// Characters given.
        length: usize,
        /// Characters allowed.
        max: usize,
    },
    /// Fewer characters than needed.
    #[error("This is {length} characters long; {min} is the least.")]
    TooShort {
        /// Characters given.
        length: usize,
        /// Characters needed.
        min: usize,
    },
    /// More entries than allowed.
    #[error("There are {count} entries; {max} is the most.")]
    TooMany {
        /// Entries given.
        count: usize,
        /// Entries allowed.
        max: usize,
    },
    /// A line break, tab or another control character.
    #[error("Line breaks, tabs and other control characters are not allowed here.")]
    ControlCharacter,
    /// A character outside the field's alphabet.
    #[error("The character {character:?} is not allowed here.")]
    BadCharacter {
        /// The first one that is not allowed.
        character: char,
    },
    /// Not an address or CIDR range.
    #[error(transparent)]
    Address(#[from] AddressProblem),
    /// Something else than a whole number.
    #[error("Enter a whole number, such as 1000.")]
    NotAWholeNumber,
    /// Less than zero.
    #[error("The number can't be negative; 0 means unlimited.")]
    Negative,
    /// A part of a request can't be counted.
    #[error("Enter a whole number, without a fraction.")]
    Fraction,
    /// More than can be counted.
    #[error("The number is too large; {max} is the most.")]
    TooLarge {
        /// The largest number allowed.
        max: i64,
    },
    /// Something else than an amount.
    #[error("Enter an amount, such as $12.50, 2500 credits or 6250000 units.")]
    NotAnAmount,
    /// An amount below zero.
    #[error("An amount can't be negative.")]
    NegativeAmount,
    /// Some part of a unit.
    #[error("This is no whole number of units; the nearest amount is {}.", .nearest.text(*.denomination))]
    NotWholeUnits {
        /// The nearest amount that can be counted.
        nearest: Amount,
        /// What it was written in.
        denomination: Denomination,
    },
    /// More than can be counted.
    #[error("The amount is too large; {} is the most.", .max.text(*.denomination))]
    AmountTooLarge {
        /// The largest amount.
        max: Amount,
        /// What it was written in.
        denomination: Denomination,
    },
    /// Outside its bounds.
    #[error("Enter a number from {min} to {max}.")]
    OutOfRange {
        /// The smallest number allowed.
        min: i64,
        /// The largest number allowed.
        max: i64,
    },
    /// Not a day of the calendar, or not a date and time.
    #[error("This is not a date. Write 2027-01-31, or 2027-01-31T18:00.")]
    NotADate,
    /// Not a time such as `30m`, `24h` or `7d`, or a longer one than allowed.
    #[error("This is not a time of up to {max_days} days. Write 30m, 24h or 7d.")]
    NotATime {
        /// The most days.
        max_days: i64,
    },
    /// The clock skips this moment (summer time begins).
    #[error("This time does not exist in your time zone: the clock skips it.")]
    NotInTimeZone,
    /// The moment is over.
    #[error("This moment is already past.")]
    Past {
        /// The moment that was meant.
        at: DateTime<Utc>,
    },
    /// Later than a date can be.
    #[error("This date is too far ahead; the year 9999 is the last.")]
    TooFar,
    /// Not in the catalogue.
    #[error("There is no scope named {name:?}.")]
    UnknownScope {
        /// As given.
        name: String,
    },
    /// In the catalogue, but not handed out any more.
    #[error("The scope {name:?} is retired and can't be given to a token.")]
    RetiredScope {
        /// As given.
        name: String,
    },
    /// An unlimited request limit stays unlimited (source: reference/seeds/000, "Unlimited cannot be modified").
    #[error("The request limit is unlimited, and unlimited can't be modified.")]
    UnlimitedIsFinal,
    /// Something of this name exists.
    #[error("There is already one named {name:?}.")]
    Taken {
        /// As given.
        name: String,
    },
    /// The repetition differs.
    #[error("The two entries differ.")]
    Mismatch,
}

impl Problem {
    /// The word that scripts see in `{"error":{"code":…}}`. No `_` arm: a new problem must choose; a code never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooLong { .. } => "too_long",
            Self::TooShort { .. } => "too_short",
            Self::TooMany { .. } => "too_many",
            Self::ControlCharacter => "control_character",
            Self::BadCharacter { .. } => "bad_character",
            Self::Address(problem) => problem.code(),
            Self::NotAWholeNumber => "not_a_whole_number",
            Self::Negative | Self::NegativeAmount => "negative",
            Self::Fraction => "fraction",
            Self::TooLarge { .. } | Self::AmountTooLarge { .. } => "too_large",
            Self::NotAnAmount => "not_an_amount",
            Self::NotWholeUnits { .. } => "not_whole_units",
            Self::OutOfRange { .. } => "out_of_range",
            Self::NotADate => "not_a_date",
            Self::NotATime { .. } => "not_a_time",
            Self::NotInTimeZone => "not_in_time_zone",
            Self::Past { .. } => "past",
            Self::TooFar => "too_far",
            Self::UnknownScope { .. } => "unknown_scope",
            Self::RetiredScope { .. } => "retired_scope",
            Self::UnlimitedIsFinal => "unlimited_is_final",
            Self::Taken { .. } => "taken",
            Self::Mismatch => "mismatch",
        }
    }
}
