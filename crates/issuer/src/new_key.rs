//! A key for a token, new or not: drawn, and sealed where a copy of it is kept.

use tokendesk_domain::{
    key::{Key, KeyHint},
    key_prefix::KeyPrefix,
    token::Visibility,
};
use tokendesk_vault::{SealedKey, SlotChange};

use crate::{Desk, DeskError, random::DrawAhead};

/// A key that is not stored yet.
pub(crate) struct NewKey {
    pub(crate) key: Key,
    pub(crate) hint: KeyHint,
    pub(crate) sealed: Option<SealedKey>,
}

impl Desk {
    pub(crate) fn draw_key(
        &self,
        visibility: Visibility,
        prefix: &KeyPrefix,
        change: Option<&SlotChange>,
        rng: &mut DrawAhead,
    ) -> Result<NewKey, DeskError> {
        let key = Key::generate(prefix, rng);
        let sealed = match visibility {
            Visibility::Copyable => Some(self.seal(change, key.expose(), rng)?),
            Visibility::ShowOnce => None,
        };
        Ok(NewKey { hint: key.hint(), key, sealed })
    }

    /// Stores new keys, `copyable` ones among them or not: the vault is made ready for them first. None: `store` has
    /// stored nothing, since what it went by is over.
    pub(crate) fn store_keys<T>(
        &self,
        copyable: bool,
        store: impl FnOnce(Option<&SlotChange>) -> Result<Option<T>, DeskError>,
    ) -> Result<Option<T>, DeskError> {
        let change = if copyable { self.ready_to_seal()? } else { None };
        match store(change.as_ref()) {
            // From here on nothing may fail: the keys would be lost.
            Ok(Some(stored)) => {
                if let Some(change) = change {
                    self.adopt(change);
                }
                Ok(Some(stored))
            }
            other => {
                self.discard(change);
                other
            }
        }
    }
}
