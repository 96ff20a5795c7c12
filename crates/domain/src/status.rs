//! What a token is worth at a moment.

use std::num::NonZeroU64;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    amount::Amount,
    quota::{PeriodSpending, Quota, QuotaPeriod, Spending},
    token::{State, Token},
    usage::Usage,
};

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
    /// Its request limit or a quota is used up.
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
    /// Its request limit or a quota is used up.
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
    pub fn is_limit_used_up(&self, now: DateTime<Utc>) -> bool {
        self.terms.limit.is_some_and(|limit| self.usage.counted(now) >= limit.max.get())
    }

    /// Whether a quota is used up at `now`.
    pub fn is_quota_used_up(&self, now: DateTime<Utc>) -> bool {
        Exhaustion::of(None, &self.usage, self.terms.quota, &self.spending)
            .is_some_and(|exhaustion| exhaustion.holds(now))
    }

    /// Whether its request limit or a quota is used up at `now`.
    pub fn is_used_up(&self, now: DateTime<Utc>) -> bool {
        let limit = self.terms.limit.map(|limit| limit.max);
        Exhaustion::of(limit, &self.usage, self.terms.quota, &self.spending)
            .is_some_and(|exhaustion| exhaustion.holds(now))
    }
}

/// How long the request limit or a quota that is used up stays so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exhaustion {
    /// Until its window or period is over.
    Until(DateTime<Utc>),
    /// For good, unless it is raised.
    Forever,
}

impl Exhaustion {
    /// The longest of a token that may make `limit` requests; none: nothing is used up.
    pub fn of(limit: Option<NonZeroU64>, usage: &Usage, quota: Quota, spending: &Spending) -> Option<Self> {
        let until = |end: Option<DateTime<Utc>>| end.map_or(Self::Forever, Self::Until);
        let limit = limit.filter(|limit| usage.used >= limit.get()).map(|_| until(usage.until));
        let quotas = QuotaPeriod::ALL.into_iter().filter_map(|period| {
            let quota = quota.of(period)?;
            let while_spent = |spending: PeriodSpending| {
                spending.until.filter(|_| spending.spent >= quota).map(Self::Until)
            };
            match period {
                _ if quota == Amount::ZERO => Some(Self::Forever),
                QuotaPeriod::Total => (spending.total >= quota).then_some(Self::Forever),
                QuotaPeriod::Day => while_spent(spending.day),
                QuotaPeriod::Month => while_spent(spending.month),
            }
        });
        limit.into_iter().chain(quotas).max()
    }

    /// Whether it still holds at `now`.
    pub fn holds(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::Until(end) => end > now,
            Self::Forever => true,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::{
        limit::{LimitWindow, RequestLimit},
        reason::Reason,
        token::{Terms, TokenId, Visibility},
    };

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2027, 1, 1, 12, 0, 0).unwrap()
    }

    pub(crate) fn token() -> Token {
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
                quota: Quota::default(),
                models: crate::model::Models::All,
                group: crate::group::Group::default(),
            },
            visibility: Visibility::Copyable,
            hint: crate::key::KeyHint { head: "sk-AbCd".into(), tail: "wXyZ".into() },
            generation: 1,
            state: State::Enabled,
            usage: Usage::default(),
            spending: Spending::default(),
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
    fn a_token_is_exhausted_while_any_of_its_quotas_is() {
        let mut token = token();
        let spent = |spent, until| PeriodSpending { spent: Amount::saturating(spent), until };
        token.terms.quota = Quota { daily: Amount::new(5), monthly: Amount::new(9), total: Amount::new(20) };
        let month_end = noon() + TimeDelta::days(3);
        token.spending = Spending {
            total: Amount::saturating(19),
            day: spent(5, Some(noon())),
            month: spent(8, Some(month_end)),
        };
        assert_eq!(token.status(noon() - TimeDelta::milliseconds(1)), Status::Exhausted);
        assert_eq!(token.status(noon()), Status::Active);
        token.spending.month.spent = Amount::saturating(9);
        assert_eq!(token.status(noon()), Status::Exhausted);
        assert_eq!(token.status(month_end), Status::Active);
        token.spending.total = Amount::saturating(20);
        assert_eq!(token.status(month_end), Status::Exhausted);
    }

    #[test]
    fn a_quota_of_nothing_is_used_up_from_the_beginning() {
        let mut token = token();
        token.terms.quota.daily = Some(Amount::ZERO);
        assert_eq!(token.status(noon()), Status::Exhausted);
        token.spending.day = PeriodSpending { spent: Amount::ZERO, until: Some(noon()) };
        assert_eq!(token.status(noon()), Status::Exhausted);
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
