//! The texts that are searched, one after the other in one block of memory.

use std::collections::HashMap;

use memchr::{memchr, memchr2, memmem::Finder};

use crate::{IndexError, column::narrow};

/// Ends each text. It is in no UTF-8 text, so nothing that is searched for reaches from one text into the next.
const END: u8 = 0xFF;

/// A text of each row. A changed text moves to the end of the block and leaves a gap.
#[derive(Default)]
pub(crate) struct Texts {
    block: Vec<u8>,
    /// Where the n-th text of the block starts, gaps included.
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
            let old = self.range(row);
            if self.block[old.clone()] == *text.as_bytes() {
                return Ok(());
            }
            self.gaps += old.len() + 1;
            self.block[old].fill(END);
        }
        let place = narrow(self.starts.len());
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
        self.block[old].fill(END);
    }

    /// So much was changed that a new index would be smaller and quicker.
    pub(crate) fn is_worn(&self) -> bool {
        self.gaps > 1 << 20 && self.gaps > self.block.len() / 4
    }

    /// The first line of a row's text.
    pub(crate) fn first_line(&self, row: u32) -> &[u8] {
        let text = &self.block[self.start(row)..];
        &text[..memchr2(b'\n', END, text).unwrap_or(text.len())]
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
        let (mut from, mut text) = (0, 0);
        while let Some(at) = find(&self.block[from..]) {
            text = self.text_at(from + at, text);
            found(if text < self.in_order as usize {
                narrow(text)
            } else {
                self.rows[text - self.in_order as usize]
            });
            text += 1;
            let Some(next) = self.starts.get(text) else { break };
            from = *next as usize;
        }
    }

    /// The number of the text that `position` lies in, from the text `known` on. Steps grow while they fall short.
    fn text_at(&self, position: usize, known: usize) -> usize {
        let starts = &self.starts[known..];
        let mut step = 1;
        while starts.get(step).is_some_and(|start| *start as usize <= position) {
            step *= 2;
        }
        let (low, high) = (step / 2, step.min(starts.len()));
        known + low + starts[low..high].partition_point(|start| *start as usize <= position) - 1
    }

    fn append(&mut self, text: &str) -> Result<(), IndexError> {
        let start = u32::try_from(self.block.len()).map_err(|_| IndexError::TooLarge)?;
        self.starts.push(start);
        self.block.extend_from_slice(text.as_bytes());
        self.block.push(END);
        Ok(())
    }

    fn start(&self, row: u32) -> usize {
        let place = self.moved.get(&row).copied().unwrap_or(row);
        self.starts[place as usize] as usize
    }

    fn range(&self, row: u32) -> std::ops::Range<usize> {
        let start = self.start(row);
        let text = &self.block[start..];
        start..start + memchr(END, text).unwrap_or(text.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "[ab가\n]{0,4}";

    proptest! {
        /// A search finds what `contains` finds, whatever was added, changed and cleared before.
        #[test]
        fn a_search_finds_every_text_that_contains_it(
            first in prop::collection::vec(TEXT, 0..6),
            changes in prop::collection::vec((0_usize..12, prop::option::of(TEXT)), 0..12),
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
