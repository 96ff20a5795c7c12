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

impl Status {
    /// How long before its end a token counts as expiring.
    pub const SOON: TimeDelta = TimeDelta::days(7);

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
        if self.deleted.is_some() {
            return Status::Deleted;
        }
        match self.state {
            State::Revoked { .. } => return Status::Revoked,
            State::Disabled => return Status::Disabled,
            State::Enabled => {}
        }
        if self.terms.expires.is_some_and(|at| at <= now) {
            return Status::Expired;
        }
        if self.terms.limit.is_some_and(|limit| self.usage.counted(now) >= limit.max.get()) {
            return Status::Exhausted;
        }
        if self.terms.expires.is_some_and(|at| at <= now + Status::SOON) {
            return Status::Expiring;
        }
        Status::Active
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
                scopes: Vec::new(),
            },
            visibility: Visibility::Copyable,
            hint: crate::key::KeyHint { head: "sk-AbCd".into(), tail: "wXyZ".into() },
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
