//! What a verifier knows of tokens: all of them, and those that changed.
//!
//! Rows are lent, not given: a million of them are read at each start.

use tokendesk_domain::{key::KeyHash, limit::RequestLimit, list_row::Switch, rate::Rate, token::TokenId};

use crate::{
    Read, StoreError,
    column::Reader,
    limits::{read_limit, read_rate},
    list_rows::read_switch,
};

const SELECT: &str = "
    SELECT id, key_sha256, name, state, deleted_ms IS NOT NULL AS deleted, expires_ms, allow_ips, block_ips, limit_max,
           limit_window, rate_max, rate_window, rate_burst, generation,
           coalesce(quota, daily_quota, monthly_quota) IS NOT NULL AS has_quota, models, token_group
    FROM tokens";

/// A token as far as it is verified; its scopes stand apart.
#[derive(Clone, Copy, Debug)]
pub struct VerifierRow<'r> {
    /// Its number.
    pub id: TokenId,
    /// What its present key is known by.
    pub hash: KeyHash,
    /// For gateways and logs.
    pub name: &'r str,
    /// On, off or revoked.
    pub switch: Switch,
    /// In the trash.
    pub deleted: bool,
    /// The moment from which it is dead, in Unix milliseconds.
    pub expires_ms: Option<i64>,
    /// The allow list: canonical CIDR, one a line.
    pub allow: &'r str,
    /// The block list, in the same way.
    pub block: &'r str,
    /// How many requests.
    pub limit: Option<RequestLimit>,
    /// How fast.
    pub rate: Option<Rate>,
    /// Which key is the present one, from 1.
    pub generation: u32,
    /// What it may spend is limited.
    pub has_quota: bool,
    /// The models that it may use, one a line; none: all.
    pub models: Option<&'r str>,
    /// Its group.
    pub group: &'r str,
}

/// A key that was rotated out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldKeyRow {
    /// What it is known by.
    pub hash: KeyHash,
    /// Whose it was.
    pub token: TokenId,
    /// Which of its keys.
    pub generation: u32,
    /// The moment from which it is dead, in Unix milliseconds.
    pub until_ms: i64,
}

/// What stands in the file of a token, or why it can't be read.
pub type OfToken<T> = (TokenId, Result<T, StoreError>);

/// What entries of the audit log say that a verifier must look at again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifierChanges {
    /// Tokens, in the order of their numbers, each once.
    pub tokens: Vec<TokenId>,
    /// Something that is no token: routes, scopes, settings.
    pub others: bool,
    /// The entry up to which this tells.
    pub up_to: i64,
    /// When the first of these entries was written, in Unix milliseconds, if there is any.
    pub at_ms: Option<i64>,
}

impl Read<'_> {
    /// Lends each token, also those in the trash, in the order of their numbers; one that can't be read as its error.
    pub fn each_verifier_row<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(TokenId, Result<VerifierRow<'_>, StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("{SELECT} ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let reader = Reader::numbered("tokens", "id", row)?;
            take(TokenId(reader.id), read_row(&reader))?;
        }
        Ok(())
    }

    /// Lends one token; none: it is gone for good.
    pub fn verifier_row<T>(
        &self,
        id: TokenId,
        take: impl FnOnce(VerifierRow<'_>) -> T,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(|row| Ok(take(read_row(&Reader::numbered("tokens", "id", row)?)?))).transpose()
    }

    /// Lends each scope that a token holds, by the tokens' numbers, then by name; one that can't be read as its error.
    pub fn each_token_scope<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(TokenId, Result<&str, StoreError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT token_id, scope FROM token_scopes ORDER BY token_id, scope";
        let mut statement = self.connection.prepare_cached(sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let reader = Reader::numbered("token_scopes", "token_id", row)?;
            take(TokenId(reader.id), reader.text("scope"))?;
        }
        Ok(())
    }

    /// The scopes that a token holds, by name.
    pub fn scopes_of(&self, id: TokenId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT scope FROM token_scopes WHERE token_id = ?1 ORDER BY scope";
        let mut statement = self.connection.prepare_cached(sql)?;
        let scopes = statement.query_map([id.0], |row| row.get(0))?;
        Ok(scopes.collect::<Result<_, _>>()?)
    }

    /// All keys that were rotated out, each with its token; one that can't be read as its error.
    pub fn old_keys(&self) -> Result<Vec<OfToken<OldKeyRow>>, StoreError> {
        self.old_keys_where("?1 IS NULL", None)
    }

    /// Those of one token.
    pub fn old_keys_of(&self, id: TokenId) -> Result<Vec<OldKeyRow>, StoreError> {
        self.old_keys_where("token_id = ?1", Some(id))?.into_iter().map(|(_, row)| row).collect()
    }

    fn old_keys_where(
        &self,
        condition: &str,
        id: Option<TokenId>,
    ) -> Result<Vec<OfToken<OldKeyRow>>, StoreError> {
        let sql =
            format!("SELECT token_id, key_sha256, generation, until_ms FROM old_keys WHERE {condition}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([id.map(|id| id.0)])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::numbered("old_keys", "token_id", row)?;
            keys.push((TokenId(reader.id), read_old_key(&reader)));
        }
        Ok(keys)
    }

    /// What the first `count` entries of the audit log after `since` tell of.
    pub fn verifier_changes(&self, since: i64, count: u32) -> Result<VerifierChanges, StoreError> {
        let up_to = self.last_audit_id()?.min(since.saturating_add(i64::from(count)));
        let sql = "SELECT DISTINCT token_id FROM audit_entries WHERE id > ?1 AND id <= ?2 ORDER BY token_id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([since, up_to])?;
        let mut changes = VerifierChanges { up_to, ..VerifierChanges::default() };
        while let Some(row) = rows.next()? {
            match row.get(0)? {
                Some(id) => changes.tokens.push(TokenId(id)),
                None => changes.others = true,
            }
        }
        let sql = "SELECT min(at_ms) FROM audit_entries WHERE id <= ?1 AND id > ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        changes.at_ms = statement.query_one([up_to, since], |row| row.get(0))?;
        Ok(changes)
    }
}

fn read_row<'r>(reader: &Reader<'r>) -> Result<VerifierRow<'r>, StoreError> {
    Ok(VerifierRow {
        id: TokenId(reader.id),
        hash: KeyHash::from_bytes(reader.raw("key_sha256")?),
        name: reader.text("name")?,
        switch: read_switch(reader)?,
        deleted: reader.raw("deleted")?,
        expires_ms: reader.raw("expires_ms")?,
        allow: reader.text("allow_ips")?,
        block: reader.text("block_ips")?,
        limit: read_limit(reader)?,
        rate: read_rate(reader)?,
        generation: reader.raw("generation")?,
        has_quota: reader.raw("has_quota")?,
        models: reader.optional_text("models")?,
        group: reader.text("token_group")?,
    })
}

fn read_old_key(reader: &Reader<'_>) -> Result<OldKeyRow, StoreError> {
    Ok(OldKeyRow {
        hash: KeyHash::from_bytes(reader.raw("key_sha256")?),
        token: TokenId(reader.id),
        generation: reader.raw("generation")?,
        until_ms: reader.raw("until_ms")?,
    })
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use tokendesk_domain::{life_change::LifeChange, rate::RateWindow};

    use super::*;
    use crate::{
        store::{Store, tests::store},
        tokens::tests::{insert, new_token, now},
    };

    type Seen = (TokenId, Switch, Option<RequestLimit>, Option<Rate>, String);

    fn all(store: &Store) -> Vec<Seen> {
        let mut rows = Vec::new();
        let take = |_, row: Result<VerifierRow<'_>, StoreError>| {
            let row = row?;
            rows.push((row.id, row.switch, row.limit, row.rate, row.allow.to_owned()));
            Ok::<_, StoreError>(())
        };
        store.read().unwrap().each_verifier_row(take).unwrap();
        rows
    }

    #[test]
    fn rows_are_lent_in_the_order_of_their_numbers_with_their_scopes_beside() {
        let (_folder, store) = store();
        let ids = [1, 2].map(|seed| insert(&store, &new_token("t"), seed));
        store
            .write(|write| {
                let sql =
                    "UPDATE tokens SET rate_max = 10, rate_window = 'second', rate_burst = NULL WHERE id = 2";
                write.connection.execute(sql, [])?;
                write.change_life(&[ids[1]], &LifeChange::Disable, &"cli:test".into(), now())
            })
            .unwrap();
        let rate = NonZeroU32::new(10).and_then(|max| Rate::new(max, RateWindow::Second, None));
        let terms = new_token("t").terms;
        let limit = terms.limit;
        let allow = "10.0.0.0/8\n2001:db8::/32".to_owned();
        assert_eq!(
            all(&store),
            [
                (ids[0], Switch::Enabled, limit, terms.rate, allow.clone()),
                (ids[1], Switch::Disabled, limit, rate, allow)
            ]
        );
        let mut scopes = Vec::new();
        let take = |id, scope: Result<&str, StoreError>| {
            scopes.push((id, scope?.to_owned()));
            Ok::<_, StoreError>(())
        };
        store.read().unwrap().each_token_scope(take).unwrap();
        let held = ids.iter().flat_map(|id| ["read", "write"].map(|scope| (*id, scope.to_owned())));
        assert_eq!(scopes, held.collect::<Vec<_>>());
    }

    #[test]
    fn changes_name_each_token_once_and_whether_there_is_more() {
        let (_folder, store) = store();
        let ids = [1, 2].map(|seed| insert(&store, &new_token("t"), seed));
        let since = store.read().unwrap().last_audit_id().unwrap();
        for change in [LifeChange::Disable, LifeChange::Enable] {
            store.write(|write| write.change_life(&ids, &change, &"cli:test".into(), now())).unwrap();
        }
        let read = store.read().unwrap();
        let changes = read.verifier_changes(since, 100).unwrap();
        assert_eq!((changes.tokens, changes.others, changes.up_to), (ids.to_vec(), false, since + 4));
        assert_eq!(changes.at_ms, Some(now().timestamp_millis()));
        let first = read.verifier_changes(since, 1).unwrap();
        assert_eq!((first.tokens, first.up_to), (vec![ids[0]], since + 1));
        assert_eq!(read.verifier_changes(since + 4, 100).unwrap().at_ms, None);
    }
}
