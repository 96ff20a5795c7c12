//! Requests that were charged already: a gateway may ask about one several times.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, BuildHasherDefault, Hash, Hasher},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How long one is remembered at least, unless there are too many.
const REMEMBERED_MS: u64 = 30_000;
/// Parts with a lock of their own.
const SHARDS: usize = 64;
/// In each half of a part: 900,000 altogether, some 9 MB, as its map has room for them without growing again. Where more
/// come in 30 seconds, the oldest are forgotten sooner; a request that is asked for again after that is charged again.
const MOST: usize = 7_168;
/// How often one is free after it was charged: no gateway asks so often about one request, and where clients can choose
/// the number themselves, they must not get all for the price of one.
const FREE: u8 = 8;

/// The requests of the last half minute.
pub(super) struct Charged {
    shards: Box<[Shard]>,
    hasher: RandomState,
}

impl Default for Charged {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Shard::default()).collect();
        Self { shards, hasher: RandomState::new() }
    }
}

#[derive(Default)]
#[repr(align(128))]
struct Shard(Mutex<Halves>);

/// Older ones are dropped by whole halves.
#[derive(Default)]
struct Halves {
    newer: Half,
    older: Half,
    since_ms: i64,
}

/// How often each request came since it was charged.
type Half = HashMap<Kept, u8, BuildHasherDefault<Hashed>>;

/// 56 bits of a request's hash, so that it fills one word together with its count. The part that it stands in says six
/// more.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kept([u8; 7]);

impl Kept {
    /// Without the eight lowest bits, six of which say the part.
    const fn of(hash: u64) -> Self {
        let [_, kept @ ..] = hash.to_le_bytes();
        Self(kept)
    }
}

impl Hash for Kept {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let mut bytes = [0; size_of::<u64>()];
        bytes[..7].copy_from_slice(&self.0);
        let bits = u64::from_le_bytes(bytes);
        // A map takes its places from the lowest bits and its tags from the topmost ones: none may be empty, and the
        // one must not say the other.
        state.write_u64(bits ^ bits << 28);
    }
}

/// What is a hash already needs none.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only whole numbers are hashed")
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// One request, while nobody else can charge it.
pub(super) struct Claim<'c> {
    halves: MutexGuard<'c, Halves>,
    kept: Kept,
    now_ms: i64,
}

impl Charged {
    /// A request of a token by its gateway's number. None: another caller has claimed one like it, and this one may not
    /// wait for that.
    pub(super) fn claim(
        &self,
        entry: u32,
        request_id: &str,
        now_ms: i64,
        may_wait: bool,
    ) -> Option<Claim<'_>> {
        let hash = self.hasher.hash_one((entry, request_id));
        #[expect(clippy::cast_possible_truncation, reason = "below the number of shards")]
        let shard = &self.shards[hash as usize % SHARDS].0;
        let mut halves = if may_wait {
            shard.lock().unwrap_or_else(PoisonError::into_inner)
        } else {
            shard.try_lock().ok()?
        };
        halves.forget(now_ms);
        Some(Claim { halves, kept: Kept::of(hash), now_ms })
    }
}

impl Claim<'_> {
    /// Whether it was charged before, and came not too often since.
    pub(super) fn is_free(&mut self) -> bool {
        let Halves { newer, older, .. } = &mut *self.halves;
        let came = newer.get_mut(&self.kept).or_else(|| older.get_mut(&self.kept));
        came.is_some_and(|came| {
            *came = came.saturating_add(1);
            *came <= FREE
        })
    }

    /// It is charged now.
    pub(super) fn keep(mut self) {
        if self.halves.newer.len() >= MOST {
            self.halves.turn(self.now_ms);
        }
        self.halves.older.remove(&self.kept);
        self.halves.newer.insert(self.kept, 0);
    }
}

impl Halves {
    fn forget(&mut self, now_ms: i64) {
        // A clock that was set back must not keep them for ever.
        let age_ms = now_ms.abs_diff(self.since_ms);
        if age_ms >= REMEMBERED_MS {
            self.turn(now_ms);
        }
        if age_ms >= 2 * REMEMBERED_MS {
            self.older.clear();
        }
    }

    /// The newer half becomes the older one.
    fn turn(&mut self, now_ms: i64) {
        std::mem::swap(&mut self.newer, &mut self.older);
        self.newer.clear();
        self.since_ms = now_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charge(charged: &Charged, entry: u32, id: &str, now_ms: i64) -> bool {
        let mut claim = charged.claim(entry, id, now_ms, true).unwrap();
        let is_new = !claim.is_free();
        if is_new {
            claim.keep();
        }
        is_new
    }

    #[test]
    fn a_request_is_charged_once_in_half_a_minute_for_each_token() {
        let charged = Charged::default();
        assert!(charge(&charged, 1, "a", 0));
        assert!(!charge(&charged, 1, "a", 29_999));
        assert!(charge(&charged, 2, "a", 29_999));
        assert!(charge(&charged, 1, "b", 29_999));
    }

    #[test]
    fn a_request_that_comes_more_than_eight_times_again_is_charged_again() {
        let charged = Charged::default();
        let came: Vec<bool> = (0..20).map(|n| charge(&charged, 1, "a", n * 1_000)).collect();
        let charged_at: Vec<usize> = (0..20).filter(|n| came[*n]).collect();
        assert_eq!(charged_at, [0, 9, 18]);
    }

    #[test]
    fn it_is_remembered_for_half_a_minute_whenever_it_came() {
        let charged = Charged::default();
        for begin in [0, 7_000, 29_000, 31_000, 59_999] {
            let id = begin.to_string();
            assert!(charge(&charged, 1, &id, begin));
            for n in 0..200 {
                charge(&charged, 1, &format!("{begin}-{n}"), begin + 29_000);
            }
            assert!(!charge(&charged, 1, &id, begin + 29_999), "{begin}");
        }
    }

    #[test]
    fn after_a_minute_it_is_a_request_like_any_other() {
        let charged = Charged::default();
        assert!(charge(&charged, 1, "a", 0));
        assert!(charge(&charged, 1, "a", 60_000));
    }

    #[test]
    fn a_request_and_its_count_fill_one_word() {
        assert_eq!(size_of::<(Kept, u8)>(), 8);
    }

    #[test]
    fn places_and_tags_of_a_map_are_all_used_alike_and_do_not_say_each_other() {
        let hasher = RandomState::new();
        let mut pairs = vec![[0; 128]; 128];
        for n in 0..1_600_000_u64 {
            // Those of one part.
            let hash = hasher.hash_one(n) & !63;
            let hash = BuildHasherDefault::<Hashed>::default().hash_one(Kept::of(hash));
            pairs[(hash % 128) as usize][(hash >> 57) as usize] += 1;
        }
        for (place, tags) in pairs.iter().enumerate() {
            for (tag, count) in tags.iter().enumerate() {
                assert!((20..250).contains(count), "{count} of 98 in place {place} with tag {tag}");
            }
        }
    }

    #[test]
    fn any_number_of_them_takes_bounded_room() {
        let charged = Charged::default();
        for n in 0..(SHARDS * MOST * 3) {
            charge(&charged, 1, &n.to_string(), 0);
        }
        let halves = |shard: &Shard| {
            let halves = shard.0.lock().unwrap();
            halves.newer.len() + halves.older.len()
        };
        assert!(charged.shards.iter().all(|shard| halves(shard) <= 2 * MOST));
    }
}
