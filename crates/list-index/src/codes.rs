//! Small numbers, one a row, in as few bytes as the largest of them needs.

use crate::column::narrow;

/// Stands for no value; larger than any code.
pub(crate) const NONE: u32 = u32::MAX;

/// Numbers of one to four bytes each. The one with all bits set stands for [`NONE`].
pub(crate) struct Codes {
    bytes: Vec<u8>,
    width: usize,
}

impl Default for Codes {
    fn default() -> Self {
        Self { bytes: Vec::new(), width: 1 }
    }
}

impl Codes {
    /// Of so many rows, all of them below `places`.
    pub(crate) fn new(rows: usize, places: usize, codes: impl Iterator<Item = u32>) -> Self {
        let width = width_of(narrow(places));
        let mut all = Self { bytes: Vec::with_capacity(rows * width), width };
        codes.for_each(|code| all.push(code));
        all
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() / self.width
    }

    /// A row's.
    #[inline]
    pub(crate) fn at(&self, row: u32) -> u32 {
        let row = row as usize;
        let bytes = &self.bytes[row * self.width..];
        let code = match (self.width, bytes) {
            (1, [a, ..]) => u32::from(*a),
            (2, [a, b, ..]) => u32::from_le_bytes([*a, *b, 0, 0]),
            (3, [a, b, c, ..]) => u32::from_le_bytes([*a, *b, *c, 0]),
            (_, [a, b, c, d, ..]) => u32::from_le_bytes([*a, *b, *c, *d]),
            _ => unreachable!("a row has all its bytes"),
        };
        if code == none(self.width) { NONE } else { code }
    }

    /// That of each row.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..narrow(self.len())).map(|row| self.at(row))
    }

    /// Adds that of the row after the last one.
    pub(crate) fn push(&mut self, code: u32) {
        self.widen(code);
        self.bytes.extend_from_slice(&code.to_le_bytes()[..self.width]);
    }

    /// Gives a row, or the row after the last one, another one.
    pub(crate) fn set(&mut self, row: u32, code: u32) {
        if row as usize == self.len() {
            return self.push(code);
        }
        self.widen(code);
        let begin = row as usize * self.width;
        self.bytes[begin..begin + self.width].copy_from_slice(&code.to_le_bytes()[..self.width]);
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
    }

    /// Makes room for a number.
    fn widen(&mut self, code: u32) {
        if code != NONE && width_of(code) > self.width {
            let wider = Self { bytes: Vec::new(), width: width_of(code) };
            let former = std::mem::replace(self, wider);
            self.bytes.reserve_exact(former.len() * self.width);
            former.iter().for_each(|code| self.push(code));
        }
    }
}

/// Bytes in which a number is less than what stands for none.
fn width_of(code: u32) -> usize {
    (1..4).find(|width| code < none(*width)).unwrap_or(4)
}

fn none(width: usize) -> u32 {
    NONE >> (u32::BITS as usize - 8 * width)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code() -> impl Strategy<Value = u32> {
        let edges =
            [0, 0xFE, 0xFF, 0x100, 0xFFFE, 0xFFFF, 0x1_0000, 0xFF_FFFE, 0xFF_FFFF, 0x100_0000, NONE - 1];
        prop_oneof![prop::sample::select(edges.to_vec()), 0_u32..9, Just(NONE)]
    }

    proptest! {
        /// However wide they become, each row keeps its number.
        #[test]
        fn each_row_has_the_number_that_it_was_given(
            first in prop::collection::vec(0_u32..200, 0..5),
            changes in prop::collection::vec((0_usize..12, code()), 0..20),
        ) {
            let mut codes = Codes::new(first.len(), 200, first.iter().copied());
            let mut known = first;
            for (row, code) in changes {
                let row = row.min(known.len());
                codes.set(narrow(row), code);
                if row == known.len() { known.push(code) } else { known[row] = code }
            }
            prop_assert_eq!(codes.len(), known.len());
            prop_assert!(codes.iter().eq(known.iter().copied()));
        }
    }

    #[test]
    fn numbers_take_no_more_bytes_than_they_need() {
        for (places, width) in [(0, 1), (254, 1), (255, 2), (65_534, 2), (65_535, 3), (0xFF_FFFF, 4)] {
            assert_eq!(Codes::new(0, places, std::iter::empty()).width, width, "{places}");
        }
    }
}
