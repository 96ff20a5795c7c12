//! From the digest of a key to its number.
//!
//! Places lie in groups of sixteen: their tags, one byte of a digest each, close together, so that those of a million
//! keys lie close to the processor and nearly every digest that is not there is known by them alone; and, apart, a cache
//! line of their numbers. A group that is full goes over into the next one. Where a digest stands follows from 32 other
//! bits. Whether it is the very digest is for the caller to see.

use std::{
    alloc::{Layout, handle_alloc_error},
    sync::atomic::{AtomicU64, Ordering},
};

use super::mapping::{Mapping, fetch};

/// Places of a group, in words of eight tags and of two numbers.
const PLACES: usize = 16;
const TAGS_EACH: usize = 8;
const NUMBERS_EACH: usize = 2;
/// Groups whose tags fill a cache line.
const ALIGNED: usize = 4;

const EMPTY: u8 = 0;
const REMOVED: u8 = 1;
/// Tags begin above both.
const FIRST: u8 = 2;
/// Each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = ONES << 7;

type Tags = [AtomicU64; PLACES / TAGS_EACH];
type Numbers = [AtomicU64; PLACES / NUMBERS_EACH];

/// The places: the tags of all groups, then their numbers.
pub(super) struct DigestIndex {
    map: Mapping,
    groups: usize,
}

impl DigestIndex {
    /// Room for `count` digests.
    pub(super) fn for_count(count: usize) -> Self {
        let groups = (count.max(1024) * 3 / 2).div_ceil(PLACES).next_multiple_of(ALIGNED);
        let bytes = groups * (size_of::<Tags>() + size_of::<Numbers>());
        let map =
            Mapping::in_large_pages(bytes).unwrap_or_else(|_| handle_alloc_error(Layout::new::<Tags>()));
        Self { map, groups }
    }

    #[inline]
    fn groups(&self) -> (&[Tags], &[Numbers]) {
        let (tags, numbers) = self.map.words().split_at(self.groups * PLACES / TAGS_EACH);
        (tags.as_chunks().0, numbers.as_chunks().0)
    }

    /// How many digests it has room for, those that were removed included.
    pub(super) fn room(&self) -> usize {
        self.groups * PLACES / 4 * 3
    }

    /// The first number at which `is_it` finds what stands for `digest`.
    #[inline]
    pub(super) fn find<T>(&self, digest: &[u64; 4], is_it: impl Fn(u32) -> Option<T>) -> Option<T> {
        let ((tags, numbers), wanted) = (self.groups(), ONES * u64::from(tag(digest)));
        let mut at = self.first_group(digest);
        loop {
            // While the tags are on their way: most that are asked for are there.
            fetch(&numbers[at][0]);
            let mut is_full = true;
            for (part, tags) in tags[at].iter().enumerate() {
                let tags = tags.load(Ordering::Acquire);
                let mut alike = zeros(tags ^ wanted);
                while alike != 0 {
                    let place = part * TAGS_EACH + alike.trailing_zeros() as usize / 8;
                    if let Some(found) = is_it(number_at(&numbers[at], place)) {
                        return Some(found);
                    }
                    alike &= alike - 1;
                }
                is_full &= zeros(tags) == 0;
            }
            if !is_full {
                return None;
            }
            at = self.next(at);
        }
    }

    /// Adds a number that is not there yet. One thread writes at a time; there is room.
    pub(super) fn insert(&self, digest: &[u64; 4], number: u32) {
        let (tags, numbers) = self.groups();
        let mut at = self.first_group(digest);
        loop {
            if let Some(place) = (0..PLACES).find(|place| tag_at(&tags[at], *place) <= REMOVED) {
                put(&numbers[at][place / NUMBERS_EACH], place % NUMBERS_EACH, number.to_le_bytes());
                return set_tag(&tags[at], place, tag(digest));
            }
            at = self.next(at);
        }
    }

    /// Takes a number out.
    pub(super) fn remove(&self, digest: &[u64; 4], number: u32) {
        let ((tags, numbers), wanted) = (self.groups(), tag(digest));
        let mut at = self.first_group(digest);
        loop {
            for place in 0..PLACES {
                match tag_at(&tags[at], place) {
                    EMPTY => return,
                    tag if tag == wanted && number_at(&numbers[at], place) == number => {
                        return set_tag(&tags[at], place, REMOVED);
                    }
                    _ => {}
                }
            }
            at = self.next(at);
        }
    }

    const fn first_group(&self, digest: &[u64; 4]) -> usize {
        ((digest[0] >> 32).wrapping_mul(self.groups as u64) >> 32) as usize
    }

    const fn next(&self, at: usize) -> usize {
        if at + 1 == self.groups { 0 } else { at + 1 }
    }
}

/// The top bit of each byte that is zero. Above the first of them also of a byte that is one: whoever looks for a tag
/// makes sure of it, and whoever looks for any zero finds none where there is none.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & TOPS
}

#[expect(clippy::cast_possible_truncation, reason = "a half of it")]
fn number_at(numbers: &Numbers, place: usize) -> u32 {
    (numbers[place / NUMBERS_EACH].load(Ordering::Relaxed) >> (place % NUMBERS_EACH * 32)) as u32
}

fn tag_at(tags: &Tags, place: usize) -> u8 {
    tags[place / TAGS_EACH].load(Ordering::Relaxed).to_le_bytes()[place % TAGS_EACH]
}

fn set_tag(tags: &Tags, place: usize, tag: u8) {
    put(&tags[place / TAGS_EACH], place % TAGS_EACH, [tag]);
}

/// Puts a value into a part of a word, for the one who writes.
fn put<const LEN: usize>(word: &AtomicU64, part: usize, value: [u8; LEN]) {
    let mut bytes = word.load(Ordering::Relaxed).to_le_bytes();
    bytes[part * LEN..][..LEN].copy_from_slice(&value);
    word.store(u64::from_le_bytes(bytes), Ordering::Release);
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
    fn a_group_that_is_full_goes_over_into_the_next_one_and_from_the_last_into_the_first() {
        for first in [0, u64::MAX] {
            let index = DigestIndex::for_count(1024);
            let digests: Vec<_> = (0..40).map(|n| [first << 32 | (n % 7 + 2), n, n, n]).collect();
            let find = |n: usize| index.find(&digests[n], |number| (number as usize == n).then_some(number));
            for (n, digest) in (0..).zip(&digests) {
                index.insert(digest, n);
            }
            assert!((0..40).all(|n| find(n).is_some()));
            for n in (0..40).step_by(2) {
                index.remove(&digests[n as usize], n);
            }
            assert!((0..40).all(|n| find(n).is_some() == (n % 2 == 1)), "those behind a gap are still there");
            for n in (0..40).step_by(2) {
                index.insert(&digests[n as usize], n);
            }
            assert!((0..40).all(|n| find(n).is_some()), "gaps are filled");
            assert!(index.find(&[first << 32 | 0x77, 0, 0, 0], Some).is_none());
        }
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
