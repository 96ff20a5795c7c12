//! What findings are read from, of many tokens.

use std::num::NonZeroU64;

use rusqlite::{Row, params};
use tokendesk_domain::{finding::Standing, token::TokenId, usage::Usage};

use crate::{
    Read, StoreError,
    column::Reader,
    quota::{read_quota, read_spending},
};

impl Read<'_> {
    /// Up to `count` tokens that are switched on and not in the trash, in the order of their numbers, from the one
    /// after `after` or from the first one on.
    pub fn standings(
        &self,
        after: Option<TokenId>,
        count: usize,
    ) -> Result<Vec<(TokenId, Standing)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT t.id, t.created_ms, t.expires_ms, t.limit_max, t.quota, t.daily_quota, t.monthly_quota,
                    t.allow_ips <> '' AS has_allow_list, u.used, u.until_ms, u.last_used_ms,
                    s.spent, s.day_spent, s.day_until_ms, s.month_spent, s.month_until_ms,
                    iif(t.generation > 1, (SELECT max(until_ms) FROM old_keys WHERE token_id = t.id), NULL)
                        AS old_key_until_ms
             FROM tokens t LEFT JOIN token_usage u ON u.token_id = t.id
                           LEFT JOIN token_spending s ON s.token_id = t.id
             WHERE t.id > ?1 AND t.state = 'enabled' AND t.deleted_ms IS NULL ORDER BY t.id LIMIT ?2",
        )?;
        let mut rows = statement
            .query(params![after.map_or(i64::MIN, |id| id.0), i64::try_from(count).unwrap_or(i64::MAX)])?;
        let mut found = Vec::with_capacity(count);
        while let Some(row) = rows.next()? {
            found.push(read_standing(row)?);
        }
        Ok(found)
    }
}

fn read_standing(row: &Row<'_>) -> Result<(TokenId, Standing), StoreError> {
    let reader = Reader { table: "tokens", id: row.get("id")?, row };
    let counted = |column| {
        let count = reader.raw::<Option<i64>>(column)?;
        count.map(|count| u64::try_from(count).map_err(|_| reader.corrupt(column))).transpose()
    };
    let standing = Standing {
        is_on: true,
        created: reader.moment("created_ms")?,
        expires: reader.optional_moment("expires_ms")?,
        limit: counted("limit_max")?.and_then(NonZeroU64::new),
        usage: Usage {
            used: counted("used")?.unwrap_or(0),
            until: reader.optional_moment("until_ms")?,
            last_used: reader.optional_moment("last_used_ms")?,
        },
        quota: read_quota(&reader)?,
        spending: read_spending(&reader)?,
        has_allow_list: reader.raw("has_allow_list")?,
        old_key_until: reader.optional_moment("old_key_until_ms")?,
    };
    Ok((TokenId(reader.id), standing))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use tokendesk_domain::life_change::LifeChange;

    use super::*;
    use crate::{
        LastUse, UsageBatch,
        rotation::tests::rotate,
        store::{Store, tests::store},
        tokens::tests::{insert, new_token, now},
    };

    fn standings(store: &Store) -> Vec<(TokenId, Standing)> {
        store.read().unwrap().standings(None, 10).unwrap()
    }

    #[test]
    fn a_standing_says_what_the_token_itself_says() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        let last = LastUse { token: id, at_ms: 1_800_000_000_000, address: None };
        let batch = UsageBatch { last: vec![last], ..UsageBatch::default() };
        store.write(|write| write.add_usage(&batch)).unwrap();
        let token = store.read().unwrap().token(id).unwrap().unwrap();
        assert!(token.usage.last_used.is_some());
        assert_eq!(standings(&store), [(id, Standing::of(&token, None))]);
    }

    #[test]
    fn what_is_off_or_in_the_trash_is_left_out_and_pages_go_on_after_the_last_one() {
        let (_folder, store) = store();
        let ids: Vec<_> = (1..=4).map(|seed| insert(&store, &new_token("t"), seed)).collect();
        let change = |id, change| {
            store.write(|write| write.change_life(&[id], &change, &"cli:test".into(), now())).unwrap();
        };
        change(ids[0], LifeChange::Disable);
        change(ids[2], LifeChange::Delete);
        let of = |found: Vec<(TokenId, Standing)>| found.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        assert_eq!(of(standings(&store)), [ids[1], ids[3]]);
        let read = store.read().unwrap();
        assert_eq!(of(read.standings(None, 1).unwrap()), [ids[1]]);
        assert_eq!(of(read.standings(Some(ids[1]), 9).unwrap()), [ids[3]]);
    }

    #[test]
    fn the_end_of_the_last_old_key_is_told() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        rotate(&store, id, 2, TimeDelta::days(3), None, now());
        rotate(&store, id, 3, TimeDelta::days(1), None, now());
        assert_eq!(standings(&store)[0].1.old_key_until, Some(now() + TimeDelta::days(3)));
    }
}
