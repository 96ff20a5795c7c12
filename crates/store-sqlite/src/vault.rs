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
    /// `keyring` or `passphrase`.
    pub kind: String,
    /// Salt of the password hash.
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
    pub fn insert_slot(&self, slot: &SlotRow) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO vault_slots (id, dek_id, kind, salt, memory_kib, passes, lanes, wrapped)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                slot.id,
                slot.dek_id,
                slot.kind,
                slot.salt,
                slot.memory_kib,
                slot.passes,
                slot.lanes,
                slot.wrapped
            ],
        )?;
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        store::tests::store,
        tokens::tests::{insert, new_token},
    };

    #[test]
    fn slots_and_sealed_copies_read_back() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        let slot = SlotRow {
            id: [1; 16],
            dek_id: 1,
            kind: "passphrase".into(),
            salt: Some([2; 16]),
            memory_kib: Some(65_536),
            passes: Some(3),
            lanes: Some(1),
            wrapped: vec![3; 73],
        };
        store
            .write(|write| {
                write.insert_slot(&slot)?;
                write.insert_sealed_key(id, b"sealed")
            })
            .unwrap();
        assert_eq!(store.read().unwrap().vault_slots().unwrap(), [slot]);
        assert_eq!(store.read().unwrap().sealed_key(id).unwrap().unwrap().sealed, b"sealed");
        assert!(store.read().unwrap().sealed_key(TokenId(99)).unwrap().is_none());
    }
}
