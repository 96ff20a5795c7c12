//! Giving the vault a new slot, and with its first one a data key.
//!
//! Planned under the caller's mutex, run without it, persisted by the caller, adopted by the vault.
//! Until it is persisted nothing counts: a crash leaves at most an entry in the keyring that opens
//! nothing.

use std::sync::Arc;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::data_key::DataKey;
use crate::key_encryption_key::KeyEncryptionKey;
use crate::slot::{PublicKey, SlotLock, keyring_account};
use crate::{
    KdfError, KdfParams, Keyring, KeyringProblem, Passphrase, Prompting, RecoveryCode, SealedKey, Slot,
    SlotId, VaultId,
};

/// A change of the slots that is not persisted yet.
///
/// Persist it in one transaction, and only if the file holds exactly the slots of
/// [`SlotChange::expected`]: otherwise another program was faster, and this change is to be
/// discarded. Then [`crate::Vault::adopt`] it.
#[derive(Debug)]
#[must_use = "persist and adopt it, or discard it"]
pub struct SlotChange {
    pub(crate) base: ChangeBase,
    pub(crate) added: Slot,
    /// Its entry in the keyring.
    account: Option<String>,
}

/// What a change starts from.
#[derive(Debug)]
pub(crate) struct ChangeBase {
    pub(crate) vault: VaultId,
    pub(crate) expected: Vec<Slot>,
    pub(crate) removed: Vec<SlotId>,
    pub(crate) key: Arc<DataKey>,
    /// How often the vault had been locked.
    pub(crate) locks: u64,
}

impl SlotChange {
    /// The slots that the file must hold, in any order, for the change to be persisted.
    pub fn expected(&self) -> &[Slot] {
        &self.base.expected
    }

    /// The slot to insert.
    pub fn added(&self) -> &Slot {
        &self.added
    }

    /// The slots to delete; all of them are expected ones.
    pub fn removed(&self) -> &[SlotId] {
        &self.base.removed
    }

    /// Seals a token's key as [`crate::Vault::seal`] will after the adoption: the first copyable key,
    /// to be persisted in the same transaction.
    pub fn seal<R: CryptoRng + ?Sized>(&self, key: &str, rng: &mut R) -> SealedKey {
        self.base.key.seal(self.base.vault, key, rng)
    }

    /// Gives the change up: forgets its key and removes its own entry from the keyring. An entry that
    /// can't be removed opens nothing. Blocks as long as the keyring does.
    pub fn discard(self, keyring: &dyn Keyring) {
        if let Some(account) = &self.account
            && let Err(problem) = keyring.delete(account)
        {
            tracing::warn!(%problem, "an unused entry stays in the keyring");
        }
    }
}

/// A slot to be opened by the keyring; made by [`crate::Vault::plan_keyring_slot`].
#[derive(Debug)]
#[must_use = "nothing was stored yet"]
pub struct KeyringSlotPlan {
    account: String,
    key: KeyEncryptionKey,
    change: SlotChange,
}

impl KeyringSlotPlan {
    pub(crate) fn new<R: CryptoRng + ?Sized>(base: ChangeBase, rng: &mut R) -> Self {
        let id = SlotId::random(rng);
        let key = KeyEncryptionKey::random(rng);
        let public = PublicKey::of(&key);
        let added = Slot::wrap(id, base.vault, SlotLock::Keyring, &base.key, public, rng);
        let account = keyring_account(base.vault, id);
        let change = SlotChange { base, added, account: Some(account.clone()) };
        Self { account, key, change }
    }

    /// Puts the slot's key into the keyring and reads it back. Blocks as long as the keyring does.
    pub fn run(self, keyring: &dyn Keyring) -> Result<SlotChange, KeyringProblem> {
        let secret: Zeroizing<String> = self.key.to_text();
        keyring.store(&self.account, &secret)?;
        // A keyring that keeps something else than it was given would lock the keys away for good.
        let kept = keyring.load(&self.account, Prompting::Forbidden);
        let problem = match kept {
            Ok(Some(kept)) if kept == secret => return Ok(self.change),
            Ok(Some(_)) => KeyringProblem::WrongEntry,
            Ok(None) => KeyringProblem::Empty,
            Err(problem) => problem,
        };
        self.change.discard(keyring);
        Err(problem)
    }
}

/// A slot to be opened by a passphrase; made by [`crate::Vault::plan_passphrase_slot`].
#[derive(Debug)]
#[must_use = "nothing was derived yet"]
pub struct PassphraseSlotPlan {
    base: ChangeBase,
    passphrase: Passphrase,
}

impl PassphraseSlotPlan {
    pub(crate) fn new(base: ChangeBase, passphrase: Passphrase) -> Self {
        Self { base, passphrase }
    }

    /// Derives the slot's key from the passphrase; slow by design.
    pub fn run<R: CryptoRng + ?Sized>(self, params: KdfParams, rng: &mut R) -> Result<SlotChange, KdfError> {
        let Self { base, passphrase } = self;
        let salt = random_salt(rng);
        let public = PublicKey::of(&params.derive(&passphrase, &salt)?);
        let lock = SlotLock::Passphrase { salt, params };
        let added = Slot::wrap(SlotId::random(rng), base.vault, lock, &base.key, public, rng);
        Ok(SlotChange { base, added, account: None })
    }
}

/// A slot to be opened by a recovery code. Quick, so there is no plan.
pub(crate) fn recovery_slot<R: CryptoRng + ?Sized>(
    base: ChangeBase,
    code: &RecoveryCode,
    rng: &mut R,
) -> SlotChange {
    let salt = random_salt(rng);
    let public = PublicKey::of(&code.derive(&salt));
    let lock = SlotLock::Recovery { salt };
    let added = Slot::wrap(SlotId::random(rng), base.vault, lock, &base.key, public, rng);
    SlotChange { base, added, account: None }
}

fn random_salt<R: CryptoRng + ?Sized>(rng: &mut R) -> [u8; 16] {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    salt
}
