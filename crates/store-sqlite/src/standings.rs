//! What findings are read from, of many tokens.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use rusqlite::{Row, named_params};
use tokendesk_domain::{
    finding::{Finding, Standing},
    token::TokenId,
};

use crate::{
    Read, StoreError,
    column::Reader,
    limits::{read_max, read_usage},
    quota::{read_quota, read_spending},
};

/// Tokens of a span of numbers that are switched on, not in the trash, not expired, and of which [`Standing::findings`]
/// may find something: whatever it finds is here, and little that it finds nothing about. One pass over the tokens in
/// the order of their numbers.
const SELECT: &str = "
    SELECT t.id, t.created_ms, t.expires_ms, t.limit_max, t.quota, t.daily_quota, t.monthly_quota, 
           t.allow_ips <> '' AS has_allow_list,
           u.used, u.until_ms, u.last_used_ms,
           s.spent, s.day_spent, s.day_until_ms, s.month_spent, s.month_until_ms,
           iif(t.generation > 1, (SELECT max(until_ms) FROM old_keys WHERE token_id = t.id), NULL) AS old_key_until_ms
    FROM tokens t LEFT JOIN token_usage u ON u.token_id = t.id
                  LEFT JOIN token_spending s ON s.token_id = t.id
    WHERE t.id BETWEEN :first AND :last AND t.state = 'enabled' AND t.deleted_ms IS NULL
          AND (t.expires_ms IS NULL OR t.expires_ms > :now)
          AND (t.expires_ms <= :week
               OR u.used * 10 >= t.limit_max * 8
               OR coalesce(s.spent, 0) * 10 >= t.quota * 8
               OR coalesce(s.day_spent, 0) * 10 >= t.daily_quota * 8
               OR coalesce(s.month_spent, 0) * 10 >= t.monthly_quota * 8
               OR (t.expires_ms IS NULL AND t.limit_max IS NULL AND t.quota IS NULL AND t.daily_quota IS NULL
                   AND t.monthly_quota IS NULL AND t.allow_ips = '')
               OR max(t.created_ms, coalesce(u.last_used_ms, t.created_ms)) <= :idle
               OR t.generation > 1)
    ORDER BY t.id";

impl Read<'_> {
    /// The tokens with numbers of this span of which something may be found at `now`, in the order of their numbers.
    pub fn standings(
        &self,
        span: &RangeInclusive<i64>,
        now: DateTime<Utc>,
    ) -> Result<Vec<(TokenId, Standing)>, StoreError> {
        let mut statement = self.connection.prepare_cached(SELECT)?;
        let mut rows = statement.query(named_params! {
            ":first": span.start(),
            ":last": span.end(),
            ":now": now.timestamp_millis(),
            ":week": (now + Finding::WEEK).timestamp_millis(),
            ":idle": (now - Finding::IDLE).timestamp_millis(),
        })?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_standing(row)?);
        }
        Ok(found)
    }
}

fn read_standing(row: &Row<'_>) -> Result<(TokenId, Standing), StoreError> {
    let reader = Reader::numbered("tokens", "id", row)?;
    let standing = Standing {
        is_on: true,
        created: reader.moment("created_ms")?,
        expires: reader.optional_moment("expires_ms")?,
        limit: read_max(&reader)?,
        quota: read_quota(&reader)?,
        has_allow_list: reader.raw("has_allow_list")?,
        usage: read_usage(&reader)?,
        spending: read_spending(&reader)?,
        old_key_until: reader.optional_moment("old_key_until_ms")?,
    };
    Ok((TokenId(reader.id), standing))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::TimeDelta;
    use rand::{RngExt, SeedableRng, rngs::StdRng};
    use tokendesk_domain::{amount::Amount, life_change::LifeChange};

    use super::*;
    use crate::{
        LastUse, UsageBatch,
        rotation::tests::rotate,
        store::{Store, tests::store},
        tokens::tests::{insert, new_token, now},
    };

    const ALL: RangeInclusive<i64> = 1..=i64::MAX;

    fn standings(store: &Store) -> Vec<(TokenId, Standing)> {
        store.read().unwrap().standings(&ALL, now()).unwrap()
    }

    /// Nothing bounds it.
    fn loose(store: &Store, seed: u64) -> TokenId {
        let id = insert(store, &new_token("t"), seed);
        let sql = format!(
            "UPDATE tokens SET expires_ms = NULL, limit_max = NULL, limit_window = NULL, quota = NULL,
                    daily_quota = NULL, allow_ips = '' WHERE id = {}",
            id.0
        );
        store.write(|write| Ok::<_, StoreError>(write.connection.execute_batch(&sql)?)).unwrap();
        id
    }

    #[test]
    fn a_standing_says_what_the_token_itself_says() {
        let (_folder, store) = store();
        let id = loose(&store, 1);
        let last = LastUse { token: id, at_ms: 1_800_000_000_000, address: None };
        let batch = UsageBatch { last: vec![last], ..UsageBatch::default() };
        store.write(|write| write.add_usage(&batch)).unwrap();
        store
            .write(|write| {
                write.connection.execute_batch(
                    "UPDATE tokens SET limit_max = 10, limit_window = 'day', quota = 9, daily_quota = 8, monthly_quota = 7;
                     UPDATE token_usage SET used = 9, until_ms = 1800000000001;
                     INSERT INTO token_spending VALUES (1, 6, 5, 1800000000002, 4, 1800000000003)",
                )?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let token = store.read().unwrap().token(id).unwrap().unwrap();
        assert!(token.usage.last_used.is_some() && token.spending.total > Amount::ZERO);
        assert_eq!(standings(&store), [(id, Standing::of(&token, None))]);
    }

    #[test]
    fn what_is_off_or_in_the_trash_is_left_out_and_so_is_what_lies_outside_of_the_span() {
        let (_folder, store) = store();
        let ids: Vec<_> = (1..=4).map(|seed| loose(&store, seed)).collect();
        let change = |id, change| {
            store.write(|write| write.change_life(&[id], &change, &"cli:test".into(), now())).unwrap();
        };
        change(ids[0], LifeChange::Disable);
        change(ids[2], LifeChange::Delete);
        let of = |span| {
            let found = store.read().unwrap().standings(&span, now()).unwrap();
            found.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
        };
        assert_eq!((of(ALL), of(1..=3), of(3..=9)), (vec![ids[1], ids[3]], vec![ids[1]], vec![ids[3]]));
        assert_eq!(store.read().unwrap().last_token_id().unwrap(), ids[3].0);
    }

    #[test]
    fn the_end_of_the_last_old_key_is_told() {
        let (_folder, store) = store();
        let id = loose(&store, 1);
        rotate(&store, id, 2, TimeDelta::days(3), None, now());
        rotate(&store, id, 3, TimeDelta::days(1), None, now());
        assert_eq!(standings(&store)[0].1.old_key_until, Some(now() + TimeDelta::days(3)));
    }

    /// Tokens about the edges of each rule: of all that are judged none is missed.
    #[test]
    fn whatever_can_be_found_is_among_them() {
        let (_folder, store) = store();
        let mut rng = StdRng::seed_from_u64(7);
        for seed in 1..=1_500_u64 {
            let id = loose(&store, seed).0;
            let (now, day) = (now().timestamp_millis(), 86_400_000);
            let mut near = |middle: i64| middle + rng.random_range(-1..=1);
            let idle = near(now - 90 * day);
            let expires = [near(now), near(now + day), near(now + 7 * day), now + 30 * day];
            let (used, spent, unspent) = (near(8), near(80), near(1) / 2);
            let created = if seed % 2 == 0 { idle } else { now };
            let mut pick = |value: String| if rng.random_bool(0.4) { value } else { "NULL".to_owned() };
            let [limit, expires] =
                ["10".to_owned(), expires[usize::try_from(seed % 4).unwrap()].to_string()].map(&mut pick);
            let [total, daily, monthly] = ["10", "0", "100"].map(|most| pick(most.to_owned()));
            let [allow, last] = ["'10.0.0.0/8'".to_owned(), (now - 90 * day + 1).to_string()].map(pick);
            let sql = format!(
                "UPDATE tokens SET created_ms = {created}, expires_ms = {expires}, limit_max = {limit},
                        limit_window = iif({limit} IS NULL, NULL, 'total'), quota = {total}, daily_quota = {daily},
                        monthly_quota = {monthly}, allow_ips = coalesce({allow}, '') WHERE id = {id};
                 INSERT INTO token_usage (token_id, used, last_used_ms) SELECT {id}, {used}, {last} WHERE {seed} % 3 > 0;
                 INSERT INTO token_spending
                        SELECT {id}, {unspent}, {unspent}, {now} + {day}, {spent}, {now} + {day} WHERE {seed} % 4 > 0"
            );
            store.write(|write| Ok::<_, StoreError>(write.connection.execute_batch(&sql)?)).unwrap();
        }
        let read = store.read().unwrap();
        let (found, mut expected, mut kinds) = (standings(&store), Vec::new(), HashSet::new());
        for token in (1..=read.last_token_id().unwrap()).filter_map(|id| read.token(TokenId(id)).unwrap()) {
            let standing = Standing::of(&token, None);
            let before = expected.len();
            for finding in standing.findings(now()) {
                kinds.insert(finding);
                expected.truncate(before);
                expected.push((token.id, standing.clone()));
            }
        }
        let judged: Vec<_> =
            found.iter().filter(|(_, standing)| standing.findings(now()).next().is_some()).cloned().collect();
        assert_eq!(judged, expected);
        assert_eq!(kinds.len(), 7, "all but old keys: {kinds:?}");
        assert!(found.len() < 1_500, "some are left out");
    }

    #[test]
    fn it_is_one_pass_over_the_tokens_in_their_order() {
        let (_folder, store) = store();
        let read = store.read().unwrap();
        let mut statement = read.connection.prepare(&format!("EXPLAIN QUERY PLAN {SELECT}")).unwrap();
        let any = named_params! { ":first": 1, ":last": 9, ":now": 5, ":week": 6, ":idle": 4 };
        let plan = statement.query_map(any, |row| row.get("detail")).unwrap();
        let plan: Vec<String> = plan.collect::<Result<_, _>>().unwrap();
        assert_eq!(
            plan,
            [
                "SEARCH t USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
                "SEARCH u USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
                "SEARCH s USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
                "CORRELATED SCALAR SUBQUERY 1",
                "SEARCH old_keys USING INDEX old_keys_by_token (token_id=?)",
            ]
        );
    }
}
