use std::ops::ControlFlow;

use rusqlite::params;
use tokendesk_domain::{
    audit::{Action, AuditEntry},
    audit_query::AuditQuery,
    life_change::LifeChange,
    token::TokenId,
};

use super::*;
use crate::{
    AuditPlace,
    store::{Store, tests::store},
    tokens::tests::{insert, new_token, now},
};

fn entry(subject: &str) -> AuditEntry {
    AuditEntry {
        at: now(),
        actor: "desk:anna".into(),
        action: Action::Issued,
        token: None,
        subject: subject.to_owned(),
        changes: Vec::new(),
    }
}

/// A log of five entries.
fn logged() -> (tempfile::TempDir, Store) {
    let (folder, store) = store();
    for subject in ["one", "two"] {
        store.write(|write| write.record(&entry(subject))).unwrap();
    }
    let rest = ["three", "four", "five"];
    store.write(|write| rest.iter().try_for_each(|subject| write.record(&entry(subject)))).unwrap();
    (folder, store)
}

fn whole_check(read: &Read<'_>, noted: Option<EntryHash>) -> Result<Intact, ChainFault> {
    read.check_audit(noted, |_, _| ControlFlow::Continue(())).unwrap().expect("nobody stopped it")
}

fn check(store: &Store) -> Result<Intact, ChainFault> {
    whole_check(&store.read().unwrap(), None)
}

/// What a check says after somebody with the file in his hands ran this.
fn after(sql: &str) -> Result<Intact, ChainFault> {
    let (_folder, store) = logged();
    store.write(|write| Ok::<_, StoreError>(write.connection.execute_batch(sql)?)).unwrap();
    check(&store)
}

#[test]
fn a_log_as_it_was_written_is_intact() {
    let (_folder, store) = store();
    let empty = Intact { entries: 0, head: ChainHead::default(), noted: None };
    assert_eq!(check(&store), Ok(empty));
    let (_folder, store) = logged();
    let intact = check(&store).unwrap();
    assert_eq!((intact.entries, intact.head.number), (5, 5));
    let last =
        store.read().unwrap().audit(&AuditQuery::default(), AuditPlace::Before(None), 1).unwrap().entries;
    assert_eq!(last[0].hash, intact.head.hash);
}

#[test]
fn an_entry_that_was_changed_is_named() {
    for change in [
        "at_ms = at_ms + 1",
        "actor = 'desk:eve'",
        "address = '10.0.0.7'",
        "action = 'edited'",
        "token_id = 7",
        "subject = ''",
        "changes = '[] '",
        "changes = CAST(x'ff' AS TEXT)",
        "hash = zeroblob(32)",
    ] {
        let found = after(&format!("UPDATE audit_entries SET {change} WHERE id = 3"));
        assert_eq!(found, Err(ChainFault::Altered { number: 3 }), "{change}");
    }
}

#[test]
fn entries_that_were_removed_are_named() {
    let missing = |first, last| Err(ChainFault::Missing { first, last });
    assert_eq!(after("DELETE FROM audit_entries WHERE id = 1"), missing(1, 1));
    assert_eq!(after("DELETE FROM audit_entries WHERE id IN (2, 3)"), missing(2, 3));
    assert_eq!(after("DELETE FROM audit_entries WHERE id > 3"), missing(4, 5));
    assert_eq!(after("DELETE FROM audit_entries"), missing(1, 5));
}

#[test]
fn entries_that_moved_up_do_not_hide_a_removed_one() {
    let sql = "DELETE FROM audit_entries WHERE id = 2; UPDATE audit_entries SET id = id - 1 WHERE id > 2";
    assert_eq!(after(sql), Err(ChainFault::Altered { number: 2 }));
}

#[test]
fn entries_that_changed_places_are_named() {
    let swap = "UPDATE audit_entries SET id = 99 WHERE id = 2;
                UPDATE audit_entries SET id = 2 WHERE id = 4;
                UPDATE audit_entries SET id = 4 WHERE id = 99";
    assert_eq!(after(swap), Err(ChainFault::Altered { number: 2 }));
}

#[test]
fn an_entry_that_was_inserted_is_named() {
    let columns = "at_ms, actor, action, subject, changes, hash";
    let copy = |id: i64| {
        format!(
            "INSERT INTO audit_entries (id, {columns}) SELECT {id}, {columns} FROM audit_entries WHERE id = 5"
        )
    };
    assert_eq!(after(&copy(6)), Err(ChainFault::Foreign { number: 6 }));
    assert_eq!(after(&copy(0)), Err(ChainFault::Altered { number: 0 }));
    let between =
        "UPDATE audit_entries SET id = -id WHERE id > 2; UPDATE audit_entries SET id = 1 - id WHERE id < 0";
    let between = format!("{between}; {}", copy(3).replace("id = 5", "id = 2"));
    assert_eq!(after(&between), Err(ChainFault::Altered { number: 3 }));
}

#[test]
fn a_head_that_was_changed_is_no_way_round() {
    let cut = "DELETE FROM audit_entries WHERE id = 5; UPDATE audit_head SET number = 4";
    assert_eq!(after(cut), Err(ChainFault::Altered { number: 4 }));
    assert_eq!(after("UPDATE audit_head SET hash = zeroblob(32)"), Err(ChainFault::Altered { number: 5 }));
    assert_eq!(after("UPDATE audit_head SET number = 4"), Err(ChainFault::Altered { number: 4 }));
}

#[test]
fn a_log_that_was_cut_and_given_a_right_head_is_found_by_a_head_that_was_noted() {
    let (_folder, store) = logged();
    let noted = check(&store).unwrap().head.hash;
    let read = |noted| whole_check(&store.read().unwrap(), Some(noted));
    assert_eq!(read(noted).unwrap().noted, Some(5));
    store.write(|write| write.record(&entry("six"))).unwrap();
    assert_eq!(read(noted).unwrap().noted, Some(5), "an earlier head is in it still");
    let cut = "DELETE FROM audit_entries WHERE id > 3;
               UPDATE audit_head SET number = 3, hash = (SELECT hash FROM audit_entries WHERE id = 3)";
    store.write(|write| Ok::<_, StoreError>(write.connection.execute_batch(cut)?)).unwrap();
    assert!(check(&store).is_ok(), "by itself the shorter log is in order");
    assert_eq!(read(noted), Err(ChainFault::NotedHeadGone));
}

#[test]
fn entries_of_one_statement_are_linked_like_single_ones() {
    let (_folder, store) = logged();
    let ids: Vec<TokenId> = (1..=500).map(|n| insert(&store, &new_token("t"), n)).collect();
    for change in [LifeChange::Disable, LifeChange::Enable, LifeChange::Delete] {
        store.write(|write| write.change_life(&ids, &change, &"api:ci".into(), now())).unwrap();
        store.write(|write| write.record(&entry("between"))).unwrap();
    }
    let entries = store.write(|write| write.change_life(&ids, &LifeChange::Restore, &"cli:a".into(), now()));
    let inverse = |write: &Write<'_>| {
        let entries = entries.unwrap();
        write.record(&entry("first"))?;
        let undone = write.change_life_of(&entries, &LifeChange::Delete, &"cli:a".into(), now())?;
        write.record(&entry("last"))?;
        Ok::<_, StoreError>(undone)
    };
    store.write(inverse).unwrap();
    assert_eq!(check(&store).unwrap().entries, 5 + 5 * 500 + 3 + 2);
}

#[test]
fn work_that_fails_leaves_the_log_as_it_was() {
    let (_folder, store) = logged();
    let failed: Result<(), StoreError> = store.write(|write| {
        write.record(&entry("never"))?;
        Err(StoreError::Full)
    });
    assert!(failed.is_err());
    store.write(|write| write.record(&entry("six"))).unwrap();
    assert_eq!(check(&store).unwrap().head.number, 6);
}

#[test]
fn several_programs_write_one_chain() {
    let (folder, one) = logged();
    let path = folder.path().join("desk").join("tokendesk.db");
    let two = Store::open(&path, &crate::store::tests::birth()).unwrap();
    std::thread::scope(|scope| {
        for store in [&one, &two, &one, &two] {
            scope.spawn(move || {
                for _ in 0..25 {
                    store.write(|write| write.record(&entry("many"))).unwrap();
                }
            });
        }
    });
    assert_eq!(check(&one).unwrap().entries, 105);
}

#[test]
fn somebody_elses_entries_keep_nobody_from_working_and_stay_found() {
    let (_folder, store) = logged();
    let foreign = "INSERT INTO audit_entries (id, at_ms, actor, action, subject, changes, hash)
                   VALUES (9, 1, 'desk:anna', 'edited', '', '[]', zeroblob(32))";
    store.write(|write| Ok::<_, StoreError>(write.connection.execute_batch(foreign)?)).unwrap();
    store.write(|write| write.record(&entry("later"))).unwrap();
    assert_eq!(store.read().unwrap().audit_head().unwrap().number, 10);
    assert!(matches!(check(&store), Err(ChainFault::Missing { first: 6, .. } | ChainFault::Altered { .. })));
}

#[test]
fn a_log_without_its_head_is_not_written_on() {
    let (_folder, store) = logged();
    store
        .write(|write| Ok::<_, StoreError>(write.connection.execute_batch("DELETE FROM audit_head")?))
        .unwrap();
    let refused = store.write(|write| write.record(&entry("six")));
    assert!(matches!(refused, Err(StoreError::Corrupt { table: "audit_head", .. })), "{refused:?}");
}

#[test]
fn a_log_of_an_older_version_is_chained_as_it_is() {
    let mut connection = Connection::open_in_memory().unwrap();
    crate::migrations::tests::at_version(&connection, 7);
    for number in 1..=3_i64 {
        let sql = "INSERT INTO audit_entries (id, at_ms, actor, action, token_id, subject, changes)
                   VALUES (?1, 5, 'cli:root', 'issued', ?1, 'old', '[]')";
        connection.execute(sql, params![number]).unwrap();
    }
    crate::migrations::migrate(&mut connection, &crate::store::tests::birth()).unwrap();
    let write = Write::new(&connection);
    assert_eq!(whole_check(&write, None).unwrap().entries, 3);
    write.record(&entry("new")).unwrap();
    write.keep_head().unwrap();
    let history = write.audit(&AuditQuery::default(), AuditPlace::After(2), 9).unwrap().entries;
    assert_eq!(history.iter().map(|logged| logged.number).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(history[0].entry.actor, "cli:root".into());
    assert_eq!(whole_check(&write, None).unwrap().head.number, 4);
}
