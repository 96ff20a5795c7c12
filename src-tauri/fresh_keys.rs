//! Keys that were just issued, kept for as long as their dialog is open.
//!
//! So the key of a token that is shown once can be copied and revealed without ever being stored,
//! and no key has to travel to the web view to be copied.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use tokendesk_domain::{key::Key, token::TokenId};

/// Wiped one by one when forgotten, all together at the end.
#[derive(Default)]
pub(crate) struct FreshKeys(Mutex<HashMap<TokenId, Key>>);

impl FreshKeys {
    pub(crate) fn keep(&self, id: TokenId, key: Key) {
        self.keys().insert(id, key);
    }

    pub(crate) fn forget(&self, id: TokenId) {
        self.keys().remove(&id);
    }

    /// Uses the key, if it is still at hand.
    pub(crate) fn with<T>(&self, id: TokenId, work: impl FnOnce(&Key) -> T) -> Option<T> {
        self.keys().get(&id).map(work)
    }

    fn keys(&self) -> std::sync::MutexGuard<'_, HashMap<TokenId, Key>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
