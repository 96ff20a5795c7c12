use std::num::NonZeroU64;

use tokendesk_domain::limit::RequestLimit;

use super::*;
use crate::{
    store::{Store, tests::store},
    tokens::tests::{insert, new_token, now},
};

const ONE: Node = [1; 16];
const TWO: Node = [2; 16];
const DAY_MS: i64 = 86_400_000;

/// A store with one token, and both verifiers.
fn counted() -> (tempfile::TempDir, Store, TokenId) {
    let (folder, store) = store();
    let token = insert(&store, &new_token("t"), 1);
    store
        .write(|write| {
            write.see_verifier(&ONE, now())?;
            write.see_verifier(&TWO, now())
        })
        .unwrap();
    (folder, store, token)
}

fn total(token: TokenId, max: u64) -> LeaseAsk {
    LeaseAsk {
        token,
        limit: RequestLimit { max: NonZeroU64::new(max).unwrap(), window: LimitWindow::Total },
        start_ms: i64::MIN,
        until_ms: None,
        spent: None,
        is_closed: false,
        next_serial: 1,
        need: 1,
        want: 256,
        nodes: 1,
    }
}

/// The window of day `number`.
fn daily(token: TokenId, max: u64, number: i64) -> LeaseAsk {
    let limit = RequestLimit { window: LimitWindow::Day, ..total(token, max).limit };
    let (start_ms, until_ms) = (number * DAY_MS, Some((number + 1) * DAY_MS));
    LeaseAsk { limit, start_ms, until_ms, ..total(token, max) }
}

fn lease(store: &Store, node: Node, ask: LeaseAsk) -> Lease {
    store.write(|write| write.lease(&node, &ask)).unwrap().unwrap()
}

const fn after(lease: &Lease, used: u64) -> Spent {
    Spent { serial: lease.serial, used }
}

fn settle(store: &Store, node: Node, how: Settlement) -> usize {
    store.write(|write| write.settle_leases(&node, 10, |_| how)).unwrap()
}

fn used(store: &Store, token: TokenId) -> u64 {
    store.read().unwrap().token(token).unwrap().unwrap().usage.used
}

#[test]
fn a_lease_is_what_is_wanted_up_to_a_quarter_of_what_is_left_for_each_verifier() {
    let (_folder, store, token) = counted();
    assert_eq!(lease(&store, ONE, total(token, 100)).added, 25);
    assert_eq!(lease(&store, TWO, LeaseAsk { nodes: 2, ..total(token, 100) }).added, 9);
    assert_eq!(lease(&store, ONE, LeaseAsk { is_closed: true, ..total(token, 1_000_000) }).added, 256);
    assert_eq!(lease(&store, ONE, LeaseAsk { is_closed: true, ..total(token, 10) }).added, 1);
}

#[test]
fn what_is_needed_is_taken_whole_where_it_is_left_and_not_at_all_where_it_is_not() {
    let (_folder, store, token) = counted();
    let need = |need, spent| LeaseAsk { spent, need, ..total(token, 100) };
    let first = lease(&store, ONE, need(60, None));
    assert_eq!(first.added, 60);
    let second = lease(&store, ONE, need(30, Some(after(&first, 50))));
    assert_eq!(second.added, 20, "10 are there already");
    let third = lease(&store, ONE, need(60, Some(after(&second, 60))));
    assert_eq!(third.added, 5, "20 are left: the share of one verifier, no more");
}

#[test]
fn a_verifier_that_is_lost_gives_nothing_back_and_is_forgotten() {
    let (_folder, store, token) = counted();
    let held = lease(&store, ONE, total(token, 100));
    let later = now() + chrono::TimeDelta::days(30);
    store.write(|write| write.see_verifier(&TWO, later)).unwrap();
    let lost = || store.read().unwrap().lost_verifier(later).unwrap();
    assert_eq!(lost(), Some(ONE));
    settle(&store, ONE, Settlement::Forfeit);
    store.write(|write| write.forget_verifier(&ONE, later)).unwrap();
    assert_eq!((lost(), used(&store, token)), (None, held.granted));
    // It was only away: what it still has in hand was counted, and what it asks for next is new.
    store.write(|write| write.see_verifier(&ONE, later)).unwrap();
    let again = LeaseAsk { spent: Some(after(&held, 9)), next_serial: 2, ..total(token, 100) };
    let new = lease(&store, ONE, again);
    assert_eq!((new.granted, new.elsewhere), (75 / 4, held.granted));
}

#[test]
fn all_leases_together_never_pass_the_limit() {
    let (_folder, store, token) = counted();
    let mut sums = [0, 0];
    let mut open: [Option<Lease>; 2] = [None, None];
    for turn in 0..200 {
        let (node, which) = ([ONE, TWO][turn % 2], turn % 2);
        let spent = open[which].map(|lease| after(&lease, lease.granted));
        let now = lease(&store, node, LeaseAsk { spent, nodes: 2, ..total(token, 77) });
        sums[which] += now.added;
        open[which] = Some(now);
    }
    assert_eq!(sums[0] + sums[1], 77);
}

#[test]
fn a_renewal_tells_what_was_used() {
    let (_folder, store, token) = counted();
    let first = lease(&store, ONE, total(token, 100));
    let second = lease(&store, ONE, LeaseAsk { spent: Some(after(&first, 20)), ..total(token, 100) });
    assert_eq!((second.serial, second.granted, second.added), (first.serial, 25 + 18, 18));
    assert_eq!(used(&store, token), 20);
    assert_eq!(second.elsewhere, 0);
}

#[test]
fn what_others_used_or_hold_is_told_as_elsewhere() {
    let (_folder, store, token) = counted();
    let first = lease(&store, ONE, total(token, 100));
    let other = lease(&store, TWO, total(token, 100));
    assert_eq!((other.elsewhere, other.is_shared), (first.granted, true));
}

#[test]
fn a_lease_that_ends_in_good_order_gives_its_rest_back() {
    let (_folder, store, token) = counted();
    let first = lease(&store, ONE, total(token, 100));
    assert_eq!(settle(&store, ONE, Settlement::BySlot(Some(after(&first, 7)))), 1);
    assert_eq!(used(&store, token), 7);
    assert_eq!(lease(&store, TWO, total(token, 100)).added, 93 / 4);
    assert_eq!(settle(&store, ONE, Settlement::Forfeit), 0);
}

#[test]
fn a_lease_that_was_taken_and_never_opened_is_given_back_whole() {
    let (_folder, store, token) = counted();
    let first = lease(&store, ONE, total(token, 100));
    settle(&store, ONE, Settlement::BySlot(Some(Spent { serial: first.serial + 1, used: 9 })));
    assert_eq!(used(&store, token), 0);
    assert_eq!(lease(&store, ONE, total(token, 100)).added, 25);
}

#[test]
fn a_lease_of_which_nothing_is_known_counts_as_used() {
    let (_folder, store, token) = counted();
    lease(&store, ONE, total(token, 100));
    settle(&store, ONE, Settlement::Forfeit);
    assert_eq!(used(&store, token), 25);
}

#[test]
fn a_closed_lease_is_given_back_before_the_new_limit_is_looked_at() {
    let (_folder, store, token) = counted();
    let first = lease(&store, ONE, total(token, 1000));
    let spent = Some(after(&first, 40));
    let lowered = LeaseAsk { spent, is_closed: true, next_serial: 2, ..total(token, 40) };
    let none = lease(&store, ONE, lowered);
    assert_eq!((none.added, none.granted, none.elsewhere), (0, 0, 40));
    let raised = lease(&store, ONE, LeaseAsk { next_serial: 3, ..total(token, 80) });
    assert_eq!((raised.added, raised.serial, raised.elsewhere), (10, 3, 40));
}

#[test]
fn a_new_window_begins_at_nothing_and_old_leases_have_no_part_in_it() {
    let (_folder, store, token) = counted();
    let first = lease(&store, ONE, daily(token, 100, 7));
    let next = LeaseAsk { spent: Some(after(&first, 25)), next_serial: 2, ..daily(token, 100, 8) };
    let second = lease(&store, ONE, next);
    assert_eq!((second.added, second.serial, second.until_ms), (25, 2, Some(9 * DAY_MS)));
    lease(&store, TWO, daily(token, 100, 8));
    let third = lease(&store, ONE, LeaseAsk { spent: Some(after(&second, 3)), ..daily(token, 100, 9) });
    settle(&store, TWO, Settlement::Forfeit);
    assert_eq!((used(&store, token), third.elsewhere), (0, 0));
}

#[test]
fn a_clock_that_was_set_back_counts_on_in_the_later_window() {
    let (_folder, store, token) = counted();
    let ahead = lease(&store, ONE, daily(token, 4, 9));
    let back = lease(&store, ONE, LeaseAsk { spent: Some(after(&ahead, 1)), ..daily(token, 4, 7) });
    assert_eq!(back.until_ms, ahead.until_ms);
    assert_eq!(used(&store, token), 1);
}

#[test]
fn another_kind_of_window_begins_at_nothing() {
    let (_folder, store, token) = counted();
    let first = lease(&store, ONE, daily(token, 8, 9));
    let hour = RequestLimit { window: LimitWindow::Hour, ..first_limit(8) };
    let ask = LeaseAsk { limit: hour, is_closed: true, spent: Some(after(&first, 2)), ..daily(token, 8, 9) };
    let second = lease(&store, ONE, LeaseAsk { until_ms: Some(9 * DAY_MS + 3_600_000), ..ask });
    assert_eq!((second.elsewhere, second.until_ms), (0, Some(9 * DAY_MS + 3_600_000)));
}

fn first_limit(max: u64) -> RequestLimit {
    total(TokenId(1), max).limit
}

#[test]
fn a_token_that_is_gone_has_no_lease() {
    let (_folder, store, _token) = counted();
    let gone = store.write(|write| write.lease(&ONE, &total(TokenId(99), 5))).unwrap();
    assert_eq!(gone, None);
}

#[test]
fn verifiers_that_wrote_lately_are_counted() {
    let (_folder, store, _token) = counted();
    let read = store.read().unwrap();
    assert_eq!(read.count_verifiers(now()).unwrap(), 2);
    assert_eq!(read.count_verifiers(now() + chrono::TimeDelta::milliseconds(1)).unwrap(), 0);
}
