//! The texts that are searched, one after the other in one block of memory.

use std::collections::HashMap;

use memchr::{memchr, memchr_iter, memchr3, memmem::Finder};

use crate::{IndexError, column::narrow};

/// Ends each text. It is in no UTF-8 text, so nothing that is searched for reaches from one text into the next.
const END: u8 = 0xFF;
/// Stands where a text was before it changed; in no UTF-8 text either.
const GAP: u8 = 0xFE;
/// Of so many texts the start of one is kept; those between are found by stepping over the ends.
const STRIDE: usize = 16;
/// A hit so far away is looked for by the starts that are kept.
const FAR: usize = 1 << 10;

/// A text of each row. A changed text moves to the end of the block and leaves a gap.
#[derive(Default)]
pub(crate) struct Texts {
    block: Vec<u8>,
    /// Texts in the block, gaps included.
    len: u32,
    /// Where each [`STRIDE`]th of them starts.
    starts: Vec<u32>,
    /// The first texts of the block, as many as this, are those of the first rows.
    in_order: u32,
    /// Whose the others are.
    rows: Vec<u32>,
    /// Which text of the block is a row's own, where it is not the one with its number.
    moved: HashMap<u32, u32>,
    gaps: usize,
}

impl Texts {
    /// Texts in the block, gaps included.
    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// Adds the text of the next row, before any text was changed.
    pub(crate) fn push(&mut self, text: &str) -> Result<(), IndexError> {
        self.append(text)?;
        self.in_order += 1;
        Ok(())
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.block.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// Gives a row, or the row after the last one, this text.
    pub(crate) fn set(&mut self, row: u32, text: &str, is_new: bool) -> Result<(), IndexError> {
        if !is_new {
            if self.text(row) == text.as_bytes() {
                return Ok(());
            }
            self.gaps += 1;
            self.clear(row);
        }
        let place = self.len;
        self.append(text)?;
        self.rows.push(row);
        if row != place {
            self.moved.insert(row, place);
        }
        Ok(())
    }

    /// Takes a row's text out of every search.
    pub(crate) fn clear(&mut self, row: u32) {
        let old = self.range(row);
        self.gaps += old.len();
        self.block[old].fill(GAP);
    }

    /// So much was changed that a new index would be smaller and quicker.
    pub(crate) fn is_worn(&self) -> bool {
        self.gaps > 1 << 20 && self.gaps > self.block.len() / 4
    }

    /// A row's text.
    pub(crate) fn text(&self, row: u32) -> &[u8] {
        &self.block[self.range(row)]
    }

    /// The first line of a row's text.
    pub(crate) fn first_line(&self, row: u32) -> &[u8] {
        self.first_line_at(self.start(row))
    }

    /// The first line of each text in the order of the block, quicker than one by one.
    pub(crate) fn first_lines(&self) -> FirstLines<'_> {
        let mut starts = Vec::with_capacity(self.len as usize);
        let ends = memchr_iter(END, &self.block).take((self.len as usize).saturating_sub(1));
        starts.extend([0].into_iter().chain(ends.map(|end| narrow(end + 1))));
        FirstLines { texts: self, starts }
    }

    /// Tells of each row whose text contains `needle`, in no particular order.
    pub(crate) fn search(&self, needle: &str, mut found: impl FnMut(u32)) {
        match needle.as_bytes() {
            // One byte is in nearly every text, and then getting going is what takes the time.
            [byte] => self.search_by(|block| memchr(*byte, block), &mut found),
            needle => {
                let finder = Finder::new(needle);
                self.search_by(|block| finder.find(block), &mut found);
            }
        }
    }

    fn search_by(&self, find: impl Fn(&[u8]) -> Option<usize>, found: &mut impl FnMut(u32)) {
        // Where a text starts, and its number.
        let mut text = (0, 0);
        while let Some(at) = find(&self.block[text.0..]) {
            let hit = text.0 + at;
            let place = self.place_of(hit, text);
            found(match place.checked_sub(self.in_order as usize) {
                None => narrow(place),
                Some(later) => self.rows[later],
            });
            let Some(end) = memchr(END, &self.block[hit..]) else { break };
            text = (hit + end + 1, place + 1);
        }
    }

    /// The number of the text that `position` lies in, which is `known` or one after it.
    fn place_of(&self, position: usize, known: (usize, usize)) -> usize {
        let (mut start, mut place) = known;
        if position - start > FAR {
            let kept = self.starts.partition_point(|start| *start as usize <= position) - 1;
            if kept * STRIDE > place {
                (start, place) = (self.starts[kept] as usize, kept * STRIDE);
            }
        }
        place + memchr_iter(END, &self.block[start..position]).count()
    }

    fn append(&mut self, text: &str) -> Result<(), IndexError> {
        let start = u32::try_from(self.block.len()).map_err(|_| IndexError::TooLarge)?;
        if (self.len as usize).is_multiple_of(STRIDE) {
            self.starts.push(start);
        }
        self.len += 1;
        let needed = text.len() + 1;
        if self.block.capacity() - self.block.len() < needed {
            // Doubled, a block of this size would leave as much unused memory behind as it takes.
            self.block.reserve_exact(needed.max(self.block.len() / 4));
        }
        self.block.extend_from_slice(text.as_bytes());
        self.block.push(END);
        Ok(())
    }

    fn start(&self, row: u32) -> usize {
        let place = self.moved.get(&row).copied().unwrap_or(row) as usize;
        let kept = self.starts[place / STRIDE] as usize;
        match place % STRIDE {
            0 => kept,
            steps => memchr_iter(END, &self.block[kept..])
                .nth(steps - 1)
                .map_or(self.block.len(), |end| kept + end + 1),
        }
    }

    fn range(&self, row: u32) -> std::ops::Range<usize> {
        let start = self.start(row);
        let text = &self.block[start..];
        start..start + memchr(END, text).unwrap_or(text.len())
    }

    fn first_line_at(&self, start: usize) -> &[u8] {
        let text = &self.block[start..];
        &text[..memchr3(b'\n', END, GAP, text).unwrap_or(text.len())]
    }
}

/// The first lines of texts of which none was changed.
pub(crate) struct FirstLines<'t> {
    texts: &'t Texts,
    starts: Vec<u32>,
}

impl FirstLines<'_> {
    /// That of a row.
    pub(crate) fn of(&self, row: u32) -> &[u8] {
        self.texts.first_line_at(self.starts[row as usize] as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "[ab가\n]{0,4}";
    /// More than are stepped over from one start that is kept to the next.
    const MANY: usize = 3 * STRIDE;

    #[test]
    fn a_rare_word_is_found_in_the_right_row_however_far_away() {
        let mut texts = Texts::default();
        for row in 0..5_000 {
            texts.push(if row % 1_234 == 1_233 { "rare word" } else { "word" }).unwrap();
        }
        let mut found = Vec::new();
        texts.search("rare", |row| found.push(row));
        assert_eq!(found, [1_233, 2_467, 3_701, 4_935]);
    }

    proptest! {
        /// A search finds what `contains` finds, whatever was added, changed and cleared before.
        #[test]
        fn a_search_finds_every_text_that_contains_it(
            first in prop::collection::vec(TEXT, 0..MANY),
            changes in prop::collection::vec((0_usize..2 * MANY, prop::option::of(TEXT)), 0..MANY),
            needle in "[ab가\n]{1,2}",
        ) {
            let mut texts = Texts::default();
            let mut known: Vec<Option<String>> = Vec::new();
            for text in first {
                texts.push(&text).unwrap();
                known.push(Some(text));
            }
            for (row, text) in changes {
                let row = row.min(known.len());
                match text {
                    Some(text) => {
                        texts.set(narrow(row), &text, row == known.len()).unwrap();
                        if row == known.len() { known.push(Some(text)) } else { known[row] = Some(text) }
                    }
                    None if row < known.len() => {
                        texts.clear(narrow(row));
                        known[row] = None;
                    }
                    None => {}
                }
            }
            let mut found = Vec::new();
            texts.search(&needle, |row| found.push(row as usize));
            found.sort_unstable();
            let has = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(&needle));
            let expected: Vec<_> = (0..known.len()).filter(|row| has(&known[*row])).collect();
            prop_assert_eq!(found, expected);
            for (row, text) in known.iter().enumerate() {
                let name = text.as_deref().unwrap_or("").split('\n').next().unwrap_or("");
                prop_assert_eq!(texts.first_line(narrow(row)), name.as_bytes());
            }
        }
    }
}
