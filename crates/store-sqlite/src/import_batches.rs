//! Imports that may be run again: which tokens their rows became.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, params};
use tokendesk_domain::token::TokenId;

use crate::{
    Read, Repetition, StoreError, Write,
    column::{read_token_numbers, token_numbers},
};

/// How long an import is remembered.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// Rows of a file that are stored in one transaction, of an import with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportBatch<'b> {
    /// What whoever imports calls the import.
    pub name: &'b str,
    /// SHA-256 of the file, and of how it is read.
    pub file: [u8; 32],
    /// The number of the first of these rows in the file, from 1.
    pub first_row: u64,
}

impl Read<'_> {
    /// What these rows became when they came before; none: they are new.
    pub fn import_batch(&self, batch: &ImportBatch<'_>) -> Result<Option<Repetition>, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM import_batches WHERE name = ?1 AND file_sha256 <> ?2)";
        let mut statement = self.connection.prepare_cached(sql)?;
        if statement.query_one(params![batch.name, batch.file], |row| row.get(0))? {
            return Ok(Some(Repetition::Other));
        }
        let sql = "SELECT tokens FROM import_batches WHERE name = ?1 AND first_row = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found: Option<String> =
            statement.query_one(params![batch.name, signed(batch.first_row)], |row| row.get(0)).optional()?;
        let corrupt = || StoreError::Corrupt { table: "import_batches", column: "tokens", row: 0 };
        let read = |text: String| read_token_numbers(&text).map(Repetition::Same).ok_or_else(corrupt);
        found.map(read).transpose()
    }
}

impl Write<'_> {
    /// Remembers for 30 days which tokens these rows became; belongs into the transaction that issues them.
    pub fn remember_import(
        &self,
        batch: &ImportBatch<'_>,
        tokens: &[Option<TokenId>],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM import_batches WHERE at_ms < ?1")?
            .execute([(now - REMEMBERED).timestamp_millis()])?;
        self.connection
            .prepare_cached(
                "INSERT INTO import_batches (name, first_row, file_sha256, tokens, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (name, first_row) DO UPDATE SET tokens = excluded.tokens, at_ms = excluded.at_ms",
            )?
            .execute(params![
                batch.name,
                signed(batch.first_row),
                batch.file,
                token_numbers(tokens),
                now.timestamp_millis(),
            ])?;
        Ok(())
    }
}

fn signed(row: u64) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{store::tests::store, tokens::tests::now};

    #[test]
    fn an_import_is_remembered_for_thirty_days_by_its_name_and_its_file() {
        let (_folder, store) = store();
        let batch = ImportBatch { name: "a", file: [1; 32], first_row: 1 };
        let found = |batch: &ImportBatch<'_>| store.read().unwrap().import_batch(batch).unwrap();
        assert_eq!(found(&batch), None);
        let rows = [Some(TokenId(4)), None, Some(TokenId(5))];
        store.write(|write| write.remember_import(&batch, &rows, now())).unwrap();
        assert_eq!(found(&batch), Some(Repetition::Same(rows.to_vec())));
        let later = [Some(TokenId(4)), Some(TokenId(6)), Some(TokenId(5))];
        store.write(|write| write.remember_import(&batch, &later, now())).unwrap();
        assert_eq!(found(&batch), Some(Repetition::Same(later.to_vec())));
        assert_eq!(found(&ImportBatch { first_row: 4, ..batch }), None, "not come to yet");
        assert_eq!(found(&ImportBatch { name: "b", ..batch }), None);
        for first_row in [1, 4] {
            let other = ImportBatch { file: [2; 32], first_row, ..batch };
            assert_eq!(found(&other), Some(Repetition::Other), "another file under the same name");
        }
        let after = now() + REMEMBERED + TimeDelta::milliseconds(1);
        let next = ImportBatch { name: "b", ..batch };
        store.write(|write| write.remember_import(&next, &rows, after)).unwrap();
        assert_eq!(found(&batch), None);
    }
}
