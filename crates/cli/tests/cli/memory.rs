//! What a process leaves in the memory that it has freed: a core dump would hold it.

use std::{collections::HashSet, fs, os::unix::fs::FileExt, process::Stdio};

use crate::{
    gateways::until,
    kills::count,
    machine::{Machine, objects, text},
};

/// Many pages, so that it has only just begun when the file is locked.
const TOKENS: usize = 6_000;
const PAGE: usize = 500;
/// The last that are written may wait to go to the disk.
const WAITING: usize = 100;
/// So much of a key's end tells it from everything else; where its beginning was, an allocator may keep its own notes.
const TELLING: usize = 16;
/// Of memory, not of tokens.
const PAGE_BYTES: u64 = 4096;
/// In memory, or swapped out (`proc_pid_pagemap(5)`).
const THERE: u64 = 0b11 << 62;
const REVEALED: &str = "SELECT count(*) FROM audit_entries WHERE action = 'key_revealed'";

#[test]
fn keys_that_an_export_has_written_are_nowhere_in_its_memory() {
    let machine = Machine::new();
    machine.issue_kept(TOKENS);
    machine.text("token export --with-keys --yes --to keys.jsonl");
    let rows = objects(&fs::read_to_string(machine.path("keys.jsonl")).expect("a file"));
    let ends: Vec<_> = rows.iter().map(|row| end(text(&row["key"]).as_bytes())).collect();

    let export = "token export --with-keys --yes --to again.jsonl";
    let mut child = machine.command(export.split(' ')).stderr(Stdio::null()).spawn().expect("it starts");
    let database = machine.database();
    let revealed = || usize::try_from(count(&database, REVEALED)).expect("a count") - TOKENS;
    until("some pages are written", || revealed() >= 3 * PAGE);
    // Its next page waits for its entries in the audit log.
    database.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let begun = revealed();
    assert!(begun < TOKENS, "it is not at its end");
    let mut left = Vec::new();
    until("its next page is opened", || {
        left = memory(child.id());
        found(&left, &ends[begun..begun + PAGE]) > PAGE / 2
    });
    assert_eq!(found(&left, &ends[..begun - WAITING]), 0, "of {begun}");
    database.execute_batch("ROLLBACK").expect("unlocked");
    assert!(child.wait().expect("an end").success());
}

fn end(key: &[u8]) -> &[u8] {
    &key[key.len() - TELLING..]
}

/// How many of the keys with these ends are there.
fn found(memory: &[u8], ends: &[&[u8]]) -> usize {
    let ends: HashSet<_> = ends.iter().copied().collect();
    let words = memory.split(|byte| !byte.is_ascii_alphanumeric() && !b"-_".contains(byte));
    let found = words.flat_map(|word| word.windows(TELLING)).filter(|part| ends.contains(part));
    found.collect::<HashSet<_>>().len()
}

/// All that it can have written a key into, as far as it has written there at all.
fn memory(process: u32) -> Vec<u8> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).expect("it lives");
    let open = |name| fs::File::open(format!("/proc/{process}/{name}")).expect("it may be looked at");
    let (memory, pages) = (open("mem"), open("pagemap"));
    let mut bytes = Vec::new();
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let range = line.split_once(' ').and_then(|(range, _)| range.split_once('-')).expect("a range");
        let [start, end] = [range.0, range.1].map(|text| u64::from_str_radix(text, 16).expect("an address"));
        let mut told = vec![0; usize::try_from((end - start) / PAGE_BYTES).expect("a length") * 8];
        if pages.read_exact_at(&mut told, start / PAGE_BYTES * 8).is_err() {
            continue;
        }
        let is_there = told.as_chunks::<8>().0.iter().map(|told| u64::from_ne_bytes(*told) & THERE != 0);
        for (at, _) in (start..).step_by(4096).zip(is_there).filter(|(_, is_there)| *is_there) {
            let mut page = [0; 4096];
            if memory.read_exact_at(&mut page, at).is_ok() {
                bytes.extend(page);
            }
        }
    }
    bytes
}
