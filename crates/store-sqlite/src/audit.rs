//! The audit log's rows.

mod chain;

use rusqlite::{OptionalExtension, Row, params, params_from_iter, types::Value};
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

/// Numbers that one look goes through where no index leads to what is asked for: some tenths of a second, however
/// rare it is and however long the log.
const LOOK: i64 = 500_000;

/// What one look at the log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLook {
    /// In the order of the look.
    pub entries: Vec<LoggedEntry>,
    /// The number behind which there may be more, in the direction of the look; none: this was all.
    pub reached: Option<i64>,
}

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
        let found = self.audit(&query, AuditPlace::Before(None), at_most)?;
        Ok(found.entries.into_iter().map(|logged| logged.entry).collect())
    }

    /// Up to `at_most` entries that are asked for. Other than those of one token they are looked for among
    /// half a million numbers: an index for each question would slow down whatever is written.
    pub fn audit(
        &self,
        query: &AuditQuery,
        place: AuditPlace,
        at_most: u32,
    ) -> Result<AuditLook, StoreError> {
        self.look(query, place, at_most, LOOK)
    }

    fn look(
        &self,
        query: &AuditQuery,
        place: AuditPlace,
        at_most: u32,
        numbers: i64,
    ) -> Result<AuditLook, StoreError> {
        let stretch = Stretch::of(place, self.last_audit_id()?, query.token.is_none().then_some(numbers));
        let (sql, values) = question(query, &stretch, at_most);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(logged(row)?);
        }
        let is_full = entries.len() >= at_most as usize;
        let reached = if is_full { entries.last().map(|last| last.number) } else { stretch.reached };
        Ok(AuditLook { entries, reached })
    }

    /// The number of a token's latest entry of these actions before the one of that number; none: there is none.
    pub fn last_entry_of(
        &self,
        id: TokenId,
        actions: &[Action],
        before: i64,
    ) -> Result<Option<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id FROM audit_entries
             WHERE token_id = ?1 AND id < ?2 AND action IN (SELECT value FROM json_each(?3))
             ORDER BY id DESC LIMIT 1",
        )?;
        Ok(statement.query_one(params![id.0, before, words(actions)], |row| row.get(0)).optional()?)
    }

    /// The number of the latest entry; 0: none.
    pub fn last_audit_id(&self) -> Result<i64, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT coalesce(max(id), 0) FROM audit_entries")?;
        Ok(statement.query_one([], |row| row.get(0))?)
    }
}

/// The numbers that a look goes through.
struct Stretch {
    first: i64,
    last: i64,
    order: &'static str,
    /// Where it ends, if entries follow there.
    reached: Option<i64>,
}

impl Stretch {
    /// `end`: the log's last number. `numbers`: how many at most; none: as many as there are.
    fn of(place: AuditPlace, end: i64, numbers: Option<i64>) -> Self {
        match place {
            AuditPlace::Before(before) => {
                let last = before.map_or(end, |number| number.saturating_sub(1));
                // The first entry of a log has the number 1.
                let first =
                    numbers.map(|numbers| last.saturating_sub(numbers - 1)).filter(|first| *first > 1);
                Self { first: first.unwrap_or(i64::MIN), last, order: "DESC", reached: first }
            }
            AuditPlace::After(after) => {
                let last = numbers.map(|numbers| after.saturating_add(numbers)).filter(|last| *last < end);
                let first = after.saturating_add(1);
                Self { first, last: last.unwrap_or(i64::MAX), order: "ASC", reached: last }
            }
        }
    }
}

/// The statement for a question, and the values for its question marks.
fn question(query: &AuditQuery, stretch: &Stretch, at_most: u32) -> (String, Vec<Value>) {
    let mut asked = Asked::default();
    asked.that(" AND token_id = ?", query.token.map(|id| id.0));
    asked.that(" AND at_ms >= ?", query.since.map(|at| at.timestamp_millis()));
    asked.that(" AND at_ms < ?", query.until.map(|at| at.timestamp_millis()));
    asked.that(" AND instr(lower(actor || ' ' || coalesce(address, '')), lower(?)) > 0", query.who.clone());
    asked.that(" AND action IN (SELECT value FROM json_each(?))", query.actions.as_deref().map(words));
    let Asked { sql, mut values } = asked;
    values.splice(0..0, [stretch.first.into(), stretch.last.into()]);
    values.push(at_most.into());
    let order = stretch.order;
    let sql = format!(
        "SELECT {COLUMNS} FROM audit_entries WHERE id >= ? AND id <= ?{sql} ORDER BY id {order} LIMIT ?"
    );
    (sql, values)
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
    let reader = Reader::numbered("audit_entries", "id", row)?;
    let (at, name) = (reader.moment("at_ms")?, reader.raw("actor")?);
    let entry = AuditEntry {
        at,
        actor: Actor { name, address: reader.optional_parsed("address", str::parse)? },
        action: reader.parsed("action", |code| Action::from_code(code).ok_or(()))?,
        token: reader.raw::<Option<i64>>("token_id")?.map(TokenId),
        subject: reader.raw("subject")?,
        changes: reader.parsed("changes", |text| read_changes(text).ok_or(()))?,
    };
    let hash = EntryHash::from_bytes(&reader.raw::<Vec<u8>>("hash")?);
    Ok(LoggedEntry { number: reader.id, entry, hash: hash.ok_or_else(|| reader.corrupt("hash"))? })
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
