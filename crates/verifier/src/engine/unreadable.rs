//! Tokens that can't be read: refused until they can, told once each.

use std::{collections::HashSet, sync::Mutex};

use tokendesk_domain::token::TokenId;
use tokendesk_store_sqlite::StoreError;

use super::locked;

/// Where there are more, the others are counted and not named: a log is no list.
const NAMED: usize = 100;

/// Those that can't be read now.
#[derive(Default)]
pub(super) struct Unreadable(Mutex<HashSet<TokenId>>);

impl Unreadable {
    pub(super) fn add(&self, id: TokenId, error: &StoreError) {
        let mut tokens = locked(&self.0);
        if tokens.insert(id) && tokens.len() <= NAMED {
            tracing::error!(%error, token_id = id.0, "refused until it can be read");
        }
    }

    pub(super) fn remove(&self, id: TokenId) {
        if locked(&self.0).remove(&id) {
            tracing::info!(token_id = id.0, "it can be read again");
        }
    }

    pub(super) fn tokens(&self) -> Vec<TokenId> {
        locked(&self.0).iter().copied().collect()
    }

    pub(super) fn len(&self) -> u64 {
        locked(&self.0).len() as u64
    }
}
