//! What verifiers tell of use: when, from where, how often, with which key. Written in batches.

use chrono::{DateTime, Utc};
use rusqlite::params;
use tokendesk_domain::token::TokenId;

use crate::{Read, StoreError, Write, column::Reader};

/// The code of decisions that let a request pass.
pub const ALLOWED: &str = "allowed";

/// What happened to tokens since it was told last.
#[derive(Clone, Debug, Default)]
pub struct UsageBatch {
    /// The last use of each.
    pub last: Vec<LastUse>,
    /// Decisions by hour and code.
    pub hours: Vec<HourCount>,
    /// Where from.
    pub addresses: Vec<AddressUse>,
    /// With keys that were rotated out.
    pub old_keys: Vec<OldKeyUse>,
}

impl UsageBatch {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        let Self { last, hours, addresses, old_keys } = self;
        last.is_empty() && hours.is_empty() && addresses.is_empty() && old_keys.is_empty()
    }
}

/// The last request of a token that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastUse {
    /// Of which token.
    pub token: TokenId,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Where the client was, where that is known.
    pub address: Option<String>,
}

/// Decisions of one code within an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HourCount {
    /// Of which token.
    pub token: TokenId,
    /// The beginning of the hour, in Unix milliseconds.
    pub hour_ms: i64,
    /// [`ALLOWED`], or why not.
    pub code: &'static str,
    /// How many; from 1.
    pub count: u64,
}

/// Requests from an address that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressUse {
    /// Of which token.
    pub token: TokenId,
    /// Where the client was.
    pub address: String,
    /// When last, in Unix milliseconds.
    pub last_ms: i64,
    /// How many; from 1.
    pub count: u64,
}

/// Requests with a key that was rotated out that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldKeyUse {
    /// Of which token.
    pub token: TokenId,
    /// Which of its keys.
    pub generation: u32,
    /// When last, in Unix milliseconds.
    pub at_ms: i64,
    /// Where the client was, where that is known.
    pub address: Option<String>,
    /// How many; from 1.
    pub count: u64,
}

/// The most addresses that are kept of a token.
const MOST_ADDRESSES: u32 = 50;

impl Read<'_> {
    /// A token's decisions by hour and code from `since` on, in the order of the hours: the hour's beginning, the
    /// code, how many.
    pub fn usage_hours(
        &self,
        id: TokenId,
        since: DateTime<Utc>,
    ) -> Result<Vec<(DateTime<Utc>, String, u64)>, StoreError> {
        let sql = "SELECT hour_ms, code, count FROM usage_hours WHERE token_id = ?1 AND hour_ms >= ?2
                   ORDER BY hour_ms, code";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![id.0, since.timestamp_millis()])?;
        let mut hours = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::new("usage_hours", id.0, row);
            let (hour, code) = (reader.moment("hour_ms")?, reader.raw("code")?);
            hours.push((hour, code, reader.raw::<i64>("count")?.unsigned_abs()));
        }
        Ok(hours)
    }

    /// Where a token was used from, the latest first: the address, when last, how often.
    pub fn usage_addresses(&self, id: TokenId) -> Result<Vec<(String, DateTime<Utc>, u64)>, StoreError> {
        let sql = "SELECT address, last_ms, count FROM usage_addresses WHERE token_id = ?1
                   ORDER BY last_ms DESC, address";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([id.0])?;
        let mut addresses = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::new("usage_addresses", id.0, row);
            let (address, last) = (reader.raw("address")?, reader.moment("last_ms")?);
            addresses.push((address, last, reader.raw::<i64>("count")?.unsigned_abs()));
        }
        Ok(addresses)
    }
}

impl Write<'_> {
    /// Adds what happened. What is told of a token that is gone for good is left out.
    pub fn add_usage(&self, batch: &UsageBatch) -> Result<(), StoreError> {
        let sql = "INSERT INTO token_usage (token_id, last_used_ms, last_address) VALUES (?1, ?2, ?3)
                   ON CONFLICT (token_id) DO UPDATE SET
                       last_used_ms = excluded.last_used_ms, last_address = excluded.last_address
                   WHERE last_used_ms IS NULL OR last_used_ms <= excluded.last_used_ms";
        let mut statement = self.connection.prepare_cached(sql)?;
        for LastUse { token, at_ms, address } in &batch.last {
            unless_gone(statement.execute(params![token.0, at_ms, address]))?;
        }
        let sql = "INSERT INTO usage_hours (token_id, hour_ms, code, count) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (token_id, hour_ms, code) DO UPDATE SET count = count + excluded.count";
        let mut statement = self.connection.prepare_cached(sql)?;
        for HourCount { token, hour_ms, code, count } in &batch.hours {
            unless_gone(statement.execute(params![token.0, hour_ms, code, count.cast_signed()]))?;
        }
        self.add_addresses(&batch.addresses)?;
        let sql = "UPDATE old_keys SET uses = uses + ?4,
                       last_address = iif(last_used_ms > ?3, last_address, ?5),
                       last_used_ms = max(coalesce(last_used_ms, ?3), ?3)
                   WHERE token_id = ?1 AND generation = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        for OldKeyUse { token, generation, at_ms, address, count } in &batch.old_keys {
            statement.execute(params![token.0, generation, at_ms, count.cast_signed(), address])?;
        }
        Ok(())
    }

    fn add_addresses(&self, addresses: &[AddressUse]) -> Result<(), StoreError> {
        let sql = "INSERT INTO usage_addresses (token_id, address, last_ms, count) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (token_id, address) DO UPDATE SET
                       count = count + excluded.count, last_ms = max(last_ms, excluded.last_ms)";
        let mut add = self.connection.prepare_cached(sql)?;
        let mut forget = self.connection.prepare_cached(
            "DELETE FROM usage_addresses WHERE token_id = ?1 AND address IN
                 (SELECT address FROM usage_addresses WHERE token_id = ?1
                  ORDER BY last_ms DESC, address LIMIT -1 OFFSET ?2)",
        )?;
        let mut last = None;
        for AddressUse { token, address, last_ms, count } in addresses {
            unless_gone(add.execute(params![token.0, address, last_ms, count.cast_signed()]))?;
            if last.is_some_and(|last| last != *token) {
                forget.execute(params![last.map(|last: TokenId| last.0), MOST_ADDRESSES])?;
            }
            last = Some(*token);
        }
        if let Some(last) = last {
            forget.execute(params![last.0, MOST_ADDRESSES])?;
        }
        Ok(())
    }

    /// Forgets the hours before `moment`, up to `at_most` rows; the answer is how many there were.
    pub fn forget_hours(&self, moment: DateTime<Utc>, at_most: u32) -> Result<usize, StoreError> {
        let sql = "DELETE FROM usage_hours WHERE (token_id, hour_ms, code) IN
                       (SELECT token_id, hour_ms, code FROM usage_hours WHERE hour_ms < ?1 LIMIT ?2)";
        Ok(self.connection.prepare_cached(sql)?.execute(params![moment.timestamp_millis(), at_most])?)
    }
}

/// A row of a token that is gone for good breaks its foreign key. To ask for the token in the same statement (`INSERT …
/// SELECT`) would make SQLite keep a journal for each of them, which it walks from its beginning at the end of each: as
/// part of a large transaction that took longer than all the rest.
fn unless_gone(inserted: rusqlite::Result<usize>) -> rusqlite::Result<()> {
    match inserted {
        Err(rusqlite::Error::SqliteFailure(failure, _))
            if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY =>
        {
            Ok(())
        }
        inserted => inserted.map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::{Store, tests::store},
        tokens::tests::{insert, new_token},
    };

    const HOUR_MS: i64 = 3_600_000;

    fn add(store: &Store, batch: &UsageBatch) {
        store.write(|write| write.add_usage(batch)).unwrap();
    }

    fn address(token: TokenId, number: u8, last_ms: i64) -> AddressUse {
        AddressUse { token, address: format!("10.0.0.{number}"), last_ms, count: 1 }
    }

    #[test]
    fn the_last_use_is_the_latest_one_whatever_comes_in_first() {
        let (_folder, store) = store();
        let token = insert(&store, &new_token("t"), 1);
        for at_ms in [2000, 5000, 3000] {
            let last = vec![LastUse { token, at_ms, address: Some(format!("::{at_ms}")) }];
            add(&store, &UsageBatch { last, ..UsageBatch::default() });
        }
        let used = store.read().unwrap().token(token).unwrap().unwrap().usage;
        assert_eq!(used.last_used, DateTime::from_timestamp_millis(5000));
        let kept: String = store
            .read()
            .unwrap()
            .connection
            .query_one("SELECT last_address FROM token_usage", [], |row| row.get(0))
            .unwrap();
        assert_eq!(kept, "::5000");
    }

    #[test]
    fn counts_of_an_hour_add_up() {
        let (_folder, store) = store();
        let token = insert(&store, &new_token("t"), 1);
        let count = |hour_ms, code, count| HourCount { token, hour_ms, code, count };
        let hours = vec![count(0, ALLOWED, 3), count(HOUR_MS, "expired", 1), count(0, ALLOWED, 4)];
        add(&store, &UsageBatch { hours, ..UsageBatch::default() });
        let kept = store.read().unwrap().usage_hours(token, DateTime::UNIX_EPOCH).unwrap();
        let hour = DateTime::from_timestamp_millis(HOUR_MS).unwrap();
        assert_eq!(kept, [(DateTime::UNIX_EPOCH, ALLOWED.to_owned(), 7), (hour, "expired".to_owned(), 1)]);
        store.write(|write| write.forget_hours(hour, 10)).unwrap();
        assert_eq!(store.read().unwrap().usage_hours(token, DateTime::UNIX_EPOCH).unwrap().len(), 1);
    }

    #[test]
    fn only_the_latest_fifty_addresses_of_each_token_stay() {
        let (_folder, store) = store();
        let [one, two] = [1, 2].map(|seed| insert(&store, &new_token("t"), seed));
        let mut addresses: Vec<_> = (0..60).map(|n| address(one, n, n.into())).collect();
        addresses.extend([address(two, 1, 1), address(two, 1, 9)]);
        add(&store, &UsageBatch { addresses, ..UsageBatch::default() });
        let read = store.read().unwrap();
        let kept = read.usage_addresses(one).unwrap();
        assert_eq!((kept.len(), kept[0].0.as_str(), kept[49].0.as_str()), (50, "10.0.0.59", "10.0.0.10"));
        let at = DateTime::from_timestamp_millis(9).unwrap();
        assert_eq!(read.usage_addresses(two).unwrap(), [("10.0.0.1".to_owned(), at, 2)]);
    }

    #[test]
    fn the_use_of_an_old_key_is_counted_at_that_key() {
        let (_folder, store) = store();
        let token = insert(&store, &new_token("t"), 1);
        store
            .write(|write| {
                write.connection.execute(
                    "INSERT INTO old_keys (key_sha256, token_id, generation, key_head, key_tail, until_ms, rotated_ms)
                     VALUES (zeroblob(32), ?1, 1, 'sk-AbCd', 'wXyZ', 9000, 1)",
                    [token.0],
                )?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        for (at_ms, count) in [(100, 2), (50, 1)] {
            let address = Some(format!("::{at_ms}"));
            let old_keys = vec![OldKeyUse { token, generation: 1, at_ms, address, count }];
            add(&store, &UsageBatch { old_keys, ..UsageBatch::default() });
        }
        let read = store.read().unwrap();
        let kept: (i64, i64, String) = read
            .connection
            .query_one("SELECT uses, last_used_ms, last_address FROM old_keys", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!(kept, (3, 100, "::100".to_owned()));
    }

    #[test]
    fn what_is_told_of_a_token_that_is_gone_is_left_out() {
        let (_folder, store) = store();
        let token = TokenId(99);
        add(
            &store,
            &UsageBatch {
                last: vec![LastUse { token, at_ms: 1, address: None }],
                hours: vec![HourCount { token, hour_ms: 0, code: ALLOWED, count: 1 }],
                addresses: vec![address(token, 1, 1)],
                old_keys: Vec::new(),
            },
        );
        assert_eq!(store.read().unwrap().usage_hours(token, DateTime::UNIX_EPOCH).unwrap(), []);
    }
}
