//! What makes a finding go away without anybody filling in a form.

use std::num::NonZeroU64;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use crate::{
    address::AddressRange,
    amount::Amount,
    expiry::ExpiryChoice,
    finding::Finding,
    limit::RequestLimit,
    quota::{Quota, QuotaPeriod},
    token::{Terms, Token},
};

/// A change of a token's terms that is worked out from the token itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// So many days more, 1–[`Remedy::MAX_DAYS`]; one that never expires does from the end of the day that lies so
    /// many days ahead.
    Extend {
        /// How many.
        days: u32,
    },
    /// Half as much again for the request limit and each quota of which 80 % or more is used.
    RaiseAllowance,
    /// Only the addresses that requests came from, where there is no allow list yet.
    PinAddresses,
}

/// A part of a token's terms, to be put in place of what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermsPatch {
    /// When it is dead.
    Expiry(Option<DateTime<Utc>>),
    /// What it may use and spend.
    Allowance(Option<RequestLimit>, Quota),
    /// From where it may be used.
    Allow(Vec<AddressRange>),
    /// All of them.
    All(Box<Terms>),
}

impl Remedy {
    /// The most days of an extension: ten years.
    pub const MAX_DAYS: u32 = 3_650;

    /// What it changes of a token that was used from `seen`; none: nothing, or it can't be edited.
    pub fn patch<Tz: TimeZone>(
        self,
        token: &Token,
        seen: &[AddressRange],
        now: DateTime<Utc>,
        zone: &Tz,
    ) -> Option<TermsPatch> {
        if !token.is_editable() {
            return None;
        }
        let patch = match self {
            Self::Extend { days } => TermsPatch::Expiry(Some(extended(token, days, now, zone)?)),
            Self::RaiseAllowance => raised(token, now),
            Self::PinAddresses => {
                let is_open = token.terms.addresses.allow.is_empty() && !seen.is_empty();
                let mut allow = is_open.then(|| seen.to_vec())?;
                allow.sort_unstable();
                allow.dedup();
                TermsPatch::Allow(allow)
            }
        };
        (patch.applied_to(&token.terms) != token.terms).then_some(patch)
    }
}

impl TermsPatch {
    /// The terms with this in place of what was there.
    pub fn applied_to(&self, terms: &Terms) -> Terms {
        let mut terms = terms.clone();
        match self {
            Self::All(all) => terms.clone_from(all),
            Self::Expiry(expires) => terms.expires = *expires,
            Self::Allowance(limit, quota) => (terms.limit, terms.quota) = (*limit, *quota),
            Self::Allow(allow) => terms.addresses.allow.clone_from(allow),
        }
        terms
    }

    /// What takes it back from a token that had these terms.
    #[must_use]
    pub fn inverse(&self, before: &Terms) -> Self {
        match self {
            Self::Expiry(_) => Self::Expiry(before.expires),
            Self::Allowance(..) => Self::Allowance(before.limit, before.quota),
            Self::Allow(_) => Self::Allow(before.addresses.allow.clone()),
            Self::All(_) => Self::All(Box::new(before.clone())),
        }
    }
}

/// One that has expired already counts from now on.
fn extended<Tz: TimeZone>(token: &Token, days: u32, now: DateTime<Utc>, zone: &Tz) -> Option<DateTime<Utc>> {
    if !(1..=Remedy::MAX_DAYS).contains(&days) {
        return None;
    }
    let Some(expires) = token.terms.expires else {
        return ExpiryChoice::InDays(days).read(None, now, zone).ok().flatten();
    };
    let at = expires.max(now).checked_add_signed(TimeDelta::days(days.into()))?;
    ExpiryChoice::At(at).read(None, now, zone).ok().flatten()
}

fn raised(token: &Token, now: DateTime<Utc>) -> TermsPatch {
    let limit = token.terms.limit.map(|limit| {
        let max = more(limit.max.get(), token.usage.counted(now), RequestLimit::MAX);
        RequestLimit { max: NonZeroU64::new(max).unwrap_or(limit.max), ..limit }
    });
    let quota = |period| {
        let quota = token.terms.quota.of(period)?;
        let spent = token.spending.counted(period, now);
        Some(Amount::saturating(more(quota.units(), spent.units(), Amount::MAX.units())))
    };
    let quota = Quota {
        total: quota(QuotaPeriod::Total),
        daily: quota(QuotaPeriod::Day),
        monthly: quota(QuotaPeriod::Month),
    };
    TermsPatch::Allowance(limit, quota)
}

/// Half as much again, of what is allowed or of what is used already, so that two thirds are used at most.
fn more(allowance: u64, used: u64, most: u64) -> u64 {
    if Finding::of_use(used, Some(allowance)).is_none() {
        return allowance;
    }
    let base = allowance.max(used);
    base.saturating_add(base.div_ceil(2)).min(most).max(allowance)
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        limit::LimitWindow, quota::PeriodSpending, reason::Reason, status::tests::token, token::State,
    };

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn patched(token: &Token, remedy: Remedy) -> Option<Terms> {
        let seoul = FixedOffset::east_opt(9 * 3600).unwrap();
        Some(remedy.patch(token, &[], now(), &seoul)?.applied_to(&token.terms))
    }

    #[test]
    fn an_extension_counts_from_the_end_or_from_now_and_gives_an_end_to_what_has_none() {
        let month = Remedy::Extend { days: 30 };
        let days = TimeDelta::days(30);
        let mut token = token();
        token.terms.expires = Some(now() + TimeDelta::hours(5));
        assert_eq!(patched(&token, month).unwrap().expires, Some(now() + TimeDelta::hours(5) + days));
        token.terms.expires = Some(now() - TimeDelta::hours(5));
        assert_eq!(patched(&token, month).unwrap().expires, Some(now() + days));
        token.terms.expires = None;
        let end = patched(&token, month).unwrap().expires.unwrap();
        assert_eq!(end.to_rfc3339(), "2027-02-14T15:00:00+00:00", "midnight in Seoul");
        for days in [0, Remedy::MAX_DAYS + 1, u32::MAX] {
            assert_eq!(patched(&token, Remedy::Extend { days }), None);
        }
    }

    #[test]
    fn only_what_is_nearly_used_is_raised() {
        let mut token = token();
        let max = NonZeroU64::new(100).unwrap();
        token.terms.limit = Some(RequestLimit { max, window: LimitWindow::Total });
        token.terms.quota = Quota { daily: Amount::new(1000), monthly: Amount::new(1000), total: None };
        token.usage.used = 80;
        token.spending.day =
            PeriodSpending { spent: Amount::saturating(2000), until: Some(now() + TimeDelta::hours(1)) };
        let terms = patched(&token, Remedy::RaiseAllowance).unwrap();
        assert_eq!(terms.limit.map(|limit| limit.max.get()), Some(150));
        assert_eq!(terms.quota, Quota { daily: Amount::new(3000), monthly: Amount::new(1000), total: None });
        token.usage.used = 79;
        token.spending.day.spent = Amount::ZERO;
        assert_eq!(patched(&token, Remedy::RaiseAllowance), None);
    }

    #[test]
    fn addresses_are_pinned_where_there_are_some_and_no_list_is_given_yet() {
        let seen = ["10.0.0.2", "10.0.0.1", "10.0.0.2"].map(|one| AddressRange::parse(one).unwrap());
        let mut token = token();
        let patch = Remedy::PinAddresses.patch(&token, &seen, now(), &Utc).unwrap();
        assert_eq!(patch, TermsPatch::Allow(vec![seen[1], seen[0]]));
        assert_eq!(Remedy::PinAddresses.patch(&token, &[], now(), &Utc), None);
        token.terms.addresses.allow = vec![seen[0]];
        assert_eq!(Remedy::PinAddresses.patch(&token, &seen, now(), &Utc), None);
    }

    #[test]
    fn what_can_not_be_edited_is_left_alone() {
        let mut token = token();
        token.deleted = Some(now());
        assert_eq!(patched(&token, Remedy::Extend { days: 30 }), None);
        token.deleted = None;
        token.state = State::Revoked { at: now(), reason: Reason::parse("leaked").unwrap() };
        assert_eq!(patched(&token, Remedy::Extend { days: 30 }), None);
    }

    proptest! {
        /// A raised allowance is no finding any more, unless it is as large as can be; it is never lowered.
        #[test]
        fn raising_helps(max in 1..=RequestLimit::MAX, used in any::<u64>()) {
            let raised = more(max, used, RequestLimit::MAX);
            prop_assert!(raised >= max);
            prop_assert!(raised == RequestLimit::MAX || Finding::of_use(used, Some(raised)).is_none());
        }

        /// The inverse of a patch brings back the terms that were there.
        #[test]
        fn a_patch_can_be_taken_back(days in 1_u32..=Remedy::MAX_DAYS, used in 0_u64..200) {
            let mut token = token();
            let max = NonZeroU64::new(100).unwrap();
            token.terms.limit = Some(RequestLimit { max, window: LimitWindow::Total });
            token.usage.used = used;
            for remedy in [Remedy::Extend { days }, Remedy::RaiseAllowance] {
                if let Some(patch) = remedy.patch(&token, &[], now(), &Utc) {
                    let after = patch.applied_to(&token.terms);
                    prop_assert_eq!(patch.inverse(&token.terms).applied_to(&after), token.terms.clone());
                }
            }
        }
    }
}
