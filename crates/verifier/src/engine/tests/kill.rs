//! `kill -9` under load loses nothing and grants nothing twice.

use std::{fs::OpenOptions, process::Command, sync::atomic::AtomicU64};

use super::*;
use crate::engine::mapping::Mapping;

const LIMIT: u64 = 5_000;
const KILLS: u64 = 25;
const THREADS: usize = 4;
const FOLDER: &str = "TOKENDESK_TEST_FOLDER";
const KEY: &str = "TOKENDESK_TEST_KEY";

/// Words that outlive the program: how many were allowed, and for each thread whether it waits for an answer.
fn words(folder: &Path) -> Mapping {
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).open(folder.join("seen")).unwrap();
    file.set_len(4096).unwrap();
    Mapping::of(&file, 0, 4096).unwrap()
}

fn waiting(words: &[AtomicU64]) -> u64 {
    words[1..=THREADS].iter().map(|word| word.swap(0, Ordering::SeqCst)).sum()
}

/// The program that is killed; it ends by itself when the limit is used up.
#[test]
#[ignore = "started by the test below"]
fn asks_until_it_is_killed() {
    let (Some(folder), Some(key)) = (std::env::var_os(FOLDER), std::env::var(KEY).ok()) else { return };
    let folder = Path::new(&folder);
    let verifier = Verifier::open(options(folder, "state", crate::system_clock())).unwrap();
    let seen = words(folder);
    thread::scope(|scope| {
        for number in 1..=THREADS {
            let (verifier, key, words) = (&verifier, &key, seen.words());
            scope.spawn(move || {
                loop {
                    words[number].store(1, Ordering::SeqCst);
                    let refusal = refusal(verifier, key);
                    if refusal.is_none() {
                        words[0].fetch_add(1, Ordering::SeqCst);
                    }
                    words[number].store(0, Ordering::SeqCst);
                    if refusal == Some(Refusal::LimitReached) {
                        break;
                    }
                    thread::sleep(Duration::from_micros(100));
                }
            });
        }
    });
    verifier.close();
}

#[test]
fn twenty_five_kills_under_load_leave_exactly_the_limit() {
    let place = Place::new();
    let (id, key) = place.limited(1, LIMIT, LimitWindow::Total);
    let start = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["engine::tests::kill::asks_until_it_is_killed", "--exact", "--ignored"])
            .env(FOLDER, place.path())
            .env(KEY, &key)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let seen = words(place.path());
    let allowed = || seen.words()[0].load(Ordering::SeqCst);
    let mut unanswered = 0;
    for kill in 1..=KILLS {
        let mut child = start();
        let enough = kill * (LIMIT - 500) / KILLS;
        until(|| allowed() >= enough);
        child.kill().unwrap();
        child.wait().unwrap();
        unanswered += waiting(seen.words());
    }
    assert!(allowed() < LIMIT, "it was killed before the end each time");
    assert!(start().wait().unwrap().success());
    assert_eq!(place.used(id), LIMIT);
    // A request whose answer was killed may have been charged.
    assert!((LIMIT - unanswered..=LIMIT).contains(&allowed()), "{} and {unanswered}", allowed());
}
