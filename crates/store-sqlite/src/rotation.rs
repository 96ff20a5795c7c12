//! Keys that were rotated out: how they come, what is told of them, how they end.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, Row, named_params, params};
use tokendesk_domain::{
    audit::{Action, Actor, AuditEntry},
    change::{ChangedField, FieldChange},
    key::{KeyHash, KeyHint},
    rotation::OldKey,
    token::{Token, TokenId},
};

use crate::{ALLOWED, Read, StoreError, Write, column::Reader, tokens::search_text};

/// A token's new key, and what becomes of the present one.
pub struct NewKeyRow<'k> {
    /// The token as it was read in the same transaction.
    pub token: &'k Token,
    /// What the new key is verified by.
    pub hash: KeyHash,
    /// What may be shown of it.
    pub hint: &'k KeyHint,
    /// Its sealed copy; none: none is kept.
    pub sealed: Option<&'k [u8]>,
    /// The moment from which the present key is dead.
    pub until: DateTime<Utc>,
    /// After how long without a call it ends before that.
    pub quiet: Option<TimeDelta>,
    /// When the present key is rotated out.
    pub now: DateTime<Utc>,
}

/// The last moment that a call is known of: the rotation itself counts as one.
const LAST_CALL: &str = "max(rotated_ms, coalesce(last_used_ms, rotated_ms))";
const HOUR_MS: i64 = 3_600_000;

impl Read<'_> {
    /// A token's keys that were rotated out, the latest first; with those that have ended since the last rotation.
    pub fn rotated_keys(&self, id: TokenId) -> Result<Vec<OldKey>, StoreError> {
        let sql = format!(
            "SELECT generation, key_head, key_tail, rotated_ms, until_ms, quiet_ms, uses,
                    (SELECT coalesce(sum(count), 0) FROM usage_hours
                     WHERE token_id = ?1 AND hour_ms >= rotated_ms - rotated_ms % {HOUR_MS} AND code = ?2)
                        - calls_before AS calls,
                    last_used_ms, last_address
             FROM old_keys WHERE token_id = ?1 ORDER BY generation DESC"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![id.0, ALLOWED])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            keys.push(read_old_key(id, row)?);
        }
        Ok(keys)
    }

    /// The token that this key was rotated out of, and that still knows of it.
    pub fn token_of_old_key(&self, hash: KeyHash) -> Result<Option<TokenId>, StoreError> {
        let sql = "SELECT token_id FROM old_keys WHERE key_sha256 = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_one([hash.as_bytes()], |row| row.get(0).map(TokenId)).optional()?)
    }

    /// Whether [`Write::end_quiet_keys`] has anything to do.
    pub fn has_quiet_keys(&self, now: DateTime<Utc>, since: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM old_keys WHERE {})", is_quiet());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let moments = named_params! { ":now": now.timestamp_millis(), ":since": since.timestamp_millis() };
        Ok(statement.query_one(moments, |row| row.get(0))?)
    }
}

impl Write<'_> {
    /// Gives a token a new key. Its old keys that have ended make room.
    pub fn rotate_key(&self, new: &NewKeyRow<'_>) -> Result<(), StoreError> {
        let (id, now_ms) = (new.token.id.0, new.now.timestamp_millis());
        self.connection
            .prepare_cached("DELETE FROM old_keys WHERE token_id = ?1 AND until_ms <= ?2")?
            .execute(params![id, now_ms])?;
        self.connection
            .prepare_cached(
                "INSERT INTO old_keys (key_sha256, token_id, generation, key_head, key_tail, until_ms, rotated_ms,
                                       quiet_ms, calls_before)
                 SELECT key_sha256, id, generation, key_head, key_tail, :until, :now, :quiet,
                        coalesce((SELECT count FROM usage_hours
                                  WHERE token_id = :id AND hour_ms = :hour AND code = :allowed), 0)
                 FROM tokens WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": id,
                ":until": new.until.timestamp_millis(),
                ":now": now_ms,
                ":quiet": new.quiet.map(|quiet| quiet.num_milliseconds()),
                ":hour": now_ms - now_ms.rem_euclid(HOUR_MS),
                ":allowed": ALLOWED,
            })?;
        self.connection
            .prepare_cached(
                "UPDATE tokens SET key_sha256 = :hash, key_head = :head, key_tail = :tail, search_text = :search,
                        generation = generation + 1, revision = revision + 1
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": id,
                ":hash": new.hash.as_bytes(),
                ":head": new.hint.head,
                ":tail": new.hint.tail,
                ":search": search_text(&new.token.name, &new.token.terms.description, new.hint),
            })?;
        let sql = "DELETE FROM sealed_keys WHERE token_id = ?1";
        self.connection.prepare_cached(sql)?.execute([id])?;
        new.sealed.map_or(Ok(()), |sealed| self.insert_sealed_key(new.token.id, sealed))
    }

    /// Ends an old key now; false: it has ended already, or there is no such one.
    pub fn end_old_key(&self, id: TokenId, generation: u32, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "UPDATE old_keys SET until_ms = ?3, quiet_ms = NULL
                   WHERE token_id = ?1 AND generation = ?2 AND until_ms > ?3";
        Ok(self.connection.prepare_cached(sql)?.execute(params![id.0, generation, now.timestamp_millis()])?
            > 0)
    }

    /// Ends the old keys that had no call for as long as they were given, each with its entry in the audit log.
    /// Silence counts from `since` on at the earliest: before it, nobody could tell.
    pub fn end_quiet_keys(
        &self,
        now: DateTime<Utc>,
        since: DateTime<Utc>,
        actor: &Actor,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "UPDATE old_keys SET quiet_ms = NULL, until_ms = min(until_ms, :now) WHERE {}
             RETURNING token_id, key_head, key_tail, until_ms",
            is_quiet()
        );
        let (now_ms, since_ms) = (now.timestamp_millis(), since.timestamp_millis());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let ended = statement
            .query_map(named_params! { ":now": now_ms, ":since": since_ms }, |row| {
                let hint = KeyHint { head: row.get(1)?, tail: row.get(2)? };
                Ok((row.get::<_, i64>(0)?, hint, row.get::<_, i64>(3)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let mut name = self.connection.prepare_cached("SELECT name FROM tokens WHERE id = ?1")?;
        // One that had ended anyway only leaves the index.
        for (token, hint, _) in ended.into_iter().filter(|(.., until_ms)| *until_ms == now_ms) {
            self.record(&AuditEntry {
                at: now,
                actor: actor.clone(),
                action: Action::OldKeyEnded,
                token: Some(TokenId(token)),
                subject: name.query_one([token], |row| row.get(0))?,
                changes: vec![FieldChange {
                    field: ChangedField::Key,
                    before: Some(hint.to_string()),
                    after: None,
                }],
            })?;
        }
        Ok(())
    }

    /// A token that dies sooner takes its old keys with it: also if its own end is put off again later.
    pub(crate) fn shorten_old_keys(&self, id: TokenId, expires: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE old_keys SET until_ms = ?2 WHERE token_id = ?1 AND until_ms > ?2";
        self.connection.prepare_cached(sql)?.execute(params![id.0, expires.timestamp_millis()])?;
        Ok(())
    }
}

/// The condition begins with what the index is made of.
fn is_quiet() -> String {
    format!("quiet_ms IS NOT NULL AND {LAST_CALL} + quiet_ms <= :now AND :since + quiet_ms <= :now")
}

fn read_old_key(id: TokenId, row: &Row<'_>) -> Result<OldKey, StoreError> {
    let reader = Reader::new("old_keys", id.0, row);
    let count = |column| Ok::<_, StoreError>(reader.raw::<i64>(column)?.max(0).unsigned_abs());
    Ok(OldKey {
        generation: reader.raw("generation")?,
        hint: KeyHint { head: reader.raw("key_head")?, tail: reader.raw("key_tail")? },
        rotated: reader.moment("rotated_ms")?,
        until: reader.moment("until_ms")?,
        quiet: reader.raw::<Option<i64>>("quiet_ms")?.map(TimeDelta::milliseconds),
        uses: count("uses")?,
        calls: count("calls")?,
        last_used: reader.optional_moment("last_used_ms")?,
        last_address: reader.raw("last_address")?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use rand::{SeedableRng, rngs::StdRng};
    use tokendesk_domain::{key::Key, key_prefix::KeyPrefix, token::Terms};

    use super::*;
    use crate::{
        HourCount, OldKeyUse, UsageBatch,
        store::{Store, tests::store},
        tokens::tests::{insert, new_token, now},
    };

    const MINUTE: TimeDelta = TimeDelta::minutes(1);

    pub(crate) fn rotate(
        store: &Store,
        id: TokenId,
        seed: u64,
        grace: TimeDelta,
        quiet: Option<TimeDelta>,
        now: DateTime<Utc>,
    ) {
        let key = Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(seed));
        store
            .write(|write| {
                let token = write.token(id)?.unwrap();
                write.rotate_key(&NewKeyRow {
                    token: &token,
                    hash: key.hash(),
                    hint: &key.hint(),
                    sealed: Some(b"sealed"),
                    until: now + grace,
                    quiet,
                    now,
                })
            })
            .unwrap();
    }

    fn keys(store: &Store, id: TokenId) -> Vec<OldKey> {
        store.read().unwrap().rotated_keys(id).unwrap()
    }

    fn use_old(store: &Store, token: TokenId, at: DateTime<Utc>, count: u64) {
        let (at_ms, address) = (at.timestamp_millis(), Some("10.0.3.7".to_owned()));
        let old_keys = vec![OldKeyUse { token, generation: 1, at_ms, address, count }];
        store.write(|write| write.add_usage(&UsageBatch { old_keys, ..UsageBatch::default() })).unwrap();
    }

    fn end_quiet(store: &Store, now: DateTime<Utc>, since: DateTime<Utc>) -> bool {
        let has = store.read().unwrap().has_quiet_keys(now, since).unwrap();
        store.write(|write| write.end_quiet_keys(now, since, &"verifier".into())).unwrap();
        assert!(!store.read().unwrap().has_quiet_keys(now, since).unwrap());
        has
    }

    #[test]
    fn a_rotated_token_is_found_by_its_new_key_and_keeps_the_old_one_beside() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        let before = store.read().unwrap().token(id).unwrap().unwrap();
        store.write(|write| write.insert_sealed_key(id, b"before")).unwrap();
        rotate(&store, id, 2, MINUTE, None, now());
        let read = store.read().unwrap();
        let after = read.token(id).unwrap().unwrap();
        assert_eq!((after.generation, after.revision), (2, before.revision + 1));
        assert_ne!(after.hint, before.hint);
        assert_eq!(read.sealed_key(id).unwrap().unwrap().sealed, b"sealed");
        let [old] = &keys(&store, id)[..] else { panic!("one") };
        assert_eq!((old.generation, &old.hint, old.until), (1, &before.hint, now() + MINUTE));
        let found: i64 = read
            .connection
            .query_one(
                "SELECT count(*) FROM tokens WHERE instr(search_text, lower(key_tail)) > 0",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 1, "the list finds it by the new key's end");
    }

    #[test]
    fn keys_that_have_ended_make_room_at_the_next_rotation() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        rotate(&store, id, 2, MINUTE, None, now());
        rotate(&store, id, 3, MINUTE * 3, None, now());
        rotate(&store, id, 4, TimeDelta::zero(), None, now() + MINUTE);
        let generations: Vec<_> = keys(&store, id).iter().map(|key| key.generation).collect();
        assert_eq!(generations, [3, 2]);
    }

    #[test]
    fn an_old_key_is_ended_once() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        rotate(&store, id, 2, MINUTE, Some(MINUTE), now());
        let end = |generation, at| store.write(|write| write.end_old_key(id, generation, at)).unwrap();
        assert!(!end(2, now()), "that is the present one");
        assert!(end(1, now()));
        assert!(!end(1, now()));
        assert!(!keys(&store, id)[0].passes(now()));
        assert!(!end_quiet(&store, now() + MINUTE, now()), "there is no more to end");
    }

    #[test]
    fn calls_are_those_since_the_rotation_though_usage_is_kept_by_hours() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        let hour_ms = now().timestamp_millis() / HOUR_MS * HOUR_MS;
        let tell = |hour_ms, count| {
            let hours =
                [ALLOWED, "expired"].map(|code| HourCount { token: id, hour_ms, code, count }).to_vec();
            store.write(|write| write.add_usage(&UsageBatch { hours, ..UsageBatch::default() })).unwrap();
        };
        tell(hour_ms - HOUR_MS, 500);
        tell(hour_ms, 1000);
        rotate(&store, id, 2, MINUTE, None, now());
        assert_eq!((keys(&store, id)[0].uses, keys(&store, id)[0].calls), (0, 0));
        tell(hour_ms, 20);
        tell(hour_ms + HOUR_MS, 5);
        use_old(&store, id, now(), 3);
        let old = keys(&store, id).remove(0);
        assert_eq!((old.uses, old.calls, old.share_percent()), (3, 25, Some(12)));
        assert_eq!((old.last_used, old.last_address.as_deref()), (Some(now()), Some("10.0.3.7")));
    }

    #[test]
    fn silence_is_counted_from_the_rotation_the_last_use_and_the_watch() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        rotate(&store, id, 2, MINUTE * 60, Some(MINUTE * 10), now());
        let at = |minutes| now() + MINUTE * minutes;
        assert!(!end_quiet(&store, at(9), now()), "too soon after the rotation");
        use_old(&store, id, at(8), 1);
        assert!(!end_quiet(&store, at(17), now()), "too soon after its last use");
        assert!(!end_quiet(&store, at(30), at(21)), "nobody listened before");
        assert!(keys(&store, id)[0].passes(at(30)));
        assert!(end_quiet(&store, at(30), at(20)));
        assert_eq!((keys(&store, id)[0].until, keys(&store, id)[0].quiet), (at(30), None));
        let history = store.read().unwrap().history(id, 10).unwrap();
        let [entry] = &history[..] else { panic!("one entry: {history:?}") };
        assert_eq!(
            (entry.action, entry.actor.name.as_str(), entry.at),
            (Action::OldKeyEnded, "verifier", at(30))
        );
    }

    #[test]
    fn a_key_that_ended_by_itself_is_not_ended_once_more_for_its_silence() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        rotate(&store, id, 2, MINUTE * 5, Some(MINUTE * 10), now());
        assert!(end_quiet(&store, now() + MINUTE * 20, now()));
        assert_eq!(keys(&store, id)[0].until, now() + MINUTE * 5);
        assert_eq!(store.read().unwrap().history(id, 10).unwrap(), []);
    }

    #[test]
    fn a_shorter_life_shortens_old_keys_and_a_longer_one_gives_nothing_back() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        rotate(&store, id, 2, MINUTE * 60, None, now());
        for (expires, until) in [(Some(90), 60), (Some(30), 30), (Some(45), 30), (None, 30)] {
            let token = store.read().unwrap().token(id).unwrap().unwrap();
            let expires = expires.map(|minutes| now() + MINUTE * minutes);
            let terms = Terms { expires, ..token.terms.clone() };
            assert!(store.write(|write| write.update_terms(&token, &terms)).unwrap());
            assert_eq!(keys(&store, id)[0].until, now() + MINUTE * until);
        }
    }

    #[test]
    fn quiet_keys_are_found_by_their_index() {
        let (_folder, store) = store();
        let read = store.read().unwrap();
        let plan: String = read
            .connection
            .query_one(
                &format!("EXPLAIN QUERY PLAN SELECT 1 FROM old_keys WHERE {}", is_quiet()),
                &[(":now", &1_i64), (":since", &1_i64)],
                |row| row.get(3),
            )
            .unwrap();
        assert!(plan.contains("old_keys_by_silence"), "{plan}");
    }
}
