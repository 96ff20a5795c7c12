//! Keys that imports drew, until they are saved or let go of.
//!
//! One that is shown once has no other place. So they outlive the page, which may crash, and a next import adds to
//! them.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokendesk_domain::{
    key::{Key, KeyHint},
    token::{TokenId, Visibility},
};

use crate::wire::UnsavedKeys;

/// Wiped one by one when forgotten, all together at the end.
#[derive(Default)]
pub(crate) struct ImportedKeys {
    keys: Mutex<BTreeMap<TokenId, Imported>>,
    is_drawing: AtomicBool,
}

/// An import is being made, until this is dropped.
pub(crate) struct Drawing<'k>(&'k AtomicBool);

impl Drop for Drawing<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

struct Imported {
    /// None: the vault was locked meanwhile; it has the copy.
    key: Option<Key>,
    visibility: Visibility,
    is_saved: bool,
}

impl ImportedKeys {
    /// An import begins; there is one at a time.
    pub(crate) fn draw(&self) -> Drawing<'_> {
        self.is_drawing.store(true, Ordering::Relaxed);
        Drawing(&self.is_drawing)
    }

    /// Whether an import is being made, whose keys come here at its end.
    pub(crate) fn are_being_drawn(&self) -> bool {
        self.is_drawing.load(Ordering::Relaxed)
    }

    /// Adds those of an import. What was saved before has had its time.
    pub(crate) fn add(&self, keys: impl IntoIterator<Item = (TokenId, Key, Visibility)>) {
        let mut imported = self.keys();
        imported.retain(|_, one| !one.is_saved);
        imported.extend(
            keys.into_iter()
                .map(|(id, key, visibility)| (id, Imported { key: Some(key), visibility, is_saved: false })),
        );
    }

    /// The admin is done with them.
    pub(crate) fn forget(&self) {
        self.keys().clear();
    }

    /// The vault is locked: what can be opened again is forgotten.
    pub(crate) fn forget_kept(&self) {
        self.keys()
            .values_mut()
            .filter(|one| one.visibility == Visibility::Copyable)
            .for_each(|one| one.key = None);
    }

    /// The tokens that they are of, also of those that are not at hand any more.
    pub(crate) fn ids(&self) -> Vec<TokenId> {
        self.keys().keys().copied().collect()
    }

    /// Uses the key of a token, if it is still at hand, and still the token's: `hint` is what is shown of that one. It is
    /// another one after a rotation, and where the token is one of another file that took the data file's place.
    pub(crate) fn with<T>(&self, id: TokenId, hint: &KeyHint, work: impl FnOnce(&Key) -> T) -> Option<T> {
        self.keys().get(&id)?.key.as_ref().filter(|key| key.hint() == *hint).map(work)
    }

    /// They lie in a file now.
    pub(crate) fn note_saved(&self, ids: &[TokenId]) {
        let mut keys = self.keys();
        for id in ids {
            if let Some(one) = keys.get_mut(id) {
                one.is_saved = true;
            }
        }
    }

    /// What closing the window now would lose.
    pub(crate) fn unsaved(&self) -> UnsavedKeys {
        let keys = self.keys();
        let unsaved = || keys.values().filter(|one| one.key.is_some() && !one.is_saved);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        UnsavedKeys {
            keys: count(unsaved().count()),
            shown_once: count(unsaved().filter(|one| one.visibility == Visibility::ShowOnce).count()),
        }
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<TokenId, Imported>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    const ONCE: Visibility = Visibility::ShowOnce;

    fn key(id: i64, visibility: Visibility) -> (TokenId, Key, Visibility) {
        (TokenId(id), Key::from_secret(Zeroizing::new(format!("sk-{id}"))), visibility)
    }

    fn unsaved(keys: &ImportedKeys) -> (u32, u32) {
        let UnsavedKeys { keys, shown_once } = keys.unsaved();
        (keys, shown_once)
    }

    fn text(keys: &ImportedKeys, id: i64) -> Option<String> {
        let (_, key, _) = key(id, ONCE);
        keys.with(TokenId(id), &key.hint(), |key| key.expose().to_owned())
    }

    #[test]
    fn a_key_is_used_for_the_token_that_has_it_alone() {
        let keys = ImportedKeys::default();
        keys.add([key(1, ONCE)]);
        let (_, other, _) = key(7, ONCE);
        assert!(keys.with(TokenId(1), &other.hint(), |_| ()).is_none(), "rotated, or of another file");
        assert_eq!(text(&keys, 1).as_deref(), Some("sk-1"));
        assert_eq!(unsaved(&keys), (1, 1));
    }

    #[test]
    fn a_next_import_adds_to_what_is_not_saved() {
        let keys = ImportedKeys::default();
        keys.add([key(1, ONCE), key(2, Visibility::Copyable)]);
        keys.add([key(3, ONCE)]);
        assert_eq!(unsaved(&keys), (3, 2));
        keys.note_saved(&keys.ids());
        assert_eq!(unsaved(&keys), (0, 0));
        assert_eq!(keys.ids().len(), 3, "they can be saved once more");
        keys.add([key(4, ONCE)]);
        assert_eq!(keys.ids(), [TokenId(4)]);
    }

    #[test]
    fn an_import_draws_until_it_has_ended_however_it_ends() {
        let keys = ImportedKeys::default();
        assert!(!keys.are_being_drawn());
        let drawing = keys.draw();
        assert!(keys.are_being_drawn());
        drop(drawing);
        assert!(!keys.are_being_drawn());
    }

    #[test]
    fn a_locked_vault_takes_the_keys_that_it_keeps() {
        let keys = ImportedKeys::default();
        keys.add([key(1, ONCE), key(2, Visibility::Copyable)]);
        keys.forget_kept();
        assert_eq!(unsaved(&keys), (1, 1));
        assert_eq!(text(&keys, 1).as_deref(), Some("sk-1"));
        assert!(text(&keys, 2).is_none());
        assert_eq!(keys.ids().len(), 2, "that one is missing can be said");
    }
}
