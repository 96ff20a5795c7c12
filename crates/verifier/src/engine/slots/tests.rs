use std::{num::NonZeroU32, thread};

use tokendesk_domain::rate::RateWindow;

use super::*;

const NODE: Node = [5; 16];

fn lease(serial: i64, granted: u64, added: u64) -> Lease {
    Lease { serial, granted, added, until_ms: Some(1_000), elsewhere: 0, is_shared: false }
}

fn slots() -> (tempfile::TempDir, Slots) {
    let folder = tempfile::tempdir().unwrap();
    let (slots, _) = Slots::open(folder.path(), NODE).unwrap();
    slots.begin().unwrap();
    (folder, slots)
}

fn added(slots: &Slots, token: i64) -> Slot<'_> {
    slots.get(slots.add(TokenId(token), &AtomicU32::new(NOWHERE)).unwrap())
}

fn overwrite(mut file: &File, at: u64, bytes: &[u8]) {
    file.seek(io::SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

fn spend_all(slot: Slot<'_>) -> usize {
    std::iter::repeat_with(|| slot.spend(0, true))
        .take_while(|spend| matches!(spend, Spend::Taken { .. }))
        .count()
}

#[test]
fn a_new_slot_gives_nothing() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    assert_eq!(slot.spend(0, true), Spend::Empty);
}

#[test]
fn a_lease_gives_what_was_granted_and_asks_for_more_at_a_quarter() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(1, 20, 20));
    let renewals: Vec<usize> =
        (1..=20).filter(|_| slot.spend(0, true) == Spend::Taken { renew: true, serial: 1 }).collect();
    assert_eq!(renewals, [15]);
    assert_eq!(slot.spend(0, true), Spend::Empty);
    slot.take_over(&lease(1, 23, 3));
    assert_eq!(spend_all(slot), 3);
    slot.take_over(&lease(1, 23, 0));
    assert_eq!(slot.spend(0, true), Spend::UsedUp);
}

#[test]
fn at_its_end_a_window_gives_nothing_more() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(1, 20, 20));
    assert_eq!(slot.spend(999, false), Spend::Taken { renew: false, serial: 1 });
    assert_eq!(slot.spend(1_000, true), Spend::Empty);
}

#[test]
fn looking_takes_nothing_and_what_is_given_back_can_be_taken_again() {
    let (_folder, slots) = slots();
    let slot = added(&slots, 1);
    slot.take_over(&lease(1, 2, 2));
    assert_eq!(slot.spend(0, false), Spend::Taken { renew: false, serial: 1 });
    slot.spend(0, true);
    slot.give_back(1);
    assert_eq!(spend_all(slot), 2);
    slot.close();
    slot.give_back(1);
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
                taken += u64::from(matches!(slot.spend(0, true), Spend::Taken { .. }));
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

#[test]
fn no_two_verifiers_share_a_folder() {
    let (folder, slots) = slots();
    assert!(matches!(Slots::open(folder.path(), [6; 16]), Err(SlotsError::InUse)));
    drop(slots);
    assert_eq!(*Slots::open(folder.path(), [6; 16]).unwrap().0.node(), NODE);
}

#[test]
fn the_next_run_reads_what_this_one_counted() {
    let (folder, slots) = slots();
    for token in 1..=3 {
        let slot = added(&slots, token);
        slot.take_over(&lease(token, 20, 20));
        for _ in 0..token {
            slot.spend(0, true);
        }
    }
    drop(slots);
    let (again, former) = Slots::open(folder.path(), [6; 16]).unwrap();
    let spent: Vec<_> =
        former.slots.iter().map(|(token, spent, ..)| (token.0, spent.serial, spent.used)).collect();
    assert_eq!((former.is_true, spent), (true, vec![(1, 1, 1), (2, 2, 2), (3, 3, 3)]));
    again.begin().unwrap();
    drop(again);
    assert!(Slots::open(folder.path(), [6; 16]).unwrap().1.slots.is_empty());
}

#[test]
fn after_another_boot_nothing_is_believed_but_the_number() {
    let (folder, slots) = slots();
    added(&slots, 1).take_over(&lease(1, 20, 20));
    overwrite(&slots.file, 24, &[9; 16]);
    drop(slots);
    let (again, former) = Slots::open(folder.path(), [6; 16]).unwrap();
    assert_eq!((*again.node(), former.is_true, former.slots.len()), (NODE, false, 0));
}

#[test]
fn a_damaged_file_is_another_verifiers() {
    let (folder, slots) = slots();
    overwrite(&slots.file, 0, b"nonsense");
    drop(slots);
    assert_eq!(*Slots::open(folder.path(), [6; 16]).unwrap().0.node(), [6; 16]);
}
