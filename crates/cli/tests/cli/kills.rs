//! The program killed at any moment: the file opens again, each token is there whole or not at all, and a key
//! that was printed is never lost.

use std::{
    io::Read,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};

use crate::machine::{Machine, objects, text};

const KILLS: u64 = 200;

/// Starts `line`, kills it after a while, and returns what it had printed.
fn run_and_kill(machine: &Machine, line: &str, after: Duration) -> String {
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
fn count(machine: &Machine, sql: &str) -> i64 {
    machine.database().query_one(sql, [], |row| row.get(0)).expect("an answer")
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

    let check: String =
        machine.database().query_one("PRAGMA integrity_check", [], |row| row.get(0)).expect("asked");
    assert_eq!(check, "ok");
    assert_eq!(count(&machine, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let torn = "SELECT count(*) FROM tokens t WHERE
        NOT EXISTS (SELECT 1 FROM token_scopes WHERE token_id = t.id)
        OR (SELECT count(*) FROM audit_entries WHERE token_id = t.id AND action = 'issued') <> 1
        OR t.revision <> (SELECT count(*) FROM audit_entries WHERE token_id = t.id)";
    assert_eq!(count(&machine, torn), 0, "tokens that are not whole");
    for key in keys {
        let hash: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        let database = machine.database();
        let found: i64 = database
            .query_one("SELECT count(*) FROM tokens WHERE key_sha256 = ?1", [hash], |row| row.get(0))
            .expect("an answer");
        assert_eq!(found, 1, "a printed key is lost");
    }
    machine.issue("after-all");
}
