//! What about a token needs a look: it is about to end, to be used up, or is looser than it need be.
//!
//! Found at the moment of asking and never stored, as a status is. Only tokens that can be used have findings.

use std::num::NonZeroU64;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    quota::{PeriodSpending, Quota, QuotaPeriod, Spending},
    token::{State, Token},
    usage::Usage,
};

/// One thing that needs a look. A token has at most one of [`Finding::of_expiry`] and one of [`Finding::of_use`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Finding {
    /// Nothing is left of its request limit or of a quota: requests are refused.
    UsedUp,
    /// It ends within [`Finding::DAY`].
    ExpiresInDay,
    /// 90 % or more of its request limit or of a quota is used.
    NearlyUsedUp,
    /// It ends within [`Finding::WEEK`].
    ExpiresInWeek,
    /// Nothing bounds it: no request limit and no quota, no expiry, no allow list.
    Unbounded,
    /// 80 % or more of its request limit or of a quota is used.
    MostlyUsed,
    /// No request passed for [`Finding::IDLE`]; one that was never used counts from its issue.
    Unused,
    /// A key that was rotated out still passes.
    OldKey,
}

/// How soon a finding needs a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// Soon.
    Warning,
    /// Now: somebody is refused, or is about to be.
    Critical,
}

/// What findings are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// It is switched on and not in the trash.
    pub is_on: bool,
    /// When it was issued.
    pub created: DateTime<Utc>,
    /// The moment from which it is dead; none: never.
    pub expires: Option<DateTime<Utc>>,
    /// Requests that it may make in its window; none: unlimited.
    pub limit: Option<NonZeroU64>,
    /// What it has used.
    pub usage: Usage,
    /// What it may spend.
    pub quota: Quota,
    /// What it has spent.
    pub spending: Spending,
    /// It has an allow list.
    pub has_allow_list: bool,
    /// The moment from which its last old key is dead; none: it never had one.
    pub old_key_until: Option<DateTime<Utc>>,
}

impl Severity {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Warning, Self::Critical];

    /// The word that scripts see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// The severity of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }
}

impl Finding {
    /// All of them, the most severe first.
    pub const ALL: [Self; 8] = [
        Self::UsedUp,
        Self::ExpiresInDay,
        Self::NearlyUsedUp,
        Self::ExpiresInWeek,
        Self::Unbounded,
        Self::MostlyUsed,
        Self::Unused,
        Self::OldKey,
    ];

    /// How long before its end a token is about to end.
    pub const DAY: TimeDelta = TimeDelta::days(1);
    /// How long before its end a token ends soon.
    pub const WEEK: TimeDelta = TimeDelta::days(7);
    /// After so long without a request that passed, nobody seems to need a token.
    pub const IDLE: TimeDelta = TimeDelta::days(90);

    /// The word that scripts see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UsedUp => "used_up",
            Self::ExpiresInDay => "expires_in_1_day",
            Self::NearlyUsedUp => "used_90_percent",
            Self::ExpiresInWeek => "expires_in_7_days",
            Self::Unbounded => "unbounded",
            Self::MostlyUsed => "used_80_percent",
            Self::Unused => "unused_90_days",
            Self::OldKey => "old_key",
        }
    }

    /// The finding of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|finding| finding.code() == code)
    }

    /// How soon it needs a look.
    pub const fn severity(self) -> Severity {
        match self {
            Self::UsedUp | Self::ExpiresInDay => Severity::Critical,
            Self::NearlyUsedUp | Self::ExpiresInWeek | Self::Unbounded => Severity::Warning,
            Self::MostlyUsed | Self::Unused | Self::OldKey => Severity::Notice,
        }
    }

    /// The English sentence about the tokens that have it, for a shell.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::UsedUp => "The request limit or a quota is used up: requests are refused.",
            Self::ExpiresInDay => "They expire within a day.",
            Self::NearlyUsedUp => "90 % or more of the request limit or of a quota is used.",
            Self::ExpiresInWeek => "They expire within 7 days.",
            Self::Unbounded => "They have no limit, no expiry and no allow list.",
            Self::MostlyUsed => "80 % or more of the request limit or of a quota is used.",
            Self::Unused => "No request passed for 90 days.",
            Self::OldKey => "A key that was rotated out still passes.",
        }
    }

    /// How near its end a token is. Half-open: at its expiry instant it is dead, and no longer about to be.
    pub fn of_expiry(expires: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Self> {
        let left = expires? - now;
        if left <= TimeDelta::zero() || left > Self::WEEK {
            return None;
        }
        Some(if left <= Self::DAY { Self::ExpiresInDay } else { Self::ExpiresInWeek })
    }

    /// How much of an allowance is used. Nothing is used up of none at all; of an allowance of nothing, all is.
    pub const fn of_use(used: u64, allowance: Option<u64>) -> Option<Self> {
        let Some(most) = allowance else { return None };
        if used >= most {
            return Some(Self::UsedUp);
        }
        // In 128 bits: a hundred times the largest count is no longer one of 64.
        let (used, most) = (used as u128 * 100, most as u128);
        if used >= most * 90 {
            Some(Self::NearlyUsedUp)
        } else if used >= most * 80 {
            Some(Self::MostlyUsed)
        } else {
            None
        }
    }

    /// Since when it holds; none: that is not known, as of what is used.
    pub fn since(self, standing: &Standing) -> Option<DateTime<Utc>> {
        match self {
            Self::ExpiresInDay => standing.expires.map(|at| at - Self::DAY),
            Self::ExpiresInWeek => standing.expires.map(|at| at - Self::WEEK),
            Self::Unbounded => Some(standing.created),
            Self::Unused => Some(standing.idle_since() + Self::IDLE),
            Self::UsedUp | Self::NearlyUsedUp | Self::MostlyUsed | Self::OldKey => None,
        }
    }

    /// The moment that it is about: when the token or its old key ends, when its allowance is counted anew (none:
    /// never), since when nobody used it, when an unbounded one was issued.
    pub fn moment(self, standing: &Standing, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::ExpiresInDay | Self::ExpiresInWeek => standing.expires,
            Self::UsedUp | Self::NearlyUsedUp | Self::MostlyUsed => {
                let of_it = standing.allowances(now).filter(|(finding, _)| *finding == Some(self));
                // What is never counted anew outlasts the rest.
                of_it.map(|(_, until)| until).reduce(|one, other| Some(one?.max(other?))).flatten()
            }
            Self::Unbounded => Some(standing.created),
            Self::Unused => Some(standing.idle_since()),
            Self::OldKey => standing.old_key_until,
        }
    }
}

impl Standing {
    /// A token's; `old_key_until` is not known to the token itself.
    pub fn of(token: &Token, old_key_until: Option<DateTime<Utc>>) -> Self {
        Self {
            is_on: token.state == State::Enabled && token.deleted.is_none(),
            created: token.created,
            expires: token.terms.expires,
            limit: token.terms.limit.map(|limit| limit.max),
            usage: token.usage,
            quota: token.terms.quota,
            spending: token.spending,
            has_allow_list: !token.terms.addresses.allow.is_empty(),
            old_key_until,
        }
    }

    /// All that needs a look at `now`; nothing about a token that can't be used.
    pub fn findings(&self, now: DateTime<Utc>) -> impl Iterator<Item = Finding> {
        let is_usable = self.is_on && self.expires.is_none_or(|at| now < at);
        let found = |holds: bool, finding| holds.then_some(finding);
        let found = if is_usable {
            [
                self.of_use(now),
                Finding::of_expiry(self.expires, now),
                found(self.is_unbounded(), Finding::Unbounded),
                found(self.is_idle(now), Finding::Unused),
                found(self.old_key_until.is_some_and(|until| now < until), Finding::OldKey),
            ]
        } else {
            [None; 5]
        };
        found.into_iter().flatten()
    }

    /// The worst of its request limit and its quotas.
    fn of_use(&self, now: DateTime<Utc>) -> Option<Finding> {
        self.allowances(now).filter_map(|(finding, _)| finding).max_by_key(|finding| finding.severity())
    }

    /// How much is used of the request limit and of each quota, and when that is counted anew (none: never).
    fn allowances(
        &self,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = (Option<Finding>, Option<DateTime<Utc>>)> {
        let limit = self.limit.map(NonZeroU64::get);
        let requests = (Finding::of_use(self.usage.counted(now), limit), self.usage.until);
        let quotas = QuotaPeriod::ALL.into_iter().map(move |period| {
            let quota = self.quota.of(period).map(crate::amount::Amount::units);
            let of = |spending: PeriodSpending| spending.until.filter(|_| quota != Some(0));
            let until = match period {
                QuotaPeriod::Total => None,
                QuotaPeriod::Day => of(self.spending.day),
                QuotaPeriod::Month => of(self.spending.month),
            };
            (Finding::of_use(self.spending.counted(period, now).units(), quota), until)
        });
        std::iter::once(requests).chain(quotas)
    }

    const fn is_unbounded(&self) -> bool {
        self.limit.is_none() && self.quota.is_unlimited() && self.expires.is_none() && !self.has_allow_list
    }

    fn is_idle(&self, now: DateTime<Utc>) -> bool {
        now - self.idle_since() >= Finding::IDLE
    }

    /// The last use, or the issue.
    fn idle_since(&self) -> DateTime<Utc> {
        self.usage.last_used.map_or(self.created, |at| at.max(self.created))
    }
}

#[cfg(test)]
mod tests;
