//! How fast tokens are used, as far as leases go by it: a lease is to last about a second.
//!
//! A token that is used now and then holds little of its limit, and one in heavy use asks for its next lease a few times
//! a second, not thousands of times. What a lease holds beyond that would be missing where other verifiers share the
//! limit, and would be lost where the machine goes down.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// How long a lease is to last.
const LASTS: Duration = Duration::from_secs(1);
/// Leases that nobody hurries to use up hold as many requests at most, of the size that is asked for.
const USUAL: u64 = 256;
/// A lease is no more than so many times the one before.
const GROWTH: u64 = 8;
/// A large lease that was not renewed for so long is given back.
const IDLE: Duration = Duration::from_secs(10);

/// The leases of the last second, and the large ones of the last ten; each by its token's entry.
#[derive(Default)]
pub(super) struct Paces(HashMap<u32, Pace>);

#[derive(Clone, Copy)]
struct Pace {
    size: u64,
    usual: u64,
    at: Instant,
}

impl Paces {
    /// How much of its limit a token will want next, where requests of `need` are made.
    pub(super) fn want(&self, entry: u32, need: u64, now: Instant) -> u64 {
        let usual = need.max(1).saturating_mul(USUAL);
        let Some(pace) = self.0.get(&entry) else { return usual };
        let lasted_ns = now.saturating_duration_since(pace.at).as_nanos();
        let in_time = u128::from(pace.size) * LASTS.as_nanos() / lasted_ns.max(1);
        let most = pace.size.saturating_mul(GROWTH);
        u64::try_from(in_time).unwrap_or(most).min(most).max(usual)
    }

    /// So much was leased.
    pub(super) fn note(&mut self, entry: u32, size: u64, need: u64, now: Instant) {
        let usual = need.max(1).saturating_mul(USUAL);
        self.0.insert(entry, Pace { size, usual, at: now });
    }

    /// Forgets what is over; the answer is who holds much and does not use it.
    pub(super) fn sweep(&mut self, now: Instant) -> Vec<u32> {
        let mut idle = Vec::new();
        self.0.retain(|entry, pace| {
            let age = now.saturating_duration_since(pace.at);
            let is_large = pace.size > pace.usual;
            if is_large && age >= IDLE {
                idle.push(*entry);
            }
            age < if is_large { IDLE } else { LASTS }
        });
        idle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How large leases become that are used up in `each`, one after the other.
    fn grow(each: Duration, leases: u32) -> Vec<u64> {
        let (mut paces, begun) = (Paces::default(), Instant::now());
        let sizes = (0..leases).map(|number| {
            let now = begun + number * each;
            paces.sweep(now);
            let size = paces.want(1, 1, now);
            paces.note(1, size, 1, now);
            size
        });
        sizes.collect()
    }

    #[test]
    fn leases_grow_until_they_last_a_second_and_no_further() {
        let mut paces = Paces::default();
        let (mut now, mut size) = (Instant::now(), 256);
        for _ in 0..10 {
            size = paces.want(1, 1, now);
            paces.note(1, size, 1, now);
            // 100,000 a second.
            now += Duration::from_micros(10 * size);
        }
        assert_eq!(size, 100_000);
        assert_eq!(grow(Duration::from_millis(1), 4), [256, 2_048, 16_384, 131_072]);
    }

    #[test]
    fn leases_of_what_is_seldom_used_stay_small() {
        assert_eq!(grow(Duration::from_secs(2), 4), [256; 4]);
    }

    #[test]
    fn leases_shrink_when_they_last_too_long() {
        let (mut paces, now) = (Paces::default(), Instant::now());
        paces.note(1, 10_000, 1, now);
        assert_eq!(paces.want(1, 1, now + 5 * LASTS), 2_000);
        assert_eq!(paces.want(1, 1, now + 100 * LASTS), 256);
    }

    #[test]
    fn a_large_lease_that_is_not_used_is_given_back_once() {
        let (mut paces, now) = (Paces::default(), Instant::now());
        paces.note(1, 10_000, 1, now);
        paces.note(2, 256, 1, now);
        assert_eq!(paces.sweep(now + IDLE / 2), Vec::<u32>::new());
        assert_eq!(paces.sweep(now + IDLE), [1]);
        assert_eq!(paces.sweep(now + 2 * IDLE), Vec::<u32>::new());
        assert!(paces.0.is_empty());
    }

    #[test]
    fn leases_are_sized_by_what_one_request_needs() {
        let paces = Paces::default();
        assert_eq!(paces.want(1, 1_000, Instant::now()), 256_000);
    }
}
