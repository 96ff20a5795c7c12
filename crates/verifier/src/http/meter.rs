//! What the HTTP side counts of itself.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use prometheus_client::metrics::counter::Counter;

use super::{latency::Latency, trust::Distrust};

/// Counted since the start.
pub(crate) struct Meter {
    pub(super) decision_seconds: Latency,
    pub(super) distrusted_address: Counter,
    pub(super) distrusted_secret: Counter,
    pub(super) unclear: Counter,
    began: Instant,
    said: [AtomicU64; 3],
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            decision_seconds: Latency::default(),
            distrusted_address: Counter::default(),
            distrusted_secret: Counter::default(),
            unclear: Counter::default(),
            began: Instant::now(),
            said: Default::default(),
        }
    }
}

impl Meter {
    /// From the head of the call to its answer.
    pub(super) fn decided(&self, took: Duration) {
        self.decision_seconds.observe(took);
    }

    /// Counts a caller that was turned away; whether to say so in the log.
    pub(super) fn distrusted(&self, distrust: Distrust) -> bool {
        match distrust {
            Distrust::Address => {
                self.distrusted_address.inc();
                self.is_due(0)
            }
            Distrust::Secret => {
                self.distrusted_secret.inc();
                self.is_due(1)
            }
        }
    }

    /// Counts a question that can't be read; whether to say so in the log.
    pub(super) fn unclear(&self) -> bool {
        self.unclear.inc();
        self.is_due(2)
    }

    /// Once a minute: whoever calls in a loop must not fill the disk.
    fn is_due(&self, kind: usize) -> bool {
        let minute = self.began.elapsed().as_secs() / 60 + 1;
        self.said[kind].fetch_max(minute, Ordering::Relaxed) < minute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_in_a_loop_is_logged_once_a_minute_and_counted_each_time() {
        let meter = Meter::default();
        let said = (0..100).filter(|_| meter.distrusted(Distrust::Secret)).count();
        assert_eq!((said, meter.distrusted_secret.get()), (1, 100));
        assert!(meter.distrusted(Distrust::Address), "another kind is said by itself");
    }
}
