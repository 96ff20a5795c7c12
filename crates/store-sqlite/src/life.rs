//! Disable, enable, revoke, delete, restore, purge: for one token or many, each with its audit entry.

use chrono::{DateTime, Utc};
use rusqlite::{named_params, params};
use tokendesk_domain::{
    audit::AuditEntry,
    change::{ChangedField, FieldChange},
    life_change::LifeChange,
    token::TokenId,
};

use crate::{Read, StoreError, Write};

/// Those of the tokens `?1` (a JSON list of numbers) that the change applies to.
fn applicable(change: &LifeChange) -> String {
    let condition = match change {
        LifeChange::Disable => "deleted_ms IS NULL AND state = 'enabled'",
        LifeChange::Enable => "deleted_ms IS NULL AND state = 'disabled'",
        LifeChange::Revoke(_) => "deleted_ms IS NULL AND state <> 'revoked'",
        LifeChange::Delete => "deleted_ms IS NULL",
        LifeChange::Restore | LifeChange::Purge => "deleted_ms IS NOT NULL",
    };
    format!("FROM tokens WHERE id IN (SELECT value FROM json_each(?1)) AND {condition}")
}

fn json(ids: &[TokenId]) -> String {
    let numbers: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", numbers.join(","))
}

impl Read<'_> {
    /// How many of these tokens the change would change; the others are as it would make them, or can't be.
    pub fn count_applicable(&self, ids: &[TokenId], change: &LifeChange) -> Result<u32, StoreError> {
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT count(*) {}", applicable(change)))?;
        Ok(statement.query_one([json(ids)], |row| row.get(0))?)
    }

    /// Tokens that lie in the trash since before `moment`.
    pub fn trash_before(&self, moment: DateTime<Utc>) -> Result<Vec<TokenId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM tokens WHERE deleted_ms < ?1")?;
        let ids = statement.query_map([moment.timestamp_millis()], |row| row.get(0).map(TokenId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}

impl Write<'_> {
    /// Makes the change to those of these tokens that it applies to, and returns them.
    pub fn change_life(
        &self,
        ids: &[TokenId],
        change: &LifeChange,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<TokenId>, StoreError> {
        let now_ms = now.timestamp_millis();
        let found: Vec<(TokenId, String, String)> = {
            let select = format!("SELECT id, name, state {}", applicable(change));
            let mut statement = self.connection.prepare_cached(&select)?;
            let rows = statement
                .query_map([json(ids)], |row| Ok((TokenId(row.get(0)?), row.get(1)?, row.get(2)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        for (id, name, state) in &found {
            match change {
                LifeChange::Disable => self.set_state(*id, "disabled")?,
                LifeChange::Enable => self.set_state(*id, "enabled")?,
                LifeChange::Revoke(reason) => {
                    let sql =
                        "UPDATE tokens SET state = 'revoked', revoked_ms = :now, revoked_reason = :reason,
                                      revision = revision + 1 WHERE id = :id";
                    self.connection
                        .prepare_cached(sql)?
                        .execute(named_params! { ":now": now_ms, ":reason": reason.as_str(), ":id": id.0 })?;
                }
                LifeChange::Delete => self.set_deleted(*id, Some(now_ms))?,
                LifeChange::Restore => self.set_deleted(*id, None)?,
                LifeChange::Purge => {
                    self.connection.prepare_cached("DELETE FROM tokens WHERE id = ?1")?.execute([id.0])?;
                }
            }
            self.record(&AuditEntry {
                at: now,
                actor: actor.to_owned(),
                action: change.action(),
                token: Some(*id),
                subject: name.clone(),
                changes: changes(change, state),
            })?;
        }
        Ok(found.into_iter().map(|(id, ..)| id).collect())
    }

    fn set_state(&self, id: TokenId, state: &str) -> Result<(), StoreError> {
        let sql = "UPDATE tokens SET state = ?2, revision = revision + 1 WHERE id = ?1";
        self.connection.prepare_cached(sql)?.execute(params![id.0, state])?;
        Ok(())
    }

    fn set_deleted(&self, id: TokenId, deleted_ms: Option<i64>) -> Result<(), StoreError> {
        let sql = "UPDATE tokens SET deleted_ms = ?2, revision = revision + 1 WHERE id = ?1";
        self.connection.prepare_cached(sql)?.execute(params![id.0, deleted_ms])?;
        Ok(())
    }
}

fn changes(change: &LifeChange, state: &str) -> Vec<FieldChange> {
    let to =
        |after: &str| FieldChange::of(ChangedField::State, Some(state.to_owned()), Some(after.to_owned()));
    match change {
        LifeChange::Disable => to("disabled").into_iter().collect(),
        LifeChange::Enable => to("enabled").into_iter().collect(),
        LifeChange::Revoke(reason) => {
            let reason = FieldChange::of(ChangedField::Reason, None, Some(reason.as_str().to_owned()));
            to("revoked").into_iter().chain(reason).collect()
        }
        LifeChange::Delete | LifeChange::Restore | LifeChange::Purge => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use tokendesk_domain::{audit::Action, reason::Reason, token::State};

    use super::*;
    use crate::{
        store::{Store, tests::store},
        tokens::tests::{insert, new_token, now},
    };

    fn change(store: &Store, ids: &[TokenId], change: &LifeChange) -> Vec<TokenId> {
        store.write(|write| write.change_life(ids, change, "cli:test", now())).unwrap()
    }

    #[test]
    fn only_those_change_that_the_change_applies_to() {
        let (_folder, store) = store();
        let one = insert(&store, &new_token("one"), 1);
        let two = insert(&store, &new_token("two"), 2);
        assert_eq!(change(&store, &[one], &LifeChange::Disable), [one]);
        assert_eq!(store.read().unwrap().count_applicable(&[one, two], &LifeChange::Disable).unwrap(), 1);
        assert_eq!(change(&store, &[one, two, TokenId(99)], &LifeChange::Disable), [two]);
    }

    #[test]
    fn revoking_is_final_and_keeps_its_reason() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        let revoke = LifeChange::Revoke(Reason::parse("leaked").unwrap());
        change(&store, &[id], &revoke);
        for other in [LifeChange::Enable, LifeChange::Disable, revoke] {
            assert_eq!(change(&store, &[id], &other), []);
        }
        let State::Revoked { reason, .. } = store.read().unwrap().token(id).unwrap().unwrap().state else {
            panic!("revoked");
        };
        assert_eq!(reason.as_str(), "leaked");
    }

    #[test]
    fn a_restored_token_is_as_it_was() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        change(&store, &[id], &LifeChange::Disable);
        change(&store, &[id], &LifeChange::Delete);
        assert!(store.read().unwrap().token(id).unwrap().unwrap().deleted.is_some());
        change(&store, &[id], &LifeChange::Restore);
        let token = store.read().unwrap().token(id).unwrap().unwrap();
        assert_eq!((token.deleted, token.state), (None, State::Disabled));
    }

    #[test]
    fn a_purged_token_is_gone_but_its_history_stays_and_its_number_is_not_used_again() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        assert_eq!(change(&store, &[id], &LifeChange::Purge), [], "only what lies in the trash");
        change(&store, &[id], &LifeChange::Delete);
        change(&store, &[id], &LifeChange::Purge);
        assert_eq!(store.read().unwrap().token(id).unwrap(), None);
        let actions: Vec<_> =
            store.read().unwrap().history(id, 10).unwrap().iter().map(|entry| entry.action).collect();
        assert_eq!(actions, [Action::Purged, Action::Deleted]);
        assert_ne!(insert(&store, &new_token("u"), 2), id);
    }

    #[test]
    fn the_trash_is_asked_by_age() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        change(&store, &[id], &LifeChange::Delete);
        assert_eq!(store.read().unwrap().trash_before(now()).unwrap(), []);
        assert_eq!(
            store.read().unwrap().trash_before(now() + chrono::TimeDelta::milliseconds(1)).unwrap(),
            [id]
        );
    }
}
