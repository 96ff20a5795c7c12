//! Imports with a name: run again they go on where they were, and make nothing twice.

use std::{collections::HashSet, fmt::Write as _, process::Stdio, thread, time::Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::machine::{Machine, keys, objects};

/// As many as take three transactions.
const ROWS: usize = 20_500;
const KILLS: u32 = 8;

fn write(machine: &Machine, rows: impl Iterator<Item = String>) {
    let mut content = "name,scopes,show_once\n".to_owned();
    rows.for_each(|row| writeln!(content, "{row}").expect("a text"));
    std::fs::write(machine.path("rows.csv"), content).expect("written");
}

fn tokens(machine: &Machine) -> i64 {
    machine.database().query_one("SELECT count(*) FROM tokens", [], |row| row.get(0)).expect("a count")
}

/// How often each outcome stands in an answer, and the distinct tokens that it names.
fn outcomes(out: &str) -> (usize, usize, usize) {
    let rows = objects(out);
    let count = |outcome: &str| rows.iter().filter(|row| row["outcome"] == outcome).count();
    let ids: HashSet<_> = rows.iter().filter_map(|row| row["id"].as_i64()).collect();
    (count("issued"), count("already_there"), ids.len())
}

#[test]
fn after_any_kill_the_same_command_completes_the_batch_without_doubles() {
    let mut rng = StdRng::seed_from_u64(20_261_122);
    let (mut whole, mut part) = (0, 0);
    let measured = Machine::bare();
    write(&measured, (0..ROWS).map(|n| format!("t{n},read,true")));
    let begin = Instant::now();
    measured.text("token issue --from rows.csv --batch-id run-7 --json");
    let longest = begin.elapsed();
    for round in 0..KILLS {
        let machine = Machine::bare();
        write(&machine, (0..ROWS).map(|n| format!("t{n},read,true")));
        let line = "token issue --from rows.csv --batch-id run-7 --json";
        let mut child = machine
            .command(line.split(' '))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        thread::sleep(longest.mul_f64(rng.random_range(0.3..1.0)));
        child.kill().expect("it is there or was");
        child.wait().expect("it ends");
        let before = if machine.data().exists() { count_if_there(&machine) } else { 0 };
        whole += u32::from(before == ROWS);
        part += u32::from(before > 0 && before < ROWS);
        let (issued, there, distinct) = outcomes(&machine.text(line));
        assert_eq!((issued, there, distinct), (ROWS - before, before, ROWS), "round {round}");
        assert_eq!(tokens(&machine), i64::try_from(ROWS).expect("a count"), "round {round}");
        let names: i64 = machine
            .database()
            .query_one("SELECT count(DISTINCT name) FROM tokens", [], |row| row.get(0))
            .expect("a count");
        assert_eq!(names, i64::try_from(ROWS).expect("a count"), "round {round}");
    }
    assert!(part > 0, "kills fell in the middle: {part} of {KILLS}, {whole} after the end");
}

/// How many tokens a killed run left; a file that it did not come to make has none.
fn count_if_there(machine: &Machine) -> usize {
    let count = machine.database().query_one("SELECT count(*) FROM tokens", [], |row| row.get::<_, i64>(0));
    count.map_or(0, |count| usize::try_from(count).expect("a count"))
}

#[test]
fn rows_that_were_wrong_are_issued_by_the_next_run_and_the_others_are_not() {
    let machine = Machine::new();
    write(&machine, ["a,read,false", "b,build,false", "c,read,true"].into_iter().map(str::to_owned));
    let line = "token issue --from rows.csv --batch-id first --skip-invalid";
    assert_eq!(outcomes(&machine.text(&format!("{line} --json"))), (2, 0, 2));
    machine.text("scope add build");
    assert_eq!(outcomes(&machine.text(&format!("{line} --dry-run --json"))), (1, 2, 2));
    let again = machine.run(line.split(' '));
    assert_eq!((again.code, keys(&again.out).len()), (0, 1), "{}", again.err);
    assert!(again.err.contains("Tokens issued: 1; already there: 2; rows left out: 0."), "{}", again.err);
    assert_eq!(tokens(&machine), 3);
    assert_eq!(keys(&machine.text("token key 1")).len(), 1, "a kept key is there to be asked for");
    // What is gone for good is issued anew.
    machine.text("token delete 1");
    assert_eq!(outcomes(&machine.text(&format!("{line} --json"))), (0, 3, 3), "the trash is not gone");
    machine.text("token purge 1");
    assert_eq!(outcomes(&machine.text(&format!("{line} --json"))), (1, 2, 3));
}

#[test]
fn another_name_issues_again_and_another_file_under_the_same_name_is_refused() {
    let machine = Machine::bare();
    let rows = |name: &str| write(&machine, std::iter::once(format!("{name},read,true")));
    rows("a");
    for batch in ["", " --batch-id x", " --batch-id y", ""] {
        machine.text(&format!("token issue --from rows.csv{batch}"));
    }
    machine.text("token issue --from rows.csv --batch-id x");
    assert_eq!(tokens(&machine), 4);
    rows("b");
    let before = machine.content();
    for options in ["", " --dry-run", " --skip-invalid"] {
        let answer =
            machine.run(format!("token issue --from rows.csv --batch-id x{options} --json").split(' '));
        assert_eq!((answer.code, answer.error().as_str()), (2, "batch_id_reused"), "{options}");
    }
    rows("a");
    let other_way = "token issue --from rows.csv --batch-id x --default-scope write --json";
    assert_eq!(machine.run(other_way.split(' ')).error(), "batch_id_reused", "read in another way");
    for wrong in ["--batch-id=", "--batch-id=a\u{1}b", &format!("--batch-id={}", "x".repeat(201))] {
        let answer = machine.run(["token", "issue", "--from", "rows.csv", wrong, "--json"]);
        assert_eq!((answer.code, answer.error().as_str()), (2, "invalid_value"));
    }
    assert_eq!(machine.run("token issue --name t --scope read --batch-id x".split(' ')).code, 2);
    assert_eq!(machine.content(), before);
}

#[test]
fn two_that_import_the_same_at_once_make_one_token_of_each_row() {
    let machine = Machine::bare();
    machine.issue("before");
    write(&machine, (0..500).map(|n| format!("t{n},read,true")));
    let line = "token issue --from rows.csv --batch-id run --json";
    let start = || {
        let mut command = machine.command(line.split(' '));
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts")
    };
    let children = [start(), start()];
    let mut issued = 0;
    for child in children {
        let output = child.wait_with_output().expect("it ends");
        let (new, there, distinct) = outcomes(&String::from_utf8(output.stdout).expect("text"));
        assert_eq!((new + there, distinct), (500, 500));
        issued += new;
    }
    assert_eq!((issued, tokens(&machine)), (500, 501));
}
