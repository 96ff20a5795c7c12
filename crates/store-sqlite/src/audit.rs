//! The audit log's rows.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use tokendesk_domain::{
    audit::{Action, AuditEntry},
    change::{ChangedField, FieldChange},
    token::TokenId,
};

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

impl Read<'_> {
    /// A token's latest `at_most` entries, newest first.
    pub fn history(&self, id: TokenId, at_most: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "SELECT id, at_ms, actor, action, subject, changes FROM audit_entries
                   WHERE token_id = ?1 ORDER BY id DESC LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![id.0, at_most])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader { table: "audit_entries", id: row.get("id")?, row };
            entries.push(AuditEntry {
                at: reader.moment("at_ms")?,
                actor: reader.raw("actor")?,
                action: reader.parsed("action", |code| Action::from_code(code).ok_or(()))?,
                token: Some(id),
                subject: reader.raw("subject")?,
                changes: reader.parsed("changes", |text| read_changes(text).ok_or(()))?,
            });
        }
        Ok(entries)
    }
}

impl Read<'_> {
    /// The number of the latest entry; 0: none.
    pub fn last_audit_id(&self) -> Result<i64, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT coalesce(max(id), 0) FROM audit_entries")?;
        Ok(statement.query_one([], |row| row.get(0))?)
    }
}

impl Write<'_> {
    /// Writes an entry; it belongs into the transaction of what it tells.
    pub fn record(&self, entry: &AuditEntry) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit_entries (at_ms, actor, action, token_id, subject, changes)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.connection.prepare_cached(sql)?.execute(params![
            entry.at.timestamp_millis(),
            entry.actor,
            entry.action.code(),
            entry.token.map(|id| id.0),
            entry.subject,
            write_changes(&entry.changes),
        ])?;
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
mod tests {
    use super::*;
    use crate::{store::tests::store, tokens::tests::now};

    #[test]
    fn entries_read_back_newest_first() {
        let (_folder, store) = store();
        let entry = |action, changes| AuditEntry {
            at: now(),
            actor: "desk:anna".into(),
            action,
            token: Some(TokenId(5)),
            subject: "billing \"ci\"".into(),
            changes,
        };
        let change = FieldChange::of(ChangedField::Scopes, Some("read".into()), Some("read\nwrite".into()));
        let entries = [entry(Action::Edited, change.into_iter().collect()), entry(Action::Issued, vec![])];
        store.write(|write| entries.iter().rev().try_for_each(|entry| write.record(entry))).unwrap();
        assert_eq!(store.read().unwrap().history(TokenId(5), 10).unwrap(), entries);
        assert_eq!(store.read().unwrap().history(TokenId(5), 1).unwrap(), entries[..1]);
        assert_eq!(store.read().unwrap().history(TokenId(6), 10).unwrap(), []);
    }

    #[test]
    fn every_action_and_field_has_its_own_word() {
        for action in Action::ALL {
            assert_eq!(Action::from_code(action.code()), Some(action));
        }
        for field in ChangedField::ALL {
            assert_eq!(ChangedField::from_code(field.code()), Some(field));
        }
    }
}
