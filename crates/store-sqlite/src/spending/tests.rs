use chrono::TimeDelta;
use proptest::prelude::*;
use tokendesk_domain::quota::Quota;

use super::*;
use crate::{
    store::{Store, tests::store},
    tokens::tests::{insert, new_token, now},
};

pub(crate) const DAY_MS: i64 = 86_400_000;

pub(crate) fn amount(units: u64) -> Amount {
    Amount::new(units).unwrap()
}

/// The periods of a clock whose days and months begin at multiples of their length.
pub(crate) fn periods(at: DateTime<Utc>) -> Periods {
    let start = |length_ms| at.timestamp_millis() / length_ms * length_ms;
    let (day_start_ms, month_start_ms) = (start(DAY_MS), start(30 * DAY_MS));
    Periods {
        day_start_ms,
        day_until_ms: day_start_ms + DAY_MS,
        month_start_ms,
        month_until_ms: month_start_ms + 30 * DAY_MS,
    }
}

pub(crate) fn token(store: &Store, quota: Quota) -> TokenId {
    one_more_token(store, quota, 1)
}

pub(crate) fn one_more_token(store: &Store, quota: Quota, key: u64) -> TokenId {
    let mut new = new_token("t");
    new.terms.quota = quota;
    insert(store, &new, key)
}

fn spend(store: &Store, token: TokenId, units: u64, at: DateTime<Utc>) -> Left {
    store.add(|write| write.spend(token, amount(units), &periods(at), at)).unwrap().unwrap()
}

pub(crate) fn spent(store: &Store, token: TokenId) -> [u64; 3] {
    let spending = store.read().unwrap().token(token).unwrap().unwrap().spending;
    [spending.total, spending.day.spent, spending.month.spent].map(Amount::units)
}

#[test]
fn a_cost_counts_in_all_periods_at_once_or_in_none() {
    let (_folder, store) = store();
    let quota = Quota { total: Some(amount(100)), daily: Some(amount(10)), monthly: Some(amount(50)) };
    let token = token(&store, quota);
    assert_eq!(spend(&store, token, 7, now()), Left::Enough(Some(amount(3))));
    let day_end = Some(periods(now()).day_until_ms);
    assert_eq!(spend(&store, token, 4, now()), Left::Short(Shortage { left: amount(3), until_ms: day_end }));
    assert_eq!(spent(&store, token), [7, 7, 7], "nothing of what was refused is charged");
    assert_eq!(spend(&store, token, 3, now()), Left::Enough(Some(amount(0))));
    let tomorrow = now() + TimeDelta::days(1);
    assert_eq!(spend(&store, token, 10, tomorrow), Left::Enough(Some(amount(0))));
    assert_eq!(spent(&store, token), [20, 10, 20]);
}

#[test]
fn what_no_day_will_ever_allow_is_told_without_a_moment() {
    let (_folder, store) = store();
    let token = token(&store, Quota { daily: Some(amount(10)), ..Quota::default() });
    assert_eq!(spend(&store, token, 11, now()), Left::Short(Shortage { left: amount(10), until_ms: None }));
}

#[test]
fn a_clock_that_is_set_back_gives_no_day_twice() {
    let (_folder, store) = store();
    let token = token(&store, Quota { daily: Some(amount(10)), ..Quota::default() });
    spend(&store, token, 10, now());
    let yesterday = now() - TimeDelta::days(1);
    assert!(matches!(spend(&store, token, 1, yesterday), Left::Short(_)));
}

#[test]
fn without_a_quota_all_is_counted_and_nothing_refused_up_to_the_edge_of_the_numbers() {
    let (_folder, store) = store();
    let token = token(&store, Quota::default());
    for _ in 0..3 {
        assert_eq!(spend(&store, token, Amount::MAX.units(), now()), Left::Enough(None));
    }
    store
        .write(|write| {
            write.connection.execute("UPDATE token_spending SET spent = ?1", [i64::MAX - 5])?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(spend(&store, token, Amount::MAX.units(), now()), Left::Enough(None));
}

#[test]
fn a_token_that_is_gone_spends_nothing() {
    let (_folder, store) = store();
    let gone = store.add(|write| write.spend(TokenId(9), amount(1), &periods(now()), now())).unwrap();
    assert_eq!(gone, None);
}

#[test]
fn a_hundred_at_once_spend_a_small_quota_to_the_last_unit_and_no_further() {
    let (_folder, store) = store();
    let token = token(&store, Quota { total: Some(amount(1_000)), ..Quota::default() });
    let passed: u64 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..100)
            .map(|_| {
                scope.spawn(|| {
                    (0..3).filter(|_| matches!(spend(&store, token, 7, now()), Left::Enough(_))).count()
                        as u64
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!((passed, spent(&store, token)[0]), (142, 994));
    assert_eq!(spend(&store, token, 6, now()), Left::Enough(Some(amount(0))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is asked for, no period passes its quota, and what passes is exactly what is counted.
    #[test]
    fn no_period_ever_passes_its_quota(
        quotas in prop::array::uniform3(prop::option::of(0_u64..60)),
        costs in prop::collection::vec((0_u64..30, 0_i64..4), 1..25),
    ) {
        let (_folder, store) = store();
        let [total, daily, monthly] = quotas.map(|quota| quota.map(amount));
        let token = token(&store, Quota { total, daily, monthly });
        let (mut at, mut passed) = (now(), 0);
        for (cost, days) in costs {
            at += TimeDelta::days(days);
            if let Left::Enough(_) = spend(&store, token, cost, at) {
                passed += cost;
            }
            let [all, day, month] = spent(&store, token);
            prop_assert_eq!(all, passed);
            for (spent, quota) in [(all, total), (day, daily), (month, monthly)] {
                prop_assert!(quota.is_none_or(|quota| spent <= quota.units()));
            }
        }
    }
}
