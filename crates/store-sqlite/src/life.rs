//! Disable, enable, revoke, delete, restore, purge: for one token or many, each with its audit entry.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use rusqlite::{ToSql, named_params};
use tokendesk_domain::{
    audit::Actor,
    change::{ChangedField, FieldChange},
    life_change::LifeChange,
    token::TokenId,
};

use crate::{Read, StoreError, Write, audit::write_changes};

/// The entries of the audit log that a change left, by their numbers: one for each token that it changed.
/// Empty: it changed none.
pub type Entries = RangeInclusive<i64>;

/// A parameter of a statement, by its name.
type Parameter = (&'static str, Box<dyn ToSql>);

/// Which tokens a change is for.
#[derive(Clone, Copy)]
enum Which<'w> {
    Ids(&'w [TokenId]),
    ChangedBy(&'w Entries),
}

impl Which<'_> {
    /// The subquery of their numbers, with its parameters.
    fn query(self) -> (&'static str, Vec<Parameter>) {
        match self {
            Self::Ids(ids) => ("SELECT value FROM json_each(:ids)", vec![(":ids", Box::new(json(ids)))]),
            Self::ChangedBy(entries) => (
                "SELECT token_id FROM audit_entries WHERE id BETWEEN :first AND :last",
                vec![(":first", Box::new(*entries.start())), (":last", Box::new(*entries.end()))],
            ),
        }
    }
}

const fn applicable(change: &LifeChange) -> &'static str {
    match change {
        LifeChange::Disable => "deleted_ms IS NULL AND state = 'enabled'",
        LifeChange::Enable => "deleted_ms IS NULL AND state = 'disabled'",
        LifeChange::Revoke(_) => "deleted_ms IS NULL AND state <> 'revoked'",
        LifeChange::Delete => "deleted_ms IS NULL",
        LifeChange::Restore | LifeChange::Purge => "deleted_ms IS NOT NULL",
    }
}

pub(crate) fn json(ids: &[TokenId]) -> String {
    let numbers: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", numbers.join(","))
}

impl Read<'_> {
    /// How many of these tokens the change would change; the others are as it would make them, or can't be.
    pub fn count_applicable(&self, ids: &[TokenId], change: &LifeChange) -> Result<u32, StoreError> {
        let sql = format!(
            "SELECT count(*) FROM tokens WHERE id IN (SELECT value FROM json_each(?1)) AND {}",
            applicable(change)
        );
        Ok(self.connection.prepare_cached(&sql)?.query_one([json(ids)], |row| row.get(0))?)
    }

    /// All tokens that the change would change, in the order of their numbers.
    pub fn applicable(&self, change: &LifeChange) -> Result<Vec<TokenId>, StoreError> {
        let sql = format!("SELECT id FROM tokens WHERE {} ORDER BY id", applicable(change));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let ids = statement.query_map([], |row| row.get(0).map(TokenId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// The tokens that these entries of the audit log are about.
    pub fn tokens_of(&self, entries: &Entries) -> Result<Vec<TokenId>, StoreError> {
        let sql = "SELECT token_id FROM audit_entries WHERE id BETWEEN ?1 AND ?2 AND token_id IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map([entries.start(), entries.end()], |row| row.get(0).map(TokenId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Tokens that lie in the trash since before `moment`.
    pub fn trash_before(&self, moment: DateTime<Utc>) -> Result<Vec<TokenId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM tokens WHERE deleted_ms < ?1")?;
        let ids = statement.query_map([moment.timestamp_millis()], |row| row.get(0).map(TokenId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}

impl Write<'_> {
    /// Makes the change to those of these tokens that it applies to.
    pub fn change_life(
        &self,
        ids: &[TokenId],
        change: &LifeChange,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Entries, StoreError> {
        self.change_which(Which::Ids(ids), change, actor, now)
    }

    /// Makes the change to those of the tokens of these entries that it applies to.
    pub fn change_life_of(
        &self,
        entries: &Entries,
        change: &LifeChange,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Entries, StoreError> {
        self.change_which(Which::ChangedBy(entries), change, actor, now)
    }

    fn change_which(
        &self,
        which: Which<'_>,
        change: &LifeChange,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Entries, StoreError> {
        let now_ms = now.timestamp_millis();
        let entries = self.record_change(which, change, actor, now_ms)?;
        if entries.is_empty() {
            return Ok(entries);
        }
        let (verb, reason) = match change {
            LifeChange::Disable => ("UPDATE tokens SET state = 'disabled',", None),
            LifeChange::Enable => ("UPDATE tokens SET state = 'enabled',", None),
            LifeChange::Revoke(reason) => (
                "UPDATE tokens SET state = 'revoked', revoked_ms = :now, revoked_reason = :reason,",
                Some(reason.as_str()),
            ),
            LifeChange::Delete => ("UPDATE tokens SET deleted_ms = :now,", None),
            LifeChange::Restore => ("UPDATE tokens SET deleted_ms = NULL,", None),
            LifeChange::Purge => ("DELETE FROM tokens", None),
        };
        let revision = if *change == LifeChange::Purge { "" } else { "revision = revision + 1" };
        let sql = format!(
            "{verb} {revision} WHERE id IN
                 (SELECT token_id FROM audit_entries WHERE id BETWEEN :first AND :last)"
        );
        let parameters = named_params! {
            ":first": entries.start(),
            ":last": entries.end(),
            ":now": now_ms,
            ":reason": reason,
        };
        let used: Vec<_> = parameters.iter().filter(|(name, _)| sql.contains(name)).copied().collect();
        self.connection.prepare_cached(&sql)?.execute(used.as_slice())?;
        Ok(entries)
    }

    /// Writes the entries of a change before it is made: they tell the state before it.
    fn record_change(
        &self,
        which: Which<'_>,
        change: &LifeChange,
        actor: &Actor,
        now_ms: i64,
    ) -> Result<Entries, StoreError> {
        let (subquery, mut parameters) = which.query();
        let sql = format!(
            "INSERT INTO audit_entries (id, at_ms, actor, address, action, token_id, subject, changes, hash)
             SELECT audit_number(), :now, :actor, :address, :action, id, name, changes,
                    audit_link(NULL, :now, :actor, :address, :action, id, name, changes)
             FROM (SELECT id, name, iif(state = 'enabled', :if_enabled, :if_not) AS changes
                   FROM tokens WHERE id IN ({subquery}) AND {})",
            applicable(change)
        );
        parameters.push((":now", Box::new(now_ms)));
        parameters.push((":actor", Box::new(actor.name.clone())));
        parameters.push((":address", Box::new(actor.address.map(|address| address.to_string()))));
        parameters.push((":action", Box::new(change.action().code())));
        parameters.push((":if_enabled", Box::new(write_changes(&changes(change, "enabled")))));
        parameters.push((":if_not", Box::new(write_changes(&changes(change, "disabled")))));
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        let (added, last) = self.insert_linked(&sql, &parameters)?;
        // One statement's rows follow each other.
        let first = last + 1 - i64::try_from(added).unwrap_or(i64::MAX);
        Ok(first..=last)
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
        let entries = store.write(|write| write.change_life(ids, change, &"cli:test".into(), now())).unwrap();
        store.read().unwrap().tokens_of(&entries).unwrap()
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
