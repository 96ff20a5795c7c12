use proptest::prelude::*;

use super::*;
use crate::amount::Amount;

const MS: TimeDelta = TimeDelta::milliseconds(1);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// A token that nothing is wrong with.
fn calm() -> Standing {
    Standing {
        is_on: true,
        created: now(),
        expires: None,
        limit: NonZeroU64::new(1000),
        usage: Usage::default(),
        quota: Quota::default(),
        spending: Spending::default(),
        has_allow_list: false,
        old_key_until: None,
    }
}

fn found(standing: &Standing) -> Vec<Finding> {
    standing.findings(now()).collect()
}

fn used(used: u64) -> Usage {
    Usage { used, until: None, last_used: Some(now()) }
}

#[test]
fn a_token_expires_soon_from_seven_days_before_and_very_soon_from_one_day_before_its_end() {
    for (left, finding) in [
        (Finding::WEEK + MS, None),
        (Finding::WEEK, Some(Finding::ExpiresInWeek)),
        (Finding::DAY + MS, Some(Finding::ExpiresInWeek)),
        (Finding::DAY, Some(Finding::ExpiresInDay)),
        (MS, Some(Finding::ExpiresInDay)),
        (TimeDelta::zero(), None),
        (-MS, None),
    ] {
        let standing = Standing { expires: Some(now() + left), ..calm() };
        assert_eq!(found(&standing), finding.into_iter().collect::<Vec<_>>(), "{left}");
    }
}

#[test]
fn a_token_is_unused_when_its_last_request_is_ninety_days_ago_to_the_millisecond() {
    let old = now() - TimeDelta::days(400);
    for (last, is_unused) in [(Finding::IDLE - MS, false), (Finding::IDLE, true), (Finding::IDLE + MS, true)]
    {
        let at = now() - last;
        let usage = Usage { used: 1, until: None, last_used: Some(at) };
        let standing = Standing { created: old, usage, ..calm() };
        assert_eq!(found(&standing) == [Finding::Unused], is_unused, "used {last} ago");
        let never_used = Standing { created: at, ..calm() };
        assert_eq!(found(&never_used) == [Finding::Unused], is_unused, "issued {last} ago");
    }
}

#[test]
fn a_token_is_unbounded_only_without_limit_quota_expiry_and_allow_list() {
    let loose = Standing { limit: None, ..calm() };
    assert_eq!(found(&loose), [Finding::Unbounded]);
    let bounded = [
        Standing { limit: NonZeroU64::new(1), ..loose.clone() },
        Standing { quota: Quota { monthly: Amount::new(1), ..Quota::default() }, ..loose.clone() },
        Standing { expires: Some(now() + TimeDelta::days(3650)), ..loose.clone() },
        Standing { has_allow_list: true, ..loose },
    ];
    assert!(bounded.iter().all(|standing| found(standing).is_empty()));
}

#[test]
fn the_worst_of_limit_and_quotas_is_said_once() {
    let until = Some(now() + TimeDelta::hours(3));
    let spent = |units| PeriodSpending { spent: Amount::saturating(units), until };
    let mut standing = Standing {
        usage: used(850),
        quota: Quota { daily: Amount::new(100), monthly: Amount::new(1000), total: None },
        spending: Spending { total: Amount::ZERO, day: spent(95), month: spent(95) },
        ..calm()
    };
    assert_eq!(found(&standing), [Finding::NearlyUsedUp]);
    assert_eq!(Finding::NearlyUsedUp.moment(&standing, now()), until);
    standing.spending.day.until = Some(now());
    assert_eq!(found(&standing), [Finding::MostlyUsed], "the day is over");
    assert_eq!(Finding::MostlyUsed.moment(&standing, now()), None, "it counts for good");
    standing.usage = used(1000);
    assert_eq!(found(&standing), [Finding::UsedUp]);
}

#[test]
fn a_quota_of_nothing_is_used_up_for_good() {
    let quota = Quota { daily: Some(Amount::ZERO), ..Quota::default() };
    let standing = Standing { quota, ..calm() };
    assert_eq!(found(&standing), [Finding::UsedUp]);
    assert_eq!(Finding::UsedUp.moment(&standing, now()), None);
}

#[test]
fn an_old_key_needs_a_look_until_it_is_dead() {
    let standing = |until| Standing { old_key_until: Some(until), ..calm() };
    assert_eq!(found(&standing(now() + MS)), [Finding::OldKey]);
    assert_eq!(found(&standing(now())), []);
}

#[test]
fn a_token_that_can_not_be_used_needs_no_look() {
    let loose = Standing {
        limit: None,
        created: now() - TimeDelta::days(400),
        old_key_until: Some(now() + MS),
        ..calm()
    };
    assert_eq!(found(&loose), [Finding::Unbounded, Finding::Unused, Finding::OldKey]);
    assert_eq!(found(&Standing { is_on: false, ..loose.clone() }), []);
    assert_eq!(found(&Standing { expires: Some(now()), ..loose }), []);
}

#[test]
fn the_findings_are_in_the_order_of_their_severity_and_have_words_of_their_own() {
    assert!(Finding::ALL.is_sorted_by_key(|finding| std::cmp::Reverse(finding.severity())));
    for finding in Finding::ALL {
        assert_eq!(Finding::from_code(finding.code()), Some(finding));
    }
    for severity in Severity::ALL {
        assert_eq!(Severity::from_code(severity.code()), Some(severity));
    }
}

proptest! {
    /// The steps lie exactly at 80, 90 and 100 percent, up to the largest counts; one less is below.
    #[test]
    fn a_step_is_reached_exactly_at_its_percent(most in prop_oneof![1_u64..2000, any::<u64>()]) {
        let at = |percent: u128| u64::try_from((u128::from(most) * percent).div_ceil(100)).unwrap();
        for (percent, finding) in [(80, Finding::MostlyUsed), (90, Finding::NearlyUsedUp), (100, Finding::UsedUp)] {
            let step = at(percent);
            let reached = Finding::of_use(step, Some(most)).unwrap();
            prop_assert!(reached.severity() >= finding.severity());
            prop_assert!(u128::from(step) * 100 >= u128::from(most) * percent);
            if let Some(less) = step.checked_sub(1) {
                prop_assert_ne!(Finding::of_use(less, Some(most)), Some(finding), "{} of {}", less, most);
            }
        }
        prop_assert_eq!(Finding::of_use(u64::MAX, Some(most)), Some(Finding::UsedUp));
        prop_assert_eq!(Finding::of_use(u64::MAX, None), None);
    }

    /// Whatever the moments, each kind of finding is there at most once, and judging never panics.
    #[test]
    fn judging_any_moments_is_safe(
        created in any::<i32>(), expires in any::<Option<i32>>(), last in any::<Option<i32>>(),
        until in any::<Option<i32>>(), at in any::<i32>(),
    ) {
        let moment = |seconds: i32| DateTime::from_timestamp(i64::from(seconds) * 1000, 0).unwrap();
        let usage = Usage { used: 5, until: until.map(moment), last_used: last.map(moment) };
        let standing = Standing {
            created: moment(created), expires: expires.map(moment), usage,
            limit: NonZeroU64::new(5), old_key_until: until.map(moment), ..calm()
        };
        let found: Vec<_> = standing.findings(moment(at)).collect();
        let mut kinds = found.clone();
        kinds.dedup();
        prop_assert_eq!(&kinds, &found);
        prop_assert!(found.iter().filter(|f| matches!(f, Finding::ExpiresInDay | Finding::ExpiresInWeek)).count() <= 1);
    }
}
