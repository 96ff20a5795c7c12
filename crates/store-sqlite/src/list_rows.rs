//! What lists know of tokens: all of them, and those that changed.

use rusqlite::{Row, params};
use tokendesk_domain::{
    list_row::{ListRow, Switch},
    status::Exhaustion,
    token::TokenId,
};

use crate::{
    Read, StoreError,
    column::Reader,
    limits::{read_max, read_usage},
    quota::{read_quota, read_spending},
};

/// In the order in which it is read.
const SELECT_ROW: &str = "
    SELECT t.id, t.limit_max, u.used, u.until_ms, u.last_used_ms, t.state, t.deleted_ms IS NOT NULL AS deleted,
           t.created_ms, t.expires_ms, t.quota, t.daily_quota, t.monthly_quota,
           s.spent, s.day_spent, s.day_until_ms, s.month_spent, s.month_until_ms, t.search_text
    FROM tokens t LEFT JOIN token_usage u ON u.token_id = t.id
                  LEFT JOIN token_spending s ON s.token_id = t.id";

/// What happened to tokens, as far as lists show it.
#[derive(Debug, Default)]
pub struct ListChanges {
    /// Tokens that are new or changed, in the order of their numbers.
    pub rows: Vec<ListRow>,
    /// Tokens that were removed for good.
    pub gone: Vec<TokenId>,
    /// The entry of the audit log up to which this tells.
    pub up_to: i64,
}

impl Read<'_> {
    /// Up to `count` rows in the order of their numbers, from the one after `after` or from the first one on.
    pub fn list_rows(&self, after: Option<TokenId>, count: usize) -> Result<Vec<ListRow>, StoreError> {
        let sql = format!("{SELECT_ROW} WHERE t.id > ?1 ORDER BY t.id LIMIT ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement
            .query(params![after.map_or(i64::MIN, |id| id.0), i64::try_from(count).unwrap_or(i64::MAX)])?;
        let mut found = Vec::with_capacity(count);
        while let Some(row) = rows.next()? {
            found.push(read_row(row)?);
        }
        Ok(found)
    }

    /// What the first `count` entries of the audit log after `since` tell of. Usage is written without entries.
    pub fn list_changes(&self, since: i64, count: usize) -> Result<ListChanges, StoreError> {
        let up_to = self.last_audit_id()?.min(since.saturating_add_unsigned(count as u64));
        let mut ids = self.tokens_of(&(since + 1..=up_to))?;
        ids.sort_unstable();
        ids.dedup();
        let mut statement = self.connection.prepare_cached(&format!("{SELECT_ROW} WHERE t.id = ?1"))?;
        let mut changes = ListChanges { up_to, ..ListChanges::default() };
        for id in ids {
            match statement.query([id.0])?.next()? {
                Some(row) => changes.rows.push(read_row(row)?),
                None => changes.gone.push(id),
            }
        }
        Ok(changes)
    }

    /// The largest number of a token; 0: there is none. There are not more tokens than this.
    pub fn last_token_id(&self) -> Result<i64, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(max(id), 0) FROM tokens")?;
        Ok(statement.query_one([], |row| row.get(0))?)
    }
}

fn read_row(row: &Row<'_>) -> Result<ListRow, StoreError> {
    let reader = Reader::numbered("tokens", "id", row)?;
    let (limit, usage) = (read_max(&reader)?, read_usage(&reader)?);
    Ok(ListRow {
        id: TokenId(reader.id),
        switch: read_switch(&reader)?,
        deleted: reader.raw("deleted")?,
        created: reader.moment("created_ms")?,
        expires: reader.optional_moment("expires_ms")?,
        limit,
        exhaustion: Exhaustion::of(limit, &usage, read_quota(&reader)?, &read_spending(&reader)?),
        last_used: usage.last_used,
        text: reader.raw("search_text")?,
    })
}

/// `state`
pub(crate) fn read_switch(reader: &Reader<'_>) -> Result<Switch, StoreError> {
    reader.parsed("state", |code| match code {
        "enabled" => Ok(Switch::Enabled),
        "disabled" => Ok(Switch::Disabled),
        "revoked" => Ok(Switch::Revoked),
        _ => Err(()),
    })
}
