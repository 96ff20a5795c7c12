//! Taking a slot away.

use crate::{Keyring, NotUnlocked, Slot, SlotId};

/// A slot that is to go; made by [`crate::Vault::plan_removal`].
///
/// Delete it in one transaction, and only if the file holds exactly the slots of [`SlotRemoval::expected`];
/// then [`crate::Vault::reload`] what is left and [`SlotRemoval::forget`] it.
#[derive(Debug)]
#[must_use = "nothing was removed yet"]
pub struct SlotRemoval {
    pub(crate) expected: Vec<Slot>,
    pub(crate) slot: Slot,
    /// Its entry in the keyring.
    pub(crate) account: Option<String>,
}

/// Why a slot stays.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemovalError {
    /// Unlock first: who can't open the vault may not take ways to it away.
    #[error(transparent)]
    NotUnlocked(#[from] NotUnlocked),
    /// There is no such slot any more.
    #[error("there is no such slot")]
    NoSuchSlot,
    /// Without it the sealed keys might never open again: there is no other slot, or none that is proven or whose
    /// secret was given since the start.
    #[error("this is the last way that surely opens the vault")]
    LastSlot,
}

impl SlotRemoval {
    /// The slots that the file must hold, in any order.
    pub fn expected(&self) -> &[Slot] {
        &self.expected
    }

    /// The slot to delete.
    pub fn slot(&self) -> &Slot {
        &self.slot
    }

    /// The id of the slot to delete.
    pub fn id(&self) -> SlotId {
        self.slot.id()
    }

    /// Removes its entry from this machine's keyring. One that can't be removed opens nothing. Blocks as
    /// long as the keyring does.
    pub fn forget(&self, keyring: &dyn Keyring) {
        if let Some(account) = &self.account
            && let Err(problem) = keyring.delete(account)
        {
            tracing::warn!(%problem, "an unused entry stays in the keyring");
        }
    }
}
