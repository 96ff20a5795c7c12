//! Tokens whose use waits to be told.

use fixedbitset::FixedBitSet;

/// Which entries wait. They are taken from the lowest number to the highest and then from the lowest again: each has its
/// turn, and those that are written together lie together in the data file. Of a million tokens some hundreds by chance
/// would lie on as many pages of each table.
#[derive(Default)]
pub(super) struct Waiting {
    entries: FixedBitSet,
    /// After the last one that was taken.
    next: usize,
}

impl Waiting {
    /// From now on these wait, too.
    pub(super) fn add(&mut self, entries: Vec<u32>) {
        for entry in entries {
            self.entries.grow_and_insert(entry as usize);
        }
    }

    /// The next ones, at most so many, in the order of their numbers. They wait no more.
    pub(super) fn take(&mut self, at_most: usize) -> Vec<u32> {
        let after = self.entries.ones().filter(|entry| *entry >= self.next);
        let before = self.entries.ones().take_while(|entry| *entry < self.next);
        let mut taken: Vec<usize> = after.chain(before).take(at_most).collect();
        if let Some(last) = taken.last() {
            self.next = last + 1;
        }
        taken.sort_unstable();
        for entry in &taken {
            self.entries.remove(*entry);
        }
        taken.into_iter().filter_map(|entry| u32::try_from(entry).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn those_that_lie_together_are_taken_together_and_each_has_its_turn() {
        let mut waiting = Waiting::default();
        waiting.add(vec![70_000, 3, 500, 2]);
        assert_eq!(waiting.take(2), [2, 3]);
        // They are used again and again: that keeps the others from nothing.
        waiting.add(vec![2, 3]);
        assert_eq!(waiting.take(1), [500]);
        waiting.add(vec![500]);
        assert_eq!(waiting.take(2), [2, 70_000]);
        assert_eq!(waiting.take(9), [3, 500]);
        assert!(waiting.take(9).is_empty());
    }

    proptest! {
        /// Whoever waits is taken, once, however many are taken at a time.
        #[test]
        fn each_that_waits_is_taken_once(
            used in vec(vec(0_u32..300, 0..40), 1..8),
            at_most in 1_usize..30,
        ) {
            let mut waiting = Waiting::default();
            let mut missing = std::collections::BTreeSet::new();
            for used in used {
                missing.extend(used.iter().copied());
                waiting.add(used);
                for taken in waiting.take(at_most) {
                    prop_assert!(missing.remove(&taken));
                }
            }
            let rounds = missing.len().div_ceil(at_most);
            for _ in 0..rounds {
                for taken in waiting.take(at_most) {
                    prop_assert!(missing.remove(&taken));
                }
            }
            prop_assert!(missing.is_empty());
        }
    }
}
