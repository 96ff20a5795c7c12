//! Keys that were just issued, kept for as long as their dialog is open.
//!
//! So the key of a token that is shown once can be copied and revealed without ever being stored,
//! and no key has to travel to the web view to be copied.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokendesk_domain::{
    admin_key::AdminKeyId,
    key::Key,
    token::{TokenId, Visibility},
};

/// Wiped one by one when forgotten, all together at the end.
#[derive(Default)]
pub(crate) struct FreshKeys(Mutex<HashMap<TokenId, Fresh>>);

struct Fresh {
    key: Key,
    /// Whether a sealed copy is kept as well.
    is_kept: bool,
    /// Whether the admin has copied or seen it.
    is_taken: bool,
}

impl FreshKeys {
    pub(crate) fn keep(&self, id: TokenId, key: Key, visibility: Visibility) {
        let is_kept = visibility == Visibility::Copyable;
        self.keys().insert(id, Fresh { key, is_kept, is_taken: false });
    }

    /// The admin has it now, on the clipboard or before the eyes.
    pub(crate) fn note_taken(&self, id: TokenId) {
        if let Some(fresh) = self.keys().get_mut(&id) {
            fresh.is_taken = true;
        }
    }

    /// How many nobody has but this: shown once, and neither copied nor seen.
    pub(crate) fn uncopied(&self) -> usize {
        self.keys().values().filter(|fresh| !fresh.is_kept && !fresh.is_taken).count()
    }

    pub(crate) fn forget(&self, id: TokenId) {
        self.keys().remove(&id);
    }

    /// Another file took the data file's place: its tokens are others, also where their numbers are the same.
    pub(crate) fn forget_all(&self) {
        self.keys().clear();
    }

    /// The vault is locked: what can be opened again is forgotten. A key that is shown once stays, for this is its
    /// only place.
    pub(crate) fn forget_kept(&self) {
        self.keys().retain(|_, fresh| !fresh.is_kept);
    }

    /// Uses the key, if it is still at hand.
    pub(crate) fn with<T>(&self, id: TokenId, work: impl FnOnce(&Key) -> T) -> Option<T> {
        self.keys().get(&id).map(|fresh| work(&fresh.key))
    }

    /// The token that was issued last, of those whose keys are still at hand.
    pub(crate) fn newest(&self) -> Option<TokenId> {
        self.keys().keys().max().copied()
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<TokenId, Fresh>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The key of a script that was just issued, until its dialog is closed or another one is issued: nothing else has it.
#[derive(Default)]
pub(crate) struct FreshAdminKey(Mutex<Option<AdminSecret>>);

struct AdminSecret {
    id: AdminKeyId,
    key: Key,
    is_copied: bool,
}

impl FreshAdminKey {
    pub(crate) fn keep(&self, id: AdminKeyId, key: Key) {
        *self.secret() = Some(AdminSecret { id, key, is_copied: false });
    }

    pub(crate) fn forget(&self, id: AdminKeyId) {
        self.secret().take_if(|secret| secret.id == id);
    }

    pub(crate) fn note_copied(&self, id: AdminKeyId) {
        if let Some(secret) = self.secret().as_mut().filter(|secret| secret.id == id) {
            secret.is_copied = true;
        }
    }

    pub(crate) fn is_uncopied(&self) -> bool {
        self.secret().as_ref().is_some_and(|secret| !secret.is_copied)
    }

    /// Uses the key, if it is still at hand.
    pub(crate) fn with<T>(&self, id: AdminKeyId, work: impl FnOnce(&Key) -> T) -> Option<T> {
        self.secret().as_ref().filter(|secret| secret.id == id).map(|secret| work(&secret.key))
    }

    fn secret(&self) -> MutexGuard<'_, Option<AdminSecret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn key() -> Key {
        Key::from_secret(Zeroizing::new("sk-1".to_owned()))
    }

    #[test]
    fn a_key_that_is_shown_once_is_nobodys_until_it_is_copied_or_seen() {
        let keys = FreshKeys::default();
        keys.keep(TokenId(1), key(), Visibility::ShowOnce);
        keys.keep(TokenId(2), key(), Visibility::ShowOnce);
        keys.keep(TokenId(3), key(), Visibility::Copyable);
        assert_eq!(keys.uncopied(), 2);
        keys.note_taken(TokenId(1));
        assert_eq!(keys.uncopied(), 1);
        keys.forget(TokenId(2));
        assert_eq!(keys.uncopied(), 0);
        // A new key of a token that has one on the clipboard.
        keys.keep(TokenId(1), key(), Visibility::ShowOnce);
        assert_eq!(keys.uncopied(), 1);
        keys.forget_all();
        assert!(keys.newest().is_none());
    }

    #[test]
    fn a_scripts_key_is_nobodys_until_it_is_copied() {
        let kept = FreshAdminKey::default();
        assert!(!kept.is_uncopied());
        kept.keep(AdminKeyId(1), key());
        kept.note_copied(AdminKeyId(2));
        assert!(kept.is_uncopied());
        kept.note_copied(AdminKeyId(1));
        assert!(!kept.is_uncopied());
    }
}
