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
    let nonce = Nonce::random(&mut StdRng::seed_from_u64(1));
    Slot::wrap(id, VAULT, lock, &data_key(), &key(9), nonce)
}

fn passphrase_slot() -> Slot {
    slot(SlotLock::Passphrase { salt: [5; 16], params: KdfParams::STANDARD })
}

#[test]
fn a_slot_gives_back_the_data_key_it_wraps() {
    for slot in [slot(SlotLock::Keyring), passphrase_slot()] {
        let opened = slot.unwrap(VAULT, &key(9)).expect("the right key");
        assert_eq!(opened.expose(), data_key().expose());
        assert_eq!(opened.id(), DekId::FIRST);
    }
}

#[test]
fn a_slot_survives_being_stored() {
    for slot in [slot(SlotLock::Keyring), passphrase_slot()] {
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
    assert_eq!(refused(|record| record.wrapped.push(0)), SlotError::Length { length: 74 });
    assert_eq!(refused(|record| record.wrapped[0] = 2), SlotError::UnknownVersion { found: 2 });
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
    for kind in [SlotKind::Keyring, SlotKind::Passphrase] {
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    assert_eq!("recovery".parse::<SlotKind>(), Err(UnknownSlotKind));
}

proptest! {
    /// One changed bit in the wrapped key, and the slot does not open.
    #[test]
    fn any_flipped_bit_is_refused(at in 0..WRAPPED_LEN, bit in 0..8_u32) {
        let mut record = passphrase_slot().record();
        record.wrapped[at] ^= 1 << bit;
        if let Ok(slot) = Slot::try_from(record) {
            prop_assert_eq!(slot.unwrap(VAULT, &key(9)).map(drop), Err(WrongKey));
        }
    }
}
