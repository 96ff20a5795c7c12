//! From the digest of a key to its number.
//!
//! Open addressing with linear probing. Each place has a tag of one byte of the digest, so that those of a million keys
//! lie close to the processor and nearly every digest that is not there is known by them alone; and, apart, the number.
//! Where a digest stands follows from 32 other bits. Whether it is the very digest is for the caller to see.

use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

const EMPTY: u8 = 0;
const REMOVED: u8 = 1;
/// Tags begin above both.
const FIRST: u8 = 2;

/// The places.
pub(super) struct DigestIndex {
    tags: Box<[AtomicU8]>,
    numbers: Box<[AtomicU32]>,
}

impl DigestIndex {
    /// Room for `count` digests.
    pub(super) fn for_count(count: usize) -> Self {
        let places = (count.max(1024) * 3 / 2).next_multiple_of(8);
        Self {
            tags: (0..places).map(|_| AtomicU8::new(EMPTY)).collect(),
            numbers: (0..places).map(|_| AtomicU32::new(0)).collect(),
        }
    }

    /// How many digests it has room for, those that were removed included.
    pub(super) fn room(&self) -> usize {
        self.tags.len() / 4 * 3
    }

    /// The first number at which `is_it` finds what stands for `digest`.
    #[inline]
    pub(super) fn find<T>(&self, digest: &[u64; 4], is_it: impl Fn(u32) -> Option<T>) -> Option<T> {
        let wanted = tag(digest);
        let mut at = self.first_place(digest);
        loop {
            let tag = self.tags[at].load(Ordering::Acquire);
            if tag == EMPTY {
                return None;
            }
            if tag == wanted
                && let Some(found) = is_it(self.numbers[at].load(Ordering::Relaxed))
            {
                return Some(found);
            }
            at = self.next(at);
        }
    }

    /// Adds a number that is not there yet. One thread writes at a time; there is room.
    pub(super) fn insert(&self, digest: &[u64; 4], number: u32) {
        let mut at = self.first_place(digest);
        while self.tags[at].load(Ordering::Relaxed) > REMOVED {
            at = self.next(at);
        }
        self.numbers[at].store(number, Ordering::Relaxed);
        self.tags[at].store(tag(digest), Ordering::Release);
    }

    /// Takes a number out.
    pub(super) fn remove(&self, digest: &[u64; 4], number: u32) {
        let wanted = tag(digest);
        let mut at = self.first_place(digest);
        loop {
            match self.tags[at].load(Ordering::Relaxed) {
                EMPTY => return,
                tag if tag == wanted && self.numbers[at].load(Ordering::Relaxed) == number => {
                    return self.tags[at].store(REMOVED, Ordering::Release);
                }
                _ => at = self.next(at),
            }
        }
    }

    fn first_place(&self, digest: &[u64; 4]) -> usize {
        ((digest[0] >> 32).wrapping_mul(self.tags.len() as u64) >> 32) as usize
    }

    const fn next(&self, at: usize) -> usize {
        if at + 1 == self.tags.len() { 0 } else { at + 1 }
    }
}

/// Each as often as the others, as near as 256 can be shared among 254.
const fn tag(digest: &[u64; 4]) -> u8 {
    let [byte, ..] = digest[0].to_le_bytes();
    if byte < FIRST { byte + FIRST } else { byte }
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
