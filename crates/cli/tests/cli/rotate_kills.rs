//! A rotation killed at any moment: the token has the old key or the new one, whole, and a key that was printed works.

use std::{
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};

use crate::{
    kills::{count, is_sound, run_and_kill},
    machine::{Machine, objects, text},
};

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// Rotates and kills; the answer is how many rotations were made and how many keys were printed.
fn rotate_and_kill(machine: &Machine, rounds: u32, seed: u64) -> (i64, u32) {
    let started = Instant::now();
    let mut generation =
        machine.one("token rotate 1 --grace now")["key_generation"].as_i64().expect("a number");
    let longest = started.elapsed() * 3 / 2;
    let (mut rng, mut printed) = (StdRng::seed_from_u64(seed), 0);
    for _ in 0..rounds {
        let after = longest.mul_f64(rng.random());
        let out = run_and_kill(machine, "token rotate 1 --grace now --json", after);
        let whole: String = out.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
        let database = machine.database();
        let of_token = |column: &str| count(&database, &format!("SELECT {column} FROM tokens"));
        assert!((0..2).contains(&(of_token("generation") - generation)), "one command, one rotation at most");
        generation = of_token("generation");
        for object in objects(&whole) {
            let present: [u8; 32] =
                database.query_one("SELECT key_sha256 FROM tokens", [], |row| row.get(0)).expect("a hash");
            assert_eq!(hash(text(&object["key"])), present, "a printed key is not the present one");
            printed += 1;
        }
        let torn = "SELECT count(*) FROM tokens t WHERE
            generation <> 1 + (SELECT count(*) FROM audit_entries WHERE token_id = t.id AND action = 'rotated')
            OR NOT EXISTS (SELECT 1 FROM old_keys WHERE token_id = t.id AND generation = t.generation - 1)
            OR EXISTS (SELECT 1 FROM old_keys o WHERE o.key_sha256 = t.key_sha256)";
        assert_eq!(count(&database, torn), 0, "a rotation that is not whole");
        thread::sleep(Duration::from_millis(1));
    }
    let database = machine.database();
    is_sound(&database);
    (count(&database, "SELECT generation FROM tokens") - 2, printed)
}

#[test]
fn a_rotation_killed_at_any_moment_is_made_or_not_and_never_by_half() {
    let machine = Machine::bare();
    machine.issue("ci");
    let (made, printed) = rotate_and_kill(&machine, 100, 20_261_122);
    assert!((1..100).contains(&made) && printed > 0, "kills fell before and after: {made}, {printed}");
}

#[test]
fn after_any_kill_the_sealed_copy_is_that_of_the_present_key() {
    let machine = Machine::new();
    machine.one("token issue --name ci --scope read");
    rotate_and_kill(&machine, 20, 20_261_123);
    let key = machine.text("token key 1");
    let present: [u8; 32] =
        machine.database().query_one("SELECT key_sha256 FROM tokens", [], |row| row.get(0)).expect("a hash");
    assert_eq!(hash(key.trim_end()), present);
}
