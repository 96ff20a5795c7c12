//! From the digest of a key to its number, in one or two cache lines.
//!
//! Open addressing with linear probing. A place holds 32 bits of the digest, which nearly every other digest fails, and
//! the number; where it stands follows from another 32 bits. Whether it is the very digest is for the caller to see.

use std::sync::atomic::{AtomicU64, Ordering};

const EMPTY: u64 = 0;
const REMOVED: u64 = 1;
/// Numbers begin above both.
const FIRST: u64 = 2;

/// The places.
pub(super) struct DigestIndex {
    places: Box<[AtomicU64]>,
}

impl DigestIndex {
    /// Room for `count` digests.
    pub(super) fn for_count(count: usize) -> Self {
        let places = (count.max(1024) * 3 / 2).next_multiple_of(8);
        Self { places: (0..places).map(|_| AtomicU64::new(EMPTY)).collect() }
    }

    /// How many digests it has room for, those that were removed included.
    pub(super) fn room(&self) -> usize {
        self.places.len() / 4 * 3
    }

    /// The first number at which `is_it` finds what stands for `digest`.
    #[inline]
    pub(super) fn find<T>(&self, digest: &[u64; 4], is_it: impl Fn(u32) -> Option<T>) -> Option<T> {
        let mut at = self.first_place(digest);
        loop {
            let place = self.places[at].load(Ordering::Acquire);
            if place == EMPTY {
                return None;
            }
            if place != REMOVED
                && place >> 32 == tag(digest)
                && let Some(found) = is_it(number(place))
            {
                return Some(found);
            }
            at = self.next(at);
        }
    }

    /// Adds a number that is not there yet. One thread writes at a time; there is room.
    pub(super) fn insert(&self, digest: &[u64; 4], number: u32) {
        let mut at = self.first_place(digest);
        while self.places[at].load(Ordering::Relaxed) > REMOVED {
            at = self.next(at);
        }
        let place = tag(digest) << 32 | (u64::from(number) + FIRST);
        self.places[at].store(place, Ordering::Release);
    }

    /// Takes a number out.
    pub(super) fn remove(&self, digest: &[u64; 4], number: u32) {
        let wanted = tag(digest) << 32 | (u64::from(number) + FIRST);
        let mut at = self.first_place(digest);
        loop {
            match self.places[at].load(Ordering::Relaxed) {
                EMPTY => return,
                place if place == wanted => return self.places[at].store(REMOVED, Ordering::Release),
                _ => at = self.next(at),
            }
        }
    }

    fn first_place(&self, digest: &[u64; 4]) -> usize {
        ((digest[0] >> 32).wrapping_mul(self.places.len() as u64) >> 32) as usize
    }

    const fn next(&self, at: usize) -> usize {
        if at + 1 == self.places.len() { 0 } else { at + 1 }
    }
}

const fn tag(digest: &[u64; 4]) -> u64 {
    digest[0] & 0xffff_ffff
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half")]
const fn number(place: u64) -> u32 {
    ((place & 0xffff_ffff) - FIRST) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(n: u64) -> [u64; 4] {
        [n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n, n, n]
    }

    fn find(index: &DigestIndex, n: u32) -> Option<u32> {
        index.find(&digest(n.into()), |number| (number == n).then_some(number))
    }

    #[test]
    fn each_number_is_found_and_no_other() {
        let index = DigestIndex::for_count(5_000);
        for n in 0..5_000 {
            index.insert(&digest(n.into()), n);
        }
        assert!((0..5_000).all(|n| find(&index, n) == Some(n)));
        assert!((5_000..9_000).all(|n| find(&index, n).is_none()));
    }

    #[test]
    fn what_is_removed_is_not_found() {
        let index = DigestIndex::for_count(1024);
        for n in 0..700 {
            index.insert(&digest(n.into()), n);
        }
        for n in (0..700).step_by(2) {
            index.remove(&digest(n.into()), n);
        }
        assert!((0..700).all(|n| find(&index, n).is_some() == (n % 2 == 1)));
    }

    #[test]
    fn digests_that_begin_alike_are_told_apart() {
        let index = DigestIndex::for_count(10);
        let same = [5, 0, 0, 0];
        index.insert(&same, 1);
        index.insert(&same, 2);
        assert_eq!(index.find(&same, |number| (number == 2).then_some(number)), Some(2));
        index.remove(&same, 1);
        assert_eq!(index.find(&same, Some), Some(2));
    }
}
