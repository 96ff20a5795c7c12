//! The descriptions of tokens. Whole series are issued with the same one, which is kept once.

use std::collections::HashMap;

use fixedbitset::FixedBitSet;

use crate::{
    IndexError,
    codes::{Codes, NONE},
    texts::Texts,
};

/// Each description, and which one is a row's; that of [`NONE`] is blank.
#[derive(Default)]
pub(crate) struct Descriptions {
    texts: Texts,
    rows: Codes,
}

/// Where a description is that was added.
pub(crate) type Known = HashMap<Box<str>, u32>;

impl Descriptions {
    /// Adds the description of the next row.
    pub(crate) fn push(&mut self, text: &str, known: &mut Known) -> Result<(), IndexError> {
        let number = match known.get(text) {
            _ if text.is_empty() => NONE,
            Some(number) => *number,
            None => {
                let number = self.add(text)?;
                known.insert(text.into(), number);
                number
            }
        };
        self.rows.push(number);
        Ok(())
    }

    /// Gives a row, or the row after the last one, this description.
    pub(crate) fn set(&mut self, row: u32, text: &str) -> Result<(), IndexError> {
        let old = ((row as usize) < self.rows.len()).then(|| self.rows.at(row));
        let newest = self.texts.len().checked_sub(1);
        let is_text = |number: &u32| *number != NONE && self.texts.text(*number) == text.as_bytes();
        let number = match [old, newest].into_iter().flatten().find(is_text) {
            _ if text.is_empty() => NONE,
            Some(number) => number,
            None => self.add(text)?,
        };
        self.rows.set(row, number);
        Ok(())
    }

    /// Takes a row's description out of every search.
    pub(crate) fn clear(&mut self, row: u32) {
        self.rows.set(row, NONE);
    }

    /// Tells of each row whose description contains `needle`, in no particular order.
    pub(crate) fn search(&self, needle: &str, found: impl FnMut(u32)) {
        let mut hits = FixedBitSet::with_capacity(self.texts.len() as usize);
        self.texts.search(needle, |number| hits.insert(number as usize));
        if !hits.is_clear() {
            let is_hit = |(row, number): (u32, u32)| hits.contains(number as usize).then_some(row);
            (0..).zip(self.rows.iter()).filter_map(is_hit).for_each(found);
        }
    }

    /// Most of its texts are no row's any more.
    pub(crate) fn is_worn(&self) -> bool {
        self.texts.len() as usize > (1 << 16) + self.rows.len()
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.texts.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    fn add(&mut self, text: &str) -> Result<u32, IndexError> {
        self.texts.push(text)?;
        Ok(self.texts.len() - 1)
    }
}
