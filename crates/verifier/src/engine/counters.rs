//! Decisions by code, counted by any number of threads without getting in each other's way.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
};

use tokendesk_domain::access::Refusal;

/// Threads that count apart; more of them share.
pub(super) const SHARDS: usize = 16;
const ALLOWED: usize = Refusal::CODES.len();

/// Counted since the start.
#[derive(Default)]
pub(super) struct Counters {
    shards: [Shard; SHARDS],
    /// Of those allowed, with a key that was rotated out: rare enough for one counter.
    pub(super) by_old_key: AtomicU64,
}

#[derive(Default)]
#[repr(align(128))]
struct Shard([AtomicU64; ALLOWED + 1]);

thread_local! {
    static SHARD: Cell<usize> = {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        Cell::new(NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS)
    };
}

/// This thread's part of what is kept in [`SHARDS`] parts.
#[inline]
pub(super) fn shard() -> usize {
    SHARD.get()
}

impl Counters {
    /// One more decision.
    #[inline]
    pub(super) fn count(&self, refusal: Option<&Refusal>) {
        let code = refusal.map_or(ALLOWED, Refusal::index);
        self.shards[shard()].0[code].fetch_add(1, Ordering::Relaxed);
    }

    /// Those allowed, and those refused by code.
    pub(super) fn sums(&self) -> (u64, [u64; ALLOWED]) {
        let sum = |code: usize| self.shards.iter().map(|shard| shard.0[code].load(Ordering::Relaxed)).sum();
        (sum(ALLOWED), std::array::from_fn(sum))
    }
}
