use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::key_encryption_key::KeyEncryptionKey;
use crate::slot::SlotLock;
use crate::testing::MemoryKeyring;
use crate::{
    DekId, KdfParams, Keyring as _, MAX_SLOTS, Passphrase, Prompting, RecoveryCode, RemovalError,
    RotationError, SlotError,
};

const KEY: &str = "sk-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL";
const ID: VaultId = VaultId::from_bytes([7; 16]);
const SESAME: &str = "open sesame";

fn rng() -> StdRng {
    StdRng::seed_from_u64(1)
}

fn sha256(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::parse(text).expect("a passphrase")
}

fn empty_vault() -> Vault {
    Vault::new(ID, Vec::new(), Vec::new()).expect("no slots")
}

/// As the console does at start.
fn start(slots: &[Slot], keyring: &MemoryKeyring) -> Vault {
    let mut vault = Vault::new(ID, slots.to_vec(), Vec::new()).expect("good slots");
    ask(&mut vault, keyring, Prompting::Forbidden);
    vault
}

fn ask(vault: &mut Vault, keyring: &MemoryKeyring, prompting: Prompting) -> VaultStatus {
    let answer = vault.plan_keyring_opening().run(keyring, prompting);
    vault.keyring_answered(answer)
}

fn add_keyring(vault: &mut Vault, keyring: &MemoryKeyring, seed: u64) {
    let plan = vault.plan_keyring_slot(&mut StdRng::seed_from_u64(seed)).expect("possible");
    let change = plan.run(keyring).expect("a working keyring");
    vault.adopt(change);
}

fn set_passphrase(vault: &mut Vault, text: &str, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    let plan = vault.plan_passphrase_slot(passphrase(text), &mut rng).expect("possible");
    vault.adopt(plan.run(KdfParams::CHEAP, &mut rng).expect("memory"));
}

fn unlock(vault: &mut Vault, text: &str) -> Result<VaultStatus, UnlockError> {
    let unlocked = vault.plan_unlock(text)?.run()?;
    Ok(vault.unlocked(unlocked))
}

fn opens(vault: &Vault, sealed: &SealedKey) -> bool {
    vault.open(&sha256(KEY), sealed.as_bytes()).is_ok_and(|key| *key == KEY)
}

fn locked(reason: LockReason, has_passphrase: bool, has_keyring: bool) -> VaultStatus {
    VaultStatus::Locked { reason, has_passphrase, has_recovery: false, has_keyring }
}

#[test]
fn a_vault_with_a_keyring_sets_itself_up_with_the_first_key_and_opens_at_the_next_start() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    assert_eq!(vault.status(), VaultStatus::Ready);
    assert_eq!(vault.seal(KEY, &mut rng()), Err(NotUnlocked(VaultStatus::Ready)));

    let plan = vault.plan_keyring_slot(&mut rng()).expect("nothing there yet");
    let change = plan.run(&keyring).expect("a working keyring");
    let sealed = change.seal(KEY, &mut rng());
    assert!(change.expected().is_empty() && change.removed().is_empty());
    assert_eq!(vault.adopt(change), VaultStatus::Unlocked { by: SlotKind::Keyring });
    assert!(opens(&vault, &sealed));

    let next = start(vault.slots(), &keyring);
    assert_eq!(next.status(), VaultStatus::Unlocked { by: SlotKind::Keyring });
    assert!(opens(&next, &sealed));
}

#[test]
fn until_the_change_is_adopted_the_vault_stays_as_it_was() {
    let keyring = MemoryKeyring::new();
    let vault = start(&[], &keyring);
    let change = vault.plan_keyring_slot(&mut rng()).expect("possible").run(&keyring);
    let change = change.expect("a working keyring");
    assert_eq!(vault.status(), VaultStatus::Ready);
    assert_eq!(keyring.accounts().len(), 1);
    change.discard(&keyring);
    assert_eq!(vault.status(), VaultStatus::Ready);
    assert!(keyring.accounts().is_empty());
}

#[test]
fn without_a_keyring_the_first_key_needs_a_passphrase() {
    let keyring = MemoryKeyring::new();
    for problem in [KeyringProblem::Absent, KeyringProblem::Locked, KeyringProblem::Slow] {
        keyring.fail_with(Some(problem));
        let mut vault = start(&[], &keyring);
        assert_eq!(vault.status(), VaultStatus::NeedsPassphrase { keyring: problem });
        set_passphrase(&mut vault, SESAME, 1);
        assert_eq!(vault.status(), VaultStatus::Unlocked { by: SlotKind::Passphrase });
    }
}

#[test]
fn a_keyring_that_refuses_the_first_entry_leads_to_a_passphrase() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    keyring.fail_next_store(KeyringProblem::Locked);
    let problem = vault.plan_keyring_slot(&mut rng()).expect("possible").run(&keyring);
    let problem = problem.expect_err("refused");
    assert_eq!(
        vault.keyring_failed(problem),
        VaultStatus::NeedsPassphrase { keyring: KeyringProblem::Locked }
    );
    assert_eq!(ask(&mut vault, &keyring, Prompting::Allowed), VaultStatus::Ready);
}

#[test]
fn the_right_passphrase_unlocks_and_a_wrong_one_does_not() {
    let keyring = MemoryKeyring::new();
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    let sealed = vault.seal(KEY, &mut rng()).expect("unlocked");

    let mut next = start(vault.slots(), &keyring);
    let closed = locked(LockReason::Passphrase, true, false);
    assert_eq!(next.status(), closed);
    assert_eq!(
        next.open(&sha256(KEY), sealed.as_bytes()).map(drop),
        Err(OpenError::NotUnlocked(NotUnlocked(closed.clone())))
    );
    assert_eq!(unlock(&mut next, "open barley"), Err(UnlockError::WrongPassphrase));
    assert_eq!(unlock(&mut next, "short"), Err(UnlockError::WrongPassphrase));
    assert_eq!(next.status(), closed);
    assert_eq!(unlock(&mut next, SESAME), Ok(VaultStatus::Unlocked { by: SlotKind::Passphrase }));
    assert!(opens(&next, &sealed));
}

#[test]
fn a_vault_without_a_passphrase_says_so_when_one_is_tried() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    vault.lock(LockCause::ByHand);
    assert_eq!(unlock(&mut vault, SESAME), Err(UnlockError::NoPassphrase));
}

#[test]
fn a_locked_vault_never_gets_a_new_data_key() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    keyring.forget_all();
    let next = start(vault.slots(), &keyring);
    let empty = LockReason::Keyring { problem: KeyringProblem::Empty };
    let status = locked(empty, false, true);
    assert_eq!(next.status(), status);
    let refused = NotUnlocked(status);
    assert_eq!(next.plan_keyring_slot(&mut rng()).map(drop), Err(refused.clone()));
    assert_eq!(next.plan_passphrase_slot(passphrase(SESAME), &mut rng()).map(drop), Err(refused.clone()));
    assert_eq!(next.seal(KEY, &mut rng()), Err(refused));
}

#[test]
fn what_is_wrong_with_the_keyring_is_told_and_goes_away_with_it() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    let account = keyring.accounts().remove(0);
    let ours = keyring.load(&account, Prompting::Forbidden).expect("works").expect("an entry");

    for problem in
        [KeyringProblem::Absent, KeyringProblem::Locked, KeyringProblem::Slow, KeyringProblem::Failed]
    {
        keyring.fail_with(Some(problem));
        let mut next = start(vault.slots(), &keyring);
        assert_eq!(next.status(), locked(LockReason::Keyring { problem }, false, true));
        keyring.fail_with(None);
        let unlocked = VaultStatus::Unlocked { by: SlotKind::Keyring };
        assert_eq!(ask(&mut next, &keyring, Prompting::Allowed), unlocked);
    }
    for foreign in ["not even a key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
        keyring.overwrite_all(foreign);
        let wrong = LockReason::Keyring { problem: KeyringProblem::WrongEntry };
        assert_eq!(start(vault.slots(), &keyring).status(), locked(wrong, false, true));
    }
    keyring.overwrite_all(&ours);
    let next = start(vault.slots(), &keyring);
    assert_eq!(next.status(), VaultStatus::Unlocked { by: SlotKind::Keyring });
}

#[test]
fn a_keyring_that_keeps_something_else_than_it_was_given_is_not_used() {
    struct Forgetful(MemoryKeyring);
    impl crate::Keyring for Forgetful {
        fn load(
            &self,
            account: &str,
            prompting: Prompting,
        ) -> Result<Option<Zeroizing<String>>, KeyringProblem> {
            let text = self.0.load(account, prompting)?;
            Ok(text.map(|text| Zeroizing::new(text.to_lowercase())))
        }
        fn store(&self, account: &str, secret: &Zeroizing<String>) -> Result<(), KeyringProblem> {
            self.0.store(account, secret)
        }
        fn delete(&self, account: &str) -> Result<(), KeyringProblem> {
            self.0.delete(account)
        }
    }
    let keyring = Forgetful(MemoryKeyring::new());
    let plan = empty_vault().plan_keyring_slot(&mut rng()).expect("possible");
    assert_eq!(plan.run(&keyring).map(drop), Err(KeyringProblem::WrongEntry));
    assert!(keyring.0.accounts().is_empty(), "cleaned up");
}

#[test]
fn before_the_keyring_answered_the_vault_waits_for_it() {
    let keyring = MemoryKeyring::new();
    assert_eq!(empty_vault().status(), VaultStatus::Ready);
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    let slow = LockReason::Keyring { problem: KeyringProblem::Slow };
    let next = Vault::new(ID, vault.slots().to_vec(), Vec::new()).expect("good slots");
    assert_eq!(next.status(), locked(slow, false, true));
}

#[test]
fn locking_by_hand_wipes_the_key_and_stays_until_somebody_unlocks() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    let key = Arc::downgrade(&vault.held.as_ref().expect("unlocked").key);
    assert_eq!(vault.lock(LockCause::ByHand), locked(LockReason::Closed(LockCause::ByHand), false, true));
    assert!(key.upgrade().is_none(), "the data key is gone");
    let unlocked = VaultStatus::Unlocked { by: SlotKind::Keyring };
    assert_eq!(ask(&mut vault, &keyring, Prompting::Allowed), unlocked);
}

#[test]
fn asking_a_broken_keyring_after_a_lock_by_hand_tells_what_is_broken() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    vault.lock(LockCause::ByHand);
    keyring.fail_with(Some(KeyringProblem::Absent));
    let absent = LockReason::Keyring { problem: KeyringProblem::Absent };
    assert_eq!(ask(&mut vault, &keyring, Prompting::Allowed), locked(absent, false, true));
}

#[test]
fn what_was_begun_before_a_lock_by_hand_does_not_unlock_after_it() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    set_passphrase(&mut vault, SESAME, 2);
    let answer = vault.plan_keyring_opening().run(&keyring, Prompting::Allowed);
    let typed = vault.plan_unlock(SESAME).expect("has one").run().expect("right");
    let changed = vault.plan_passphrase_slot(passphrase("new passphrase"), &mut rng());
    let changed = changed.expect("unlocked").run(KdfParams::CHEAP, &mut rng()).expect("memory");
    let by_hand = locked(LockReason::Closed(LockCause::ByHand), true, true);
    assert_eq!(vault.lock(LockCause::ByHand), by_hand);
    assert_eq!(vault.keyring_answered(answer), by_hand);
    assert_eq!(vault.unlocked(typed), by_hand);
    assert_eq!(vault.adopt(changed), by_hand);
    // The change was persisted all the same, so it counts.
    assert_eq!(unlock(&mut vault, SESAME), Err(UnlockError::WrongPassphrase));
    assert!(unlock(&mut vault, "new passphrase").is_ok());
}

#[test]
fn a_late_bad_answer_of_the_keyring_does_not_lock_what_the_passphrase_opened() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    set_passphrase(&mut vault, SESAME, 2);
    let mut next = Vault::new(ID, vault.slots().to_vec(), Vec::new()).expect("good slots");
    keyring.fail_with(Some(KeyringProblem::Slow));
    let asking = next.plan_keyring_opening();
    let unlocked = VaultStatus::Unlocked { by: SlotKind::Passphrase };
    assert_eq!(unlock(&mut next, SESAME), Ok(unlocked.clone()));
    let late = asking.run(&keyring, Prompting::Forbidden);
    assert_eq!(next.keyring_answered(late), unlocked);
}

#[test]
fn a_new_passphrase_replaces_the_old_one_and_re_seals_nothing() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    let sealed = vault.seal(KEY, &mut rng()).expect("unlocked");
    set_passphrase(&mut vault, SESAME, 2);
    let old = vault.slots()[1].id();
    let plan = vault.plan_passphrase_slot(passphrase("new passphrase"), &mut rng());
    let change = plan.expect("unlocked").run(KdfParams::CHEAP, &mut rng()).expect("memory");
    assert_eq!(change.removed(), [old]);
    assert_eq!(change.expected().len(), 2);
    vault.adopt(change);

    vault.lock(LockCause::ByHand);
    assert_eq!(unlock(&mut vault, SESAME), Err(UnlockError::WrongPassphrase));
    assert!(unlock(&mut vault, "new passphrase").is_ok());
    assert!(opens(&vault, &sealed));
    assert_eq!(vault.slots().len(), 2, "the keyring's slot is still there");
}

#[test]
fn two_programs_that_set_up_at_once_end_with_one_data_key() {
    let keyring = MemoryKeyring::new();
    let (mut window, mut shell) = (start(&[], &keyring), start(&[], &keyring));
    let set_up = |vault: &Vault, seed| {
        let plan = vault.plan_keyring_slot(&mut StdRng::seed_from_u64(seed)).expect("possible");
        plan.run(&keyring).expect("a working keyring")
    };
    let (first, second) = (set_up(&window, 1), set_up(&shell, 2));
    assert_eq!(keyring.accounts().len(), 2, "neither overwrote the other's entry");

    let sealed = first.seal(KEY, &mut rng());
    window.adopt(first);
    second.discard(&keyring);
    assert_eq!(keyring.accounts().len(), 1);
    shell.reload(window.slots().to_vec(), Vec::new()).expect("good slots");
    ask(&mut shell, &keyring, Prompting::Forbidden);
    assert!(opens(&shell, &sealed));
}

#[test]
fn slots_that_another_program_added_are_taken_over_without_locking() {
    let keyring = MemoryKeyring::new();
    let mut window = start(&[], &keyring);
    add_keyring(&mut window, &keyring, 1);
    let mut shell = start(window.slots(), &keyring);
    set_passphrase(&mut shell, SESAME, 2);
    let unlocked = VaultStatus::Unlocked { by: SlotKind::Keyring };
    assert_eq!(window.reload(shell.slots().to_vec(), Vec::new()), Ok(unlocked));
    window.lock(LockCause::ByHand);
    assert!(unlock(&mut window, SESAME).is_ok());
}

#[test]
fn a_passphrase_that_another_program_changed_must_be_given_again() {
    let mut window = empty_vault();
    set_passphrase(&mut window, SESAME, 1);
    let mut shell = Vault::new(ID, window.slots().to_vec(), Vec::new()).expect("good slots");
    unlock(&mut shell, SESAME).expect("right");
    set_passphrase(&mut shell, "new passphrase", 2);
    let closed = locked(LockReason::Passphrase, true, false);
    assert_eq!(window.reload(shell.slots().to_vec(), Vec::new()), Ok(closed));
    assert_eq!(unlock(&mut window, SESAME), Err(UnlockError::WrongPassphrase));
    assert!(unlock(&mut window, "new passphrase").is_ok());
}

#[test]
fn a_vault_locked_by_hand_stays_so_whatever_other_programs_change() {
    let keyring = MemoryKeyring::new();
    let mut window = start(&[], &keyring);
    add_keyring(&mut window, &keyring, 1);
    let mut shell = start(window.slots(), &keyring);
    window.lock(LockCause::ByHand);
    set_passphrase(&mut shell, SESAME, 2);
    let by_hand = locked(LockReason::Closed(LockCause::ByHand), true, true);
    assert_eq!(window.reload(shell.slots().to_vec(), Vec::new()), Ok(by_hand));
}

#[test]
fn a_change_planned_on_slots_that_are_gone_does_not_bring_them_back() {
    let keyring = MemoryKeyring::new();
    let (mut window, mut shell) = (start(&[], &keyring), start(&[], &keyring));
    let late = window.plan_keyring_slot(&mut rng()).expect("possible").run(&keyring);
    add_keyring(&mut shell, &keyring, 2);
    window.reload(shell.slots().to_vec(), Vec::new()).expect("good slots");
    window.adopt(late.expect("a working keyring"));
    assert_eq!(window.slots().to_vec(), shell.slots().to_vec());
    assert!(window.held.is_none(), "the loser's key is not used");
}

#[test]
fn another_machine_keeps_its_own_entry() {
    let (desk, laptop) = (MemoryKeyring::new(), MemoryKeyring::new());
    let mut vault = start(&[], &desk);
    add_keyring(&mut vault, &desk, 1);
    set_passphrase(&mut vault, SESAME, 2);
    let mut moved = start(vault.slots(), &laptop);
    assert!(matches!(moved.status(), VaultStatus::Locked { .. }));
    unlock(&mut moved, SESAME).expect("right");
    add_keyring(&mut moved, &laptop, 3);
    for keyring in [&desk, &laptop] {
        let status = start(moved.slots(), keyring).status();
        assert_eq!(status, VaultStatus::Unlocked { by: SlotKind::Keyring });
    }
}

#[test]
fn the_oldest_keyring_slot_makes_room_when_all_are_taken() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    for seed in 0..20 {
        add_keyring(&mut vault, &keyring, seed);
    }
    assert_eq!(vault.slots().len(), MAX_SLOTS);
    set_passphrase(&mut vault, SESAME, 100);
    set_passphrase(&mut vault, "new passphrase", 101);
    assert_eq!(vault.slots().len(), MAX_SLOTS);
    assert!(Vault::new(ID, vault.slots().to_vec(), Vec::new()).is_ok());
    vault.lock(LockCause::ByHand);
    assert!(unlock(&mut vault, "new passphrase").is_ok());
}

#[test]
fn slots_that_contradict_each_other_are_refused() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    let slot = vault.slots()[0].clone();
    assert_eq!(
        Vault::new(ID, vec![slot.clone(), slot.clone()], Vec::new()).map(drop),
        Err(SlotsError::Duplicate { id: slot.id() })
    );
    assert_eq!(vault.reload(vec![slot.clone(); 17], Vec::new()), Err(SlotsError::TooMany { count: 17 }));
    let mut record = slot.record();
    record.dek_id = 2;
    record.id = [9; 16];
    let other = Slot::try_from(record).expect("well-formed");
    assert_eq!(Vault::new(ID, vec![slot, other], Vec::new()).map(drop), Err(SlotsError::SeveralDataKeys));
    assert_eq!(vault.status(), VaultStatus::Unlocked { by: SlotKind::Keyring });
}

#[test]
fn slots_of_another_vault_do_not_open() {
    let keyring = MemoryKeyring::new();
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    let mut other =
        Vault::new(VaultId::from_bytes([8; 16]), vault.slots().to_vec(), Vec::new()).expect("good");
    ask(&mut other, &keyring, Prompting::Forbidden);
    assert_eq!(unlock(&mut other, SESAME), Err(UnlockError::WrongPassphrase));
}

#[test]
fn parameters_too_cheap_for_real_use_are_refused_when_read_from_a_file() {
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    let record = vault.slots()[0].record();
    assert!(matches!(Slot::try_from(record), Err(SlotError::ParamsOutOfBounds { .. })));
}

#[test]
fn the_standard_passphrase_slot_survives_being_stored() {
    let mut vault = empty_vault();
    let plan = vault.plan_passphrase_slot(passphrase(SESAME), &mut rng()).expect("possible");
    vault.adopt(plan.run(KdfParams::STANDARD, &mut rng()).expect("memory"));
    let stored = Slot::try_from(vault.slots()[0].record()).expect("within bounds");
    let mut next = Vault::new(ID, vec![stored], Vec::new()).expect("good slots");
    assert!(unlock(&mut next, SESAME).is_ok());
}

#[test]
fn debug_of_everything_shows_no_secret() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    let plan = vault.plan_keyring_slot(&mut rng()).expect("possible");
    let planned = format!("{plan:?}");
    let change = plan.run(&keyring).expect("a working keyring");
    let hex_of_key = format!("{:?}", change.base.key.expose());
    let text_in_keyring = {
        let account = keyring.accounts().remove(0);
        keyring.load(&account, Prompting::Forbidden).expect("works").expect("an entry")
    };
    let changed = format!("{change:?}");
    vault.adopt(change);
    let unlock = {
        let typed = passphrase("open sesame");
        format!("{:?}", vault.plan_passphrase_slot(typed, &mut rng()).expect("unlocked"))
    };
    for shown in [planned, changed, unlock, format!("{vault:?}"), format!("{keyring:?}")] {
        assert!(!shown.contains(&hex_of_key), "{shown}");
        assert!(!shown.contains(&**text_in_keyring), "{shown}");
        assert!(!shown.contains(SESAME), "{shown}");
    }
}

fn add_recovery(vault: &mut Vault, code: &RecoveryCode) {
    let change = vault.plan_recovery_slot(code, &mut rng()).expect("unlocked");
    vault.adopt(change);
}

fn rotate(vault: &mut Vault) {
    let rotation = vault.plan_rotation(&mut rng()).expect("unlocked");
    vault.adopt_rotation(rotation);
}

/// The vault as another start of the console reads it from the file.
fn reopened(vault: &Vault) -> Vault {
    Vault::new(ID, vault.slots().to_vec(), vault.retired().to_vec()).expect("good slots")
}

fn written(code: &RecoveryCode) -> String {
    code.groups().collect::<Vec<_>>().join("-")
}

#[test]
fn a_recovery_code_opens_what_the_keyring_lost() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    let code = RecoveryCode::random(&mut rng());
    let refused = vault.plan_recovery_slot(&code, &mut rng()).map(drop);
    assert_eq!(refused, Err(NotUnlocked(VaultStatus::Ready)), "a code alone sets no vault up");
    add_keyring(&mut vault, &keyring, 1);
    let sealed = vault.seal(KEY, &mut rng()).expect("unlocked");
    add_recovery(&mut vault, &code);
    keyring.forget_all();

    let mut next = start(vault.slots(), &keyring);
    let empty = LockReason::Keyring { problem: KeyringProblem::Empty };
    let status =
        VaultStatus::Locked { reason: empty, has_passphrase: false, has_recovery: true, has_keyring: true };
    assert_eq!(next.status(), status);
    let unlocked = VaultStatus::Unlocked { by: SlotKind::Recovery };
    assert_eq!(unlock(&mut next, &written(&code).to_lowercase()), Ok(unlocked));
    assert!(opens(&next, &sealed));
}

#[test]
fn a_slip_in_a_recovery_code_is_told_from_a_wrong_code_and_a_wrong_passphrase() {
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    let stranger = RecoveryCode::random(&mut StdRng::seed_from_u64(5));
    assert_eq!(unlock(&mut vault, &written(&stranger)), Err(UnlockError::WrongPassphrase), "none was made");
    let code = RecoveryCode::random(&mut rng());
    add_recovery(&mut vault, &code);
    vault.lock(LockCause::ByHand);
    let mut slip = written(&code);
    let last = if slip.pop() == Some('0') { '1' } else { '0' };
    slip.push(last);
    assert_eq!(unlock(&mut vault, &slip), Err(UnlockError::MistypedRecoveryCode));
    assert_eq!(unlock(&mut vault, &written(&stranger)), Err(UnlockError::WrongRecoveryCode));
    assert_eq!(unlock(&mut vault, "open barley"), Err(UnlockError::WrongPassphrase));
    assert!(unlock(&mut vault, SESAME).is_ok());
}

#[test]
fn a_new_recovery_code_replaces_the_old_one() {
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    let [old, new] = [1, 2].map(|seed| RecoveryCode::random(&mut StdRng::seed_from_u64(seed)));
    add_recovery(&mut vault, &old);
    add_recovery(&mut vault, &new);
    assert_eq!(vault.slots().len(), 2);
    vault.lock(LockCause::ByHand);
    assert_eq!(unlock(&mut vault, &written(&old)), Err(UnlockError::WrongRecoveryCode));
    assert!(unlock(&mut vault, &written(&new)).is_ok());
}

#[test]
fn the_last_slot_is_never_removed_and_none_while_the_vault_is_locked() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    let only = vault.slots()[0].id();
    assert_eq!(vault.plan_removal(only).map(drop), Err(RemovalError::LastSlot));
    set_passphrase(&mut vault, SESAME, 2);
    assert_eq!(vault.plan_removal(SlotId::from_bytes([9; 16])).map(drop), Err(RemovalError::NoSuchSlot));
    let removal = vault.plan_removal(only).expect("another one is left");
    assert_eq!(removal.expected(), vault.slots());
    vault.reload(vault.slots()[1..].to_vec(), Vec::new()).expect("good slots");
    removal.forget(&keyring);
    assert!(keyring.accounts().is_empty());
    assert_eq!(vault.status(), VaultStatus::Unlocked { by: SlotKind::Keyring }, "it stays open");
    vault.lock(LockCause::ByHand);
    assert!(matches!(vault.plan_removal(only), Err(RemovalError::NotUnlocked(_))));
}

#[test]
fn after_a_rotation_every_slot_opens_the_new_and_the_retired_data_key() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    set_passphrase(&mut vault, SESAME, 2);
    let code = RecoveryCode::random(&mut rng());
    add_recovery(&mut vault, &code);
    let before = vault.seal(KEY, &mut rng()).expect("unlocked");
    rotate(&mut vault);
    let after = vault.seal(KEY, &mut rng()).expect("unlocked");
    assert_eq!((before.dek_id(), after.dek_id()), (DekId::new(1), DekId::new(2)));

    let by_keyring = |vault: &mut Vault| ask(vault, &keyring, Prompting::Forbidden);
    let by_passphrase = |vault: &mut Vault| unlock(vault, SESAME).expect("right");
    let by_code = |vault: &mut Vault| unlock(vault, &written(&code)).expect("right");
    for way in [&by_keyring as &dyn Fn(&mut Vault) -> VaultStatus, &by_passphrase, &by_code] {
        let mut next = reopened(&vault);
        assert!(matches!(way(&mut next), VaultStatus::Unlocked { .. }));
        assert!(opens(&next, &before) && opens(&next, &after));
    }
}

#[test]
fn a_key_is_sealed_anew_under_the_current_data_key_and_no_other_token_gets_it() {
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    let first = vault.seal(KEY, &mut rng()).expect("unlocked");
    rotate(&mut vault);
    rotate(&mut vault);
    assert_eq!(vault.retired().iter().map(RetiredKey::id).collect::<Vec<_>>(), [1, 2].map(DekId::new));
    let resealer = vault.resealer().expect("unlocked");
    let stranger = sha256("sk-another");
    assert_eq!(resealer.reseal(&stranger, first.as_bytes(), &mut rng()), Err(SealError::NotAuthentic));
    let anew = resealer.reseal(&sha256(KEY), first.as_bytes(), &mut rng()).expect("opens");
    assert_eq!(anew.dek_id(), resealer.current());
    // The retired keys are dropped; what was sealed anew needs none of them.
    vault.reload(vault.slots().to_vec(), Vec::new()).expect("good slots");
    assert!(opens(&vault, &anew) && !opens(&vault, &first));
}

#[test]
fn a_retired_data_key_opens_none_of_what_comes_after_it() {
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    let stolen = Arc::clone(&vault.held.as_ref().expect("unlocked").key);
    rotate(&mut vault);
    let after = vault.seal(KEY, &mut rng()).expect("unlocked");
    assert!(stolen.open(ID, &sha256(KEY), after.as_bytes()).is_err());
    assert!(vault.retired()[0].open(ID, &stolen).is_none());
    // Neither does the passphrase of before, once it was changed.
    set_passphrase(&mut vault, "new passphrase", 3);
    assert_eq!(unlock(&mut reopened(&vault), SESAME), Err(UnlockError::WrongPassphrase));
}

#[test]
fn a_rotation_that_is_adopted_after_a_lock_leaves_the_vault_locked() {
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    let sealed = vault.seal(KEY, &mut rng()).expect("unlocked");
    let rotation = vault.plan_rotation(&mut rng()).expect("unlocked");
    let by_hand = locked(LockReason::Closed(LockCause::ByHand), true, false);
    vault.lock(LockCause::ByHand);
    assert_eq!(vault.adopt_rotation(rotation), by_hand);
    assert!(vault.resealer().is_err());
    unlock(&mut vault, SESAME).expect("right");
    assert!(opens(&vault, &sealed));
}

#[test]
fn a_window_follows_a_rotation_by_another_program_through_its_keyring() {
    let keyring = MemoryKeyring::new();
    let mut window = start(&[], &keyring);
    add_keyring(&mut window, &keyring, 1);
    let mut shell = start(window.slots(), &keyring);
    rotate(&mut shell);
    let sealed = shell.seal(KEY, &mut rng()).expect("unlocked");
    let status = window.reload(shell.slots().to_vec(), shell.retired().to_vec()).expect("good slots");
    assert!(matches!(status, VaultStatus::Locked { .. }), "its data key is not the current one any more");
    ask(&mut window, &keyring, Prompting::Forbidden);
    assert!(opens(&window, &sealed));
}

#[test]
fn a_stray_or_damaged_retired_key_is_refused() {
    let mut vault = empty_vault();
    set_passphrase(&mut vault, SESAME, 1);
    rotate(&mut vault);
    let retired = vault.retired()[0].clone();
    let stray = SlotsError::StrayDataKey { id: DekId::FIRST };
    let twice = vec![retired.clone(), retired.clone()];
    assert_eq!(Vault::new(ID, vault.slots().to_vec(), twice).map(drop), Err(stray));
    assert_eq!(Vault::new(ID, Vec::new(), vec![retired.clone()]).map(drop), Err(stray));
    let mut bytes = retired.as_bytes().to_vec();
    *bytes.last_mut().expect("a tag") ^= 1;
    let damaged = RetiredKey::from_stored(DekId::FIRST, bytes).expect("its shape is right");
    vault.reload(vault.slots().to_vec(), vec![damaged]).expect("good slots");
    let refused = vault.plan_rotation(&mut rng()).map(drop);
    assert_eq!(refused, Err(RotationError::DamagedKey(DekId::FIRST)));
}

#[test]
fn each_cause_of_a_lock_is_told_and_the_first_one_stays() {
    for cause in [LockCause::ByHand, LockCause::Idle, LockCause::Suspend, LockCause::ScreenLock] {
        let mut vault = empty_vault();
        set_passphrase(&mut vault, SESAME, 1);
        assert_eq!(vault.lock(cause), locked(LockReason::Closed(cause), true, false));
        vault.lock(LockCause::Suspend);
        assert_eq!(vault.status(), locked(LockReason::Closed(cause), true, false));
        assert!(unlock(&mut vault, SESAME).is_ok());
    }
}

#[test]
fn a_vault_that_was_never_open_keeps_its_own_reason_when_it_is_locked() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    keyring.fail_with(Some(KeyringProblem::Absent));
    let mut next = start(vault.slots(), &keyring);
    let absent = locked(LockReason::Keyring { problem: KeyringProblem::Absent }, false, true);
    assert_eq!(next.lock(LockCause::ByHand), absent);
    keyring.fail_with(None);
    let late = next.plan_keyring_opening().run(&keyring, Prompting::Forbidden);
    assert_eq!(next.lock(LockCause::ByHand), absent);
    assert_eq!(next.keyring_answered(late), absent, "what was begun before a lock does not unlock after it");
}

#[test]
fn what_is_left_after_a_removal_surely_opens_the_vault() {
    let keyring = MemoryKeyring::new();
    let mut vault = start(&[], &keyring);
    add_keyring(&mut vault, &keyring, 1);
    let (ours, mut slots) = (vault.slots()[0].id(), vault.slots().to_vec());
    let rng = &mut StdRng::seed_from_u64(9);
    let (guessed, theirs) = (DataKey::random(DekId::FIRST, rng), KeyEncryptionKey::random(rng));
    let foreign = SlotId::random(rng);
    slots.push(Slot::wrap(foreign, ID, SlotLock::Keyring, &guessed, PublicKey::of(&theirs), rng));
    vault.reload(slots, Vec::new()).expect("well-formed");
    assert_eq!(vault.plan_removal(ours).map(drop), Err(RemovalError::LastSlot));
    assert!(vault.plan_removal(foreign).is_ok());
    set_passphrase(&mut vault, SESAME, 2);
    assert!(vault.plan_removal(ours).is_ok());
}

#[test]
fn a_rotation_that_was_read_back_from_the_file_before_it_was_adopted_leaves_the_vault_open() {
    for is_locked in [false, true] {
        let mut vault = empty_vault();
        set_passphrase(&mut vault, SESAME, 1);
        let before = vault.seal(KEY, &mut rng()).expect("unlocked");
        let rotation = vault.plan_rotation(&mut rng()).expect("unlocked");
        vault.reload(rotation.slots().to_vec(), rotation.retired().to_vec()).expect("good slots");
        if is_locked {
            vault.lock(LockCause::ByHand);
            assert!(matches!(vault.adopt_rotation(rotation), VaultStatus::Locked { .. }));
        } else {
            let unlocked = VaultStatus::Unlocked { by: SlotKind::Passphrase };
            assert_eq!(vault.adopt_rotation(rotation), unlocked);
            let after = vault.seal(KEY, &mut rng()).expect("unlocked");
            assert_eq!(after.dek_id(), DekId::new(2));
            assert!(opens(&vault, &before) && opens(&vault, &after));
        }
    }
}
