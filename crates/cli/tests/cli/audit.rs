//! The audit log from the shell.

use serde_json::{Value, json};

use crate::machine::{Machine, keys, objects, text};

/// Two tokens, a few changes: seven entries.
fn busy() -> Machine {
    let machine = Machine::bare();
    machine.issue("one");
    machine.issue("two");
    for line in [
        "token disable 1",
        "token enable 1",
        "token edit 2 --allow-ip 10.0.0.0/8",
        "token revoke 2 --reason leaked",
    ] {
        machine.text(line);
    }
    machine.text("scope add billing:export --group Billing");
    machine
}

fn numbers(entries: &[Value]) -> Vec<i64> {
    entries.iter().map(|entry| entry["number"].as_i64().expect("a number")).collect()
}

#[test]
fn entries_are_listed_newest_first_and_found_by_who_what_when_and_token() {
    let machine = busy();
    let all = machine.json("audit list");
    assert_eq!(numbers(&all), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(
        (&all[2]["action"], &all[2]["token"], &all[2]["subject"], &all[2]["actor"], &all[2]["address"]),
        (&json!("edited"), &json!(2), &json!("two"), &json!("cli:anna"), &Value::Null)
    );
    let allowed = json!([{"field": "allow_ips", "before": [], "after": ["10.0.0.0/8"]}]);
    assert_eq!(all[2]["changes"], allowed);
    for (options, found) in [
        ("--limit 2", &[7, 6][..]),
        ("--limit 2 --before 6", &[5, 4]),
        ("--token 1", &[4, 3, 1]),
        ("--what issued", &[2, 1]),
        ("--what scope", &[7]),
        ("--what disabled,enabled", &[4, 3]),
        ("--who anna --what revoked", &[6]),
        ("--who desk:", &[]),
        ("--since 2020-01-01 --until 2020-12-31", &[]),
        ("--since 2020-01-01", &[7, 6, 5, 4, 3, 2, 1]),
    ] {
        assert_eq!(numbers(&machine.json(&format!("audit list {options}"))), found, "{options}");
    }
    let table = machine.text("audit list --token 2");
    assert!(table.starts_with("NUMBER  AT"), "{table}");
    assert!(table.contains("state: enabled → revoked; reason: leaked"), "{table}");
    assert!(machine.run(["audit", "list", "--limit", "2"]).err.contains("--before 6"));
}

#[test]
fn a_filter_that_is_none_is_refused() {
    let machine = Machine::bare();
    for (line, field) in [("--since yesterday", "since"), ("--until 2027-02-30", "until")] {
        let answer = machine.run(format!("audit list --json {line}").split(' '));
        assert_eq!(
            (answer.code, answer.errors()),
            (2, vec![("not_a_date".into(), Some(field.into()), None)])
        );
    }
    assert_eq!(machine.run(["audit", "list", "--what", "nothing"]).code, 2);
    let head = machine.run(["audit", "verify", "--head", "abc", "--json"]);
    assert_eq!((head.code, head.error()), (2, "not_a_head".to_owned()));
}

#[test]
fn a_log_as_it_was_written_is_verified_and_its_head_can_be_noted() {
    let machine = busy();
    let verified = machine.one("audit verify");
    assert_eq!((&verified["intact"], &verified["entries"]), (&json!(true), &json!(7)));
    let head = text(&verified["head"]).to_owned();
    machine.issue("three");
    let again = machine.one(&format!("audit verify --head {head}"));
    assert_eq!((&again["noted"], &again["entries"]), (&json!(7), &json!(8)));
    let people = machine.text("audit verify");
    assert!(people.starts_with("intact: 8 entries are as they were written\nhead: "), "{people}");
}

#[test]
fn what_was_done_to_the_log_with_bare_sql_is_found_with_an_exit_code_of_its_own() {
    for (sql, code, message) in [
        ("UPDATE audit_entries SET actor = 'cli:eve' WHERE id = 3", "audit_altered", "Entry 3 "),
        ("DELETE FROM audit_entries WHERE id = 4", "audit_missing", "Entry 4 "),
        ("DELETE FROM audit_entries WHERE id > 5", "audit_missing", "Entries 6 to 7 "),
        (
            "UPDATE audit_entries SET id = -id WHERE id IN (2, 3);
             UPDATE audit_entries SET id = 5 + id WHERE id < 0",
            "audit_altered",
            "Entry 2 ",
        ),
        (
            "INSERT INTO audit_entries SELECT 8, at_ms, actor, address, action, token_id, subject, changes, hash
             FROM audit_entries WHERE id = 7",
            "audit_foreign",
            "Entry 8 ",
        ),
    ] {
        let machine = busy();
        machine.database().execute_batch(sql).expect("done");
        let answer = machine.run(["audit", "verify", "--json"]);
        assert_eq!((answer.code, answer.error().as_str()), (4, code), "{sql}");
        assert!(answer.out.is_empty());
        let people = machine.run(["audit", "verify"]);
        assert!(people.err.contains(message), "{}", people.err);
    }
}

#[test]
fn a_log_that_was_written_anew_is_found_by_a_head_that_was_noted() {
    let machine = busy();
    let noted = text(&machine.one("audit verify")["head"]).to_owned();
    let cut = "DELETE FROM audit_entries WHERE id > 4;
               UPDATE audit_head SET number = 4, hash = (SELECT hash FROM audit_entries WHERE id = 4)";
    machine.database().execute_batch(cut).expect("done");
    assert_eq!(machine.one("audit verify")["entries"], 4, "in itself it is in order");
    let answer = machine.run(["audit", "verify", "--json", "--head", &noted]);
    assert_eq!((answer.code, answer.error().as_str()), (4, "audit_noted_head_gone"));
}

#[test]
fn an_export_is_whole_its_owners_alone_and_takes_no_files_place() {
    let machine = busy();
    let lines = machine.text("audit export --format jsonl");
    let mut listed = machine.json("audit list");
    listed.reverse();
    assert_eq!(objects(&lines), listed);
    assert!(keys(&lines).is_empty());

    machine.text("audit export --format csv --what token --to log.csv");
    let file = machine.path("log.csv");
    let table = std::fs::read_to_string(&file).expect("a file");
    assert!(table.starts_with("number,at,actor,address,action,token,subject,changes,hash\n1,"), "{table}");
    assert_eq!(table.lines().count(), 1 + 6);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = machine.run(["audit", "export", "--json", "--format", "csv", "--to", "log.csv"]);
    assert_eq!((again.code, again.error().as_str()), (2, "file_exists"));
    assert_eq!(std::fs::read_to_string(&file).expect("a file"), table);
    let nowhere = machine.run(["audit", "export", "--json", "--format", "csv", "--to", "no/folder.csv"]);
    assert_eq!((nowhere.code, nowhere.error().as_str()), (2, "file_unwritable"));
}
