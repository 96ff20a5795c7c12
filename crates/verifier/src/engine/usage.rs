//! What is told of use: kept at each token's slot until it is written, a few tokens at a time.
//!
//! A request that passes costs two stores and an addition. What is rare (refusals, another address, another hour, a key
//! that was rotated out) goes into small maps of bounded size; what does not fit is counted as lost.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tokendesk_domain::token::TokenId;
use tokendesk_store_sqlite::{ALLOWED, AddressUse, HourCount, LastUse, OldKeyUse, UsageBatch};

use super::{
    Shared,
    counters::{SHARDS, shard},
    entries::Entry,
    locked,
    slot::Slot,
    table::Found,
    waiting::Waiting,
};

const HOUR_MS: i64 = 3_600_000;
/// In each small map of each part.
const MOST: usize = 8_192;
/// IPv6 addresses that are known by their fingerprint.
const MOST_NAMED: usize = 65_536;

/// A slot's word: 16 bits of the hour, 24 of requests, 24 of those from the latest address.
const HOUR_SHIFT: u32 = 48;
const COUNT_SHIFT: u32 = 24;
const COUNT_MASK: u64 = (1 << 24) - 1;
const ONE: u64 = 1 << COUNT_SHIFT | 1;
/// Told before there is no room for more.
const FULL: u64 = 1 << 23;

/// An IPv4 address itself; of an IPv6 address a hash. 0: none.
type Fingerprint = u64;
const IPV4: Fingerprint = 1 << 63;

/// What was not written yet.
#[derive(Default)]
pub(super) struct Tally {
    parts: [Part; SHARDS],
    /// What each fingerprint of an IPv6 address is of.
    named: Mutex<HashMap<Fingerprint, Ipv6Addr>>,
    hasher: RandomState,
    pub(super) lost: AtomicU64,
}

#[derive(Default)]
#[repr(align(128))]
struct Part(Mutex<Rare>);

#[derive(Default)]
struct Rare {
    /// Entries whose slot has something to tell since it was asked last.
    used: Vec<u32>,
    hours: HashMap<(TokenId, i64, &'static str), u64>,
    addresses: HashMap<(TokenId, Fingerprint), (u64, i64)>,
    old_keys: HashMap<(TokenId, u32), (u64, i64, Fingerprint)>,
}

impl Tally {
    fn rare<T>(&self, work: impl FnOnce(&mut Rare) -> T) -> T {
        work(&mut locked(&self.parts[shard()].0))
    }

    fn add<K: Hash + Eq, V: Default>(
        &self,
        map: &mut HashMap<K, V>,
        key: K,
        count: u64,
        add: impl FnOnce(&mut V),
    ) {
        if map.len() < MOST || map.contains_key(&key) {
            add(map.entry(key).or_default());
        } else {
            self.lost.fetch_add(count, Ordering::Relaxed);
        }
    }

    /// A refusal.
    pub(super) fn note_refused(&self, token: TokenId, code: &'static str, now_ms: i64) {
        self.add_hour(token, now_ms / HOUR_MS, code, 1);
    }

    fn add_hour(&self, token: TokenId, hour: i64, code: &'static str, count: u64) {
        self.rare(|rare| {
            self.add(&mut rare.hours, (token, hour * HOUR_MS, code), count, |sum| *sum += count);
        });
    }

    /// A request that passed. Without a slot nothing can be kept of it.
    #[inline]
    pub(super) fn note_allowed(
        &self,
        found: &Found<'_>,
        slot: Option<Slot<'_>>,
        address: Option<IpAddr>,
        now_ms: i64,
    ) {
        let Some(slot) = slot else {
            self.lost.fetch_add(1, Ordering::Relaxed);
            return;
        };
        let token = found.terms.id;
        slot.last_ms().store(now_ms.cast_unsigned(), Ordering::Relaxed);
        let fingerprint = address.map_or(0, |address| self.fingerprint(address));
        if found.entry.address().load(Ordering::Relaxed) != fingerprint {
            self.change_address(token, found.entry, slot, address, fingerprint, now_ms);
        }
        let (hour, word) = (hour_bits(now_ms), slot.activity().load(Ordering::Relaxed));
        let before = if word & !(COUNT_MASK << COUNT_SHIFT | COUNT_MASK) == hour && count(word) < FULL {
            slot.activity().fetch_add(ONE, Ordering::Relaxed)
        } else {
            // Another hour begins, or the room is full: what there is goes its own way.
            let before = slot.activity().swap(hour | ONE, Ordering::Relaxed);
            if count(before) > 0 {
                self.add_hour(token, full_hour(before, now_ms), ALLOWED, count(before));
                self.add_address(token, fingerprint, run(before), now_ms);
            }
            before
        };
        if count(before) == 0 {
            self.rare(|rare| rare.used.push(found.number));
        }
        if let Some((generation, _)) = found.old {
            self.rare(|rare| {
                self.add(&mut rare.old_keys, (token, generation), 1, |(uses, last_ms, from)| {
                    (*uses, *last_ms, *from) = (*uses + 1, now_ms, fingerprint);
                });
            });
        }
    }

    #[cold]
    fn change_address(
        &self,
        token: TokenId,
        entry: Entry<'_>,
        slot: Slot<'_>,
        address: Option<IpAddr>,
        fingerprint: Fingerprint,
        now_ms: i64,
    ) {
        if let Some(IpAddr::V6(address)) = address.map(|address| address.to_canonical()) {
            let mut named = locked(&self.named);
            if named.len() < MOST_NAMED {
                named.insert(fingerprint, address);
            }
        }
        let former = entry.address().swap(fingerprint, Ordering::Relaxed);
        let before = slot.activity().fetch_and(!COUNT_MASK, Ordering::Relaxed);
        self.add_address(token, former, run(before), now_ms);
    }

    fn add_address(&self, token: TokenId, fingerprint: Fingerprint, count: u64, now_ms: i64) {
        if fingerprint != 0 && count > 0 {
            self.rare(|rare| {
                self.add(&mut rare.addresses, (token, fingerprint), 0, |(sum, last_ms)| {
                    (*sum, *last_ms) = (*sum + count, now_ms.max(*last_ms));
                });
            });
        }
    }

    #[inline]
    fn fingerprint(&self, address: IpAddr) -> Fingerprint {
        match address.to_canonical() {
            IpAddr::V4(address) => IPV4 | u64::from(address.to_bits()),
            IpAddr::V6(address) => self.hasher.hash_one(address) & !IPV4 | 1,
        }
    }

    fn text(&self, fingerprint: Fingerprint) -> Option<String> {
        if fingerprint & IPV4 != 0 {
            #[expect(clippy::cast_possible_truncation, reason = "the lower half is the address")]
            return Some(Ipv4Addr::from_bits(fingerprint as u32).to_string());
        }
        locked(&self.named).get(&fingerprint).map(ToString::to_string)
    }
}

impl Shared {
    /// What is to be told of up to `at_most` of the tokens that are waiting, and of all that is rare. It is not told twice.
    pub(super) fn take_usage(&self, waiting: &mut Waiting, at_most: usize, now_ms: i64) -> UsageBatch {
        let mut batch = UsageBatch::default();
        for part in &self.tally.parts {
            let Rare { used, hours, addresses, old_keys } = std::mem::take(&mut *locked(&part.0));
            waiting.add(used);
            let hours = hours.into_iter();
            batch.hours.extend(hours.map(|((token, hour_ms, code), count)| HourCount {
                token,
                hour_ms,
                code,
                count,
            }));
            for ((token, fingerprint), (count, last_ms)) in addresses {
                let address = self.tally.text(fingerprint);
                batch.addresses.extend(address.map(|address| AddressUse { token, address, last_ms, count }));
            }
            let old_keys = old_keys.into_iter();
            batch.old_keys.extend(old_keys.map(|((token, generation), (count, at_ms, from))| OldKeyUse {
                token,
                generation,
                at_ms,
                address: self.tally.text(from),
                count,
            }));
        }
        for entry in waiting.take(at_most) {
            self.tell(entry, &mut batch, now_ms);
        }
        batch.addresses.sort_unstable_by_key(|address| address.token);
        let mut named = locked(&self.tally.named);
        if named.len() >= MOST_NAMED {
            named.clear();
        }
        batch
    }

    fn tell(&self, number: u32, batch: &mut UsageBatch, now_ms: i64) {
        let entry = self.table.entries.get(number);
        let Some(slot) = self.slots.get(number) else { return };
        let keep_hour = !(COUNT_MASK << COUNT_SHIFT | COUNT_MASK);
        let word = slot.activity().fetch_and(keep_hour, Ordering::Relaxed);
        let fingerprint = entry.address().load(Ordering::Relaxed);
        let address = self.tally.text(fingerprint);
        if address.is_none() {
            // Its name was forgotten: it is given again with the next request.
            entry.address().store(0, Ordering::Relaxed);
        }
        let last_ms = slot.last_ms().load(Ordering::Relaxed).cast_signed();
        tell(slot.token(), word, last_ms, address, batch, now_ms);
    }
}

/// What a slot of a former run has left to tell.
pub(super) fn tell_former(former: &[(TokenId, u64, i64)], batch: &mut UsageBatch, now_ms: i64) {
    for (token, word, last_ms) in former {
        tell(*token, *word, *last_ms, None, batch, now_ms);
    }
}

fn tell(
    token: TokenId,
    word: u64,
    last_ms: i64,
    address: Option<String>,
    batch: &mut UsageBatch,
    now_ms: i64,
) {
    if count(word) == 0 {
        return;
    }
    let hour_ms = full_hour(word, now_ms) * HOUR_MS;
    batch.hours.push(HourCount { token, hour_ms, code: ALLOWED, count: count(word) });
    if let Some(address) = address.clone().filter(|_| run(word) > 0) {
        batch.addresses.push(AddressUse { token, address, last_ms, count: run(word) });
    }
    batch.last.push(LastUse { token, at_ms: last_ms, address });
}

/// Whether a slot's word has anything to tell.
pub(super) const fn is_told(word: u64) -> bool {
    count(word) == 0
}

const fn count(word: u64) -> u64 {
    word >> COUNT_SHIFT & COUNT_MASK
}

const fn run(word: u64) -> u64 {
    word & COUNT_MASK
}

const fn hour_bits(now_ms: i64) -> u64 {
    (now_ms / HOUR_MS).cast_unsigned() << HOUR_SHIFT
}

/// The hour of a word, counted from 1970: the one with these 16 bits that is nearest to now.
fn full_hour(word: u64, now_ms: i64) -> i64 {
    let now = now_ms / HOUR_MS;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "16 bits of it")]
    let ago = (now as u16).wrapping_sub((word >> HOUR_SHIFT) as u16).cast_signed();
    now - i64::from(ago)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_known_by_sixteen_bits_of_it() {
        for now in [0, 65_535, 65_536, 500_123] {
            for hour in [now - 1, now, now + 1] {
                let word = hour_bits(hour * HOUR_MS) | ONE;
                assert_eq!((full_hour(word, now * HOUR_MS), count(word), run(word)), (hour, 1, 1));
            }
        }
    }
}
