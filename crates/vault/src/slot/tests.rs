use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::*;

const VAULT: VaultId = VaultId::from_bytes([7; 16]);

fn data_key() -> DataKey {
    DataKey::from_bytes(DekId::FIRST, Zeroizing::new([0x42; KEY_LEN]))
}

fn key(byte: u8) -> KeyEncryptionKey {
    KeyEncryptionKey::from_bytes(Zeroizing::new([byte; KEY_LEN]))
}

fn slot(lock: SlotLock) -> Slot {
    let id = SlotId::from_bytes([3; 16]);
    let rng = &mut StdRng::seed_from_u64(1);
    Slot::wrap(id, VAULT, lock, &data_key(), PublicKey::of(&key(9)), rng)
}

fn recovery_slot() -> Slot {
    slot(SlotLock::Recovery { salt: [5; 16] })
}

/// As Tokendesk 0.1 wrote it.
fn direct_slot() -> Slot {
    let mut slot = slot(SlotLock::Keyring);
    slot.wrapped = vec![DIRECT];
    let nonce = aead::Nonce::random(&mut StdRng::seed_from_u64(1));
    let associated = slot.associated(VAULT);
    aead::seal_into(&mut slot.wrapped, key(9).expose(), &associated, data_key().expose(), nonce);
    slot
}

fn passphrase_slot() -> Slot {
    slot(SlotLock::Passphrase { salt: [5; 16], params: KdfParams::STANDARD })
}

#[test]
fn a_slot_gives_back_the_data_key_it_wraps() {
    for slot in [slot(SlotLock::Keyring), passphrase_slot(), recovery_slot(), direct_slot()] {
        let opened = slot.unwrap(VAULT, &key(9)).expect("the right key");
        assert_eq!(opened.data_key.expose(), data_key().expose());
        assert_eq!((opened.slot, opened.data_key.id()), (slot.id(), DekId::FIRST));
    }
}

#[test]
fn a_slot_survives_being_stored() {
    for slot in [slot(SlotLock::Keyring), passphrase_slot(), recovery_slot(), direct_slot()] {
        assert_eq!(Slot::try_from(slot.record()), Ok(slot));
    }
}

#[test]
fn another_key_or_another_vault_does_not_open_it() {
    let slot = slot(SlotLock::Keyring);
    assert_eq!(slot.unwrap(VAULT, &key(8)).map(drop), Err(WrongKey));
    let other = VaultId::from_bytes([8; 16]);
    assert_eq!(slot.unwrap(other, &key(9)).map(drop), Err(WrongKey));
}

#[test]
fn no_column_can_be_changed_without_the_slot_refusing_to_open() {
    let changes: [fn(&mut SlotRecord); 6] = [
        |record| record.id[0] ^= 1,
        |record| record.dek_id += 1,
        |record| record.salt = Some([6; 16]),
        |record| record.memory_kib = Some(128 * 1024),
        |record| record.passes = Some(4),
        |record| record.lanes = Some(2),
    ];
    for change in changes {
        let mut record = passphrase_slot().record();
        change(&mut record);
        let slot = Slot::try_from(record).expect("well-formed");
        assert_eq!(slot.unwrap(VAULT, &key(9)).map(drop), Err(WrongKey));
    }
    let record = SlotRecord {
        kind: SlotKind::Keyring,
        salt: None,
        memory_kib: None,
        passes: None,
        lanes: None,
        ..passphrase_slot().record()
    };
    let slot = Slot::try_from(record).expect("well-formed");
    assert_eq!(slot.unwrap(VAULT, &key(9)).map(drop), Err(WrongKey));
}

#[test]
fn a_malformed_record_is_refused_with_its_reason() {
    let refused = |change: fn(&mut SlotRecord)| {
        let mut record = passphrase_slot().record();
        change(&mut record);
        Slot::try_from(record).expect_err("malformed")
    };
    assert_eq!(refused(|record| record.wrapped.clear()), SlotError::Length { length: 0 });
    assert_eq!(refused(|record| record.wrapped.push(0)), SlotError::Length { length: 154 });
    assert_eq!(refused(|record| record.wrapped[0] = 3), SlotError::UnknownVersion { found: 3 });
    assert_eq!(refused(|record| record.salt = None), SlotError::ParamsMissing);
    assert_eq!(refused(|record| record.kind = SlotKind::Keyring), SlotError::ParamsUnexpected);
    assert_eq!(
        refused(|record| record.memory_kib = Some(100 * 1024 * 1024)),
        SlotError::ParamsOutOfBounds { memory_kib: 100 * 1024 * 1024, passes: 3, lanes: 1 }
    );
    assert_eq!(
        refused(|record| record.passes = Some(1)),
        SlotError::ParamsOutOfBounds { memory_kib: 64 * 1024, passes: 1, lanes: 1 }
    );
}

#[test]
fn kinds_are_stored_as_words() {
    for kind in SlotKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    assert_eq!("yubikey".parse::<SlotKind>(), Err(UnknownSlotKind));
}

#[test]
fn a_slot_takes_another_data_key_without_its_secret_and_opens_as_before() {
    let rng = &mut StdRng::seed_from_u64(2);
    let next = DataKey::random(DekId::new(2), rng);
    for slot in [slot(SlotLock::Keyring), passphrase_slot(), recovery_slot()] {
        let rewrapped = slot.rewrap(VAULT, None, &data_key(), &next, rng).expect("ours");
        assert_eq!(
            (rewrapped.id(), rewrapped.lock(), rewrapped.dek_id()),
            (slot.id(), slot.lock(), next.id())
        );
        let opened = rewrapped.unwrap(VAULT, &key(9)).expect("the same key");
        assert_eq!(opened.data_key.expose(), next.expose());
    }
}

#[test]
fn a_slot_of_an_older_version_takes_another_data_key_once_its_secret_was_given() {
    let rng = &mut StdRng::seed_from_u64(2);
    let next = DataKey::random(DekId::new(2), rng);
    let slot = direct_slot();
    assert_eq!(slot.rewrap(VAULT, None, &data_key(), &next, rng), Err(NotRewrapped::SecretNeeded));
    let public = slot.unwrap(VAULT, &key(9)).expect("the right key").public;
    let rewrapped = slot.rewrap(VAULT, Some(public), &data_key(), &next, rng).expect("its secret was given");
    assert_eq!(rewrapped.unwrap(VAULT, &key(9)).expect("as before").data_key.expose(), next.expose());
}

#[test]
fn a_slot_surely_opens_if_it_is_proven_or_of_an_older_version_with_its_secret_given() {
    let guessed = DataKey::random(DekId::FIRST, &mut StdRng::seed_from_u64(2));
    let given = Some(PublicKey::of(&key(9)));
    assert!(passphrase_slot().recipient(VAULT, None, &data_key()).is_ok());
    assert_eq!(passphrase_slot().recipient(VAULT, given, &guessed), Err(NotRewrapped::Foreign));
    assert_eq!(direct_slot().recipient(VAULT, None, &data_key()), Err(NotRewrapped::SecretNeeded));
    assert!(direct_slot().recipient(VAULT, given, &data_key()).is_ok());
}

/// Somebody who can write the file, but not open the vault, puts in a slot with a key of their own.
#[test]
fn a_slot_that_a_stranger_slipped_in_never_gets_a_data_key() {
    let rng = &mut StdRng::seed_from_u64(2);
    let (guessed, next) = (DataKey::random(DekId::FIRST, rng), DataKey::random(DekId::new(2), rng));
    let id = SlotId::from_bytes([4; 16]);
    let slipped = Slot::wrap(id, VAULT, SlotLock::Keyring, &guessed, PublicKey::of(&key(6)), rng);
    assert_eq!(slipped.rewrap(VAULT, None, &data_key(), &next, rng), Err(NotRewrapped::Foreign));
    // Another public key in a slot of ours breaks its proof.
    let mut record = passphrase_slot().record();
    record.wrapped[1..33].copy_from_slice(&slipped.record().wrapped[1..33]);
    let changed = Slot::try_from(record).expect("well-formed");
    assert_eq!(changed.rewrap(VAULT, None, &data_key(), &next, rng), Err(NotRewrapped::Foreign));
}

proptest! {
    /// One changed bit in the wrapped key, and the slot does not open.
    #[test]
    fn any_flipped_bit_is_refused(at: prop::sample::Index, bit in 0..8_u32, direct: bool) {
        let mut record = if direct { direct_slot() } else { passphrase_slot() }.record();
        let at = at.index(record.wrapped.len());
        record.wrapped[at] ^= 1 << bit;
        if let Ok(slot) = Slot::try_from(record) {
            prop_assert_eq!(slot.unwrap(VAULT, &key(9)).map(drop), Err(WrongKey));
        }
    }
}
