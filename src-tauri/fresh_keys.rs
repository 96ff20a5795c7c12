//! Keys that were just issued, kept for as long as their dialog is open.
//!
//! So the key of a token that is shown once can be copied and revealed without ever being stored,
//! and no key has to travel to the web view to be copied.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
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
}

impl FreshKeys {
    pub(crate) fn keep(&self, id: TokenId, key: Key, visibility: Visibility) {
        self.keys().insert(id, Fresh { key, is_kept: visibility == Visibility::Copyable });
    }

    pub(crate) fn forget(&self, id: TokenId) {
        self.keys().remove(&id);
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

    fn keys(&self) -> std::sync::MutexGuard<'_, HashMap<TokenId, Fresh>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The key of a script that was just issued, until its dialog is closed or another one is issued: nothing else has it.
#[derive(Default)]
pub(crate) struct FreshAdminKey(Mutex<Option<(AdminKeyId, Key)>>);

impl FreshAdminKey {
    pub(crate) fn keep(&self, id: AdminKeyId, key: Key) {
        *self.key() = Some((id, key));
    }

    pub(crate) fn forget(&self, id: AdminKeyId) {
        self.key().take_if(|(kept, _)| *kept == id);
    }

    /// Uses the key, if it is still at hand.
    pub(crate) fn with<T>(&self, id: AdminKeyId, work: impl FnOnce(&Key) -> T) -> Option<T> {
        self.key().as_ref().filter(|(kept, _)| *kept == id).map(|(_, key)| work(key))
    }

    fn key(&self) -> std::sync::MutexGuard<'_, Option<(AdminKeyId, Key)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
