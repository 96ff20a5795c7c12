//! Seals copyable keys, and keeps the data key that seals them out of the data file.
//!
//! One random 32-byte *data key* seals every copyable key (XChaCha20-Poly1305). The data key itself
//! is stored only wrapped, in *slots*: one whose key lies in the operating system's keyring, one whose
//! key is derived from a passphrase (Argon2id), one whose key is a recovery code on paper. Changing a
//! passphrase rewrites one slot and no key; rotating the data key rewrites all slots without asking for
//! their secrets, and then seals every key anew.
//!
//! The crate knows no SQL, no window and no clock; the caller persists [`SlotRecord`]s and
//! [`SealedKey`]s and brings the random generator. Slow work (the keyring, Argon2) is a value with a
//! `run` method, made by [`Vault`] under the caller's mutex and run without it; its result is handed
//! back to the vault, which drops it when it came too late.
//!
//! What is deliberately absent: a way to make a new data key while slots exist, a plain-file fallback
//! for machines without a keyring, and any conversion of a secret into text for logs.

mod aead;
mod data_key;
mod deadline;
mod enrolment;
mod identity;
mod kdf;
mod key_encryption_key;
mod keyring;
mod opening;
mod os_keyring;
mod passphrase;
mod recovery_code;
mod recovery_draft;
mod removal;
mod retired_key;
mod rotation;
mod sealed_key;
mod slot;
mod slot_set;
mod status;
mod unlocking;
mod vault;

#[cfg(test)]
mod known_answers;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use enrolment::{KeyringSlotPlan, PassphraseSlotPlan, SlotChange};
pub use identity::{DekId, SlotId, VaultId};
pub use kdf::{KdfError, KdfParams};
pub use keyring::{Keyring, KeyringProblem, Prompting};
pub use opening::{KeyringAnswer, KeyringOpening};
pub use os_keyring::OsKeyring;
pub use passphrase::{Passphrase, PassphraseError};
pub use recovery_code::{RecoveryCode, RecoveryCodeError};
pub use recovery_draft::RecoveryDraft;
pub use removal::{RemovalError, SlotRemoval};
pub use retired_key::{RetiredKey, RetiredKeyError};
pub use rotation::{Resealer, Rotation, RotationError};
pub use sealed_key::{SealError, SealedKey};
pub use slot::{Slot, SlotError, SlotKind, SlotRecord, UnknownSlotKind};
pub use slot_set::{MAX_SLOTS, SlotsError};
pub use status::{LockCause, LockReason, VaultStatus};
pub use unlocking::{TypedUnlock, UnlockError, UnlockedKey};
pub use vault::{NotUnlocked, OpenError, Vault};
