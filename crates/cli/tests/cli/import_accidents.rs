//! What can happen to an import: killed, its reader gone, the disk behind its output full, two at once.

use std::{
    collections::{BTreeSet, HashSet},
    fmt::Write as _,
    fs::File,
    io::{BufRead, BufReader, Read, pipe},
    process::Stdio,
    thread,
    time::Instant,
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use sha2::{Digest, Sha256};

use crate::machine::{Answer, Machine, PASSPHRASE, keys, objects, text};

const KILLS: u64 = 40;

/// Writes a file of `count` rows, of which every `once_each`th is shown once; its name.
fn rows(machine: &Machine, count: usize, once_each: usize) -> &'static str {
    let mut content = "name,scopes,expires,allow_ip,request_limit,show_once\n".to_owned();
    for number in 0..count {
        let once = number % once_each == 0;
        writeln!(content, "t{number},read write,90d,10.0.0.0/8,1000/day,{once}").expect("a text");
    }
    std::fs::write(machine.path("rows.csv"), content).expect("written");
    "rows.csv"
}

fn count(machine: &Machine, sql: &str) -> i64 {
    machine.database().query_one(sql, [], |row| row.get(0)).expect("an answer")
}

/// All that the file knows of keys.
fn hashes(machine: &Machine) -> HashSet<[u8; 32]> {
    let database = machine.database();
    let mut statement = database.prepare("SELECT key_sha256 FROM tokens").expect("prepared");
    let rows = statement.query_map([], |row| row.get(0)).expect("asked");
    rows.collect::<Result<_, _>>().expect("hashes")
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

#[test]
fn after_any_kill_every_token_is_whole_and_every_printed_key_is_there() {
    let machine = Machine::new();
    machine.text("token issue --name sets-the-vault-up --scope read");
    let mut rng = StdRng::seed_from_u64(20_261_122);
    let file = rows(&machine, 400, 5);
    let line = format!("token issue --from {file} --json");
    let started = Instant::now();
    machine.text(&line);
    let longest = started.elapsed() * 5 / 4;
    let (mut printed, mut cut_short) = (Vec::new(), 0);
    for _ in 0..KILLS {
        let mut child =
            machine.command(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let reader = thread::spawn(move || {
            let mut text = String::new();
            out.read_to_string(&mut text).expect("text");
            text
        });
        thread::sleep(longest.mul_f64(rng.random()));
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().unwrap();
        let out = reader.join().unwrap();
        cut_short += u64::from(out.lines().count() < 400);
        printed.extend(out.split_inclusive('\n').filter(|l| l.ends_with('\n')).flat_map(objects));
    }
    assert!(cut_short > 0 && !printed.is_empty(), "kills fell before and after the end: {cut_short}");

    let check: String = machine.database().query_one("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    assert_eq!(count(&machine, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let torn = "SELECT count(*) FROM tokens t WHERE
        NOT EXISTS (SELECT 1 FROM token_scopes WHERE token_id = t.id)
        OR (SELECT count(*) FROM sealed_keys WHERE token_id = t.id) <> 1 - t.show_once
        OR (SELECT count(*) FROM audit_entries WHERE token_id = t.id AND action = 'issued') <> 1";
    assert_eq!(count(&machine, torn), 0, "tokens that are not whole");
    let known = hashes(&machine);
    for row in &printed {
        assert!(known.contains(&hash(text(&row["key"]))), "a printed key is lost: row {}", row["row"]);
    }
    // A copyable key that was not printed is not lost either.
    let last = count(&machine, "SELECT max(id) FROM tokens WHERE show_once = 0");
    let key = machine.text(&format!("token key {last}"));
    assert!(known.contains(&hash(key.trim_end())));
}

#[test]
fn a_reader_who_leaves_is_told_of_and_nothing_is_lost_in_silence() {
    let machine = Machine::new();
    // More than a pipe holds.
    let file = rows(&machine, 3_000, 2);
    let line = format!("token issue --from {file} --json");
    let mut child =
        machine.command(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::with_capacity(256, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"row\":1,"), "{first}");
    let answer = Answer::of(child.wait_with_output().unwrap());
    assert_eq!((answer.code, answer.error().as_str()), (1, "key_not_written"));
    assert!(answer.err.contains("token key") && answer.err.contains("revoked"), "{}", answer.err);
    assert_eq!(count(&machine, "SELECT count(*) FROM tokens"), 3_000);
    let revoked = count(&machine, "SELECT count(*) FROM tokens WHERE state = 'revoked'");
    assert!(revoked > 0, "shown once, and not written");
    assert_eq!(count(&machine, "SELECT count(*) FROM tokens WHERE state = 'revoked' AND show_once = 0"), 0);
    assert_eq!(count(&machine, "SELECT state = 'enabled' FROM tokens WHERE id = 1"), 1, "written, and read");
}

#[test]
fn on_a_full_disk_behind_the_output_what_was_shown_once_is_revoked() {
    let machine = Machine::bare();
    let file = rows(&machine, 20, 1);
    let line = format!("token issue --from {file} --json");
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = machine.command(line.split(' ')).stdout(full).stderr(Stdio::piped()).output().unwrap();
    let answer = Answer::of(output);
    assert_eq!((answer.code, answer.error().as_str()), (1, "key_not_written"));
    assert!(answer.err.contains("revoked again: 1–20"), "{}", answer.err);
    assert_eq!(count(&machine, "SELECT count(*) FROM tokens WHERE state = 'revoked'"), 20);
}

#[test]
fn a_closed_pipe_from_the_start_loses_no_copyable_key() {
    let machine = Machine::new();
    let file = rows(&machine, 10, 1_000);
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let line = format!("token issue --from {file} --json");
    let output = machine.command(line.split(' ')).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    let answer = Answer::of(output);
    assert_eq!((answer.code, answer.error().as_str()), (1, "key_not_written"));
    assert!(answer.err.contains("prints those of 2–10"), "{}", answer.err);
    assert_eq!(keys(&machine.text("token key 7")).len(), 1);
}

#[test]
fn a_data_file_that_goes_away_after_the_rows_are_stored_takes_no_key_with_it() {
    let machine = Machine::bare();
    // More than a pipe holds: the wrong row's turn comes after the data file is away.
    let file = rows(&machine, 3_000, 1);
    let mut rows = File::options().append(true).open(machine.path(file)).unwrap();
    std::io::Write::write_all(&mut rows, b"wrong,reed,,,5/week,1\n").unwrap();
    let line = format!("token issue --from {file} --skip-invalid --json");
    let mut child =
        machine.command(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::with_capacity(256, child.stdout.take().unwrap());
    let mut printed = String::new();
    out.read_line(&mut printed).unwrap();
    let away = machine.path("away");
    std::fs::rename(machine.data(), &away).unwrap();
    out.read_to_string(&mut printed).unwrap();
    let answer = Answer::of(child.wait_with_output().unwrap());
    std::fs::rename(away, machine.data()).unwrap();
    let known = hashes(&machine);
    assert_eq!(known.len(), 3_000);
    let shown: HashSet<_> = keys(&printed).into_iter().map(hash).collect();
    assert!(shown == known, "{} of 3000 keys were shown: {}", shown.len(), answer.err);
    let errors = objects(&printed)[3_000]["errors"].as_array().map(Vec::len);
    assert_eq!((answer.code, errors), (0, Some(2)), "{}", answer.err);
}

#[test]
fn two_imports_at_once_lose_nothing() {
    let machine = Machine::bare().with_passphrase(PASSPHRASE);
    let file = rows(&machine, 500, 3);
    let line = format!("token issue --from {file} --json");
    let start =
        || machine.command(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let children = [start(), start()];
    let (mut ids, mut all) = (BTreeSet::new(), Vec::new());
    for child in children {
        let answer = Answer::of(child.wait_with_output().unwrap());
        assert_eq!(answer.code, 0, "{}", answer.err);
        let issued = objects(&answer.out);
        assert_eq!(issued.len(), 500);
        ids.extend(issued.iter().map(|row| row["id"].as_i64().unwrap()));
        all.extend(issued.iter().map(|row| hash(text(&row["key"]))));
    }
    assert_eq!(ids, (1..=1_000).collect());
    assert_eq!(all.into_iter().collect::<HashSet<_>>(), hashes(&machine));
    let copyable = count(&machine, "SELECT max(id) FROM tokens WHERE show_once = 0");
    assert_eq!(
        keys(&machine.text(&format!("token key {copyable}"))).len(),
        1,
        "sealed with the one data key"
    );
}

#[test]
fn an_interrupt_ends_it_where_nothing_is_half_done() {
    let machine = Machine::bare();
    let file = rows(&machine, 25_000, 1);
    let line = format!("token issue --from {file} --json");
    let mut child =
        machine.command(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    out.read_line(&mut printed).unwrap();
    let signalled =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    out.read_to_string(&mut printed).unwrap();
    let answer = Answer::of(child.wait_with_output().unwrap());
    assert_eq!((answer.code, answer.error().as_str()), (1, "interrupted"));
    let issued = printed.lines().count();
    assert!(
        issued < 25_000 && answer.err.contains(&format!("{issued} of 25000")),
        "{issued}: {}",
        answer.err
    );
    assert_eq!(count(&machine, "SELECT count(*) FROM tokens"), i64::try_from(issued).unwrap());
}
