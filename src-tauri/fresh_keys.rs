//! Keys that were just issued, kept for as long as their dialog is open.
//!
//! So the key of a token that is shown once can be copied and revealed without ever being stored,
//! and no key has to travel to the web view to be copied.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tokendesk_domain::{
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
