//! A data key that was rotated out, kept for the sealed keys that still need it.
//!
//! It stands sealed under the data key that followed it, so it opens with every slot, and no slot has to be
//! written again when it goes. Layout: `version 1 | id of the data key above it 4 (big endian) | nonce 24 |
//! data key 32 | tag 16`, bound to the vault and to both ids.

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::aead::{self, KEY_LEN, NONCE_LEN, Nonce, TAG_LEN};
use crate::data_key::DataKey;
use crate::{DekId, VaultId};

/// Keeps retired data keys apart from everything else that is sealed here.
const DOMAIN: &[u8] = b"tokendesk retired data key";
const VERSION: u8 = 1;
const HEADER_LEN: usize = 5;
const LEN: usize = HEADER_LEN + NONCE_LEN + KEY_LEN + TAG_LEN;

/// Not secret without the data key that seals it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetiredKey {
    id: DekId,
    sealed: Vec<u8>,
}

/// The bytes are no retired data key of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("retired data key of {length} bytes is cut off, or written by a newer version")]
pub struct RetiredKeyError {
    length: usize,
}

impl RetiredKey {
    /// As it was stored.
    pub fn from_stored(id: DekId, sealed: Vec<u8>) -> Result<Self, RetiredKeyError> {
        if sealed.len() == LEN && sealed[0] == VERSION {
            Ok(Self { id, sealed })
        } else {
            Err(RetiredKeyError { length: sealed.len() })
        }
    }

    /// Which data key it is.
    pub fn id(&self) -> DekId {
        self.id
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.sealed
    }

    /// The data key that seals it.
    pub(crate) fn under(&self) -> DekId {
        let (id, _) = self.sealed[1..].split_first_chunk().expect("length checked when it was read");
        DekId::new(u32::from_be_bytes(*id))
    }

    pub(crate) fn seal<R: CryptoRng + ?Sized>(
        vault: VaultId,
        retired: &DataKey,
        above: &DataKey,
        rng: &mut R,
    ) -> Self {
        let mut sealed = Vec::with_capacity(LEN);
        sealed.push(VERSION);
        sealed.extend_from_slice(&above.id().get().to_be_bytes());
        let associated = associated(vault, retired.id(), above.id());
        aead::seal_into(&mut sealed, above.expose(), &associated, retired.expose(), Nonce::random(rng));
        Self { id: retired.id(), sealed }
    }

    /// None: damaged, or not sealed by this data key.
    pub(crate) fn open(&self, vault: VaultId, above: &DataKey) -> Option<DataKey> {
        let associated = associated(vault, self.id, above.id());
        let plain = aead::open(above.expose(), &associated, &self.sealed[HEADER_LEN..]).ok()?;
        let mut bytes = Zeroizing::new([0; KEY_LEN]);
        bytes.copy_from_slice(&plain);
        Some(DataKey::from_bytes(self.id, bytes))
    }
}

/// Every part has a fixed length.
fn associated(vault: VaultId, id: DekId, above: DekId) -> Vec<u8> {
    let ids = [id.get().to_be_bytes(), above.get().to_be_bytes()].concat();
    [DOMAIN, &[VERSION], &vault.to_bytes(), &ids].concat()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    const VAULT: VaultId = VaultId::from_bytes([7; 16]);

    fn key(id: u32) -> DataKey {
        DataKey::from_bytes(DekId::new(id), Zeroizing::new([u8::try_from(id).expect("small"); KEY_LEN]))
    }

    fn retired() -> RetiredKey {
        RetiredKey::seal(VAULT, &key(1), &key(2), &mut StdRng::seed_from_u64(1))
    }

    #[test]
    fn a_retired_key_opens_with_the_one_above_it_and_no_other() {
        let stored = RetiredKey::from_stored(DekId::new(1), retired().as_bytes().to_vec()).expect("whole");
        assert_eq!(stored.under(), DekId::new(2));
        assert_eq!(stored.open(VAULT, &key(2)).expect("opens").expose(), key(1).expose());
        assert!(stored.open(VAULT, &key(3)).is_none());
        assert!(stored.open(VaultId::from_bytes([8; 16]), &key(2)).is_none());
    }

    #[test]
    fn a_retired_key_that_was_touched_does_not_open() {
        for at in 0..LEN {
            let mut bytes = retired().as_bytes().to_vec();
            bytes[at] ^= 1;
            let opened =
                RetiredKey::from_stored(DekId::new(1), bytes).ok().and_then(|r| r.open(VAULT, &key(2)));
            // The id of the key above it is bound by the associated data, which is made from that key.
            assert!(opened.is_none() || (1..HEADER_LEN).contains(&at), "byte {at}");
        }
        let renamed = RetiredKey::from_stored(DekId::new(3), retired().as_bytes().to_vec()).expect("whole");
        assert!(renamed.open(VAULT, &key(2)).is_none());
        assert!(RetiredKey::from_stored(DekId::new(1), retired().as_bytes()[1..].to_vec()).is_err());
    }
}
