//! What a token is worth at a moment.

use chrono::{DateTime, TimeDelta, Utc};

use crate::token::{State, Token};

/// The first that holds, in this order of weight: deleted, revoked, disabled, expired, exhausted, expiring, active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// May be used.
    Active,
    /// May be used, and ends within [`Status::SOON`].
    Expiring,
    /// Switched off.
    Disabled,
    /// At or past its expiry instant.
    Expired,
    /// Its request limit is used up.
    Exhausted,
    /// For good.
    Revoked,
    /// In the trash.
    Deleted,
}

/// What a status is judged by, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each holds or not, whatever the others say")]
pub struct Signs {
    /// In the trash.
    pub deleted: bool,
    /// Revoked for good.
    pub revoked: bool,
    /// Switched off.
    pub disabled: bool,
    /// At or past its expiry instant.
    pub expired: bool,
    /// Its request limit is used up.
    pub used_up: bool,
    /// Its end is not further away than [`Status::SOON`].
    pub ends_soon: bool,
}

impl Status {
    /// How long before its end a token counts as expiring.
    pub const SOON: TimeDelta = TimeDelta::days(7);

    /// The first that holds.
    pub const fn of(signs: Signs) -> Self {
        if signs.deleted {
            return Self::Deleted;
        }
        if signs.revoked {
            return Self::Revoked;
        }
        if signs.disabled {
            return Self::Disabled;
        }
        if signs.expired {
            return Self::Expired;
        }
        if signs.used_up {
            return Self::Exhausted;
        }
        if signs.ends_soon {
            return Self::Expiring;
        }
        Self::Active
    }

    /// How much is wrong with it, from 0: a list sorted by status goes by this.
    pub const fn weight(self) -> u8 {
        match self {
            Self::Active => 0,
            Self::Expiring => 1,
            Self::Exhausted => 2,
            Self::Expired => 3,
            Self::Disabled => 4,
            Self::Revoked => 5,
            Self::Deleted => 6,
        }
    }

    /// The word that scripts see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Disabled => "disabled",
            Self::Expired => "expired",
            Self::Exhausted => "exhausted",
            Self::Revoked => "revoked",
            Self::Deleted => "deleted",
        }
    }
}

impl Token {
    /// Its status at `now`. Expiry is half-open: at its expiry instant a token is already dead.
    pub fn status(&self, now: DateTime<Utc>) -> Status {
        let ends_by = |moment| self.terms.expires.is_some_and(|at| at <= moment);
        Status::of(Signs {
            deleted: self.deleted.is_some(),
            revoked: matches!(self.state, State::Revoked { .. }),
            disabled: self.state == State::Disabled,
            expired: ends_by(now),
            used_up: self.is_used_up(now),
            ends_soon: ends_by(now + Status::SOON),
        })
    }

    /// Whether its request limit is used up at `now`.
    pub fn is_used_up(&self, now: DateTime<Utc>) -> bool {
        self.terms.limit.is_some_and(|limit| self.usage.counted(now) >= limit.max.get())
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;

    use chrono::TimeZone;

    use super::*;
    use crate::{
        limit::{LimitWindow, RequestLimit},
        reason::Reason,
        token::{Terms, TokenId, Visibility},
        usage::Usage,
    };

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2027, 1, 1, 12, 0, 0).unwrap()
    }

    fn token() -> Token {
        Token {
            id: TokenId(1),
            revision: 1,
            name: crate::name::TokenName::parse("t").unwrap(),
            terms: Terms {
                description: crate::description::Description::default(),
                expires: None,
                addresses: crate::address_list::AddressRules::default(),
                limit: None,
                rate: None,
                scopes: Vec::new(),
            },
            visibility: Visibility::Copyable,
            hint: crate::key::KeyHint { head: "sk-AbCd".into(), tail: "wXyZ".into() },
            generation: 1,
            state: State::Enabled,
            usage: Usage::default(),
            created: noon(),
            deleted: None,
        }
    }

    #[test]
    fn a_token_dies_at_its_expiry_instant_not_after_it() {
        let mut token = token();
        token.terms.expires = Some(noon());
        assert_eq!(token.status(noon() - TimeDelta::milliseconds(1)), Status::Expiring);
        assert_eq!(token.status(noon()), Status::Expired);
    }

    #[test]
    fn a_token_is_expiring_from_seven_days_before_its_end() {
        let mut token = token();
        token.terms.expires = Some(noon());
        assert_eq!(token.status(noon() - Status::SOON), Status::Expiring);
        assert_eq!(token.status(noon() - Status::SOON - TimeDelta::milliseconds(1)), Status::Active);
    }

    #[test]
    fn a_token_is_exhausted_until_its_window_is_over() {
        let mut token = token();
        token.terms.limit = Some(RequestLimit { max: NonZeroU64::new(5).unwrap(), window: LimitWindow::Day });
        token.usage = Usage { used: 5, until: Some(noon()), last_used: None };
        assert_eq!(token.status(noon() - TimeDelta::milliseconds(1)), Status::Exhausted);
        assert_eq!(token.status(noon()), Status::Active);
        token.usage.used = 4;
        assert_eq!(token.status(noon() - TimeDelta::milliseconds(1)), Status::Active);
    }

    #[test]
    fn the_weightiest_reason_is_shown() {
        let mut token = token();
        token.terms.expires = Some(noon());
        token.state = State::Disabled;
        assert_eq!(token.status(noon()), Status::Disabled);
        token.state = State::Revoked { at: noon(), reason: Reason::parse("leaked").unwrap() };
        assert_eq!(token.status(noon()), Status::Revoked);
        token.deleted = Some(noon());
        assert_eq!(token.status(noon()), Status::Deleted);
    }
}
