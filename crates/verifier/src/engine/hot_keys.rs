//! The numbers of keys that are asked for often, close to the processor.
//!
//! Those of a million keys lie on thousands of pages. Whoever is asked for again and again is found on one of a few,
//! and the index is not looked at. A number found here is a guess: whether it is the very key is for the caller to see.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering},
};

/// A power of two; 64 KB.
const PLACES: usize = 8_192;
/// One of so many that were not found here is kept: those that are asked for often before long, and what is asked for
/// once puts few of them out.
const ONE_OF: u32 = 16;

/// For each place a number, and above it a part of its digest; 0: none.
pub(super) struct HotKeys(Box<[AtomicU64]>);

thread_local! {
    static TURN: Cell<u32> = const { Cell::new(0) };
}

impl HotKeys {
    pub(super) fn new() -> Self {
        Self((0..PLACES).map(|_| AtomicU64::new(0)).collect())
    }

    /// What may be the number of this digest.
    #[inline]
    pub(super) fn guess(&self, digest: &[u64; 4]) -> Option<u32> {
        let word = self.place(digest).load(Ordering::Relaxed);
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is the number")]
        (word >> 32 == digest[1] >> 32 && word != 0).then_some(word as u32)
    }

    /// A digest that no guess was right for has this number; kept now and then.
    #[inline]
    pub(super) fn offer(&self, digest: &[u64; 4], number: u32) {
        let turn = TURN.get().wrapping_add(1);
        TURN.set(turn);
        if turn.is_multiple_of(ONE_OF) {
            self.place(digest)
                .store((digest[1] & !u64::from(u32::MAX)) | u64::from(number), Ordering::Relaxed);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "below the number of places")]
    fn place(&self, digest: &[u64; 4]) -> &AtomicU64 {
        &self.0[digest[1] as usize % PLACES]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: [u64; 4] = [1, 7 << 40 | 5, 3, 4];

    #[test]
    fn what_is_offered_again_and_again_is_known_before_long_and_nothing_else() {
        let keys = HotKeys::new();
        assert_eq!(keys.guess(&DIGEST), None);
        let offers = (1..).take_while(|_| {
            keys.offer(&DIGEST, 9);
            keys.guess(&DIGEST).is_none()
        });
        assert!(offers.count() < ONE_OF as usize);
        assert_eq!(keys.guess(&DIGEST), Some(9));
        assert_eq!(keys.guess(&[1, 8 << 40 | 5, 3, 4]), None, "another key of the same place");
    }

    #[test]
    fn nothing_is_known_of_a_place_where_nothing_was_kept() {
        assert_eq!(HotKeys::new().guess(&[0; 4]), None);
    }
}
