//! Lists: the numbers of all tokens that a list shows, in order, and the rows of some of them.

use chrono::{DateTime, Utc};
use rusqlite::named_params;
use tokendesk_domain::{
    key::KeyHash,
    list_query::{Chip, ChipCounts, ListQuery, SortColumn},
    status::Status,
    token::{Token, TokenId},
};

use crate::{
    Read, StoreError,
    tokens::{SELECT_TOKEN, read_token},
};

/// The status as a number that sorts by weight: the SQL twin of `Token::status` (a test holds them together).
const STATUS: &str = "CASE
    WHEN t.deleted_ms IS NOT NULL THEN 6
    WHEN t.state = 'revoked' THEN 5
    WHEN t.state = 'disabled' THEN 4
    WHEN t.expires_ms <= :now THEN 3
    WHEN t.limit_max <= CASE WHEN u.until_ms <= :now THEN 0 ELSE coalesce(u.used, 0) END THEN 2
    WHEN t.expires_ms <= :soon THEN 1
    ELSE 0 END";

const FROM: &str = "FROM tokens t LEFT JOIN token_usage u ON u.token_id = t.id";

fn condition(chip: Chip) -> String {
    match chip {
        Chip::All => "t.deleted_ms IS NULL".to_owned(),
        Chip::Active => format!("{STATUS} IN (0, 1)"),
        Chip::Expiring => format!("{STATUS} = 1"),
        Chip::Expired => format!("{STATUS} = 3"),
        Chip::Exhausted => format!("{STATUS} = 2"),
        Chip::Disabled => format!("{STATUS} = 4"),
        Chip::Revoked => format!("{STATUS} = 5"),
        Chip::NeverUsed => "t.deleted_ms IS NULL AND u.last_used_ms IS NULL".to_owned(),
        Chip::Trash => "t.deleted_ms IS NOT NULL".to_owned(),
    }
}

/// No value (never, unlimited) is the largest; a token never used is the least recently used.
fn order(sort: SortColumn, descending: bool) -> String {
    let direction = if descending { "DESC" } else { "ASC" };
    let by = match sort {
        SortColumn::Name => format!("t.name_folded {direction}"),
        SortColumn::Status => format!("{STATUS} {direction}"),
        SortColumn::Expires => format!("t.expires_ms IS NULL {direction}, t.expires_ms {direction}"),
        SortColumn::Limit => format!("t.limit_max IS NULL {direction}, t.limit_max {direction}"),
        SortColumn::Created => format!("t.created_ms {direction}"),
        SortColumn::LastUsed => format!("u.last_used_ms {direction}"),
    };
    format!("{by}, t.id {direction}")
}

impl Read<'_> {
    /// The numbers of all tokens of this list, in order. A status is judged at `now`.
    pub fn list(&self, query: &ListQuery, now: DateTime<Utc>) -> Result<Vec<TokenId>, StoreError> {
        let search = query.search.trim();
        let by_text = if search.is_empty() {
            ""
        } else {
            "AND (instr(t.search_text, :search) > 0 OR t.key_sha256 = :hash)"
        };
        let sql = format!(
            "SELECT t.id {FROM} WHERE {} {by_text} ORDER BY {}",
            condition(query.chip),
            order(query.sort, query.descending)
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let (folded, hash) = (search.to_lowercase(), KeyHash::of(search));
        // Only what the statement names may be bound.
        let all: [(&str, &dyn rusqlite::ToSql); 4] = [
            (":now", &now.timestamp_millis()),
            (":soon", &(now + Status::SOON).timestamp_millis()),
            (":search", &folded),
            (":hash", hash.as_bytes()),
        ];
        let used: Vec<_> = all.into_iter().filter(|(name, _)| sql.contains(name)).collect();
        let ids = statement.query_map(used.as_slice(), |row| row.get(0).map(TokenId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// These tokens, in this order; one that is gone meanwhile is left out.
    pub fn tokens(&self, ids: &[TokenId]) -> Result<Vec<Token>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{SELECT_TOKEN} WHERE t.id = ?1"))?;
        let mut tokens = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(row) = statement.query([id.0])?.next()? {
                tokens.push(read_token(row)?);
            }
        }
        Ok(tokens)
    }

    /// How many tokens each chip shows at `now`.
    pub fn counts(&self, now: DateTime<Utc>) -> Result<ChipCounts, StoreError> {
        let sql = format!(
            "SELECT count(*) FILTER (WHERE status < 6), count(*) FILTER (WHERE status IN (0, 1)),
                    count(*) FILTER (WHERE status = 1), count(*) FILTER (WHERE status = 3),
                    count(*) FILTER (WHERE status = 2), count(*) FILTER (WHERE status = 4),
                    count(*) FILTER (WHERE status = 5), count(*) FILTER (WHERE status < 6 AND never_used),
                    count(*) FILTER (WHERE status = 6)
             FROM (SELECT {STATUS} AS status, u.last_used_ms IS NULL AS never_used {FROM})"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let moments = named_params! {
            ":now": now.timestamp_millis(),
            ":soon": (now + Status::SOON).timestamp_millis(),
        };
        Ok(statement.query_one(moments, |row| {
            Ok(ChipCounts {
                all: row.get(0)?,
                active: row.get(1)?,
                expiring: row.get(2)?,
                expired: row.get(3)?,
                exhausted: row.get(4)?,
                disabled: row.get(5)?,
                revoked: row.get(6)?,
                never_used: row.get(7)?,
                trash: row.get(8)?,
            })
        })?)
    }
    /// The next moment after `now` at which some living token's status changes by itself.
    pub fn next_status_change(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT min(at_ms) FROM (
                       SELECT expires_ms AS at_ms FROM tokens WHERE deleted_ms IS NULL
                       UNION ALL SELECT expires_ms - :soon FROM tokens WHERE deleted_ms IS NULL
                       UNION ALL SELECT until_ms FROM token_usage)
                   WHERE at_ms > :now";
        let mut statement = self.connection.prepare_cached(sql)?;
        let parameters =
            named_params! { ":now": now.timestamp_millis(), ":soon": Status::SOON.num_milliseconds() };
        let at_ms: Option<i64> = statement.query_one(parameters, |row| row.get(0))?;
        Ok(at_ms.and_then(DateTime::from_timestamp_millis))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use tokendesk_domain::{life_change::LifeChange, reason::Reason, token::Terms};

    use super::*;
    use crate::{
        store::{Store, tests::store},
        tokens::tests::{insert, new_token, now},
    };

    fn names(store: &Store, query: &ListQuery) -> Vec<String> {
        let ids = store.read().unwrap().list(query, now()).unwrap();
        store.read().unwrap().tokens(&ids).unwrap().iter().map(|token| token.name.to_string()).collect()
    }

    /// Tokens in every state, expiry and usage there is.
    fn every_kind(store: &Store) -> Vec<TokenId> {
        let expiries = [None, Some(TimeDelta::zero()), Some(TimeDelta::days(7)), Some(TimeDelta::days(8))];
        let usages =
            [None, Some((999, None)), Some((1000, None)), Some((1000, Some(0))), Some((1000, Some(1)))];
        let lives = [
            vec![],
            vec![LifeChange::Disable],
            vec![LifeChange::Revoke(Reason::parse("r").unwrap())],
            vec![LifeChange::Delete],
            vec![LifeChange::Disable, LifeChange::Delete],
        ];
        let mut ids = Vec::new();
        for expiry in expiries {
            for usage in usages {
                for life in &lives {
                    let base = new_token("t");
                    let terms = Terms { expires: expiry.map(|delta| now() + delta), ..base.terms };
                    let id =
                        insert(store, &tokendesk_domain::issue::NewToken { terms, ..base }, ids.len() as u64);
                    store
                        .write(|write| {
                            if let Some((used, until)) = usage {
                                write.connection.execute(
                                    "INSERT INTO token_usage VALUES (?1, ?2, ?3, ?2)",
                                    rusqlite::params![
                                        id.0,
                                        used,
                                        until.map(|ms: i64| now().timestamp_millis() + ms)
                                    ],
                                )?;
                            }
                            for change in life {
                                write.change_life(&[id], change, "cli:test", now())?;
                            }
                            Ok::<_, StoreError>(())
                        })
                        .unwrap();
                    ids.push(id);
                }
            }
        }
        ids
    }

    type Wanted<'w> = &'w dyn Fn(&Token) -> bool;

    #[test]
    fn the_chips_show_what_the_domain_says() {
        let (_folder, store) = store();
        let ids = every_kind(&store);
        let tokens = store.read().unwrap().tokens(&ids).unwrap();
        let by_domain = |wanted: &dyn Fn(&Token) -> bool| -> Vec<TokenId> {
            tokens.iter().filter(|token| wanted(token)).map(|token| token.id).collect()
        };
        let is = |statuses: &'static [Status]| move |token: &Token| statuses.contains(&token.status(now()));
        let counts = store.read().unwrap().counts(now()).unwrap();
        let living = |token: &Token| token.deleted.is_none();
        let unused = |token: &Token| living(token) && token.usage.last_used.is_none();
        let chips: [(Chip, u32, Wanted<'_>); 9] = [
            (Chip::All, counts.all, &living),
            (Chip::Active, counts.active, &is(&[Status::Active, Status::Expiring])),
            (Chip::Expiring, counts.expiring, &is(&[Status::Expiring])),
            (Chip::Expired, counts.expired, &is(&[Status::Expired])),
            (Chip::Exhausted, counts.exhausted, &is(&[Status::Exhausted])),
            (Chip::Disabled, counts.disabled, &is(&[Status::Disabled])),
            (Chip::Revoked, counts.revoked, &is(&[Status::Revoked])),
            (Chip::NeverUsed, counts.never_used, &unused),
            (Chip::Trash, counts.trash, &is(&[Status::Deleted])),
        ];
        for (chip, count, wanted) in chips {
            let listed =
                store.read().unwrap().list(&ListQuery { chip, ..ListQuery::default() }, now()).unwrap();
            assert_eq!(listed, by_domain(wanted), "{chip:?}");
            assert_eq!(listed.len(), count as usize, "{chip:?}");
            assert!(!listed.is_empty(), "{chip:?} is tried");
        }
    }

    #[test]
    fn the_next_status_change_is_the_end_or_seven_days_before() {
        let (_folder, store) = store();
        assert_eq!(store.read().unwrap().next_status_change(now()).unwrap(), None);
        for (seed, days) in [(1, 9), (2, 30)] {
            let base = new_token("t");
            let terms = Terms { expires: Some(now() + TimeDelta::days(days)), ..base.terms };
            insert(&store, &tokendesk_domain::issue::NewToken { terms, ..base }, seed);
        }
        let mut at = now();
        for days in [2, 9, 23, 30] {
            at = store.read().unwrap().next_status_change(at).unwrap().unwrap();
            assert_eq!(at, now() + TimeDelta::days(days));
        }
        assert_eq!(store.read().unwrap().next_status_change(at).unwrap(), None);
    }

    #[test]
    fn a_search_ignores_letter_case_and_takes_every_character_as_itself() {
        let (_folder, store) = store();
        for (seed, name) in ["Größe 100%", "결제-서버", "a_b", "axb"].iter().enumerate() {
            insert(&store, &new_token(name), seed as u64);
        }
        let search = |text: &str| names(&store, &ListQuery { search: text.into(), ..ListQuery::default() });
        assert_eq!(search("GRÖSSE").len(), 0);
        assert_eq!(search("GRÖ"), ["Größe 100%"]);
        assert_eq!(search("제"), ["결제-서버"]);
        assert_eq!(search("%"), ["Größe 100%"]);
        assert_eq!(search("_"), ["a_b"]);
        assert_eq!(search(" nightly "), ["Größe 100%", "결제-서버", "a_b", "axb"]);
    }

    #[test]
    fn a_whole_key_finds_its_token_as_does_its_visible_part() {
        use rand::{SeedableRng, rngs::StdRng};
        use tokendesk_domain::{key::Key, key_prefix::KeyPrefix};
        let (_folder, store) = store();
        insert(&store, &new_token("one"), 1);
        insert(&store, &new_token("two"), 2);
        let key = Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(2));
        for text in [key.expose(), &key.hint().head, &key.hint().tail] {
            assert_eq!(names(&store, &ListQuery { search: text.into(), ..ListQuery::default() }), ["two"]);
        }
    }

    #[test]
    fn never_and_unlimited_sort_as_the_largest() {
        let (_folder, store) = store();
        for (seed, (name, days, limit)) in
            [("never", None, false), ("late", Some(9), true), ("soon", Some(1), true)].into_iter().enumerate()
        {
            let base = new_token(name);
            let terms = Terms {
                expires: days.map(|days| now() + TimeDelta::days(days)),
                limit: base.terms.limit.filter(|_| limit),
                ..base.terms
            };
            insert(&store, &tokendesk_domain::issue::NewToken { terms, ..base }, seed as u64);
        }
        let sorted =
            |sort, descending| names(&store, &ListQuery { sort, descending, ..ListQuery::default() });
        assert_eq!(sorted(SortColumn::Expires, false), ["soon", "late", "never"]);
        assert_eq!(sorted(SortColumn::Expires, true), ["never", "late", "soon"]);
        assert_eq!(sorted(SortColumn::Limit, false), ["late", "soon", "never"]);
        assert_eq!(sorted(SortColumn::Name, false), ["late", "never", "soon"]);
    }
}
