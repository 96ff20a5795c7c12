use tokendesk_domain::starter_scopes::{StarterLanguage, starter_scopes};
use tokendesk_store_sqlite::Birth;

use super::*;

fn store() -> (tempfile::TempDir, Store, rusqlite::Connection) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokendesk.db");
    let birth = Birth { vault_id: [1; 16], scopes: starter_scopes(StarterLanguage::English) };
    let store = Store::open(&file, &birth).unwrap();
    let bare = rusqlite::Connection::open(file).unwrap();
    bare.pragma_update(None, "foreign_keys", true).unwrap();
    (folder, store, bare)
}

fn hash(n: i64) -> KeyHash {
    KeyHash::of(&n.to_string())
}

fn find(table: &Table, n: i64) -> Option<Found<'_>> {
    table.find(&n.to_string(), |_| ())
}

fn insert(bare: &rusqlite::Connection, ids: std::ops::Range<i64>) {
    bare.execute_batch("BEGIN").unwrap();
    let mut token = bare
        .prepare(
            "INSERT INTO tokens (id, key_sha256, key_head, key_tail, show_once, name, description, name_folded,
                                 search_text, allow_ips, block_ips, created_ms)
             VALUES (?1, ?2, '', '', 1, 'n' || ?1, '', '', '', '10.0.0.0/8', '', 1)",
        )
        .unwrap();
    let mut scope = bare.prepare("INSERT INTO token_scopes VALUES (?1, ?2)").unwrap();
    for id in ids {
        token.execute(rusqlite::params![id, hash(id).as_bytes()]).unwrap();
        for name in if id % 2 == 0 { ["read", "write"].as_slice() } else { &["read"] } {
            scope.execute(rusqlite::params![id, name]).unwrap();
        }
    }
    bare.execute_batch("COMMIT").unwrap();
}

fn scopes_of(table: &Table, n: i64) -> Option<String> {
    let found = find(table, n)?;
    Some(table.shared.scopes(found.terms.scopes).joined.to_string())
}

#[test]
fn each_token_is_loaded_with_its_own_scopes() {
    let (_folder, store, bare) = store();
    insert(&bare, 1..500);
    bare.execute("DELETE FROM token_scopes WHERE token_id = 7", []).unwrap();
    bare.execute("DELETE FROM tokens WHERE id = 8", []).unwrap();
    let table = Table::load(&store).unwrap();
    assert_eq!(table.len(), 498);
    for (n, scopes) in
        [(1, "read"), (2, "read write"), (7, ""), (9, "read"), (498, "read write"), (499, "read")]
    {
        assert_eq!(scopes_of(&table, n).as_deref(), Some(scopes), "{n}");
    }
    assert_eq!(scopes_of(&table, 8), None);
}

#[test]
fn a_table_takes_over_more_tokens_than_it_was_made_for() {
    let (_folder, store, bare) = store();
    let table = Table::load(&store).unwrap();
    let many = 40_000;
    insert(&bare, 1..many);
    let read = store.read().unwrap();
    for id in 1..many {
        table.follow(&read, TokenId(id)).unwrap();
    }
    assert!((1..many).all(|n| find(&table, n).is_some_and(|found| found.terms.id == TokenId(n))));
    assert!(find(&table, many).is_none());
}

#[test]
fn keys_that_change_all_the_time_take_no_more_room() {
    let (_folder, store, bare) = store();
    insert(&bare, 1..3);
    let table = Table::load(&store).unwrap();
    let room = table.index.load().room();
    bare.pragma_update(None, "synchronous", "OFF").unwrap();
    for n in 0..20_000 {
        let key = hash(1_000 + n);
        bare.execute("UPDATE tokens SET key_sha256 = ?1 WHERE id = 1", [key.as_bytes()]).unwrap();
        table.follow(&store.read().unwrap(), TokenId(1)).unwrap();
        assert!(find(&table, 1_000 + n).is_some());
        assert!(find(&table, 999 + n).is_none());
    }
    assert_eq!(table.index.load().room(), room);
    assert_eq!(find(&table, 2).map(|found| found.terms.id), Some(TokenId(2)));
}

#[test]
fn a_key_that_is_asked_for_often_is_its_tokens_no_longer_than_any_other() {
    let (_folder, store, bare) = store();
    insert(&bare, 1..3);
    let table = Table::load(&store).unwrap();
    let often = |key: i64| {
        let found: Vec<_> = (0..100).map(|_| find(&table, key).map(|found| found.terms.id.0)).collect();
        assert!(found.iter().all(|id| *id == found[0]), "{key}");
        found[0]
    };
    assert_eq!((often(1), often(2), often(3)), (Some(1), Some(2), None));
    bare.execute("UPDATE tokens SET key_sha256 = ?1 WHERE id = 1", [hash(3).as_bytes()]).unwrap();
    table.follow(&store.read().unwrap(), TokenId(1)).unwrap();
    assert_eq!((often(1), often(2), often(3)), (None, Some(2), Some(1)));
    bare.execute("DELETE FROM tokens WHERE id = 2", []).unwrap();
    table.follow(&store.read().unwrap(), TokenId(2)).unwrap();
    assert_eq!((often(1), often(2), often(3)), (None, None, Some(1)));
}

#[test]
fn what_no_version_writes_refuses_its_own_token_until_it_can_be_read_and_no_other_one() {
    let (_folder, store, bare) = store();
    insert(&bare, 1..6);
    bare.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF").unwrap();
    for damage in [
        "UPDATE tokens SET allow_ips = 'everywhere' WHERE id = 2",
        "UPDATE tokens SET state = 'asleep' WHERE id = 3",
        "UPDATE token_scopes SET scope = char(7) WHERE token_id = 4 AND scope = 'write'",
        "INSERT INTO old_keys (key_sha256, token_id, generation, key_head, key_tail, until_ms, rotated_ms)
         VALUES (x'00', 5, 1, 'sk-AbCd', 'wXyZ', 1, 0)",
    ] {
        assert!(bare.execute(damage, []).unwrap() > 0, "{damage}");
    }
    let table = Table::load(&store).unwrap();
    let known = || (1..6).filter(|n| find(&table, *n).is_some()).collect::<Vec<_>>();
    assert_eq!((known(), table.len(), table.unreadable.len()), (vec![1], 1, 4));
    bare.execute_batch(
        "UPDATE tokens SET allow_ips = '', state = 'enabled';
         DELETE FROM token_scopes WHERE scope = char(7); DELETE FROM old_keys",
    )
    .unwrap();
    for n in 2..6 {
        table.follow(&store.read().unwrap(), TokenId(n)).unwrap();
    }
    assert_eq!((known(), table.len(), table.unreadable.len()), (vec![1, 2, 3, 4, 5], 5, 0));
}
