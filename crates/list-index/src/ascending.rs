//! Sorted numbers.

/// Numbers in ascending order without doubles, 4 bytes each: how far each lies above the first one of its stretch.
#[derive(Default)]
pub(crate) struct Ascending {
    above: Vec<u32>,
    stretches: Vec<Stretch>,
}

/// From this place on, numbers are told by how far they lie above this one.
struct Stretch {
    place: usize,
    base: i64,
}

impl Ascending {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.above.len()
    }

    pub(crate) fn last(&self) -> Option<i64> {
        self.above.last().zip(self.stretches.last()).map(|(above, stretch)| stretch.base + i64::from(*above))
    }

    /// Adds a number that is larger than all others.
    pub(crate) fn push(&mut self, value: i64) {
        let known = self.stretches.last().and_then(|stretch| value.checked_sub(stretch.base));
        let above = known.and_then(|above| u32::try_from(above).ok()).unwrap_or_else(|| {
            self.stretches.push(Stretch { place: self.above.len(), base: value });
            0
        });
        self.above.push(above);
    }

    /// How many numbers are `limit` or smaller.
    pub(crate) fn up_to(&self, limit: i64) -> usize {
        let after = self.stretches.partition_point(|stretch| stretch.base <= limit);
        let Some(stretch) = after.checked_sub(1).map(|at| &self.stretches[at]) else { return 0 };
        let end = self.stretches.get(after).map_or(self.above.len(), |next| next.place);
        let fits = |above: &u32| stretch.base + i64::from(*above) <= limit;
        stretch.place + self.above[stretch.place..end].partition_point(fits)
    }

    /// The number at a place.
    pub(crate) fn get(&self, place: usize) -> Option<i64> {
        let above = *self.above.get(place)?;
        let after = self.stretches.partition_point(|stretch| stretch.place <= place);
        Some(self.stretches[after - 1].base + i64::from(above))
    }

    /// The place of a number.
    pub(crate) fn place_of(&self, value: i64) -> Option<usize> {
        let place = self.up_to(value).checked_sub(1)?;
        (self.get(place) == Some(value)).then_some(place)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> {
        let ends = self.stretches.iter().skip(1).map(|next| next.place).chain([self.above.len()]);
        self.stretches.iter().zip(ends).flat_map(|(stretch, end)| {
            self.above[stretch.place..end].iter().map(|above| stretch.base + i64::from(*above))
        })
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.above.shrink_to_fit();
    }
}

impl Extend<i64> for Ascending {
    fn extend<I: IntoIterator<Item = i64>>(&mut self, values: I) {
        let values = values.into_iter();
        self.above.reserve(values.size_hint().0);
        values.for_each(|value| self.push(value));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near_and_far() -> impl Strategy<Value = i64> {
        prop_oneof![-9_i64..9, (1_i64 << 32) - 3..(1 << 32) + 3, any::<i64>()]
    }

    proptest! {
        /// However far numbers lie apart, they are what they were and are counted as a sorted list counts them.
        #[test]
        fn numbers_keep_their_values_and_their_order(
            known in prop::collection::btree_set(near_and_far(), 0..20),
            limits in prop::collection::vec(near_and_far(), 0..20),
        ) {
            let mut numbers = Ascending::default();
            numbers.extend(known.iter().copied());
            prop_assert_eq!(numbers.len(), known.len());
            prop_assert_eq!(numbers.last(), known.last().copied());
            prop_assert!(numbers.iter().eq(known.iter().copied()));
            for (place, value) in known.iter().enumerate() {
                prop_assert_eq!(numbers.get(place), Some(*value));
            }
            for limit in limits.into_iter().chain(known.iter().copied()) {
                prop_assert_eq!(numbers.up_to(limit), known.iter().filter(|value| **value <= limit).count());
                prop_assert_eq!(numbers.place_of(limit), known.iter().position(|value| *value == limit));
            }
        }
    }
}
