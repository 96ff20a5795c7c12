//! How long after a change at the desk it holds here.

use std::sync::atomic::{AtomicU64, Ordering};

/// In milliseconds.
#[derive(Default)]
pub(super) struct Lag {
    last: AtomicU64,
    most: AtomicU64,
}

impl Lag {
    pub(super) fn note(&self, lag_ms: u64) {
        self.last.store(lag_ms, Ordering::Relaxed);
        self.most.fetch_max(lag_ms, Ordering::Relaxed);
    }

    /// The last one, and the longest.
    pub(super) fn get(&self) -> (u64, u64) {
        (self.last.load(Ordering::Relaxed), self.most.load(Ordering::Relaxed))
    }
}
