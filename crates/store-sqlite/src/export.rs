//! What an export of tokens would find, counted.

use tokendesk_domain::token::TokenId;

use crate::{Read, StoreError, life::json};

/// Tokens that may be written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exportable {
    /// Those that are neither revoked nor deleted.
    pub tokens: u32,
    /// Those of them whose keys are kept.
    pub keys: u32,
}

impl Read<'_> {
    /// How many of these tokens may be written to a file, and with how many keys.
    pub fn exportable(&self, ids: &[TokenId]) -> Result<Exportable, StoreError> {
        let sql = "SELECT count(*), count(*) FILTER (WHERE NOT show_once) FROM tokens
                   WHERE id IN (SELECT value FROM json_each(?1)) AND deleted_ms IS NULL AND state <> 'revoked'";
        let count = self
            .connection
            .prepare_cached(sql)?
            .query_one([json(ids)], |row| Ok(Exportable { tokens: row.get(0)?, keys: row.get(1)? }));
        Ok(count?)
    }
}
