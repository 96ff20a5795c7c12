//! Guessing is slow: who shows keys that are none has to wait, by address and all together.
//!
//! Keys have 285 bits, so that nobody guesses one; this keeps a flood of guesses from costing anything. Whoever has
//! shown a good key is not slowed down by what others at the same address do.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use tokendesk_domain::key::KeyHash;

/// Failures in a row that cost an address nothing.
const ADDRESS_BURST: i32 = 10;
/// Then one in this time.
const ADDRESS_PAUSE: TimeDelta = TimeDelta::seconds(6);
/// The same for all addresses together.
const ALL_BURST: i32 = 200;
const ALL_PAUSE: TimeDelta = TimeDelta::milliseconds(100);
/// Addresses and good keys that are remembered; the oldest are forgotten first.
const REMEMBERED: usize = 4_096;

/// Remembers failures and good keys, in bounded memory.
#[derive(Default)]
pub(crate) struct Throttle(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    all: Bucket,
    addresses: HashMap<IpAddr, Bucket>,
    address_order: VecDeque<IpAddr>,
    good: HashSet<KeyHash>,
    good_order: VecDeque<KeyHash>,
}

/// When what has failed so far is forgiven.
#[derive(Clone, Copy, Default)]
struct Bucket(Option<DateTime<Utc>>);

impl Bucket {
    fn wait(self, now: DateTime<Utc>, pause: TimeDelta, burst: i32) -> Option<TimeDelta> {
        let wait = self.0? - pause * (burst - 1) - now;
        (wait > TimeDelta::zero()).then_some(wait)
    }

    fn fail(&mut self, now: DateTime<Utc>, pause: TimeDelta, burst: i32) {
        let most = now + pause * burst;
        self.0 = Some((self.0.unwrap_or(now).max(now) + pause).min(most));
    }
}

impl Throttle {
    /// How long this caller has to wait before its key is looked at.
    pub(crate) fn wait(&self, from: IpAddr, key: KeyHash, now: DateTime<Utc>) -> Option<TimeDelta> {
        let memory = self.memory();
        if memory.good.contains(&key) {
            return None;
        }
        let own = memory.addresses.get(&network(from)).copied().unwrap_or_default();
        own.wait(now, ADDRESS_PAUSE, ADDRESS_BURST).max(memory.all.wait(now, ALL_PAUSE, ALL_BURST))
    }

    /// This caller showed a key that is none.
    pub(crate) fn failed(&self, from: IpAddr, now: DateTime<Utc>) {
        let (mut memory, from) = (self.memory(), network(from));
        let Memory { all, addresses, address_order, .. } = &mut *memory;
        all.fail(now, ALL_PAUSE, ALL_BURST);
        let bucket = addresses.entry(from).or_insert_with(|| {
            address_order.push_back(from);
            Bucket::default()
        });
        bucket.fail(now, ADDRESS_PAUSE, ADDRESS_BURST);
        if address_order.len() > REMEMBERED
            && let Some(oldest) = address_order.pop_front()
        {
            addresses.remove(&oldest);
        }
    }

    /// This key is a good one.
    pub(crate) fn passed(&self, key: KeyHash) {
        let mut memory = self.memory();
        if memory.good.insert(key) {
            memory.good_order.push_back(key);
            if memory.good_order.len() > REMEMBERED
                && let Some(oldest) = memory.good_order.pop_front()
            {
                memory.good.remove(&oldest);
            }
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever has one IPv6 address has 2^64 of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::from((u128::from(v6) >> 64 << 64).to_be_bytes()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn guess(throttle: &Throttle, from: IpAddr, at: DateTime<Utc>) -> bool {
        let waits = throttle.wait(from, KeyHash::of("guess"), at).is_some();
        if !waits {
            throttle.failed(from, at);
        }
        !waits
    }

    #[test]
    fn an_address_may_fail_ten_times_and_then_once_in_six_seconds() {
        let throttle = Throttle::default();
        let looked_at = (0..100).filter(|_| guess(&throttle, HERE, now())).count();
        assert_eq!(looked_at, 10);
        let a_minute = (1..=60).filter(|s| guess(&throttle, HERE, now() + TimeDelta::seconds(*s))).count();
        assert_eq!(a_minute, 10);
    }

    #[test]
    fn a_key_that_was_good_is_not_slowed_down_by_guesses_from_its_address() {
        let throttle = Throttle::default();
        throttle.passed(KeyHash::of("good"));
        while guess(&throttle, HERE, now()) {}
        assert_eq!(throttle.wait(HERE, KeyHash::of("good"), now()), None);
        assert!(throttle.wait(HERE, KeyHash::of("other"), now()).is_some());
    }

    #[test]
    fn many_addresses_together_are_slowed_down_too() {
        let throttle = Throttle::default();
        let from = |n: u32| IpAddr::from(n.to_be_bytes());
        let looked_at = (0..10_000).filter(|n| guess(&throttle, from(*n), now())).count();
        assert_eq!(looked_at, 200);
    }

    #[test]
    fn the_addresses_of_one_network_are_one_caller() {
        let throttle = Throttle::default();
        let from = |n: u128| IpAddr::from((0x2001_0db8_u128 << 96 | n).to_be_bytes());
        let looked_at = (0..1_000).filter(|n| guess(&throttle, from(*n), now())).count();
        assert_eq!(looked_at, 10);
    }

    #[test]
    fn its_memory_is_bounded() {
        let throttle = Throttle::default();
        for n in 0..20_000_u32 {
            throttle.failed(IpAddr::from(n.to_be_bytes()), now());
            throttle.passed(KeyHash::of(&n.to_string()));
        }
        let memory = throttle.memory();
        assert!(memory.addresses.len() <= REMEMBERED && memory.address_order.len() <= REMEMBERED);
        assert!(memory.good.len() <= REMEMBERED && memory.good_order.len() <= REMEMBERED);
    }
}
