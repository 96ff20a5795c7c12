//! Lists: the numbers of all tokens that a list shows, in order, and the rows of some of them.

use std::ops::Range;

use chrono::{DateTime, Utc};
use rusqlite::{ToSql, named_params};
use tokendesk_domain::{
    group::Group,
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
    WHEN t.quota <= coalesce(s.spent, 0) THEN 2
    WHEN t.daily_quota <= iif(s.day_until_ms > :now, s.day_spent, 0) THEN 2
    WHEN t.monthly_quota <= iif(s.month_until_ms > :now, s.month_spent, 0) THEN 2
    WHEN t.expires_ms <= :soon THEN 1
    ELSE 0 END";

pub(crate) const FROM: &str = "FROM tokens t LEFT JOIN token_usage u ON u.token_id = t.id
                                  LEFT JOIN token_spending s ON s.token_id = t.id";

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
pub(crate) fn order(sort: SortColumn, descending: bool) -> String {
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

/// Which tokens a list shows.
pub(crate) fn chosen(query: &ListQuery) -> String {
    let by_chip = condition(query.chip);
    if query.search.trim().is_empty() {
        by_chip
    } else {
        format!("{by_chip} AND (instr(t.search_text, :search) > 0 OR t.key_sha256 = :hash)")
    }
}

/// Which of them belong to a group. Most belong to the default one, which has no index.
pub(crate) fn in_group(group: &Group) -> &'static str {
    if group.is_default() {
        " AND t.token_group = 'default'"
    } else {
        " AND t.token_group = :group AND t.token_group <> 'default'"
    }
}

/// All that a list's statements may name.
pub(crate) struct Parameters([(&'static str, Box<dyn ToSql>); 6]);

impl Parameters {
    pub(crate) fn new(query: &ListQuery, now: DateTime<Utc>, part: Range<usize>) -> Self {
        let search = query.search.trim();
        let number = |number| i64::try_from(number).unwrap_or(i64::MAX);
        Self([
            (":now", Box::new(now.timestamp_millis())),
            (":soon", Box::new((now + Status::SOON).timestamp_millis())),
            (":search", Box::new(search.to_lowercase())),
            (":hash", Box::new(*KeyHash::of(search).as_bytes())),
            (":count", Box::new(number(part.len()))),
            (":start", Box::new(number(part.start))),
        ])
    }

    /// Only what a statement names may be bound.
    pub(crate) fn of(&self, sql: &str) -> Vec<(&'static str, &dyn ToSql)> {
        let named = self.0.iter().filter(|(name, _)| sql.contains(name));
        named.map(|(name, value)| (*name, &**value)).collect()
    }
}

impl Read<'_> {
    /// The numbers of all tokens of this list, in order. A status is judged at `now`.
    pub fn list(&self, query: &ListQuery, now: DateTime<Utc>) -> Result<Vec<TokenId>, StoreError> {
        self.list_part(query, 0..usize::MAX, now)
    }

    /// How many tokens this list has. Reads an index of the file from end to end, or more.
    pub fn list_length(&self, query: &ListQuery, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let sql = match query {
            // Without reading the tokens themselves: each count is that of an index.
            ListQuery { chip: Chip::All, search, .. } if search.trim().is_empty() => {
                "SELECT (SELECT count(*) FROM tokens)
                        - (SELECT count(*) FROM tokens WHERE deleted_ms IS NOT NULL)"
                    .to_owned()
            }
            _ => format!("SELECT count(*) {FROM} WHERE {}", chosen(query)),
        };
        let mut statement = self.connection.prepare_cached(&sql)?;
        let parameters = Parameters::new(query, now, 0..0);
        let length: i64 = statement.query_one(parameters.of(&sql).as_slice(), |row| row.get(0))?;
        Ok(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// The numbers of some tokens of this list, in order.
    pub fn list_part(
        &self,
        query: &ListQuery,
        part: Range<usize>,
        now: DateTime<Utc>,
    ) -> Result<Vec<TokenId>, StoreError> {
        let order = order(query.sort, query.descending);
        let sql =
            format!("SELECT t.id {FROM} WHERE {} ORDER BY {order} LIMIT :count OFFSET :start", chosen(query));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let parameters = Parameters::new(query, now, part);
        let ids = statement.query_map(parameters.of(&sql).as_slice(), |row| row.get(0).map(TokenId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// The newest `count` tokens that a list shows and that were issued before `before`, newest first, whatever
    /// its order; of one group only, if that is given. As quick for the last as for the first of them.
    pub fn tokens_before(
        &self,
        query: &ListQuery,
        group: Option<&Group>,
        before: Option<TokenId>,
        count: usize,
        now: DateTime<Utc>,
    ) -> Result<Vec<Token>, StoreError> {
        let sql = format!(
            "{SELECT_TOKEN} WHERE {}{} AND t.id < :start ORDER BY t.id DESC LIMIT :count",
            chosen(query),
            group.map_or("", in_group)
        );
        let before = usize::try_from(before.map_or(i64::MAX, |id| id.0)).unwrap_or_default();
        let parameters = Parameters::new(query, now, before..before.saturating_add(count));
        let mut parameters = parameters.of(&sql);
        let label = group.map(Group::as_str);
        if sql.contains(":group") {
            parameters.push((":group", &label));
        }
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(parameters.as_slice())?;
        let mut tokens = Vec::with_capacity(count);
        while let Some(row) = rows.next()? {
            tokens.push(read_token(row)?);
        }
        Ok(tokens)
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
                       UNION ALL SELECT until_ms FROM token_usage
                       UNION ALL SELECT day_until_ms FROM token_spending
                       UNION ALL SELECT month_until_ms FROM token_spending)
                   WHERE at_ms > :now";
        let mut statement = self.connection.prepare_cached(sql)?;
        let parameters =
            named_params! { ":now": now.timestamp_millis(), ":soon": Status::SOON.num_milliseconds() };
        let at_ms: Option<i64> = statement.query_one(parameters, |row| row.get(0))?;
        Ok(at_ms.and_then(DateTime::from_timestamp_millis))
    }
}

#[cfg(test)]
mod tests;
