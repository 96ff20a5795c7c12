//! Numbers of tokens in ascending order.

/// Tokens' numbers, each larger than the one before. Most follow each other, so only the stretches in which they do
/// are kept: 8 bytes each.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    stretches: Vec<Stretch>,
    len: u32,
}

/// From this place on, numbers follow each other from this one on.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    place: u32,
    id: u32,
}

impl Ids {
    /// How many there are.
    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// The largest number.
    pub(crate) fn last(&self) -> Option<u32> {
        self.stretches.last().map(|stretch| stretch.id + (self.len - 1 - stretch.place))
    }

    /// Adds a number that is larger than all others.
    pub(crate) fn push(&mut self, id: u32) {
        debug_assert!(self.last().is_none_or(|last| last < id));
        if self.last().is_none_or(|last| last + 1 != id) {
            self.stretches.push(Stretch { place: self.len, id });
        }
        self.len += 1;
    }

    /// The number at a place.
    pub(crate) fn at(&self, place: u32) -> u32 {
        let after = self.stretches.partition_point(|stretch| stretch.place <= place);
        let stretch = self.stretches[after - 1];
        stretch.id + (place - stretch.place)
    }

    /// The place of a number.
    pub(crate) fn place_of(&self, id: u32) -> Option<u32> {
        let after = self.stretches.partition_point(|stretch| stretch.id <= id);
        let stretch = self.stretches[after.checked_sub(1)?];
        let end = self.stretches.get(after).map_or(self.len, |next| next.place);
        let place = stretch.place.checked_add(id - stretch.id)?;
        (place < end).then_some(place)
    }
}

impl Extend<u32> for Ids {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, ids: I) {
        ids.into_iter().for_each(|id| self.push(id));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Each number stands at its place, and no other number has one.
        #[test]
        fn numbers_are_found_at_their_places(known in prop::collection::btree_set(0_u32..60, 0..40)) {
            let mut ids = Ids::default();
            ids.extend(known.iter().copied());
            prop_assert_eq!(ids.len() as usize, known.len());
            prop_assert_eq!(ids.last(), known.last().copied());
            for (place, id) in (0..).zip(&known) {
                prop_assert_eq!(ids.at(place), *id);
            }
            for id in 0..70 {
                let place = known.iter().position(|one| *one == id);
                prop_assert_eq!(ids.place_of(id).map(|place| place as usize), place);
            }
        }
    }
}
