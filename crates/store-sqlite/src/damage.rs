//! Where a damaged file is damaged.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use crate::{Store, StoreError, backup::damage, connections::open_reader};

impl Store {
    /// Looks through the whole file, also what opening it does not read; refuses a damaged one with
    /// [`StoreError::Damaged`]. As slow as the file is large.
    pub fn check_whole(&self) -> Result<(), StoreError> {
        match damage(&self.read()?.connection)? {
            None => Ok(()),
            at => Err(StoreError::Damaged { at }),
        }
    }

    /// The error with the place of the damage, where the file itself is damaged and SQLite finds the place.
    /// Slow: reads the file up to the first damage.
    pub fn locate(&self, error: StoreError) -> StoreError {
        located(error, || first_damage(&self.read().ok()?.connection))
    }
}

/// The same for a file that could not be opened.
pub(crate) fn located_in(path: &Path, error: StoreError) -> StoreError {
    located(error, || first_damage(&open_reader(path).ok()?))
}

fn located(error: StoreError, look: impl FnOnce() -> Option<String>) -> StoreError {
    match error {
        StoreError::Damaged { at: None } => StoreError::Damaged { at: look() },
        other => other,
    }
}

/// What SQLite finds first, with the table or index by its name.
pub(crate) fn first_damage(connection: &Connection) -> Option<String> {
    let said: String = match connection.query_one("PRAGMA quick_check(1)", [], |row| row.get(0)) {
        Ok(said) => said,
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            return Some(error.to_string());
        }
        Err(_) => return None,
    };
    if said == "ok" {
        return None;
    }
    // The first line may be a heading.
    let line = said.lines().find(|line| !line.starts_with("***")).unwrap_or(&said);
    let root = line.strip_prefix("Tree ").and_then(|rest| rest.split(' ').next()?.parse::<i64>().ok());
    let named = root.and_then(|root| {
        let sql = "SELECT type || ' ' || name FROM sqlite_schema WHERE rootpage = ?1";
        connection.query_one(sql, [root], |row| row.get::<_, String>(0)).ok()
    });
    Some(named.map_or_else(|| line.to_owned(), |name| format!("{name}: {line}")))
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{File, OpenOptions},
        io::{Read as _, Seek, SeekFrom, Write as _},
    };

    use super::*;
    use crate::{
        store::tests::{birth, store},
        tokens::tests::{insert, new_token},
    };

    const PAGE: usize = 4096;

    /// A closed file with enough tokens for several pages of each table and index.
    fn file_of_many(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("tokendesk.db");
        let store = Store::open(&path, &birth()).unwrap();
        for n in 0..300 {
            insert(&store, &new_token("t"), n);
        }
        path
    }

    /// The first page below the root of a table or index.
    fn page_of(path: &Path, name: &str) -> u64 {
        let connection = Connection::open(path).unwrap();
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
        let root: i64 = connection.query_one(sql, [name], |row| row.get(0)).unwrap();
        drop(connection);
        let mut page = [0; PAGE];
        let mut file = File::open(path).unwrap();
        file.seek(SeekFrom::Start((root.unsigned_abs() - 1) * PAGE as u64)).unwrap();
        file.read_exact(&mut page).unwrap();
        assert!(matches!(page[0], 2 | 5), "{name} has pages below its root");
        let cell = usize::from(u16::from_be_bytes([page[12], page[13]]));
        u64::from(u32::from_be_bytes(page[cell..cell + 4].try_into().unwrap()))
    }

    /// Turns bits in a page's header and cell pointers, as a bad disk does.
    fn spoil(path: &Path, page: u64) {
        let mut file = OpenOptions::new().write(true).open(path).unwrap();
        file.seek(SeekFrom::Start((page - 1) * PAGE as u64)).unwrap();
        file.write_all(&[0xA5; 64]).unwrap();
    }

    fn bytes(path: &Path) -> Vec<u8> {
        std::fs::read(path).unwrap()
    }

    #[test]
    fn a_damaged_table_is_named_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_of_many(folder.path());
        spoil(&path, page_of(&path, "tokens"));
        let before = bytes(&path);
        let store = Store::open(&path, &birth()).unwrap();
        let refused = store.read().unwrap().token(tokendesk_domain::token::TokenId(1)).unwrap_err();
        assert!(matches!(refused, StoreError::Damaged { at: None }), "{refused:?}");
        let StoreError::Damaged { at: Some(at) } = store.locate(refused) else { panic!("it has a place") };
        assert!(at.starts_with("table tokens: "), "{at}");
        assert!(matches!(store.check_whole(), Err(StoreError::Damaged { .. })));
        drop(store);
        assert!(bytes(&path) == before, "the file was touched");
    }

    #[test]
    fn a_damaged_index_is_named_and_a_key_that_could_not_be_stored_is_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_of_many(folder.path());
        spoil(&path, page_of(&path, "sqlite_autoindex_tokens_1"));
        let store = Store::open(&path, &birth()).unwrap();
        let refusals: Vec<_> = (1000..1040)
            .filter_map(|seed| {
                let key = tokendesk_domain::key::Key::generate(
                    &tokendesk_domain::key_prefix::KeyPrefix::default(),
                    &mut <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(seed),
                );
                let token = new_token("new");
                let row = crate::NewTokenRow {
                    token: &token,
                    hash: key.hash(),
                    hint: &key.hint(),
                    created: crate::tokens::tests::now(),
                };
                store.write(|write| write.insert_token(&row)).err()
            })
            .collect();
        assert!(!refusals.is_empty());
        for refused in refusals {
            assert!(matches!(refused, StoreError::Damaged { .. }), "{refused:?}");
            let StoreError::Damaged { at: Some(at) } = store.locate(refused) else {
                panic!("it has a place")
            };
            assert!(at.starts_with("index sqlite_autoindex_tokens_1: "), "{at}");
        }
        assert!(matches!(store.check_whole(), Err(StoreError::Damaged { .. })));
        // The table itself is whole: what is there can still be read.
        assert!(store.read().unwrap().token(tokendesk_domain::token::TokenId(1)).unwrap().is_some());
    }

    #[test]
    fn a_truncated_file_is_damage_and_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = file_of_many(folder.path());
        let whole = bytes(&path);
        for kept in [whole.len() / 2, 3 * PAGE, PAGE + 100] {
            std::fs::write(&path, &whole[..kept]).unwrap();
            let refused = Store::open(&path, &birth()).err().unwrap();
            assert!(matches!(refused, StoreError::Damaged { .. }), "{kept}: {refused:?}");
            assert!(bytes(&path) == whole[..kept], "{kept}: the file was touched");
        }
    }

    #[test]
    fn an_undamaged_file_is_whole_and_has_no_place_of_damage() {
        let (_folder, store) = store();
        store.check_whole().unwrap();
        let error = store.locate(StoreError::Damaged { at: None });
        assert!(matches!(error, StoreError::Damaged { at: None }));
    }
}
