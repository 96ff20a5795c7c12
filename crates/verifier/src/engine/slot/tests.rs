use std::{num::NonZeroU32, thread};

use tokendesk_domain::rate::RateWindow;

use super::*;
use crate::engine::slots::tests::{added, lease, slots};

fn spend_all(slot: Slot<'_>) -> usize {
    std::iter::repeat_with(|| slot.spend(0, 1, true))
        .take_while(|spend| matches!(spend, Spend::Taken { .. }))
        .count()
}

#[test]
fn a_new_slot_gives_nothing() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    assert_eq!(slot.spend(0, 1, true), Spend::NoLease);
}

#[test]
fn a_lease_gives_what_was_granted_and_asks_for_more_before_its_end() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(1, 20, 20));
    let renewals: Vec<usize> =
        (1..=20).filter(|_| slot.spend(0, 1, true) == Spend::Taken { renew: true, serial: 1 }).collect();
    assert_eq!(renewals, [12], "20 are as good as 32, and a quarter of that is left");
    assert_eq!(slot.spend(0, 1, true), Spend::Short);
    slot.take_over(&lease(1, 23, 3));
    assert_eq!(spend_all(slot), 3);
    assert_eq!(slot.level(), Level { used: 23, rest: 0, until_ms: Some(1_000) });
}

#[test]
fn an_amount_is_taken_whole_or_not_at_all() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(1, 1_000, 1_000));
    assert_eq!(slot.spend(0, 600, true), Spend::Taken { renew: false, serial: 1 });
    assert_eq!(slot.spend(0, 401, true), Spend::Short);
    assert_eq!(slot.spend(0, 300, true), Spend::Taken { renew: true, serial: 1 });
    slot.give_back(1, 300);
    assert_eq!(slot.spend(0, 400, true), Spend::Taken { renew: true, serial: 1 });
    assert_eq!(slot.spent(), Spent { serial: 1, used: 1_000 });
    assert_eq!(slot.spend(0, u64::MAX, true), Spend::Short);
}

#[test]
fn at_its_end_a_window_gives_nothing_more() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(1, 20, 20));
    assert_eq!(slot.spend(999, 1, false), Spend::Taken { renew: false, serial: 1 });
    assert_eq!(slot.spend(1_000, 1, true), Spend::NoLease);
}

#[test]
fn looking_takes_nothing_and_what_is_given_back_can_be_taken_again() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(1, 2, 2));
    assert_eq!(slot.spend(0, 1, false), Spend::Taken { renew: false, serial: 1 });
    slot.spend(0, 1, true);
    slot.give_back(1, 1);
    assert_eq!(spend_all(slot), 2);
    slot.close();
    slot.give_back(1, 1);
    assert_eq!(slot.spent(), Spent { serial: 1, used: 2 });
}

#[test]
fn many_threads_together_take_what_was_granted_and_not_one_more() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(1, 10_000, 256));
    let taken: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(move || spend_all(slot))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(taken, 10_000);
}

#[test]
fn what_is_taken_while_leases_change_is_counted_in_the_lease_it_was_taken_of() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(0, 50, 50));
    let (counted, taken) = thread::scope(|scope| {
        let taker = scope.spawn(move || {
            let mut taken = 0;
            while slot.token() == TokenId(1) {
                taken += u64::from(matches!(slot.spend(0, 1, true), Spend::Taken { .. }));
            }
            taken
        });
        let mut counted = 0;
        for serial in 1..20_000 {
            slot.close();
            counted += slot.spent().used;
            slot.take_over(&lease(serial, 50, 50));
        }
        slot.close();
        counted += slot.spent().used;
        slot.store(word::TOKEN, 2);
        (counted, taker.join().unwrap())
    });
    assert_eq!(counted, taken);
}

#[test]
fn a_rate_is_kept_by_any_number_of_threads() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    let rate = Rate::new(NonZeroU32::new(10).unwrap(), RateWindow::Second, NonZeroU32::new(500)).unwrap();
    let taken: usize = thread::scope(|scope| {
        let take = move || (0..1_000).filter(|_| slot.take_rate(rate, 7, true).is_ok()).count();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(taken, 500);
}
