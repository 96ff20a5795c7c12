//! The latest decisions, for people who look on. Where there are too many to be looked at, some are left out.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{figures::RecentDecision, locked};

/// How many are kept.
const KEPT: usize = 100;
/// A moment: about an eighth of a second.
const MOMENT_BITS: u32 = 7;
/// In a moment no more than this are written down.
const MOST: u64 = 100;

/// The latest ones.
#[derive(Default)]
pub(super) struct Recent {
    kept: Mutex<VecDeque<RecentDecision>>,
    /// The moment, and how many were written down in it.
    gate: AtomicU64,
}

impl Recent {
    /// Writes a decision down, unless there are too many.
    #[inline]
    pub(super) fn note(&self, now_ms: i64, decision: impl FnOnce() -> RecentDecision) {
        let moment = now_ms.cast_unsigned() >> MOMENT_BITS << 8;
        let gate = self.gate.load(Ordering::Relaxed);
        let noted = if gate & !0xff == moment { gate & 0xff } else { 0 };
        if noted >= MOST {
            return;
        }
        let opened = moment | (noted + 1);
        if self.gate.compare_exchange(gate, opened, Ordering::Relaxed, Ordering::Relaxed).is_ok()
            || noted < MOST / 2
        {
            let decision = decision();
            let mut kept = locked(&self.kept);
            kept.truncate(KEPT - 1);
            kept.push_front(decision);
        }
    }

    /// All of them, the newest first.
    pub(super) fn all(&self) -> Vec<RecentDecision> {
        locked(&self.kept).iter().cloned().collect()
    }
}
