//! The scope catalogue.

use chrono::{DateTime, Utc};
use rusqlite::params;
use tokendesk_domain::{
    catalogue::Catalogue,
    description::Description,
    scope::{Scope, ScopeGroup, ScopeName},
    token::TokenId,
};

use crate::{Read, StoreError, Write, column::Reader};

impl Read<'_> {
    /// All scopes by group and name, each with the number of living tokens that hold it.
    pub fn scopes(&self) -> Result<Vec<(Scope, u32)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT name, group_name, description, retired_ms,
                    (SELECT count(*) FROM token_scopes s JOIN tokens t ON t.id = s.token_id
                     WHERE s.scope = scopes.name AND t.deleted_ms IS NULL) AS holders
             FROM scopes ORDER BY group_name, name",
        )?;
        let mut rows = statement.query([])?;
        let mut scopes = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::new("scopes", 0, row);
            scopes.push((read_scope(&reader)?, reader.raw("holders")?));
        }
        Ok(scopes)
    }

    /// All scopes, to read forms by. Counts no holders: that takes as long as there are tokens.
    pub fn catalogue(&self) -> Result<Catalogue, StoreError> {
        let sql = "SELECT name, group_name, description, retired_ms FROM scopes ORDER BY group_name, name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut scopes = Vec::new();
        while let Some(row) = rows.next()? {
            scopes.push(read_scope(&Reader::new("scopes", 0, row))?);
        }
        Ok(Catalogue::new(scopes))
    }

    /// The first `at_most` living tokens that hold the scope, by name, and how many there are in all.
    pub fn holders(
        &self,
        scope: &ScopeName,
        at_most: u32,
    ) -> Result<(u32, Vec<(TokenId, String)>), StoreError> {
        const HOLDERS: &str = "FROM token_scopes s JOIN tokens t ON t.id = s.token_id
                               WHERE s.scope = ?1 AND t.deleted_ms IS NULL";
        let total = self
            .connection
            .prepare_cached(&format!("SELECT count(*) {HOLDERS}"))?
            .query_one([scope.as_str()], |row| row.get(0))?;
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT t.id, t.name {HOLDERS} ORDER BY t.name_folded, t.id LIMIT ?2"
        ))?;
        let rows = statement
            .query_map(params![scope.as_str(), at_most], |row| Ok((TokenId(row.get(0)?), row.get(1)?)))?;
        Ok((total, rows.collect::<Result<_, _>>()?))
    }

    /// Whether any token, also one in the trash, holds the scope.
    pub fn is_held(&self, scope: &ScopeName) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM token_scopes WHERE scope = ?1")?;
        Ok(statement.exists([scope.as_str()])?)
    }
}

impl Write<'_> {
    /// Adds a scope whose name is free.
    pub fn add_scope(&self, scope: &Scope) -> Result<(), StoreError> {
        let sql = "INSERT INTO scopes (name, group_name, description) VALUES (?1, ?2, ?3)";
        self.connection.prepare_cached(sql)?.execute(texts(scope))?;
        Ok(())
    }

    /// Gives the scope another group and description; false: there is no such scope.
    pub fn update_scope(&self, scope: &Scope) -> Result<bool, StoreError> {
        let sql = "UPDATE scopes SET group_name = ?2, description = ?3 WHERE name = ?1";
        Ok(self.connection.prepare_cached(sql)?.execute(texts(scope))? > 0)
    }

    /// Retires the scope at a moment, or offers it again.
    pub fn set_retired(&self, scope: &ScopeName, since: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        let sql = "UPDATE scopes SET retired_ms = ?2 WHERE name = ?1";
        self.connection
            .prepare_cached(sql)?
            .execute(params![scope.as_str(), since.map(|at| at.timestamp_millis())])?;
        Ok(())
    }

    /// Removes a scope that nobody holds.
    pub fn remove_scope(&self, scope: &ScopeName) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM scopes WHERE name = ?1")?.execute([scope.as_str()])?;
        Ok(())
    }
}

fn read_scope(reader: &Reader<'_>) -> Result<Scope, StoreError> {
    Ok(Scope {
        name: reader.parsed("name", ScopeName::parse)?,
        group: reader.parsed("group_name", ScopeGroup::parse)?,
        description: reader.parsed("description", Description::parse)?,
        retired: reader.optional_moment("retired_ms")?.is_some(),
    })
}

fn texts(scope: &Scope) -> [&str; 3] {
    [scope.name.as_str(), scope.group.as_str(), scope.description.as_str()]
}

#[cfg(test)]
mod tests {
    use tokendesk_domain::life_change::LifeChange;

    use super::*;
    use crate::{
        store::tests::store,
        tokens::tests::{insert, new_token, now},
    };

    #[test]
    fn a_scope_that_is_held_can_not_vanish() {
        let (_folder, store) = store();
        insert(&store, &new_token("t"), 1);
        let read = ScopeName::parse("read").unwrap();
        assert!(store.read().unwrap().is_held(&read).unwrap());
        assert!(store.write(|write| write.remove_scope(&read)).is_err());
        assert!(store.read().unwrap().catalogue().unwrap().find("read").is_some());
    }

    #[test]
    fn holders_are_living_tokens_by_name() {
        let (_folder, store) = store();
        for (seed, name) in ["b", "A", "c", "gone"].iter().enumerate() {
            let id = insert(&store, &new_token(name), seed as u64);
            if *name == "gone" {
                store
                    .write(|write| write.change_life(&[id], &LifeChange::Delete, &"cli:test".into(), now()))
                    .unwrap();
            }
        }
        let (total, first) = store.read().unwrap().holders(&ScopeName::parse("read").unwrap(), 2).unwrap();
        assert_eq!(total, 3);
        assert_eq!(first.into_iter().map(|(_, name)| name).collect::<Vec<_>>(), ["A", "b"]);
    }
}
