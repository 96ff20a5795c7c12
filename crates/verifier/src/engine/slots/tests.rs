use tokendesk_store_sqlite::Lease;

use super::*;

const NODE: Node = [5; 16];

pub(in crate::engine) fn lease(serial: i64, granted: u64, added: u64) -> Lease {
    Lease { serial, granted, added, until_ms: Some(1_000), elsewhere: 0, is_shared: false }
}

pub(in crate::engine) fn slots() -> (tempfile::TempDir, Slots) {
    let folder = tempfile::tempdir().unwrap();
    let (slots, _) = Slots::open(folder.path(), "slots", NODE).unwrap();
    slots.begin().unwrap();
    (folder, slots)
}

pub(in crate::engine) fn added(slots: &Slots, token: i64) -> Slot<'_> {
    slots.add(u32::try_from(token).unwrap(), TokenId(token)).unwrap()
}

fn overwrite(mut file: &File, at: u64, bytes: &[u8]) {
    file.seek(io::SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn no_two_verifiers_share_a_folder() {
    let (folder, slots) = slots();
    assert!(matches!(Slots::open(folder.path(), "slots", [6; 16]), Err(SlotsError::InUse)));
    drop(slots);
    assert_eq!(*Slots::open(folder.path(), "slots", [6; 16]).unwrap().0.node(), NODE);
}

#[test]
fn the_next_run_reads_what_this_one_counted() {
    let (folder, slots) = slots();
    for token in 1..=3 {
        let slot = added(&slots, token);
        slot.take_over(&lease(token, 20, 20));
        for _ in 0..token {
            slot.spend(0, 1, true);
        }
    }
    drop(slots);
    let (again, former) = Slots::open(folder.path(), "slots", [6; 16]).unwrap();
    let spent: Vec<_> =
        former.slots.iter().map(|(token, spent, ..)| (token.0, spent.serial, spent.used)).collect();
    assert_eq!((former.is_true, spent), (true, vec![(1, 1, 1), (2, 2, 2), (3, 3, 3)]));
    again.begin().unwrap();
    drop(again);
    assert!(Slots::open(folder.path(), "slots", [6; 16]).unwrap().1.slots.is_empty());
}

#[test]
fn after_another_boot_nothing_is_believed_but_the_number() {
    let (folder, slots) = slots();
    added(&slots, 1).take_over(&lease(1, 20, 20));
    overwrite(&slots.file, 24, &[9; 16]);
    drop(slots);
    let (again, former) = Slots::open(folder.path(), "slots", [6; 16]).unwrap();
    assert_eq!((*again.node(), former.is_true, former.slots.len()), (NODE, false, 0));
}

#[test]
fn a_damaged_file_is_another_verifiers() {
    let (folder, slots) = slots();
    overwrite(&slots.file, 0, b"nonsense");
    drop(slots);
    assert_eq!(*Slots::open(folder.path(), "slots", [6; 16]).unwrap().0.node(), [6; 16]);
}

#[test]
fn numbers_far_apart_are_given_out_in_any_order_and_read_by_the_next_run() {
    let (folder, slots) = slots();
    let chunk = i64::try_from(CHUNK).unwrap();
    let tokens = [5 * chunk, 1, 2 * chunk + 7, chunk - 1, chunk];
    for token in tokens {
        assert!(slots.get(u32::try_from(token).unwrap()).is_none());
        added(&slots, token).take_over(&lease(1, 20, 20));
    }
    added(&slots, 1).spend(0, 1, true);
    let tokens_of = |slots: &Slots| slots.all().map(|slot| slot.token().0).collect::<Vec<_>>();
    let sorted = [1, chunk - 1, chunk, 2 * chunk + 7, 5 * chunk];
    assert_eq!((slots.len(), tokens_of(&slots)), (5, sorted.to_vec()));
    drop(slots);
    let (_, former) = Slots::open(folder.path(), "slots", [6; 16]).unwrap();
    let spent: Vec<_> = former.slots.iter().map(|(token, spent, ..)| (token.0, spent.used)).collect();
    assert_eq!(spent, sorted.map(|token| (token, u64::from(token == 1))));
}

#[test]
fn where_there_was_no_room_it_is_told_again_once_any_token_is_used_after_there_is() {
    let (folder, mut slots) = slots();
    added(&slots, 1);
    let far = u32::try_from(CHUNK).unwrap();
    // A file that can't be written answers as a full disk does.
    let full = File::open(folder.path().join("slots")).unwrap();
    let file = std::mem::replace(&mut slots.file, full);
    assert!(slots.add(far, TokenId(2)).is_none() && slots.is_full());
    added(&slots, 3);
    assert!(slots.is_full(), "there is room near the first one alone");
    slots.file = file;
    added(&slots, 4);
    assert!(!slots.is_full());
    assert!(slots.add(far, TokenId(2)).is_some());
}
