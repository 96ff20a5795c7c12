//! A backup and a restore, killed at any moment: what has the name of a backup is whole, and the data file is as it
//! was or as it is to be.

use std::{fs, time::Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::{
    kills::{is_sound, run_and_kill},
    machine::{Machine, text},
    side_by_side::fill,
};

const KILLS: u32 = 25;
/// As many as make a restore last.
const TOKENS: usize = 1_500;

/// What a restore puts back: how many tokens, and how many of them are switched on.
fn state(machine: &Machine) -> (i64, i64) {
    let database = machine.database();
    is_sound(&database);
    let sql = "SELECT count(*), count(*) FILTER (WHERE state = 'enabled') FROM tokens";
    database.query_one(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("counts")
}

#[test]
fn a_restore_killed_at_any_moment_leaves_the_old_file_or_the_new_one() {
    let machine = Machine::bare();
    machine.issue("first");
    fill(&machine, TOKENS);
    let old = text(&machine.one("backup create")["path"]).to_owned();
    machine
        .database()
        .execute_batch("UPDATE tokens SET state = 'disabled', revision = revision + 1 WHERE id % 2 = 0")
        .unwrap();
    machine.issue("later");
    let new = text(&machine.one("backup create")["path"]).to_owned();
    let new_state = state(&machine);
    let started = Instant::now();
    machine.text(&format!("restore {old} --yes"));
    let longest = started.elapsed();
    let old_state = state(&machine);
    assert_ne!(old_state, new_state);

    let mut rng = StdRng::seed_from_u64(20_261_122);
    let (mut done, mut undone) = (0, 0);
    let mut after = longest / 8;
    // However busy the machine is: later and later, until one comes to its end.
    while done + undone < KILLS || done == 0 {
        let (from, to, file) = if state(&machine) == old_state {
            (old_state, new_state, &new)
        } else {
            (new_state, old_state, &old)
        };
        run_and_kill(&machine, &format!("restore {file} --yes"), after);
        let found = state(&machine);
        assert!(found == from || found == to, "{found:?} is neither {from:?} nor {to:?}");
        if found == to {
            done += 1;
            after = longest.mul_f64(rng.random_range(0.1..0.8));
        } else {
            undone += 1;
            after = after.mul_f64(1.2);
        }
    }
    assert!(undone > 0, "kills fell before the end, too");
    for backup in machine.json("backup list") {
        machine.one(&format!("backup check {}", text(&backup["path"])));
    }
    machine.issue("after-all");
}

#[test]
fn a_backup_killed_at_any_moment_has_no_name_or_is_whole() {
    let machine = Machine::bare();
    machine.issue("first");
    fill(&machine, TOKENS);
    let started = Instant::now();
    machine.one("backup create");
    let longest = started.elapsed();
    let mut rng = StdRng::seed_from_u64(20_261_123);
    for _ in 0..KILLS {
        run_and_kill(&machine, "backup create", longest.mul_f64(rng.random_range(0.1..1.1)));
        for backup in machine.json("backup list") {
            assert_eq!(machine.one(&format!("backup check {}", text(&backup["path"])))["tokens"], TOKENS + 1);
            fs::remove_file(text(&backup["path"])).unwrap();
        }
    }
}
