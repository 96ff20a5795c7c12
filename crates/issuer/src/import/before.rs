//! What rows became when they came before.

use chrono::{DateTime, Utc};
use tokendesk_domain::token::TokenId;
use tokendesk_store_sqlite::{ImportBatch, Read, Repetition, Write};

use super::ImportOrder;
use crate::DeskError;

/// What is known of the rows of one transaction.
pub(super) struct Before<'o> {
    /// None: the import has no name, and nothing is remembered.
    batch: Option<ImportBatch<'o>>,
    /// For each row its token; none: it has none. Nothing at all: another file came under that name.
    tokens: Option<Vec<Option<TokenId>>>,
    is_new: bool,
}

impl<'o> Before<'o> {
    pub(super) fn of(read: &Read<'_>, order: &ImportOrder<'o>) -> Result<Self, DeskError> {
        let found = order.batch.map(|batch| read.import_batch(&batch)).transpose()?.flatten();
        let tokens = match found {
            None => Some(Vec::new()),
            Some(Repetition::Same(tokens)) => Some(tokens),
            Some(Repetition::Other) => None,
        };
        Ok(Self { batch: order.batch, tokens, is_new: false })
    }

    pub(super) const fn is_other_file(&self) -> bool {
        self.tokens.is_none()
    }

    /// The token of a row that came before and is still there, if only in the trash.
    pub(super) fn token(&self, read: &Read<'_>, row: u64) -> Result<Option<TokenId>, DeskError> {
        let tokens = self.tokens.as_deref().unwrap_or_default();
        let known = self.place(row).and_then(|place| *tokens.get(place)?);
        Ok(match known {
            Some(id) => read.token(id)?.map(|token| token.id),
            None => None,
        })
    }

    /// A row became a token.
    pub(super) fn add(&mut self, row: u64, id: TokenId) {
        let place = self.place(row);
        if let (Some(place), Some(tokens)) = (place, &mut self.tokens) {
            if tokens.len() <= place {
                tokens.resize(place + 1, None);
            }
            tokens[place] = Some(id);
            self.is_new = true;
        }
    }

    /// Remembers what was added, in the transaction that made it.
    pub(super) fn keep(&self, write: &Write<'_>, now: DateTime<Utc>) -> Result<(), DeskError> {
        match (&self.batch, &self.tokens) {
            (Some(batch), Some(tokens)) if self.is_new => Ok(write.remember_import(batch, tokens, now)?),
            _ => Ok(()),
        }
    }

    /// Where a row stands in the transaction; none: nothing is remembered.
    fn place(&self, row: u64) -> Option<usize> {
        usize::try_from(row.checked_sub(self.batch?.first_row)?).ok()
    }
}
