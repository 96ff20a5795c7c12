//! An export with keys, killed at any moment: its file is whole or not there, and nothing is beside it.

use std::{fs, time::Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::{
    kills::run_and_kill,
    machine::{Machine, objects},
};

const KILLS: u32 = 25;
/// As many as make an export last.
const TOKENS: usize = 1_500;
const EXPORT: &str = "token export --with-keys --yes --to out/keys.jsonl";

#[test]
fn an_export_with_keys_killed_at_any_moment_leaves_a_whole_file_or_nothing() {
    let machine = Machine::new();
    machine.issue_kept(TOKENS);
    let out = machine.path("out");
    fs::create_dir(&out).expect("a folder");
    let started = Instant::now();
    machine.text(EXPORT);
    let longest = started.elapsed();
    fs::remove_file(out.join("keys.jsonl")).expect("it was there");

    let mut rng = StdRng::seed_from_u64(20_261_123);
    let mut undone = 0;
    for _ in 0..KILLS {
        run_and_kill(&machine, EXPORT, longest.mul_f64(rng.random_range(0.05..0.95)));
        let left: Vec<_> =
            fs::read_dir(&out).expect("a folder").map(|file| file.expect("a file").path()).collect();
        match &left[..] {
            [] => undone += 1,
            [path] => {
                assert_eq!(path.file_name().expect("a name"), "keys.jsonl");
                assert_eq!(objects(&fs::read_to_string(path).expect("text")).len(), TOKENS);
                fs::remove_file(path).expect("removed");
            }
            left => panic!("{left:?}"),
        }
    }
    assert!(undone > 0, "kills fell before the end");
}
