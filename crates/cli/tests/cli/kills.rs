//! The program killed at any moment: the file opens again, each token is there whole or not at all, and a key
//! that was printed is never lost.

use std::{
    io::Read,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::machine::{Machine, objects, text};

/// While issuing and editing.
const KILLS: u64 = 200;
/// While a file of the first version is brought up to date.
const KILLS_WHILE_MIGRATING: u32 = 60;
/// As many as make a migration last.
const OLD_TOKENS: i64 = 4000;

/// Starts `line`, kills it after a while, and returns what it had printed.
pub(crate) fn run_and_kill(machine: &Machine, line: &str, after: Duration) -> String {
    let mut child = machine
        .command(line.split(' '))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    thread::sleep(after);
    child.kill().expect("it was there to be killed");
    child.wait().expect("it ends");
    let mut printed = String::new();
    child.stdout.take().expect("piped").read_to_string(&mut printed).expect("text");
    printed
}

/// How many rows a question about the file finds.
pub(crate) fn count(database: &Connection, sql: &str) -> i64 {
    database.query_one(sql, [], |row| row.get(0)).expect("an answer")
}

pub(crate) fn is_sound(database: &Connection) {
    let check: String = database.query_one("PRAGMA integrity_check", [], |row| row.get(0)).expect("asked");
    assert_eq!(check, "ok");
    assert_eq!(count(database, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

#[test]
fn after_any_kill_every_token_is_whole_and_every_printed_key_is_there() {
    let machine = Machine::bare();
    let seed: u64 = 20_261_122;
    let mut rng = StdRng::seed_from_u64(seed);
    let mut keys = Vec::new();
    let mut cut_short = 0;
    machine.issue("before-all");
    let started = Instant::now();
    machine.issue("measured");
    let longest = started.elapsed() * 3 / 2;
    for round in 0..KILLS {
        let line = match round % 4 {
            3 => format!(
                "token edit 1 --description round-{round} --allow-ip 10.0.0.{round} --scope write --json"
            ),
            _ => format!("token issue --name t{round} --scope read --scope write --show-once --json"),
        };
        let printed = run_and_kill(&machine, &line, longest.mul_f64(rng.random()));
        let whole: String = printed.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
        let issued = objects(&whole);
        cut_short += u64::from(issued.is_empty());
        keys.extend(
            issued.iter().filter(|object| !object["key"].is_null()).map(|o| text(&o["key"]).to_owned()),
        );
    }
    assert!(
        cut_short > 0 && !keys.is_empty(),
        "kills fell before and after the end: {cut_short}, {}",
        keys.len()
    );

    let database = machine.database();
    is_sound(&database);
    let torn = "SELECT count(*) FROM tokens t WHERE
        NOT EXISTS (SELECT 1 FROM token_scopes WHERE token_id = t.id)
        OR (SELECT count(*) FROM audit_entries WHERE token_id = t.id AND action = 'issued') <> 1
        OR t.revision <> (SELECT count(*) FROM audit_entries WHERE token_id = t.id)";
    assert_eq!(count(&database, torn), 0, "tokens that are not whole");
    // Each edit that was kept says in its entry what the token then had.
    let half_edited = "SELECT count(*) FROM tokens t JOIN audit_entries a
        ON a.id = (SELECT max(id) FROM audit_entries WHERE token_id = t.id)
        WHERE a.action = 'edited' AND instr(a.changes, json_quote(t.description)) = 0";
    assert_eq!(count(&database, half_edited), 0, "edits that are not whole");
    for key in keys {
        let hash: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        let found: i64 = database
            .query_one("SELECT count(*) FROM tokens WHERE key_sha256 = ?1", [hash], |row| row.get(0))
            .expect("an answer");
        assert_eq!(found, 1, "a printed key is lost");
    }
    machine.issue("after-all");
}

/// A data file as the first version wrote it.
fn old_file(machine: &Machine) {
    std::fs::create_dir(machine.data()).expect("a folder");
    let database = machine.database();
    database.pragma_update(None, "journal_mode", "WAL").expect("a log");
    database
        .execute_batch(include_str!("../../../store-sqlite/migrations/0001_desk.sql"))
        .expect("its tables");
    let fill = format!(
        "INSERT INTO vault VALUES (1, randomblob(16));
         INSERT INTO scopes VALUES ('read', '', '', NULL);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {OLD_TOKENS})
         INSERT INTO tokens (key_sha256, key_head, key_tail, show_once, name, description, name_folded, search_text,
                             allow_ips, block_ips, created_ms)
             SELECT randomblob(32), 'sk-AbCd', 'wXyZ', 1, 'old-' || i, '', 'old-' || i, 'old-' || i, '', '', i FROM n;
         INSERT INTO token_scopes SELECT id, 'read' FROM tokens;
         INSERT INTO audit_entries (at_ms, actor, action, token_id, subject, changes)
             SELECT created_ms, 'desk:anna', 'issued', id, name, '[]' FROM tokens;
         PRAGMA application_id = 0x544B4453; PRAGMA user_version = 1;"
    );
    database.execute_batch(&fill).expect("filled");
}

#[test]
fn a_migration_that_is_killed_is_done_wholly_or_not_at_all_and_loses_nothing() {
    const TOKENS: &str = "SELECT count(*) FROM tokens JOIN token_scopes ON token_id = id
                          WHERE EXISTS (SELECT 1 FROM audit_entries a WHERE a.token_id = id AND action = 'issued')";
    let old = Machine::bare();
    old_file(&old);
    let measured = Machine::copy_of(&old);
    let started = Instant::now();
    measured.text("token show 1");
    let longest = started.elapsed() * 5 / 4;
    let newest = count(&measured.database(), "PRAGMA user_version");
    assert!(newest > 1, "there is something to migrate");

    let mut rng = StdRng::seed_from_u64(20_261_123);
    let mut migrated = 0;
    for _ in 0..KILLS_WHILE_MIGRATING {
        let machine = Machine::copy_of(&old);
        run_and_kill(&machine, "token show 1", longest.mul_f64(rng.random()));
        let database = machine.database();
        let version = count(&database, "PRAGMA user_version");
        assert!(version == 1 || version == newest, "half migrated: {version}");
        migrated += u32::from(version == newest);
        is_sound(&database);
        assert_eq!(count(&database, TOKENS), OLD_TOKENS);
        assert_eq!(count(&database, "SELECT count(*) FROM vault WHERE length(id) = 16"), 1);
        drop(database);
        assert_eq!(machine.one("token show 4000")["name"], "old-4000");
        assert_eq!(count(&machine.database(), "PRAGMA user_version"), newest);
    }
    assert!(migrated > 0 && migrated < KILLS_WHILE_MIGRATING, "kills fell before and after: {migrated}");
}
