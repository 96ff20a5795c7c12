//! Bytes that must open for ever. They were made with another implementation (libsodium) from the
//! documented layouts, so they check the layouts and not merely that nothing changed.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::data_key::DataKey;
use crate::key_encryption_key::KeyEncryptionKey;
use crate::{DekId, KdfParams, Passphrase, Slot, SlotKind, SlotRecord, VaultId};

const VAULT: VaultId = VaultId::from_bytes([7; 16]);

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2).map(|two| std::str::from_utf8(two).expect("ascii"));
    digits.map(|two| u8::from_str_radix(two, 16).expect("hex")).collect()
}

fn data_key() -> DataKey {
    DataKey::from_bytes(DekId::FIRST, Zeroizing::new([0x42; 32]))
}

#[test]
fn format_1_opens_what_it_once_sealed() {
    let sealed = unhex(
        "0100000001000102030405060708090a0b0c0d0e0f1011121314151617ff97a9d7f693f4f4c750937e3b599c\
         ddb5bc6dddebc620c6c42dfceae2aa1a8d3a181287e7e062ee1442bfff7220b5cbd999158406ee45b403239e\
         21e245d89a9d0f44",
    );
    let key = "sk-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL";
    let hash = Sha256::digest(key.as_bytes()).into();
    assert_eq!(*data_key().open(VAULT, &hash, &sealed).expect("opens"), key);
}

#[test]
fn format_1_opens_what_it_once_wrapped() {
    let record = SlotRecord {
        id: [3; 16],
        dek_id: 1,
        kind: SlotKind::Passphrase,
        salt: Some([5; 16]),
        memory_kib: Some(65536),
        passes: Some(3),
        lanes: Some(1),
        wrapped: unhex(
            "01000102030405060708090a0b0c0d0e0f10111213141516171d05122940f40c5025eb25bcb46505c082\
             5125b50f3a05b9408af0c3735e94506b848de4e3686b408bc5bd42d605fedc",
        ),
    };
    let slot = Slot::try_from(record).expect("well-formed");
    let key = KeyEncryptionKey::from_bytes(Zeroizing::new([9; 32]));
    let opened = slot.unwrap(VAULT, &key).expect("opens");
    assert_eq!(opened.data_key.expose(), data_key().expose());
}

#[test]
fn a_passphrase_gives_the_same_key_on_every_machine() {
    let passphrase = Passphrase::parse("열려라 참깨 1234").expect("a passphrase");
    let key = KdfParams::STANDARD.derive(&passphrase, b"0123456789abcdef").expect("memory");
    assert_eq!(
        key.expose().to_vec(),
        unhex("726b22ef0f5bb8e43a3520e59ea78a4ce62fa8bf80ec7b6471e45e75167b55cb")
    );
}
