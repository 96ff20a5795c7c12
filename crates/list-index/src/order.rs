//! Sorting rows by small numbers.

/// Bits that one pass sorts by: as many counters fit into the nearest cache.
const DIGIT: u32 = 11;

/// Fewer rows are compared.
const FEW: usize = 1 << 12;

/// The rows, which come in ascending order, sorted by `key` and by row where keys are equal.
pub(crate) fn sorted(rows: Vec<u32>, key: impl Fn(u32) -> u32) -> Vec<u32> {
    if rows.is_sorted_by_key(|row| key(*row)) {
        return rows;
    }
    let mut keyed: Vec<(u32, u32)> = rows.into_iter().map(|row| (key(row), row)).collect();
    if keyed.len() < FEW {
        keyed.sort_unstable();
    } else {
        radix_sort(&mut keyed);
    }
    // Collecting by value would keep the memory of the pairs.
    keyed.iter().map(|(_, row)| *row).collect()
}

/// Stable, by the keys' digits from the last to the first.
fn radix_sort(keyed: &mut Vec<(u32, u32)>) {
    let largest = keyed.iter().map(|(key, _)| *key).max().unwrap_or(0);
    let mut sorted = vec![(0, 0); keyed.len()];
    for shift in (0..u32::BITS - largest.leading_zeros()).step_by(DIGIT as usize) {
        let digit = |key: u32| ((key >> shift) & ((1 << DIGIT) - 1)) as usize;
        let mut places = [0_usize; 1 << DIGIT];
        for (key, _) in keyed.iter() {
            places[digit(*key)] += 1;
        }
        let mut sum = 0;
        for place in &mut places {
            sum += std::mem::replace(place, sum);
        }
        for pair in keyed.iter() {
            let place = &mut places[digit(pair.0)];
            sorted[*place] = *pair;
            *place += 1;
        }
        std::mem::swap(keyed, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::column::narrow;

    fn check(keys: &[u32], sort: impl Fn(Vec<u32>) -> Vec<u32>) {
        let rows: Vec<u32> = (0..narrow(keys.len())).collect();
        let mut expected = rows.clone();
        expected.sort_by_key(|row| keys[*row as usize]);
        assert_eq!(sort(rows), expected);
    }

    proptest! {
        /// Few rows are in the order of a stable sort.
        #[test]
        fn rows_are_sorted_by_key_and_then_by_row(keys in prop::collection::vec(0_u32..9, 0..60)) {
            check(&keys, |rows| sorted(rows, |row| keys[row as usize]));
        }

        /// Many rows are, too, however large the keys.
        #[test]
        fn digits_sort_as_numbers_do(keys in prop::collection::vec(any::<u32>(), 0..60), bits in 1_u32..32) {
            let keys: Vec<u32> = keys.into_iter().map(|key| key >> bits).collect();
            check(&keys, |rows| {
                let mut keyed: Vec<_> = rows.into_iter().map(|row| (keys[row as usize], row)).collect();
                radix_sort(&mut keyed);
                keyed.into_iter().map(|(_, row)| row).collect()
            });
        }
    }

    #[test]
    fn a_long_list_is_sorted_too() {
        let keys: Vec<u32> = (0..3 * narrow(FEW)).map(|row| row.wrapping_mul(2_654_435_769) >> 12).collect();
        check(&keys, |rows| sorted(rows, |row| keys[row as usize]));
    }
}
