//! What a verifier knows of tokens: all of them, and those that changed.
//!
//! Rows are lent, not given: a million of them are read at each start.

use std::num::{NonZeroU32, NonZeroU64};

use rusqlite::{Row, types::ValueRef};
use tokendesk_domain::{
    key::KeyHash,
    limit::{LimitWindow, RequestLimit},
    list_row::Switch,
    rate::{Rate, RateWindow},
    token::TokenId,
};

use crate::{Read, StoreError};

const SELECT: &str = "
    SELECT id, key_sha256, name, state, deleted_ms IS NOT NULL, expires_ms, allow_ips, block_ips, limit_max,
           limit_window, rate_max, rate_window, rate_burst, generation,
           coalesce(quota, daily_quota, monthly_quota) IS NOT NULL, models, token_group
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
            let id = TokenId(row.get(0).map_err(StoreError::from)?);
            take(id, read_row(row))?;
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
        rows.next()?.map(|row| Ok(take(read_row(row)?))).transpose()
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
            let column = Columns { table: "token_scopes", id: row.get(0).map_err(StoreError::from)?, row };
            take(TokenId(column.id), column.text(1, "scope"))?;
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
            format!("SELECT key_sha256, token_id, generation, until_ms FROM old_keys WHERE {condition}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([id.map(|id| id.0)], |row| {
            let token = TokenId(row.get(1)?);
            Ok((token, read_old_key(token, row)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
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

/// Columns by their place: looking their names up takes longer than reading them.
struct Columns<'r> {
    table: &'static str,
    id: i64,
    row: &'r Row<'r>,
}

impl<'r> Columns<'r> {
    fn corrupt(&self, column: &'static str) -> StoreError {
        StoreError::Corrupt { table: self.table, column, row: self.id }
    }

    fn text(&self, at: usize, column: &'static str) -> Result<&'r str, StoreError> {
        self.row.get_ref(at)?.as_str().map_err(|_| self.corrupt(column))
    }

    fn get<T: rusqlite::types::FromSql>(&self, at: usize, column: &'static str) -> Result<T, StoreError> {
        self.row.get(at).map_err(|_| self.corrupt(column))
    }

    fn is_null(&self, at: usize) -> Result<bool, StoreError> {
        Ok(self.row.get_ref(at)? == ValueRef::Null)
    }
}

fn read_row<'r>(row: &'r Row<'_>) -> Result<VerifierRow<'r>, StoreError> {
    let column = Columns { table: "tokens", id: row.get(0)?, row };
    let hash = row.get_ref(1)?.as_blob().ok().and_then(|hash| hash.try_into().ok());
    Ok(VerifierRow {
        id: TokenId(column.id),
        hash: KeyHash::from_bytes(hash.ok_or_else(|| column.corrupt("key_sha256"))?),
        name: column.text(2, "name")?,
        switch: match column.text(3, "state")? {
            "enabled" => Switch::Enabled,
            "disabled" => Switch::Disabled,
            "revoked" => Switch::Revoked,
            _ => return Err(column.corrupt("state")),
        },
        deleted: column.get(4, "deleted_ms")?,
        expires_ms: column.get(5, "expires_ms")?,
        allow: column.text(6, "allow_ips")?,
        block: column.text(7, "block_ips")?,
        limit: read_limit(&column)?,
        rate: read_rate(&column)?,
        generation: column.get(13, "generation")?,
        has_quota: column.get(14, "quota")?,
        models: if column.is_null(15)? { None } else { Some(column.text(15, "models")?) },
        group: column.text(16, "token_group")?,
    })
}

fn read_old_key(token: TokenId, row: &Row<'_>) -> Result<OldKeyRow, StoreError> {
    let column = Columns { table: "old_keys", id: token.0, row };
    Ok(OldKeyRow {
        hash: KeyHash::from_bytes(column.get(0, "key_sha256")?),
        token,
        generation: column.get(2, "generation")?,
        until_ms: column.get(3, "until_ms")?,
    })
}

fn read_limit(column: &Columns<'_>) -> Result<Option<RequestLimit>, StoreError> {
    if column.is_null(8)? {
        return Ok(None);
    }
    let max = u64::try_from(column.get::<i64>(8, "limit_max")?).ok().and_then(NonZeroU64::new);
    let window = LimitWindow::from_code(column.text(9, "limit_window")?);
    Ok(Some(RequestLimit {
        max: max.ok_or_else(|| column.corrupt("limit_max"))?,
        window: window.ok_or_else(|| column.corrupt("limit_window"))?,
    }))
}

fn read_rate(column: &Columns<'_>) -> Result<Option<Rate>, StoreError> {
    if column.is_null(10)? {
        return Ok(None);
    }
    let max = NonZeroU32::new(column.get(10, "rate_max")?);
    let window = RateWindow::from_code(column.text(11, "rate_window")?);
    let burst = column.get::<Option<u32>>(12, "rate_burst")?.and_then(NonZeroU32::new);
    let window = window.ok_or_else(|| column.corrupt("rate_window"))?;
    let rate = max.and_then(|max| Rate::new(max, window, burst));
    rate.map(Some).ok_or_else(|| column.corrupt("rate_max"))
}

#[cfg(test)]
mod tests {
    use tokendesk_domain::life_change::LifeChange;

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
