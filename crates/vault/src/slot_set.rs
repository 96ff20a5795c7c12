//! The slots of a vault, as a whole.

use std::collections::HashSet;

use crate::{DekId, Slot, SlotId, SlotKind};

/// Most slots a vault has; a file with more was not written by this program.
pub const MAX_SLOTS: usize = 16;

/// The slots of a file contradict each other: it is damaged, or was not written by this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlotsError {
    /// More than [`MAX_SLOTS`].
    #[error("{count} slots; {MAX_SLOTS} is the most")]
    TooMany {
        /// Slots in the file.
        count: usize,
    },
    /// Two slots with one id.
    #[error("slot {id} is there twice")]
    Duplicate {
        /// The id.
        id: SlotId,
    },
    /// The slots wrap different data keys.
    #[error("the slots wrap several data keys")]
    SeveralDataKeys,
    /// A retired data key is there twice, or is not kept under the data key of the slots.
    #[error("retired data key {} does not belong to these slots", .id.get())]
    StrayDataKey {
        /// The retired data key.
        id: DekId,
    },
}

/// Slots that belong together, oldest first: no id twice, one data key, at most [`MAX_SLOTS`].
#[derive(Debug, Default)]
pub(crate) struct SlotSet(Vec<Slot>);

impl SlotSet {
    pub(crate) fn new(slots: Vec<Slot>) -> Result<Self, SlotsError> {
        if slots.len() > MAX_SLOTS {
            return Err(SlotsError::TooMany { count: slots.len() });
        }
        let mut seen = HashSet::new();
        if let Some(twice) = slots.iter().find(|slot| !seen.insert(slot.id())) {
            return Err(SlotsError::Duplicate { id: twice.id() });
        }
        if slots.windows(2).any(|pair| pair[0].dek_id() != pair[1].dek_id()) {
            return Err(SlotsError::SeveralDataKeys);
        }
        Ok(Self(slots))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn has(&self, kind: SlotKind) -> bool {
        self.0.iter().any(|slot| slot.kind() == kind)
    }

    pub(crate) fn contains(&self, id: SlotId) -> bool {
        self.0.iter().any(|slot| slot.id() == id)
    }

    pub(crate) fn shares_one_with(&self, other: &Self) -> bool {
        self.0.iter().any(|slot| other.0.contains(slot))
    }

    pub(crate) fn of_kind(&self, kind: SlotKind) -> Vec<Slot> {
        self.0.iter().filter(|slot| slot.kind() == kind).cloned().collect()
    }

    /// The data key that all of them wrap; none: there is no slot.
    pub(crate) fn dek_id(&self) -> Option<DekId> {
        self.0.first().map(Slot::dek_id)
    }

    pub(crate) fn get(&self, id: SlotId) -> Option<&Slot> {
        self.0.iter().find(|slot| slot.id() == id)
    }

    pub(crate) fn as_slice(&self) -> &[Slot] {
        &self.0
    }

    /// Whether these are exactly the slots, in any order.
    pub(crate) fn are_exactly(&self, slots: &[Slot]) -> bool {
        self.0.len() == slots.len() && slots.iter().all(|slot| self.0.contains(slot))
    }

    /// What goes when a slot of this kind comes: the passphrase or recovery code before a new one, and the
    /// oldest entry of a keyring when there would be too many.
    pub(crate) fn in_the_way_of(&self, kind: SlotKind) -> Vec<SlotId> {
        let ids = |kind| self.0.iter().filter(move |slot| slot.kind() == kind).map(Slot::id);
        let mut removed: Vec<SlotId> = match kind {
            SlotKind::Passphrase | SlotKind::Recovery => ids(kind).collect(),
            SlotKind::Keyring => Vec::new(),
        };
        let too_many = (self.0.len() + 1).saturating_sub(MAX_SLOTS + removed.len());
        removed.extend(ids(SlotKind::Keyring).take(too_many));
        removed
    }

    pub(crate) fn replace(&mut self, removed: &[SlotId], added: Slot) {
        self.0.retain(|slot| !removed.contains(&slot.id()));
        self.0.push(added);
    }
}
