//! The audit log's rows.

mod chain;

use rusqlite::{Row, params, params_from_iter, types::Value};
use serde::{Deserialize, Serialize};
use tokendesk_domain::{
    audit::{Action, Actor, AuditEntry, LoggedEntry},
    audit_chain::{EntryHash, StoredEntry},
    audit_query::AuditQuery,
    change::{ChangedField, FieldChange},
    token::TokenId,
};

pub(crate) use self::chain::{ChainEnd, follow};
use crate::{Read, StoreError, Write, column::Reader};

/// A change as it stands in the column `changes`.
#[derive(Serialize, Deserialize)]
struct ChangeJson {
    field: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

/// Columns of an entry, in the table's order.
const COLUMNS: &str = "id, at_ms, actor, address, action, token_id, subject, changes, hash";

/// Where a page of the log begins, and which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditPlace {
    /// The newest first, older than this number; none: from the end.
    Before(Option<i64>),
    /// The oldest first, younger than this number; 0: from the beginning.
    After(i64),
}

impl Read<'_> {
    /// A token's latest `at_most` entries, newest first.
    pub fn history(&self, id: TokenId, at_most: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let query = AuditQuery { token: Some(id), ..AuditQuery::default() };
        let entries = self.audit(&query, AuditPlace::Before(None), at_most)?;
        Ok(entries.into_iter().map(|logged| logged.entry).collect())
    }

    /// Up to `at_most` entries that are asked for.
    pub fn audit(
        &self,
        query: &AuditQuery,
        place: AuditPlace,
        at_most: u32,
    ) -> Result<Vec<LoggedEntry>, StoreError> {
        let mut asked = Asked::default();
        asked.that(" AND token_id = ?", query.token.map(|id| id.0));
        asked.that(" AND at_ms >= ?", query.since.map(|at| at.timestamp_millis()));
        asked.that(" AND at_ms < ?", query.until.map(|at| at.timestamp_millis()));
        asked.that(
            " AND instr(lower(actor || ' ' || coalesce(address, '')), lower(?)) > 0",
            query.who.clone(),
        );
        asked.that(" AND action IN (SELECT value FROM json_each(?))", query.actions.as_deref().map(words));
        let order = match place {
            AuditPlace::Before(number) => {
                asked.that(" AND id < ?", number);
                "DESC"
            }
            AuditPlace::After(number) => {
                asked.that(" AND id > ?", Some(number));
                "ASC"
            }
        };
        asked.values.push(at_most.into());
        let sql =
            format!("SELECT {COLUMNS} FROM audit_entries WHERE 1{} ORDER BY id {order} LIMIT ?", asked.sql);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(asked.values))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(logged(row)?);
        }
        Ok(entries)
    }

    /// The number of the latest entry; 0: none.
    pub fn last_audit_id(&self) -> Result<i64, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT coalesce(max(id), 0) FROM audit_entries")?;
        Ok(statement.query_one([], |row| row.get(0))?)
    }
}

/// Conditions of a query, and their values in the order of their question marks.
#[derive(Default)]
struct Asked {
    sql: String,
    values: Vec<Value>,
}

impl Asked {
    fn that(&mut self, condition: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.sql.push_str(condition);
            self.values.push(value.into());
        }
    }
}

fn words(actions: &[Action]) -> String {
    let words: Vec<_> = actions.iter().map(|action| action.code()).collect();
    serde_json::to_string(&words).expect("texts are JSON")
}

fn logged(row: &Row<'_>) -> Result<LoggedEntry, StoreError> {
    let number = row.get("id")?;
    let reader = Reader { table: "audit_entries", id: number, row };
    let hash: Vec<u8> = reader.raw("hash")?;
    let address: Option<String> = reader.raw("address")?;
    let address = address.map(|text| text.parse().map_err(|_| reader.corrupt("address"))).transpose()?;
    let entry = AuditEntry {
        at: reader.moment("at_ms")?,
        actor: Actor { name: reader.raw("actor")?, address },
        action: reader.parsed("action", |code| Action::from_code(code).ok_or(()))?,
        token: reader.raw::<Option<i64>>("token_id")?.map(TokenId),
        subject: reader.raw("subject")?,
        changes: reader.parsed("changes", |text| read_changes(text).ok_or(()))?,
    };
    let hash = EntryHash::from_bytes(&hash).ok_or_else(|| reader.corrupt("hash"))?;
    Ok(LoggedEntry { number, entry, hash })
}

impl Write<'_> {
    /// Writes an entry; it belongs into the transaction of what it tells.
    pub fn record(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let (at_ms, address) = (entry.at.timestamp_millis(), entry.actor.address.map(|ip| ip.to_string()));
        let changes = write_changes(&entry.changes);
        let linked = self.link(&StoredEntry {
            number: 0,
            at_ms,
            actor: entry.actor.name.as_bytes(),
            address: address.as_ref().map(String::as_bytes),
            action: entry.action.code().as_bytes(),
            token: entry.token.map(|id| id.0),
            subject: entry.subject.as_bytes(),
            changes: changes.as_bytes(),
        })?;
        let sql = "INSERT INTO audit_entries
                       (id, at_ms, actor, address, action, token_id, subject, changes, hash)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.connection.prepare_cached(sql)?.execute(params![
            linked.number,
            at_ms,
            entry.actor.name,
            address,
            entry.action.code(),
            entry.token.map(|id| id.0),
            entry.subject,
            changes,
            linked.hash.as_bytes(),
        ])?;
        self.linked(linked);
        Ok(())
    }
}

pub(crate) fn write_changes(changes: &[FieldChange]) -> String {
    let changes: Vec<ChangeJson> = changes
        .iter()
        .map(|change| ChangeJson {
            field: change.field.code().to_owned(),
            before: change.before.clone(),
            after: change.after.clone(),
        })
        .collect();
    serde_json::to_string(&changes).expect("texts are JSON")
}

fn read_changes(text: &str) -> Option<Vec<FieldChange>> {
    serde_json::from_str::<Vec<ChangeJson>>(text)
        .ok()?
        .into_iter()
        .map(|change| {
            let field = ChangedField::from_code(&change.field)?;
            Some(FieldChange { field, before: change.before, after: change.after })
        })
        .collect()
}

#[cfg(test)]
mod tests;
