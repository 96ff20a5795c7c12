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
    slots.get(slots.add(TokenId(token), &AtomicU64::new(0)).unwrap())
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
