//! What issuing a token writes, read back from the file byte by byte, to be written again by bare rusqlite.

use std::path::Path;

use anyhow::Result;
use rusqlite::{Connection, TransactionBehavior, params_from_iter, types::Value};

/// The tables of a token and the column of each that names it, in the order of their foreign keys.
const TABLES: [(&str, &str); 4] = [
    ("tokens", "id"),
    ("token_scopes", "token_id"),
    ("sealed_keys", "token_id"),
    ("audit_entries", "token_id"),
];

/// All rows of one token: for each of [`TABLES`] its rows.
pub(crate) struct TokenRows([Vec<Vec<Value>>; 4]);

/// The rows of all tokens after `id`, in their order.
pub(crate) fn read_after(file: &Path, id: i64) -> Result<Vec<TokenRows>> {
    let connection = Connection::open(file)?;
    let mut statement = connection.prepare("SELECT id FROM tokens WHERE id > ?1 ORDER BY id")?;
    let ids = statement.query_map([id], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    ids.into_iter()
        .map(|id| {
            let mut rows = TABLES.map(|_| Vec::new());
            for (table, rows) in TABLES.iter().zip(&mut rows) {
                *rows = read(&connection, *table, id)?;
            }
            Ok(TokenRows(rows))
        })
        .collect()
}

fn read(connection: &Connection, (table, column): (&str, &str), id: i64) -> Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare_cached(&format!("SELECT * FROM {table} WHERE {column} = ?1"))?;
    let columns = statement.column_count();
    let rows = statement.query_map([id], |row| (0..columns).map(|column| row.get(column)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last token's number; 0: there is none.
pub(crate) fn last_id(file: &Path) -> Result<i64> {
    let connection = Connection::open(file)?;
    Ok(connection.query_one("SELECT coalesce(max(id), 0) FROM tokens", [], |row| row.get(0))?)
}

/// The reference: prepared statements on one connection with the desk's own settings, and nothing else.
pub(crate) struct Bare(Connection);

impl Bare {
    /// Opens a file that the desk has made.
    pub(crate) fn open(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(Self(connection))
    }

    /// Writes these tokens' rows in one transaction.
    pub(crate) fn write(&mut self, tokens: &[TokenRows]) -> Result<()> {
        let transaction = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for TokenRows(tables) in tokens {
            for ((table, _), rows) in TABLES.iter().zip(tables) {
                for row in rows {
                    let places = vec!["?"; row.len()].join(",");
                    transaction
                        .prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?
                        .execute(params_from_iter(row))?;
                }
            }
        }
        // Where the audit log ends is a row as well.
        if let Some([number, .., hash]) = tokens.last().and_then(|last| last.0[3].last()).map(Vec::as_slice) {
            let sql = "UPDATE audit_head SET number = ?1, hash = ?2";
            transaction.prepare_cached(sql)?.execute((number, hash))?;
        }
        Ok(transaction.commit()?)
    }
}
