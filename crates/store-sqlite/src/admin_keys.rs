//! The keys of scripts that administer tokens, and what their requests made that may come again.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, params};
use tokendesk_domain::{
    address::AddressRange,
    admin_key::{AdminKey, AdminKeyId, AdminScope, NewAdminKey},
    key::{KeyHash, KeyHint},
    name::TokenName,
    token::TokenId,
};

use crate::{
    Read, StoreError, Write,
    column::{Reader, one_a_line, read_token_numbers, token_numbers},
};

/// A request that makes its tokens only once, however often it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepeatableRequest<'r> {
    /// Whose it is.
    pub from: AdminKeyId,
    /// Its `Idempotency-Key`.
    pub key: &'r str,
    /// SHA-256 of what it asks for.
    pub content: [u8; 32],
}

/// What a request made when it came first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repetition {
    /// For each row its token; none: the row was wrong.
    Same(Vec<Option<TokenId>>),
    /// It asked for something else then.
    Other,
}

/// How long a request is remembered.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);

const SELECT: &str =
    "SELECT id, name, scopes, expires_ms, allow_ips, key_head, key_tail, created_ms, revoked_ms,
                             last_used_ms FROM admin_keys";

impl Read<'_> {
    /// All admin keys, also those that are revoked, newest first.
    pub fn admin_keys(&self) -> Result<Vec<AdminKey>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{SELECT} ORDER BY id DESC"))?;
        let mut rows = statement.query([])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            keys.push(read_admin_key(row)?);
        }
        Ok(keys)
    }

    /// The admin key with this number.
    pub fn admin_key(&self, id: AdminKeyId) -> Result<Option<AdminKey>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(read_admin_key).transpose()
    }

    /// The admin key whose secret has this hash.
    pub fn admin_key_of(&self, hash: KeyHash) -> Result<Option<AdminKey>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{SELECT} WHERE key_sha256 = ?1"))?;
        let mut rows = statement.query([hash.as_bytes()])?;
        rows.next()?.map(read_admin_key).transpose()
    }

    /// Whether an admin key that is not revoked has this name.
    pub fn is_admin_key_name(&self, name: &TokenName) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM admin_keys WHERE name = ?1 AND revoked_ms IS NULL";
        Ok(self.connection.prepare_cached(sql)?.exists([name.as_str()])?)
    }

    /// What this request made when it came before; none: it is new.
    pub fn repetition(&self, request: &RepeatableRequest<'_>) -> Result<Option<Repetition>, StoreError> {
        let sql = "SELECT request_sha256, tokens FROM idempotent_requests
                   WHERE admin_key_id = ?1 AND idempotency_key = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement
            .query_one(params![request.from.0, request.key], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((content, tokens)): Option<([u8; 32], String)> = found else { return Ok(None) };
        if content != request.content {
            return Ok(Some(Repetition::Other));
        }
        let corrupt = || StoreError::Corrupt { table: "idempotent_requests", column: "tokens", row: 0 };
        read_token_numbers(&tokens).map(|rows| Some(Repetition::Same(rows))).ok_or_else(corrupt)
    }
}

impl Write<'_> {
    /// Stores an admin key whose name is free.
    pub fn insert_admin_key(
        &self,
        new: &NewAdminKey,
        hash: KeyHash,
        hint: &KeyHint,
        created: DateTime<Utc>,
    ) -> Result<AdminKeyId, StoreError> {
        let sql =
            "INSERT INTO admin_keys (key_sha256, key_head, key_tail, name, scopes, expires_ms, allow_ips,
                                           created_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id";
        let scopes: Vec<_> = new.scopes.iter().map(|scope| scope.code()).collect();
        let id = self.connection.prepare_cached(sql)?.query_one(
            params![
                hash.as_bytes(),
                hint.head,
                hint.tail,
                new.name.as_str(),
                one_a_line(&scopes),
                new.expires.map(|at| at.timestamp_millis()),
                one_a_line(&new.allow),
                created.timestamp_millis(),
            ],
            |row| row.get(0),
        )?;
        Ok(AdminKeyId(id))
    }

    /// Refuses it from now on; false: it is refused already.
    pub fn revoke_admin_key(&self, id: AdminKeyId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "UPDATE admin_keys SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL";
        Ok(self.connection.prepare_cached(sql)?.execute(params![id.0, now.timestamp_millis()])? > 0)
    }

    /// Writes down that it was used.
    pub fn touch_admin_key(&self, id: AdminKeyId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE admin_keys SET last_used_ms = ?2 WHERE id = ?1";
        self.connection.prepare_cached(sql)?.execute(params![id.0, now.timestamp_millis()])?;
        Ok(())
    }

    /// Remembers for a day what a request made; belongs into the transaction that makes it.
    pub fn remember_request(
        &self,
        request: &RepeatableRequest<'_>,
        tokens: &[Option<TokenId>],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM idempotent_requests WHERE at_ms < ?1")?
            .execute([(now - REMEMBERED).timestamp_millis()])?;
        self.connection
            .prepare_cached(
                "INSERT INTO idempotent_requests (admin_key_id, idempotency_key, request_sha256, tokens, at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                request.from.0,
                request.key,
                request.content,
                token_numbers(tokens),
                now.timestamp_millis(),
            ])?;
        Ok(())
    }
}

fn read_admin_key(row: &rusqlite::Row<'_>) -> Result<AdminKey, StoreError> {
    let reader = Reader::numbered("admin_keys", "id", row)?;
    Ok(AdminKey {
        id: AdminKeyId(reader.id),
        name: reader.parsed("name", TokenName::parse)?,
        scopes: reader.lines("scopes", |code| AdminScope::from_code(code).ok_or(()))?,
        expires: reader.optional_moment("expires_ms")?,
        allow: reader.lines("allow_ips", AddressRange::parse)?,
        hint: KeyHint { head: reader.raw("key_head")?, tail: reader.raw("key_tail")? },
        created: reader.moment("created_ms")?,
        revoked: reader.optional_moment("revoked_ms")?,
        last_used: reader.optional_moment("last_used_ms")?,
    })
}

#[cfg(test)]
mod tests {
    use tokendesk_domain::admin_key::AdminKeyForm;

    use super::*;
    use crate::{store::tests::store, tokens::tests::now};

    fn new(name: &str) -> NewAdminKey {
        let scopes = vec!["tokens:read".into(), "keys:copy".into()];
        let allow = vec!["10.0.0.0/8".into()];
        let form = AdminKeyForm { name: name.into(), scopes, allow, ..AdminKeyForm::default() };
        form.read(now(), &Utc).unwrap()
    }

    fn hint() -> KeyHint {
        KeyHint { head: "tdadmin-AbCd".into(), tail: "wXyZ".into() }
    }

    #[test]
    fn an_admin_key_reads_back_and_is_found_by_its_hash() {
        let (_folder, store) = store();
        let (new, hash) = (new("ci"), KeyHash::of("secret"));
        let id = store.write(|write| write.insert_admin_key(&new, hash, &hint(), now())).unwrap();
        let key = store.read().unwrap().admin_key_of(hash).unwrap().unwrap();
        assert_eq!((key.id, &key.name, &key.scopes, &key.allow), (id, &new.name, &new.scopes, &new.allow));
        assert_eq!(store.read().unwrap().admin_keys().unwrap(), [key]);
        assert_eq!(store.read().unwrap().admin_key_of(KeyHash::of("other")).unwrap(), None);
    }

    #[test]
    fn a_name_is_free_again_once_its_key_is_revoked() {
        let (_folder, store) = store();
        let insert = |secret| {
            store.write(|write| write.insert_admin_key(&new("ci"), KeyHash::of(secret), &hint(), now()))
        };
        let id = insert("one").unwrap();
        assert!(insert("two").is_err());
        assert!(store.write(|write| write.revoke_admin_key(id, now())).unwrap());
        assert!(!store.write(|write| write.revoke_admin_key(id, now())).unwrap());
        assert!(insert("two").is_ok());
    }

    #[test]
    fn a_request_is_remembered_for_a_day_with_the_rows_that_were_wrong() {
        let (_folder, store) = store();
        let from = store
            .write(|write| write.insert_admin_key(&new("ci"), KeyHash::of("s"), &hint(), now()))
            .unwrap();
        let request = RepeatableRequest { from, key: "a", content: [1; 32] };
        let rows = [Some(TokenId(4)), None, Some(TokenId(5))];
        store.write(|write| write.remember_request(&request, &rows, now())).unwrap();
        let found = |request: &RepeatableRequest<'_>| store.read().unwrap().repetition(request).unwrap();
        assert_eq!(found(&request), Some(Repetition::Same(rows.to_vec())));
        assert_eq!(found(&RepeatableRequest { content: [2; 32], ..request }), Some(Repetition::Other));
        assert_eq!(found(&RepeatableRequest { key: "b", ..request }), None);
        let next_day = now() + TimeDelta::hours(24) + TimeDelta::milliseconds(1);
        let other = RepeatableRequest { key: "b", ..request };
        store.write(|write| write.remember_request(&other, &[None], next_day)).unwrap();
        assert_eq!(found(&request), None);
    }
}
