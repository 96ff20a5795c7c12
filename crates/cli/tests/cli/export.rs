//! `token export`: what it writes, `token issue --from` reads.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::machine::{Machine, keys, objects, text};

const KEY: &str = "glpat-xY12_34-56abcdefgh78";

/// Tokens with all kinds of terms; one is revoked, one is in the trash.
fn desk() -> Machine {
    let machine = Machine::new();
    let rows = [
        json!({"name": "결제, \"ci\"", "scopes": ["read", "write"], "description": "two\nlines; and = more",
            "expires": "2099-01-31T12:30:15Z", "allow_ip": ["10.0.0.0/8", "::1"], "block_ip": ["10.1.0.0/16"],
            "request_limit": "1000/day", "rate": "100/minute", "burst": 20, "quota": "$12.50",
            "daily_quota": 5, "monthly_quota": "2500 credits", "models": ["gpt-4o", "all"], "group": "vip"}),
        json!({"name": "kept", "scopes": ["read"], "key": KEY, "enabled": false}),
        json!({"name": "once", "scopes": ["read"], "models": ["all", "ALL"], "show_once": true}),
        json!({"name": "gone", "scopes": ["read"]}),
        json!({"name": "deleted", "scopes": ["read"]}),
    ];
    let text: String = rows.iter().fold(String::new(), |text, row| text + &format!("{row}\n"));
    std::fs::write(machine.path("rows.jsonl"), text).expect("written");
    machine.text("token issue --from rows.jsonl");
    machine.text("token revoke 4 --reason over");
    machine.text("token delete 5");
    machine
}

/// A token without what differs from machine to machine.
fn terms(mut token: Value) -> Value {
    for field in ["id", "masked_key", "created", "revision", "status"] {
        token[field] = Value::Null;
    }
    token
}

#[test]
fn an_export_is_read_back_as_the_same_tokens() {
    let machine = desk();
    for (name, options) in [("t.csv", ""), ("t.jsonl", ""), ("t.txt", "--format jsonl")] {
        let answer = machine.run(format!("token export --to {name} {options} --json").split_whitespace());
        assert_eq!((answer.code, answer.warnings()), (0, vec!["left_out".to_owned()]), "{}", answer.err);
        let text = std::fs::read_to_string(machine.path(name)).expect("a file");
        assert!(keys(&text).is_empty() && !text.contains(KEY), "without secrets");
        let mode = std::fs::metadata(machine.path(name)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);

        let other = Machine::new();
        std::fs::write(other.path(name), text).expect("written");
        other.text(format!("token issue --from {name} {options}").trim());
        let all = |machine: &Machine| -> Vec<Value> {
            machine
                .json("token list")
                .into_iter()
                .filter(|token| token["name"] != "gone")
                .map(terms)
                .collect()
        };
        assert_eq!(all(&other), all(&machine), "{name}");
        let status = |machine: &Machine| machine.one("token show 2")["status"].clone();
        assert_eq!((status(&machine), status(&other)), (json!("disabled"), json!("disabled")));
    }
}

#[test]
fn keys_are_written_only_where_it_is_meant_and_each_is_written_down() {
    let machine = desk();
    let refused = machine.run("token export --to k.csv --with-keys --json".split(' '));
    assert_eq!((refused.code, refused.error().as_str()), (2, "not_confirmed"));
    assert!(!machine.path("k.csv").exists());
    let answer = machine.run("token export --to k.csv --with-keys --yes --json".split(' '));
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.warnings().contains(&"keys_not_kept".to_owned()), "{}", answer.err);
    assert!(answer.out.is_empty());
    let actions = |id: u32| machine.one(&format!("token show {id}"))["history"].to_string();
    assert!(actions(1).contains("key_revealed") && !actions(3).contains("key_revealed"));

    let other = Machine::new();
    std::fs::copy(machine.path("k.csv"), other.path("k.csv")).expect("copied");
    let rows = objects(&other.text("token issue --from k.csv --json"));
    let outcomes: Vec<_> = rows.iter().map(|row| text(&row["outcome"])).collect();
    assert_eq!(outcomes, ["imported", "imported", "issued"]);
    for id in [1, 2] {
        let line = format!("token key {id}");
        assert_eq!(machine.text(&line), other.text(&line), "clients keep their keys");
    }
    let again = objects(&other.text("token issue --from k.csv --json"));
    assert_eq!(
        again.iter().filter(|row| row["outcome"] == "already_there").count(),
        2,
        "the third has no key"
    );
}

#[test]
fn a_file_that_is_there_stays_and_a_filter_chooses() {
    let machine = desk();
    std::fs::write(machine.path("t.csv"), "mine").expect("written");
    let refused = machine.run("token export --to t.csv --json".split(' '));
    assert_eq!((refused.code, refused.error().as_str()), (2, "file_exists"));
    assert_eq!(std::fs::read_to_string(machine.path("t.csv")).expect("a file"), "mine");
    machine.text("token export --group vip --to t.csv --force");
    assert!(std::fs::read_to_string(machine.path("t.csv")).expect("a file").contains("결제"));
    let out = machine.run("token export --group vip --format jsonl".split(' '));
    assert_eq!((out.code, objects(&out.out).len()), (0, 1));
    let missing = machine.run("token export --to nowhere/t.csv --json".split(' '));
    assert_eq!((missing.code, missing.error().as_str()), (1, "file_unwritable"));
    assert_eq!(machine.run("token export --format new-api --json".split(' ')).error(), "unknown_format");
}
