//! Decisions by code, counted by any number of threads without getting in each other's way.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
};

use tokendesk_domain::{access::Refusal, amount::Amount};

use super::Charge;

/// Threads that count apart; more of them share.
pub(crate) const SHARDS: usize = 16;
const ALLOWED: usize = Refusal::CODES.len();

/// Counted since the start.
#[derive(Default)]
pub(super) struct Counters {
    shards: [Shard; SHARDS],
    /// Of those allowed, with a key that was rotated out: rare enough for one counter.
    pub(super) by_old_key: AtomicU64,
    pub(super) bookings: Bookings,
}

/// Calls that were about a cost; each waits for the disk, so that one counter of each kind will do.
#[derive(Default)]
pub(super) struct Bookings {
    pub(super) charged: AtomicU64,
    pub(super) reserved: AtomicU64,
    pub(super) settled: AtomicU64,
    /// Reserved, and not settled in time.
    pub(super) given_back: AtomicU64,
}

impl Bookings {
    /// One more cost that was charged or reserved.
    pub(super) fn count(&self, charge: Charge<'_>, cost: Amount) {
        let counter = match charge {
            Charge::Once { .. } if cost > Amount::ZERO => &self.charged,
            Charge::Reserve { .. } => &self.reserved,
            Charge::Once { .. } | Charge::Nothing => return,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Charged, reserved, settled and given back.
    pub(super) fn all(&self) -> [u64; 4] {
        [&self.charged, &self.reserved, &self.settled, &self.given_back]
            .map(|counter| counter.load(Ordering::Relaxed))
    }
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
pub(crate) fn shard() -> usize {
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
