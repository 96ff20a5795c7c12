//! The ways to open the vault and its data key, on a real file.

use std::{fs, ops::ControlFlow, path::Path, sync::Arc};

use rusqlite::Connection;
use tempfile::TempDir;
use tokendesk_domain::{form::TermsForm, issue::IssueForm, settings::Language, token::TokenId};
use tokendesk_issuer::{Desk, DeskError, DeskOptions, KeyUse, VaultProblem, data_file, system_clock};
use tokendesk_vault::{KeyringProblem, LockCause, SlotKind, VaultStatus, testing::MemoryKeyring};

const PASSPHRASE: &str = "correct horse battery";

/// A data folder on a machine with a keyring.
struct Machine {
    folder: TempDir,
    keyring: Arc<MemoryKeyring>,
}

impl Machine {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), keyring: Arc::new(MemoryKeyring::new()) }
    }

    /// Another machine, with a copy of this one's folder and an empty keyring.
    fn copied(&self) -> Self {
        let other = Self::new();
        for file in fs::read_dir(self.folder.path()).expect("files") {
            let file = file.expect("a file");
            fs::copy(file.path(), other.folder.path().join(file.file_name())).expect("copied");
        }
        other
    }

    fn desk(&self) -> Desk {
        let desk = Desk::open(DeskOptions {
            file: self.file(),
            actor: "cli:test".into(),
            keyring: self.keyring.clone(),
            clock: system_clock(),
            language: Language::English,
        });
        let desk = desk.expect("a desk");
        desk.open_vault();
        desk
    }

    fn file(&self) -> std::path::PathBuf {
        data_file(self.folder.path())
    }
}

fn issue(desk: &Desk, count: usize) -> Vec<(TokenId, String)> {
    let form = |number| IssueForm {
        name: format!("t{number}"),
        terms: TermsForm { scopes: vec!["read".into()], ..TermsForm::default() },
        ..IssueForm::default()
    };
    let forms: Vec<IssueForm> = (0..count).map(form).collect();
    let issued = desk.issue_many(&forms.iter().collect::<Vec<_>>()).expect("issued");
    let issued = issued.into_iter().map(|issued| issued.expect("right"));
    issued.map(|issued| (issued.details.token.id, issued.key.expose().to_owned())).collect()
}

fn assert_all_open(desk: &Desk, keys: &[(TokenId, String)]) {
    for (id, key) in keys {
        assert_eq!(desk.kept_key(*id, KeyUse::Copy).expect("opens").expose(), key);
    }
}

fn make_recovery_code(desk: &Desk) -> String {
    let written = desk.draw_recovery_code().expect("unlocked");
    let [first, second] = written.asked.map(|index| written.groups[index].to_string());
    desk.confirm_recovery_code([&first, &second]).expect("confirmed");
    written.groups.iter().map(|group| group.as_str()).collect::<Vec<_>>().join("-")
}

fn to_the_end(_: tokendesk_issuer::Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn after_one_batch() -> impl FnMut(tokendesk_issuer::Progress) -> ControlFlow<()> {
    let mut asked = 0;
    move |_| {
        asked += 1;
        if asked > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn kinds(desk: &Desk) -> Vec<SlotKind> {
    desk.key_protection().expect("readable").slots.iter().map(|slot| slot.kind).collect()
}

fn dek_ids(file: &Path) -> Vec<u32> {
    let file = Connection::open(file).expect("opens");
    let mut statement = file.prepare("SELECT DISTINCT substr(sealed, 2, 4) FROM sealed_keys").expect("sql");
    let ids = statement.query_map([], |row| row.get::<_, [u8; 4]>(0)).expect("rows");
    ids.map(|id| u32::from_be_bytes(id.expect("a number"))).collect()
}

#[test]
fn a_copied_folder_opens_by_the_code_and_then_by_that_machines_keyring() {
    let home = Machine::new();
    let desk = home.desk();
    let keys = issue(&desk, 2);
    let code = make_recovery_code(&desk);
    drop(desk);

    let away = home.copied();
    let desk = away.desk();
    let VaultStatus::Locked { has_recovery: true, has_passphrase: false, .. } = desk.vault_status() else {
        panic!("{:?}", desk.vault_status());
    };
    let refused = desk.add_keyring_slot();
    assert!(
        matches!(refused, Err(DeskError::Vault(VaultProblem::Locked(_)))),
        "never a new key over old data"
    );
    assert!(away.keyring.accounts().is_empty());
    desk.unlock_vault(&code.to_lowercase()).expect("the code opens it");
    assert_all_open(&desk, &keys);
    desk.add_keyring_slot().expect("kept");
    drop(desk);

    let desk = away.desk();
    assert!(matches!(desk.vault_status(), VaultStatus::Unlocked { by: SlotKind::Keyring }));
    assert_all_open(&desk, &keys);
    assert_eq!(kinds(&desk), [SlotKind::Keyring, SlotKind::Recovery, SlotKind::Keyring]);
}

#[test]
fn a_code_counts_only_after_the_right_groups_and_a_lock_forgets_it() {
    let machine = Machine::new();
    let desk = machine.desk();
    issue(&desk, 1);
    let written = desk.draw_recovery_code().expect("unlocked");
    let wrong = desk.confirm_recovery_code(["ZZZZ", "ZZZZ"]);
    assert!(matches!(wrong, Err(DeskError::Vault(VaultProblem::WrongGroups))));
    assert_eq!(kinds(&desk), [SlotKind::Keyring]);
    desk.lock_vault(LockCause::Idle);
    desk.retry_keyring();
    let [first, second] = written.asked.map(|index| written.groups[index].to_string());
    let late = desk.confirm_recovery_code([&first, &second]);
    assert!(matches!(late, Err(DeskError::Vault(VaultProblem::NoRecoveryDraft))));
    assert_eq!(kinds(&desk), [SlotKind::Keyring]);
}

#[test]
fn a_code_that_could_not_be_kept_is_confirmed_the_next_time() {
    let machine = Machine::new();
    let desk = machine.desk();
    issue(&desk, 1);
    let written = desk.draw_recovery_code().expect("unlocked");
    let [first, second] = written.asked.map(|index| written.groups[index].to_string());
    let file = Connection::open(machine.file()).expect("opens");
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON vault_slots BEGIN SELECT RAISE(ABORT, 'full'); END";
    file.execute(refuse, []).expect("made");
    let refused = desk.confirm_recovery_code([&first, &second]);
    assert!(matches!(refused, Err(DeskError::Store(_))), "{refused:?}");
    assert_eq!(kinds(&desk), [SlotKind::Keyring]);
    file.execute("DROP TRIGGER refuse", []).expect("dropped");
    desk.confirm_recovery_code([&first, &second]).expect("confirmed");
    assert_eq!(kinds(&desk), [SlotKind::Keyring, SlotKind::Recovery]);
    let again = desk.confirm_recovery_code([&first, &second]);
    assert!(matches!(again, Err(DeskError::Vault(VaultProblem::NoRecoveryDraft))));
}

#[test]
fn a_keyring_that_opens_the_vault_already_gets_no_second_entry() {
    let machine = Machine::new();
    let desk = machine.desk();
    issue(&desk, 1);
    for _ in 0..20 {
        let status = desk.add_keyring_slot().expect("nothing to do");
        assert!(matches!(status, VaultStatus::Unlocked { .. }));
    }
    assert_eq!(kinds(&desk), [SlotKind::Keyring]);
    assert_eq!(machine.keyring.accounts().len(), 1);
    machine.keyring.forget_all();
    desk.add_keyring_slot().expect("kept");
    assert_eq!(kinds(&desk), [SlotKind::Keyring; 2], "the first entry is lost");
    desk.lock_vault(LockCause::ByHand);
    let refused = desk.add_keyring_slot();
    assert!(matches!(refused, Err(DeskError::Vault(VaultProblem::Locked(_)))), "no unlocking by the way");
}

#[test]
fn a_way_in_is_removed_with_its_entry_and_the_last_one_stays() {
    let machine = Machine::new();
    let desk = machine.desk();
    issue(&desk, 1);
    let keyring = desk.key_protection().expect("readable").slots[0].id;
    let last = desk.remove_slot(keyring);
    assert!(matches!(last, Err(DeskError::Vault(VaultProblem::LastSlot))));
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE).expect("set");
    desk.remove_slot(keyring).expect("removed");
    assert!(machine.keyring.accounts().is_empty());
    assert_eq!(kinds(&desk), [SlotKind::Passphrase]);
    assert!(matches!(desk.vault_status(), VaultStatus::Unlocked { .. }));
    assert!(matches!(desk.remove_slot(keyring), Err(DeskError::Vault(VaultProblem::NoSuchSlot))));
}

#[test]
fn a_rotation_seals_every_key_anew_and_every_way_in_still_opens_them() {
    let machine = Machine::new();
    let desk = machine.desk();
    let keys = issue(&desk, 700);
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE).expect("set");
    let code = make_recovery_code(&desk);
    let mut seen = Vec::new();
    let report = desk.rotate_data_key(&mut |progress| {
        seen.push(progress.done);
        ControlFlow::Continue(())
    });
    let report = report.expect("rotated");
    assert_eq!((report.resealed, report.damaged.len(), report.stopped), (700, 0, false));
    assert_eq!((seen[0], seen.last()), (0, Some(&700)));
    assert_eq!(dek_ids(&machine.file()), [2]);
    assert!(!desk.rotation_is_unfinished());
    assert_all_open(&desk, &keys[..20]);

    let by_keyring = machine.desk();
    assert_all_open(&by_keyring, &keys[..2]);
    for secret in [PASSPHRASE, &code] {
        let away = machine.copied();
        let desk = away.desk();
        desk.unlock_vault(secret).expect("still right");
        assert_all_open(&desk, &keys[..2]);
    }
}

#[test]
fn a_rotation_that_was_stopped_leaves_every_key_open_and_goes_on_at_another_desk() {
    let machine = Machine::new();
    let desk = machine.desk();
    let keys = issue(&desk, 1_200);
    let report = desk.rotate_data_key(&mut after_one_batch()).expect("begun");
    assert!(report.stopped && report.resealed > 0 && report.resealed < 1_200);
    let mut ids = dek_ids(&machine.file());
    ids.sort_unstable();
    assert_eq!(ids, [1, 2]);
    let progress = desk.key_protection().expect("readable").rotation.expect("unfinished");
    assert_eq!((progress.done as u64, progress.total), (report.resealed, 1_200));
    let during = issue(&desk, 1);
    assert_all_open(&desk, &[&keys[..3], &keys[1_197..], &during].concat());
    drop(desk);

    let next = machine.desk();
    assert!(next.rotation_is_unfinished());
    assert_all_open(&next, &[keys[0].clone(), keys[1_199].clone()]);
    let rest = next.resume_rotation(&mut to_the_end).expect("goes on").expect("unfinished");
    assert_eq!(rest.resealed + report.resealed, 1_200);
    assert_eq!(dek_ids(&machine.file()), [2]);
    assert!(next.key_protection().expect("readable").rotation.is_none());
    assert!(next.resume_rotation(&mut to_the_end).expect("asked").is_none());
}

#[test]
fn after_an_unfinished_rotation_the_data_key_is_changed_all_the_same() {
    let machine = Machine::new();
    let desk = machine.desk();
    let keys = issue(&desk, 1_200);
    assert!(desk.rotate_data_key(&mut after_one_batch()).expect("begun").stopped);
    let report = desk.rotate_data_key(&mut to_the_end).expect("rotated");
    assert_eq!((report.resealed, report.stopped), (1_200, false));
    assert_eq!(dek_ids(&machine.file()), [3], "whoever had the second one can't open these");
    assert!(!desk.rotation_is_unfinished());
    assert_all_open(&desk, &keys[..2]);
}

#[test]
fn a_desk_that_looks_at_its_file_all_the_time_stays_open_while_it_rotates() {
    let machine = Machine::new();
    machine.keyring.fail_with(Some(KeyringProblem::Absent));
    let desk = machine.desk();
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE).expect("set");
    let keys = issue(&desk, 3);
    std::thread::scope(|scope| {
        let rotating = scope.spawn(|| {
            for _ in 0..40 {
                desk.rotate_data_key(&mut to_the_end).expect("rotated");
            }
        });
        while !rotating.is_finished() {
            desk.follow_slots().expect("readable");
        }
        rotating.join().expect("no panic");
    });
    assert_all_open(&desk, &keys);
}

#[test]
fn copies_that_do_not_open_are_no_rotation_that_goes_on() {
    let machine = Machine::new();
    let desk = machine.desk();
    let keys = issue(&desk, 3);
    let file = Connection::open(machine.file()).expect("opens");
    let sql = "SELECT sealed FROM sealed_keys WHERE token_id = 1";
    let whole: Vec<u8> = file.query_row(sql, [], |row| row.get(0)).expect("a copy");
    let put = |sealed: &[u8]| {
        file.execute("UPDATE sealed_keys SET sealed = ?1 WHERE token_id = 1", [sealed]).expect("written");
    };
    let mut damaged = whole.clone();
    damaged[40] ^= 4;
    put(&damaged);
    desk.rotate_data_key(&mut to_the_end).expect("rotated");
    let next = machine.desk();
    assert!(next.resume_rotation(&mut to_the_end).expect("tried").is_some(), "another desk tries once");
    for desk in [&desk, &next, &machine.desk()] {
        let protection = desk.key_protection().expect("readable");
        assert_eq!((protection.rotation.is_none(), protection.damaged), (true, 1));
        assert!(!desk.rotation_is_unfinished());
        assert!(desk.resume_rotation(&mut to_the_end).expect("asked").is_none());
    }
    put(&whole);
    assert_all_open(&desk, &keys);
    desk.rotate_data_key(&mut to_the_end).expect("rotated");
    assert_eq!(dek_ids(&machine.file()), [3]);
    assert_eq!(desk.key_protection().expect("readable").damaged, 0);
    assert_all_open(&desk, &keys);
}

#[test]
fn a_lock_stops_a_rotation_and_the_next_unlock_goes_on() {
    let machine = Machine::new();
    let desk = machine.desk();
    let keys = issue(&desk, 1_200);
    let stopped = desk.rotate_data_key(&mut |progress| {
        if progress.done > 0 {
            desk.lock_vault(LockCause::Suspend);
        }
        ControlFlow::Continue(())
    });
    assert!(matches!(stopped, Err(DeskError::Vault(VaultProblem::Locked(_)))));
    assert!(desk.rotation_is_unfinished());
    desk.retry_keyring();
    desk.resume_rotation(&mut to_the_end).expect("goes on").expect("unfinished");
    assert_eq!(dek_ids(&machine.file()), [2]);
    assert_all_open(&desk, &keys[..2]);
}

#[test]
fn keys_issued_elsewhere_while_the_data_key_is_rotated_are_never_lost() {
    let machine = Machine::new();
    let (window, shell) = (machine.desk(), machine.desk());
    let mut keys = issue(&window, 600);
    shell.follow_slots().expect("readable");
    std::thread::scope(|scope| {
        let rotating = scope.spawn(|| {
            for _ in 0..4 {
                shell.rotate_data_key(&mut to_the_end).expect("rotated");
            }
        });
        while !rotating.is_finished() {
            keys.extend(issue(&window, 3));
        }
        rotating.join().expect("no panic");
    });
    window.rotate_data_key(&mut to_the_end).expect("rotated");
    assert_eq!(dek_ids(&machine.file()).len(), 1);
    assert_all_open(&machine.desk(), &keys[590..]);
}

#[test]
fn two_programs_that_rotate_at_once_lose_nothing() {
    let machine = Machine::new();
    let desks = [machine.desk(), machine.desk()];
    let keys = issue(&desks[0], 1_500);
    std::thread::scope(|scope| {
        for desk in &desks {
            scope.spawn(|| match desk.rotate_data_key(&mut to_the_end) {
                Ok(_) | Err(DeskError::Store(tokendesk_issuer::StoreError::Busy)) => {}
                Err(error) => panic!("{error}"),
            });
        }
    });
    let desk = machine.desk();
    desk.resume_rotation(&mut to_the_end).expect("goes on");
    assert_eq!(dek_ids(&machine.file()).len(), 1);
    assert_all_open(&desk, &[&keys[..5], &keys[1_495..]].concat());
}

/// Does this to the sealed copies of tokens 1 and 2, in the middle of a rotation and after it.
fn refused_by_name(touch: impl Fn(&Connection)) {
    for rotation in [true, false] {
        let machine = Machine::new();
        let desk = machine.desk();
        let keys = issue(&desk, 3);
        if rotation {
            desk.rotate_data_key(&mut |_| ControlFlow::Break(())).expect("begun");
        } else {
            desk.rotate_data_key(&mut to_the_end).expect("rotated");
        }
        touch(&Connection::open(machine.file()).expect("opens"));
        let damaged = |desk: &Desk| matches!(desk.kept_key(keys[0].0, KeyUse::Copy), Err(DeskError::KeyDamaged(id)) if id == keys[0].0);
        assert!(damaged(&desk), "refused, with the token named");
        let report = desk.rotate_data_key(&mut to_the_end).expect("rotated");
        assert!(report.damaged.contains(&keys[0].0), "{report:?}");
        assert!(damaged(&desk));
        assert_all_open(&desk, &keys[2..]);
    }
}

#[test]
fn swapped_rows_are_refused_by_name_during_and_after_a_rotation() {
    refused_by_name(|file| {
        let copy = |id| -> Vec<u8> {
            file.query_row("SELECT sealed FROM sealed_keys WHERE token_id = ?1", [id], |row| row.get(0))
                .expect("a copy")
        };
        let swapped = [(1, copy(2)), (2, copy(1))];
        for row in swapped {
            file.execute("UPDATE sealed_keys SET sealed = ?2 WHERE token_id = ?1", row).expect("written");
        }
    });
}

#[test]
fn a_flipped_bit_is_refused_by_name_during_and_after_a_rotation() {
    refused_by_name(|file| {
        let sql = "SELECT sealed FROM sealed_keys WHERE token_id = 1";
        let mut sealed: Vec<u8> = file.query_row(sql, [], |row| row.get(0)).expect("a copy");
        sealed[40] ^= 4;
        file.execute("UPDATE sealed_keys SET sealed = ?1 WHERE token_id = 1", [sealed]).expect("written");
    });
}

#[test]
fn a_truncated_copy_is_refused_by_name_during_and_after_a_rotation() {
    refused_by_name(|file| {
        let sql = "UPDATE sealed_keys SET sealed = substr(sealed, 1, 20) WHERE token_id = 1";
        assert_eq!(file.execute(sql, []).expect("written"), 1);
    });
}

#[test]
fn a_slot_that_somebody_slipped_into_the_file_never_gets_the_new_data_key() {
    let machine = Machine::new();
    let desk = machine.desk();
    issue(&desk, 1);
    let stranger = Machine::new();
    issue(&stranger.desk(), 1);
    let file = Connection::open(machine.file()).expect("opens");
    file.execute("ATTACH ?1 AS theirs", [stranger.file().to_str().expect("text")]).expect("attached");
    let sql = "INSERT INTO main.vault_slots SELECT * FROM theirs.vault_slots";
    assert_eq!(file.execute(sql, []).expect("slipped in"), 1);
    let refused = desk.rotate_data_key(&mut to_the_end);
    assert!(matches!(refused, Err(DeskError::Vault(VaultProblem::ForeignSlot(_)))), "{refused:?}");
    let [ours, foreign] = [0, 1].map(|at| desk.key_protection().expect("readable").slots[at].id);
    let last = desk.remove_slot(ours);
    assert!(matches!(last, Err(DeskError::Vault(VaultProblem::LastSlot))), "theirs opens nothing");
    desk.remove_slot(foreign).expect("removed");
    desk.rotate_data_key(&mut to_the_end).expect("rotated");
}

#[test]
fn a_keyring_that_fails_has_its_own_word_and_changes_nothing() {
    for problem in
        [KeyringProblem::Absent, KeyringProblem::Locked, KeyringProblem::Slow, KeyringProblem::Failed]
    {
        let machine = Machine::new();
        machine.keyring.fail_with(Some(problem));
        let desk = machine.desk();
        desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE).expect("set");
        let refused = desk.add_keyring_slot();
        assert!(matches!(refused, Err(DeskError::Vault(VaultProblem::Keyring(found))) if found == problem));
        assert_eq!(kinds(&desk), [SlotKind::Passphrase]);
        assert!(matches!(desk.vault_status(), VaultStatus::Unlocked { .. }));
    }
}

#[test]
fn changes_of_the_vault_are_in_the_audit_log() {
    let machine = Machine::new();
    let desk = machine.desk();
    issue(&desk, 1);
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE).expect("set");
    make_recovery_code(&desk);
    let passphrase = desk.key_protection().expect("readable").slots[1].id;
    desk.remove_slot(passphrase).expect("removed");
    desk.rotate_data_key(&mut to_the_end).expect("rotated");
    let file = Connection::open(machine.file()).expect("opens");
    let mut statement = file
        .prepare("SELECT action, subject FROM audit_entries WHERE token_id IS NULL ORDER BY id")
        .expect("sql");
    let entries = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    let entries: Vec<(String, String)> = entries.map(|entry| entry.expect("texts")).collect();
    let expected = [
        ("keyring_slot_added", "vault"),
        ("passphrase_set", "vault"),
        ("recovery_code_set", "vault"),
        ("slot_removed", "passphrase"),
        ("data_key_changed", "vault"),
        ("data_key_rotated", "vault"),
    ];
    assert_eq!(entries, expected.map(|(action, subject)| (action.to_owned(), subject.to_owned())));
}
