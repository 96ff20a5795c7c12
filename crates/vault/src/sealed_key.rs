//! A sealed copy of a token's key, as it lies in the data file. Not secret without the data key.

use crate::DekId;
use crate::aead::{NONCE_LEN, TAG_LEN};

/// The only format so far.
pub(crate) const VERSION: u8 = 1;
/// Version and data key id, in front of the nonce.
pub(crate) const HEADER_LEN: usize = 5;
/// A sealed empty text; nothing shorter can be whole.
const MIN_LEN: usize = HEADER_LEN + NONCE_LEN + TAG_LEN;

/// `version 1 | data key id 4 (big endian) | nonce 24 | ciphertext | tag 16`.
///
/// It opens only with its data key, and only for the token whose key hash it was sealed for, in the
/// vault it was sealed in. Made by [`crate::Vault::seal`] and [`crate::SlotChange::seal`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedKey(Vec<u8>);

impl SealedKey {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        debug_assert!(bytes.len() >= MIN_LEN);
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The data key that sealed it.
    pub fn dek_id(&self) -> DekId {
        parts(&self.0).expect("made by sealing").0
    }
}

/// Why a sealed key does not open although the vault is unlocked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Written by a newer program, or damaged in its first byte.
    #[error("sealed key has the unknown version {found}")]
    UnknownVersion {
        /// The first byte.
        found: u8,
    },
    /// Too short to be whole.
    #[error("sealed key is cut off after {length} bytes")]
    Truncated {
        /// Bytes that are there.
        length: usize,
    },
    /// Sealed by a data key other than the one this vault holds.
    #[error("sealed by data key {}, but the vault holds {}", .found.get(), .held.get())]
    OtherDataKey {
        /// The id in the sealed key.
        found: DekId,
        /// The id of the data key at hand.
        held: DekId,
    },
    /// Damaged, or it belongs to another token or another vault.
    #[error("sealed key is damaged or belongs to another token")]
    NotAuthentic,
}

/// Splits into data key id and `nonce | ciphertext | tag`.
pub(crate) fn parts(sealed: &[u8]) -> Result<(DekId, &[u8]), SealError> {
    let truncated = SealError::Truncated { length: sealed.len() };
    match sealed.first() {
        None => return Err(truncated),
        Some(&VERSION) => {}
        Some(&found) => return Err(SealError::UnknownVersion { found }),
    }
    if sealed.len() < MIN_LEN {
        return Err(truncated);
    }
    let (id, body) = sealed[1..].split_first_chunk::<4>().expect("length checked above");
    Ok((DekId::new(u32::from_be_bytes(*id)), body))
}
