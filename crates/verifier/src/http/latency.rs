//! How long decisions take: counted by any number of threads without a lock, written for Prometheus as a histogram.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::{MetricType, TypedMetric},
};

use crate::engine::{SHARDS, shard};

/// Each bound is twice the one before, from 1 µs to 131 ms.
const BOUNDS: usize = 18;
/// Those that took longer have their own.
const BUCKETS: usize = BOUNDS + 1;

/// A histogram; its clones are the same one.
#[derive(Clone, Debug, Default)]
pub(super) struct Latency(Arc<[Part; SHARDS]>);

#[derive(Debug, Default)]
#[repr(align(128))]
struct Part {
    buckets: [AtomicU64; BUCKETS],
    sum_ns: AtomicU64,
}

impl Latency {
    /// One more.
    #[inline]
    pub(super) fn observe(&self, took: Duration) {
        let ns = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let part = &self.0[shard()];
        part.buckets[bucket(ns)].fetch_add(1, Ordering::Relaxed);
        part.sum_ns.fetch_add(ns, Ordering::Relaxed);
    }

    fn sum(&self, of: impl Fn(&Part) -> &AtomicU64) -> u64 {
        self.0.iter().map(|part| of(part).load(Ordering::Relaxed)).sum()
    }
}

/// The first whose bound is not below it.
fn bucket(ns: u64) -> usize {
    let bound_us = ns.div_ceil(1_000).max(1).next_power_of_two();
    (bound_us.ilog2() as usize).min(BOUNDS)
}

impl TypedMetric for Latency {
    const TYPE: MetricType = MetricType::Histogram;
}

impl EncodeMetric for Latency {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        let bounds = (0..BOUNDS).map(|step| 1e-6 * f64::from(1_u32 << step)).chain([f64::INFINITY]);
        let buckets: Vec<_> = bounds
            .enumerate()
            .map(|(bucket, bound)| (bound, self.sum(|part| &part.buckets[bucket])))
            .collect();
        let count = buckets.iter().map(|(_, count)| count).sum();
        let sum_s = Duration::from_nanos(self.sum(|part| &part.sum_ns)).as_secs_f64();
        encoder.encode_histogram::<NoLabelSet>(sum_s, count, &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_counted_where_the_bound_is_the_first_that_is_not_below_it() {
        let buckets = |ns: [u64; 4]| ns.map(bucket);
        assert_eq!(buckets([0, 1, 1_000, 1_001]), [0, 0, 0, 1]);
        assert_eq!(buckets([2_000, 2_001, 4_000, 5_000]), [1, 2, 2, 3]);
        assert_eq!(buckets([131_072_000, 131_072_001, 1 << 50, u64::MAX]), [17, 18, 18, 18]);
    }

    #[test]
    fn what_many_threads_count_is_all_there() {
        let latency = Latency::default();
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| (0..1_000).for_each(|_| latency.observe(Duration::from_micros(3))));
            }
        });
        assert_eq!(latency.sum(|part| &part.buckets[2]), 20_000);
        assert_eq!(latency.sum(|part| &part.sum_ns), 60_000_000);
    }
}
