use tokendesk_domain::quota::Quota;

use super::*;
use crate::{
    spending::tests::{amount, periods, spent, token},
    store::{Store, tests::store},
    tokens::tests::now,
};

const MINUTE: TimeDelta = TimeDelta::minutes(1);

fn reserve(store: &Store, token: TokenId, name: &str, units: u64, at: DateTime<Utc>) -> Reserved {
    let reserve =
        |write: &Write<'_>| write.reserve((token, name), amount(units), &periods(at), (at, at + MINUTE));
    store.add(reserve).unwrap().unwrap()
}

fn settle(store: &Store, token: TokenId, name: &str, cost: i64, at: DateTime<Utc>) -> Settled {
    store.add(|write| write.settle_booking((token, name), cost, &periods(at), at)).unwrap().unwrap()
}

fn hundred(store: &Store) -> TokenId {
    token(store, Quota { total: Some(amount(100)), ..Quota::default() })
}

#[test]
fn what_is_reserved_and_not_used_is_given_back_when_it_is_settled() {
    let (_folder, store) = store();
    let token = hundred(&store);
    assert_eq!(reserve(&store, token, "a", 60, now()), Reserved::Done(Some(amount(40))));
    assert!(matches!(reserve(&store, token, "b", 41, now()), Reserved::Short(_)));
    let settled = Settled::Done { difference: -35, is_repeated: false, left: Some(amount(75)) };
    assert_eq!(settle(&store, token, "a", 25, now()), settled);
    assert_eq!(spent(&store, token), [25, 25, 25]);
}

#[test]
fn the_same_settlement_twice_is_booked_once_and_another_one_is_refused() {
    let (_folder, store) = store();
    let token = hundred(&store);
    reserve(&store, token, "a", 60, now());
    reserve(&store, token, "a", 60, now());
    assert_eq!(spent(&store, token)[0], 60, "reserved once");
    assert_eq!(reserve(&store, token, "a", 61, now()), Reserved::Taken);
    for is_repeated in [false, true] {
        let Settled::Done { is_repeated: repeated, .. } = settle(&store, token, "a", 70, now()) else {
            panic!("settled")
        };
        assert_eq!(repeated, is_repeated);
        assert_eq!(spent(&store, token)[0], 70, "more than was reserved is the truth all the same");
    }
    assert_eq!(settle(&store, token, "a", 71, now()), Settled::Taken);
    assert_eq!(reserve(&store, token, "a", 60, now()), Reserved::Taken);
}

#[test]
fn what_is_not_settled_in_time_is_given_back_and_a_late_settlement_charges_it_whole() {
    let (_folder, store) = store();
    let token = hundred(&store);
    reserve(&store, token, "a", 60, now());
    assert!(!store.read().unwrap().is_overdue(now()).unwrap());
    let late = now() + MINUTE;
    assert!(store.read().unwrap().is_overdue(late).unwrap());
    assert_eq!(store.add(|write| write.give_back_overdue(None, late, 10)).unwrap(), 1);
    assert_eq!(spent(&store, token), [0, 0, 0]);
    let Settled::Done { difference, .. } = settle(&store, token, "a", 25, late) else { panic!("settled") };
    assert_eq!((difference, spent(&store, token)[0]), (25, 25));
}

#[test]
fn a_reservation_that_is_overdue_holds_nothing_back_from_the_next_request() {
    let (_folder, store) = store();
    let token = hundred(&store);
    reserve(&store, token, "a", 100, now());
    assert!(matches!(reserve(&store, token, "b", 1, now()), Reserved::Short(_)));
    assert!(matches!(reserve(&store, token, "b", 100, now() + MINUTE), Reserved::Done(_)));
}

#[test]
fn a_cost_may_be_told_afterwards_alone_and_taken_back_but_never_below_nothing() {
    let (_folder, store) = store();
    let token = hundred(&store);
    settle(&store, token, "work", 130, now());
    assert_eq!(spent(&store, token)[0], 130, "the work is done, whatever was left");
    assert!(matches!(settle(&store, token, "refund", -30, now()), Settled::Done { difference: -30, .. }));
    assert_eq!(settle(&store, token, "too much", -101, now()), Settled::TooMuchBack);
    assert_eq!(settle(&store, token, "edge", i64::MIN, now()), Settled::TooMuchBack);
    assert_eq!(spent(&store, token), [100, 100, 100]);
    settle(&store, token, "other edge", i64::MAX, now());
    assert!(matches!(reserve(&store, token, "b", 1, now()), Reserved::Short(_)));
}

#[test]
fn a_refund_does_not_touch_a_day_that_did_not_count_it() {
    let (_folder, store) = store();
    let token = hundred(&store);
    let until = now() + TimeDelta::days(2);
    let reserve =
        |write: &Write<'_>| write.reserve((token, "a"), amount(60), &periods(now()), (now(), until));
    store.add(reserve).unwrap();
    let tomorrow = now() + TimeDelta::days(1);
    settle(&store, token, "b", 10, tomorrow);
    settle(&store, token, "a", 0, tomorrow);
    assert_eq!(spent(&store, token), [10, 10, 10]);
}
