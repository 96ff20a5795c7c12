//! The vault's rows: wrapped data keys and sealed copies. Nothing in here can open them.

use rusqlite::{OptionalExtension, params};
use tokendesk_domain::{key::KeyHash, token::TokenId};

use crate::{Read, StoreError, Write};

/// A slot as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotRow {
    /// Its own number.
    pub id: [u8; 16],
    /// Which data key it wraps.
    pub dek_id: u32,
    /// `keyring`, `passphrase` or `recovery`.
    pub kind: String,
    /// Salt of the password hash or the recovery code.
    pub salt: Option<[u8; 16]>,
    /// Memory of the password hash, in KiB.
    pub memory_kib: Option<u32>,
    /// Passes of the password hash.
    pub passes: Option<u32>,
    /// Lanes of the password hash.
    pub lanes: Option<u32>,
    /// The data key, wrapped.
    pub wrapped: Vec<u8>,
}

/// When and where a slot was made; for people, not for the vault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotOrigin {
    /// When, Unix ms; none: before this was written down.
    pub created_ms: Option<i64>,
    /// The machine whose keyring it is; none: it belongs to no machine.
    pub machine: Option<String>,
}

/// A data key that was rotated out, as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetiredKeyRow {
    /// Which data key it is.
    pub dek_id: u32,
    /// The data key, sealed under the one in the slots.
    pub sealed: Vec<u8>,
}

/// A sealed copy that is to be sealed anew.
#[derive(Clone, Debug)]
pub struct StaleRow {
    /// Whose key it is.
    pub token: TokenId,
    /// What it is bound to, and the copy itself.
    pub row: SealedRow,
}

/// A sealed copy and what it is bound to.
#[derive(Clone, Debug)]
pub struct SealedRow {
    /// The hash of the key that it holds.
    pub hash: KeyHash,
    /// The sealed copy.
    pub sealed: Vec<u8>,
}

impl Read<'_> {
    /// The number of this file's vault.
    pub fn vault_id(&self) -> Result<[u8; 16], StoreError> {
        let id = self.connection.query_one("SELECT id FROM vault", [], |row| row.get(0));
        id.optional()?.ok_or(StoreError::Corrupt { table: "vault", column: "id", row: 1 })
    }

    /// All slots, oldest first.
    pub fn vault_slots(&self) -> Result<Vec<SlotRow>, StoreError> {
        let sql = "SELECT id, dek_id, kind, salt, memory_kib, passes, lanes, wrapped FROM vault_slots ORDER BY rowid";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(SlotRow {
                id: row.get(0)?,
                dek_id: row.get(1)?,
                kind: row.get(2)?,
                salt: row.get(3)?,
                memory_kib: row.get(4)?,
                passes: row.get(5)?,
                lanes: row.get(6)?,
                wrapped: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When and where each slot was made, oldest first.
    pub fn slot_origins(&self) -> Result<Vec<([u8; 16], SlotOrigin)>, StoreError> {
        let sql = "SELECT id, created_ms, machine FROM vault_slots ORDER BY rowid";
        let mut statement = self.connection.prepare_cached(sql)?;
        let origins = statement.query_map([], |row| {
            Ok((row.get(0)?, SlotOrigin { created_ms: row.get(1)?, machine: row.get(2)? }))
        })?;
        Ok(origins.collect::<Result<_, _>>()?)
    }

    /// All data keys that were rotated out and not dropped yet, oldest first.
    pub fn retired_keys(&self) -> Result<Vec<RetiredKeyRow>, StoreError> {
        let sql = "SELECT dek_id, sealed FROM retired_data_keys ORDER BY dek_id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows =
            statement.query_map([], |row| Ok(RetiredKeyRow { dek_id: row.get(0)?, sealed: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many sealed copies there are, and how many of them are not sealed by this data key.
    pub fn count_sealed_keys(&self, dek_id: u32) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT count(*), coalesce(sum(substr(sealed, 2, 4) <> ?1), 0) FROM sealed_keys";
        let mut statement = self.connection.prepare_cached(sql)?;
        let count = |count: i64| u64::try_from(count).unwrap_or_default();
        Ok(statement.query_one([header(dek_id)], |row| Ok((count(row.get(0)?), count(row.get(1)?))))?)
    }

    /// The first `at_most` sealed copies after the token `after` that are not sealed by this data key, in order
    /// of their tokens.
    pub fn stale_sealed_keys(
        &self,
        dek_id: u32,
        after: TokenId,
        at_most: u32,
    ) -> Result<Vec<StaleRow>, StoreError> {
        let sql =
            "SELECT s.token_id, t.key_sha256, s.sealed FROM sealed_keys s JOIN tokens t ON t.id = s.token_id
                   WHERE s.token_id > ?1 AND substr(s.sealed, 2, 4) <> ?2 ORDER BY s.token_id LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![after.0, header(dek_id), at_most], |row| {
            let sealed = SealedRow { hash: KeyHash::from_bytes(row.get(1)?), sealed: row.get(2)? };
            Ok(StaleRow { token: TokenId(row.get(0)?), row: sealed })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The sealed copy of a token's key; none: no copy is kept, or there is no such token.
    pub fn sealed_key(&self, id: TokenId) -> Result<Option<SealedRow>, StoreError> {
        let sql = "SELECT t.key_sha256, s.sealed FROM sealed_keys s JOIN tokens t ON t.id = s.token_id WHERE t.id = ?1";
        let row = self.connection.prepare_cached(sql)?.query_one([id.0], |row| {
            Ok(SealedRow { hash: KeyHash::from_bytes(row.get(0)?), sealed: row.get(1)? })
        });
        Ok(row.optional()?)
    }
}

impl Write<'_> {
    pub(crate) fn create_vault(&self, id: [u8; 16]) -> Result<(), StoreError> {
        self.connection.execute("INSERT INTO vault (only_row, id) VALUES (1, ?1)", [id])?;
        Ok(())
    }

    /// Adds a slot.
    pub fn insert_slot(&self, slot: &SlotRow, origin: &SlotOrigin) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO vault_slots
                 (id, dek_id, kind, salt, memory_kib, passes, lanes, wrapped, created_ms, machine)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                slot.id,
                slot.dek_id,
                slot.kind,
                slot.salt,
                slot.memory_kib,
                slot.passes,
                slot.lanes,
                slot.wrapped,
                origin.created_ms,
                origin.machine
            ],
        )?;
        Ok(())
    }

    /// Puts another data key into a slot; the rest of it stays.
    pub fn rewrap_slot(&self, id: [u8; 16], dek_id: u32, wrapped: &[u8]) -> Result<(), StoreError> {
        let sql = "UPDATE vault_slots SET dek_id = ?2, wrapped = ?3 WHERE id = ?1";
        self.connection.execute(sql, params![id, dek_id, wrapped])?;
        Ok(())
    }

    /// Keeps these data keys that were rotated out, and no others.
    pub fn replace_retired_keys(&self, keys: &[RetiredKeyRow]) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM retired_data_keys", [])?;
        let sql = "INSERT INTO retired_data_keys (dek_id, sealed) VALUES (?1, ?2)";
        let mut insert = self.connection.prepare_cached(sql)?;
        keys.iter().try_for_each(|key| insert.execute(params![key.dek_id, key.sealed]).map(drop))?;
        Ok(())
    }

    /// Drops every data key that was rotated out and that no sealed copy needs any more; how many went.
    pub fn drop_unused_retired_keys(&self) -> Result<usize, StoreError> {
        // One pass over the copies, whatever the number of keys.
        let sql = "SELECT DISTINCT substr(sealed, 2, 4) FROM sealed_keys";
        let mut statement = self.connection.prepare_cached(sql)?;
        let used = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<Vec<u8>>, _>>()?;
        let unused =
            self.retired_keys()?.into_iter().filter(|key| !used.iter().any(|id| *id == header(key.dek_id)));
        let mut dropped = 0;
        for key in unused {
            dropped +=
                self.connection.execute("DELETE FROM retired_data_keys WHERE dek_id = ?1", [key.dek_id])?;
        }
        Ok(dropped)
    }

    /// Puts `anew` in the place of a sealed copy, if that is still the one that was read; whether it was.
    pub fn replace_sealed_key(&self, stale: &StaleRow, anew: &[u8]) -> Result<bool, StoreError> {
        let sql = "UPDATE sealed_keys SET sealed = ?3 WHERE token_id = ?1 AND sealed = ?2";
        let mut update = self.connection.prepare_cached(sql)?;
        Ok(update.execute(params![stale.token.0, stale.row.sealed, anew])? == 1)
    }

    /// Removes a slot.
    pub fn delete_slot(&self, id: [u8; 16]) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM vault_slots WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Keeps the sealed copy of a token's key.
    pub fn insert_sealed_key(&self, id: TokenId, sealed: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO sealed_keys (token_id, sealed) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute(params![id.0, sealed])?;
        Ok(())
    }
}

/// How the data key's number stands in a sealed copy: `version 1 | data key id 4 (big endian) | …`
/// (`tokendesk_vault::SealedKey`).
const fn header(dek_id: u32) -> [u8; 4] {
    dek_id.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::{Store, tests::store},
        tokens::tests::{insert, new_token},
    };

    fn slot(id: u8) -> SlotRow {
        SlotRow {
            id: [id; 16],
            dek_id: 1,
            kind: "passphrase".into(),
            salt: Some([2; 16]),
            memory_kib: Some(65_536),
            passes: Some(3),
            lanes: Some(1),
            wrapped: vec![3; 73],
        }
    }

    fn sealed(dek_id: u8, rest: u8) -> Vec<u8> {
        vec![1, 0, 0, 0, dek_id, rest]
    }

    #[test]
    fn a_slot_that_was_removed_is_not_left_in_the_file() {
        let (folder, store) = store();
        let removed = SlotRow { wrapped: vec![0xA7; 153], ..slot(9) };
        store
            .write(|write| write.insert_slot(&removed, &SlotOrigin { created_ms: None, machine: None }))
            .unwrap();
        store.checkpoint().unwrap();
        let is_in_file = || {
            let file = std::fs::read(folder.path().join("desk").join("tokendesk.db")).unwrap();
            file.windows(20).any(|part| part == [0xA7; 20])
        };
        assert!(is_in_file());
        store.write(|write| write.delete_slot(removed.id)).unwrap();
        store.checkpoint().unwrap();
        assert!(!is_in_file(), "an old passphrase would still open it");
    }

    fn drop_unused(store: &Store) -> usize {
        let work = |write: &Write<'_>| write.drop_unused_retired_keys();
        store.write(work).expect("a data file")
    }

    #[test]
    fn slots_and_sealed_copies_read_back() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        let (slot, made) = (slot(1), SlotOrigin { created_ms: Some(5), machine: Some("desk".into()) });
        store
            .write(|write| {
                write.insert_slot(&slot, &made)?;
                write.insert_sealed_key(id, b"sealed")
            })
            .unwrap();
        assert_eq!(store.read().unwrap().vault_slots().unwrap(), [slot]);
        assert_eq!(store.read().unwrap().slot_origins().unwrap(), [([1; 16], made)]);
        assert_eq!(store.read().unwrap().sealed_key(id).unwrap().unwrap().sealed, b"sealed");
        assert!(store.read().unwrap().sealed_key(TokenId(99)).unwrap().is_none());
    }
    #[test]
    fn a_rotation_finds_what_is_stale_replaces_what_it_read_and_keeps_a_key_that_is_needed() {
        let (_folder, store) = store();
        let ids = [1, 2, 3].map(|seed| insert(&store, &new_token("t"), seed));
        let retired = [1, 2].map(|dek_id| RetiredKeyRow { dek_id, sealed: vec![9; 77] });
        store
            .write(|write| {
                write.insert_slot(&slot(1), &SlotOrigin::default())?;
                write.replace_retired_keys(&retired)?;
                write.rewrap_slot([1; 16], 3, &[4; 153])?;
                for (id, dek_id) in ids.into_iter().zip([2, 3, 2]) {
                    write.insert_sealed_key(id, &sealed(dek_id, 0))?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let read = store.read().unwrap();
        assert_eq!(read.vault_slots().unwrap(), [SlotRow { dek_id: 3, wrapped: vec![4; 153], ..slot(1) }]);
        assert_eq!(read.retired_keys().unwrap(), retired);
        assert_eq!(read.count_sealed_keys(3).unwrap(), (3, 2));
        let stale = read.stale_sealed_keys(3, TokenId(0), 10).unwrap();
        assert_eq!(stale.iter().map(|stale| stale.token).collect::<Vec<_>>(), [ids[0], ids[2]]);
        assert_eq!(read.stale_sealed_keys(3, ids[0], 10).unwrap().len(), 1);
        drop(read);

        let replaced = store.write(|write| write.replace_sealed_key(&stale[0], &sealed(3, 1))).unwrap();
        assert!(replaced);
        let again = store.write(|write| write.replace_sealed_key(&stale[0], &sealed(3, 2))).unwrap();
        assert!(!again, "it is not the one that was read any more");
        let dropped = drop_unused(&store);
        assert_eq!((dropped, store.read().unwrap().retired_keys().unwrap()), (1, vec![retired[1].clone()]));
        store.write(|write| write.replace_sealed_key(&stale[1], &sealed(3, 1))).unwrap();
        assert_eq!(drop_unused(&store), 1);
    }
}
