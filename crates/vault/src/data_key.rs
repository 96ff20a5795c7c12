//! The data key: seals and opens the copies of token keys. Never leaves this crate.

use std::fmt;

use rand::CryptoRng;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::aead::{self, KEY_LEN, NONCE_LEN, Nonce, TAG_LEN};
use crate::sealed_key::{HEADER_LEN, VERSION, parts};
use crate::{DekId, SealError, SealedKey, VaultId};

/// Keeps sealed keys apart from everything else that is ever sealed with XChaCha20-Poly1305 here.
const DOMAIN: &[u8] = b"tokendesk sealed key";

/// 32 random bytes with the id of their row. Wiped on drop; no `Clone`, no serialisation.
pub(crate) struct DataKey {
    id: DekId,
    bytes: Zeroizing<[u8; KEY_LEN]>,
}

impl DataKey {
    /// A new one. Only for a vault that has no slots, and for a rotation.
    pub(crate) fn random<R: CryptoRng + ?Sized>(id: DekId, rng: &mut R) -> Self {
        let mut bytes = Zeroizing::new([0; KEY_LEN]);
        rng.fill_bytes(&mut *bytes);
        Self { id, bytes }
    }

    /// Unwrapped from a slot.
    pub(crate) fn from_bytes(id: DekId, bytes: Zeroizing<[u8; KEY_LEN]>) -> Self {
        Self { id, bytes }
    }

    pub(crate) fn id(&self) -> DekId {
        self.id
    }

    /// For wrapping into a slot.
    pub(crate) fn expose(&self) -> &[u8; KEY_LEN] {
        &self.bytes
    }

    /// Seals a token's key, bound to the vault and to the SHA-256 of that very key.
    pub(crate) fn seal<R: CryptoRng + ?Sized>(&self, vault: VaultId, key: &str, rng: &mut R) -> SealedKey {
        let associated = associated(self.id, vault, &Sha256::digest(key.as_bytes()).into());
        let mut out = Vec::with_capacity(HEADER_LEN + NONCE_LEN + key.len() + TAG_LEN);
        out.push(VERSION);
        out.extend_from_slice(&self.id.get().to_be_bytes());
        let nonce = Nonce::random(rng);
        aead::seal_into(&mut out, &self.bytes, &associated, key.as_bytes(), nonce);
        SealedKey::new(out)
    }

    /// Opens the sealed key of the token with this key hash.
    pub(crate) fn open(
        &self,
        vault: VaultId,
        key_sha256: &[u8; 32],
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, SealError> {
        let (found, body) = parts(sealed)?;
        if found != self.id {
            return Err(SealError::OtherDataKey { found, held: self.id });
        }
        let mut plain = aead::open(&self.bytes, &associated(found, vault, key_sha256), body)
            .map_err(|aead::NotAuthentic| SealError::NotAuthentic)?;
        // Only text is ever sealed, so this fails for nothing that passed the tag.
        String::from_utf8(std::mem::take(&mut *plain))
            .map(Zeroizing::new)
            .map_err(|_| SealError::NotAuthentic)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({}, redacted)", self.id.get())
    }
}

/// Every part has a fixed length, so no two contexts give the same bytes.
fn associated(id: DekId, vault: VaultId, key_sha256: &[u8; 32]) -> Vec<u8> {
    [DOMAIN, &[VERSION], &id.get().to_be_bytes(), &vault.to_bytes(), key_sha256].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    const VAULT: VaultId = VaultId::from_bytes([7; 16]);

    fn data_key() -> DataKey {
        DataKey::from_bytes(DekId::FIRST, Zeroizing::new([0x42; KEY_LEN]))
    }

    fn sha256(key: &str) -> [u8; 32] {
        Sha256::digest(key.as_bytes()).into()
    }

    fn sealed(key: &str) -> Vec<u8> {
        data_key().seal(VAULT, key, &mut StdRng::seed_from_u64(1)).into_bytes()
    }

    #[test]
    fn the_sealed_form_has_the_documented_layout() {
        let sealed = data_key().seal(VAULT, "sk-x", &mut StdRng::seed_from_u64(1));
        assert_eq!(sealed.as_bytes().len(), 1 + 4 + 24 + 4 + 16);
        assert_eq!(&sealed.as_bytes()[..5], [1, 0, 0, 0, 1]);
        assert_eq!(sealed.dek_id(), DekId::FIRST);
    }

    #[test]
    fn each_way_of_being_wrong_has_its_own_error() {
        let hash = sha256("sk-x");
        let mut newer = sealed("sk-x");
        newer[0] = 2;
        let mut other = sealed("sk-x");
        other[4] = 9;
        let open = |bytes: &[u8]| data_key().open(VAULT, &hash, bytes).map(drop);
        assert_eq!(open(&newer), Err(SealError::UnknownVersion { found: 2 }));
        assert_eq!(open(&other), Err(SealError::OtherDataKey { found: DekId::new(9), held: DekId::FIRST }));
        assert_eq!(open(&[]), Err(SealError::Truncated { length: 0 }));
        assert_eq!(open(&sealed("sk-x")[..44]), Err(SealError::Truncated { length: 44 }));
        assert_eq!(open(&sealed("sk-x")[..46]), Err(SealError::NotAuthentic));
    }

    #[test]
    fn the_same_key_is_never_sealed_to_the_same_bytes_twice() {
        let mut rng = StdRng::seed_from_u64(1);
        let first = data_key().seal(VAULT, "sk-x", &mut rng);
        assert_ne!(first, data_key().seal(VAULT, "sk-x", &mut rng));
    }

    #[test]
    fn debug_shows_no_byte_of_the_key() {
        assert_eq!(format!("{:?}", data_key()), "DataKey(1, redacted)");
    }

    proptest! {
        /// What was sealed for a key opens to that key.
        #[test]
        fn sealing_round_trips(key in ".{0,80}", seed: u64) {
            let sealed = data_key().seal(VAULT, &key, &mut StdRng::seed_from_u64(seed));
            let opened = data_key().open(VAULT, &sha256(&key), sealed.as_bytes());
            prop_assert_eq!(&*opened.expect("opens"), &key);
        }

        /// One changed bit anywhere, and it does not open.
        #[test]
        fn any_flipped_bit_is_refused(key in "sk-[0-9A-Za-z]{48}", at: prop::sample::Index, bit in 0..8_u32) {
            let mut bytes = sealed(&key);
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(data_key().open(VAULT, &sha256(&key), &bytes).is_err());
        }

        /// A sealed key that lost its end, however little, does not open.
        #[test]
        fn any_truncation_is_refused(key in "sk-[0-9A-Za-z]{48}", at: prop::sample::Index) {
            let bytes = sealed(&key);
            let cut = &bytes[..at.index(bytes.len())];
            prop_assert!(data_key().open(VAULT, &sha256(&key), cut).is_err());
        }

        /// A sealed key put into another token's row, or another file, does not open.
        #[test]
        fn a_swapped_row_is_refused(hash: [u8; 32], vault: [u8; 16]) {
            let bytes = sealed("sk-x");
            let elsewhere = VaultId::from_bytes(vault);
            prop_assume!(hash != sha256("sk-x") && elsewhere != VAULT);
            let open = |vault, hash| data_key().open(vault, hash, &bytes).map(drop);
            prop_assert_eq!(open(VAULT, &hash), Err(SealError::NotAuthentic));
            prop_assert_eq!(open(elsewhere, &sha256("sk-x")), Err(SealError::NotAuthentic));
        }

        /// No other data key opens it.
        #[test]
        fn another_data_key_is_refused(bytes: [u8; 32]) {
            prop_assume!(bytes != [0x42; 32]);
            let other = DataKey::from_bytes(DekId::FIRST, Zeroizing::new(bytes));
            let opened = other.open(VAULT, &sha256("sk-x"), &sealed("sk-x")).map(drop);
            prop_assert_eq!(opened, Err(SealError::NotAuthentic));
        }
    }
}
