//! `token issue --from`: many tokens from a file.

use std::{
    fmt::Write as _,
    io::Write,
    process::{Output, Stdio},
};

use serde_json::{Value, json};

use crate::machine::{Answer, Machine, keys, objects, text};

const HEAD: &str = "name,description,expires,allow_ip,block_ip,request_limit,scopes,show_once\n";

const GOOD: &str = "\
    billing-ci,\"nightly\nbuild\",2099-01-31,10.0.0.5/8 192.0.2.1,10.1.2.3,1000/day,read;billing:read,no\n\
    결제,,never,,,,read,\n\
    计费,,30d,,,,\"read, write\",yes\n";

/// Runs `token issue --from` on a file of this content.
fn import(machine: &Machine, name: &str, content: impl AsRef<[u8]>, options: &str) -> Answer {
    std::fs::write(machine.path(name), content).expect("written");
    machine.run(format!("token issue --from {name} {options}").split_whitespace())
}

/// What each row of the output with `--json` became: its number, and its errors as `code field index`.
fn verdicts(answer: &Answer) -> Vec<(u64, Vec<String>)> {
    let errors = |row: &Value| {
        let all = row["errors"].as_array().cloned().unwrap_or_default();
        all.iter()
            .map(|error| {
                assert!(!text(&error["message"]).is_empty());
                let field = error["field"].as_str().unwrap_or("-");
                let index = error["index"].as_u64().map(|index| format!(" {index}")).unwrap_or_default();
                format!("{} {field}{index}", text(&error["code"]))
            })
            .collect()
    };
    objects(&answer.out).iter().map(|row| (row["row"].as_u64().expect("a number"), errors(row))).collect()
}

#[test]
fn each_row_becomes_the_token_that_it_describes() {
    let machine = Machine::new();
    let answer = import(&machine, "tokens.csv", format!("{HEAD}{GOOD}"), "--json");
    assert_eq!(answer.code, 0, "{}", answer.err);
    let rows = objects(&answer.out);
    let places: Vec<_> =
        rows.iter().map(|row| [&row["row"], &row["line"], &row["id"]].map(Value::as_i64)).collect();
    assert_eq!(places, [[1, 2, 1], [2, 4, 2], [3, 5, 3]].map(|place| place.map(Some)));
    for row in &rows[..2] {
        assert_eq!(machine.text(&format!("token key {}", row["id"])).trim_end(), text(&row["key"]));
    }
    let token = machine.one("token show 1");
    assert_eq!(token["name"], "billing-ci");
    assert_eq!(token["description"], "nightly\nbuild");
    assert_eq!(token["expires"], "2099-02-01T00:00:00.000Z");
    assert_eq!(token["allow_ips"], json!(["10.0.0.0/8", "192.0.2.1"]));
    assert_eq!(token["block_ips"], json!(["10.1.2.3"]));
    assert_eq!(token["request_limit"], json!({"max": 1000, "window": "day"}));
    assert_eq!(token["scopes"], json!(["billing:read", "read"]));
    assert_eq!(token["history"].as_array().map(Vec::len), Some(2), "issued, and its key was shown");
    let (two, three) = (machine.one("token show 2"), machine.one("token show 3"));
    assert_eq!(
        (&two["name"], &two["expires"], &two["visibility"]),
        (&json!("결제"), &Value::Null, &json!("copyable"))
    );
    assert_eq!((&three["name"], &three["visibility"]), (&json!("计费"), &json!("show_once")));
    assert_eq!(three["scopes"], json!(["read", "write"]));
}

#[test]
fn json_lines_give_the_same_tokens_as_csv() {
    let lines = [
        json!({"name": "billing-ci", "description": "nightly\nbuild", "expires": "2099-01-31",
               "allow_ip": ["10.0.0.5/8", "192.0.2.1"], "block_ip": ["10.1.2.3"], "request_limit": "1000/day",
               "scopes": ["read", "billing:read"], "show_once": false}),
        json!({"name": "결제", "scopes": ["read"], "expires": null}),
        json!({"name": "计费", "scopes": ["read", "write"], "expires": "30d", "show_once": true}),
    ];
    let lines = lines.map(|line| format!("{line}\n")).concat();
    let listed = |name: &str, content: String| {
        let machine = Machine::new();
        assert_eq!(import(&machine, name, content, "").code, 0);
        let mut tokens = machine.json("token list");
        for token in &mut tokens {
            for differs in ["created", "masked_key"] {
                token[differs].take();
            }
        }
        tokens
    };
    assert_eq!(listed("a.jsonl", lines), listed("a.csv", format!("{HEAD}{GOOD}")));
}

#[test]
fn without_json_the_lines_have_tabs_and_keys_for_other_tools() {
    let machine = Machine::bare();
    std::fs::write(machine.path("t.csv"), "scopes,name,show_once\nread,a b,1\nread,c,1\n").unwrap();
    let output = machine.command(["token", "issue", "--from", "t.csv"]).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines[0], ["row", "id", "name", "key"]);
    assert_eq!((&lines[1][..3], &lines[2][..3]), (&["1", "1", "a b"][..], &["2", "2", "c"][..]));
    assert_eq!(keys(lines[2][3]), [lines[2][3]]);
    assert_eq!(lines.len(), 3);
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.contains("Tokens issued: 2") && keys(&err).is_empty(), "{err}");
}

#[test]
fn the_standard_input_is_a_file_too() {
    let machine = Machine::bare();
    let piped = |options: &str, input: &str| -> Answer {
        let line = format!("token issue --from - {options} --json");
        let mut command = machine.command(line.split_whitespace());
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A refused command does not read.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output: Output = child.wait_with_output().unwrap();
        Answer::of(output)
    };
    let csv = "name,scopes,show_once\nfrom-csv,read,yes\n";
    assert_eq!(piped("--format csv", csv).code, 0);
    assert_eq!(
        piped("--format jsonl", "{\"name\":\"from-json\",\"scopes\":[\"read\"],\"show_once\":true}").code,
        0
    );
    assert_eq!(piped("", csv).errors(), [("unknown_format".to_owned(), Some("format".to_owned()), None)]);
    assert_eq!(machine.names(""), ["from-csv", "from-json"]);
}

#[test]
fn one_wrong_row_stops_all_and_every_wrong_row_is_named() {
    let machine = Machine::new();
    let bad = [
        ("name", ",,,,,,read,", vec!["required name"]),
        ("long", &format!("{},,,,,,read,", "한".repeat(51)), vec!["too_long name"]),
        ("expiry", "a,,2020-01-31,,,,read,", vec!["past expires"]),
        (
            "address",
            "a,,,10.0.0.1;010.0.0.1,10.0.0.0/33,,read,",
            vec!["leading_zero allow_ip 1", "prefix_too_long block_ip 0"],
        ),
        ("limit", "a,,,,,5/week,read,", vec!["unknown_window request_limit"]),
        ("scopes", "a,,,,,-1,\"read reed\",", vec!["negative request_limit", "unknown_scope scopes 1"]),
        ("none", "a,,,,,,,", vec!["required scopes"]),
        (
            "show_once",
            "a,x\u{7},,,,,read,maybe",
            vec!["control_character description", "not_yes_or_no show_once"],
        ),
        ("cells", "a,read", vec!["wrong_cell_count -"]),
    ];
    let mut content = HEAD.to_owned();
    for (_, row, _) in &bad {
        writeln!(content, "good,,,,,,read,\n{row}").expect("a text");
    }
    let answer = import(&machine, "t.csv", &content, "--json");
    assert_eq!((answer.code, answer.error().as_str()), (2, "wrong_rows"));
    assert!(answer.err.contains("9 of 18 rows"), "{}", answer.err);
    let expected: Vec<_> = bad
        .iter()
        .enumerate()
        .map(|(index, (_, _, errors))| {
            (index as u64 * 2 + 2, errors.iter().map(ToString::to_string).collect())
        })
        .collect();
    assert_eq!(verdicts(&answer), expected);
    assert_eq!(machine.names(""), Vec::<String>::new());

    let people = import(&machine, "t.csv", &content, "");
    assert_eq!((people.code, people.out.as_str()), (2, ""));
    assert!(people.err.contains("line 9 (row 8): allow_ip 2: 010.0.0.1: Leading zeros"), "{}", people.err);
}

#[test]
fn wrong_rows_can_be_left_out() {
    let machine = Machine::new();
    let content = "name,scopes,request_limit\na,read,\nb,reed,5/week\nc,read,\nd,,\n";
    let answer = import(&machine, "t.csv", content, "--skip-invalid --json");
    assert_eq!(answer.code, 0, "{}", answer.err);
    let wrong = |errors: &[&str]| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        verdicts(&answer),
        [
            (1, vec![]),
            (2, wrong(&["unknown_window request_limit", "unknown_scope scopes 0"])),
            (3, vec![]),
            (4, wrong(&["required scopes"])),
        ]
    );
    assert_eq!(machine.names(""), ["a", "c"]);
    assert_eq!(keys(&answer.out).len(), 2);

    let people = import(&machine, "t.csv", content, "--skip-invalid");
    assert_eq!((people.code, people.out.lines().count()), (0, 3), "the head and two rows: {}", people.out);
    assert!(people.err.contains("line 5 (row 4): scopes: "), "{}", people.err);
    assert!(people.err.contains("Tokens issued: 2; rows left out: 2."), "{}", people.err);

    // Without passphrase and keyring: what issues nothing does not ask the vault.
    let bare = Machine::bare();
    let all_wrong = "name,scopes\nb,reed\nd,\n";
    for options in ["--skip-invalid --json", "--skip-invalid --dry-run --json"] {
        let answer = import(&bare, "t.csv", all_wrong, options);
        assert_eq!((answer.code, answer.error().as_str()), (2, "wrong_rows"), "{options}");
        assert!(answer.err.contains("2 of 2 rows are wrong; nothing was issued."), "{}", answer.err);
        let verdicts = verdicts(&answer);
        assert_eq!(verdicts, [(1, wrong(&["unknown_scope scopes 0"])), (2, wrong(&["required scopes"]))]);
    }
    let people = import(&bare, "t.csv", all_wrong, "--skip-invalid");
    assert_eq!(people.code, 2);
    assert!(people.err.contains("line 2 (row 1): scopes 1: "), "{}", people.err);
    assert!(people.err.contains("line 3 (row 2): scopes: "), "{}", people.err);
    assert_eq!(bare.names(""), Vec::<String>::new());
}

#[test]
fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let machine = Machine::bare();
    machine.issue("before");
    let before = machine.content();
    let content = "name,scopes\na,read\nb,reed\n";
    let answer = import(&machine, "t.csv", content, "--dry-run --json");
    assert_eq!((answer.code, answer.error().as_str()), (2, "wrong_rows"));
    assert_eq!(verdicts(&answer), [(1, vec![]), (2, vec!["unknown_scope scopes 0".to_owned()])]);
    let answer = import(&machine, "t.csv", "name,scopes\na,read\n", "--dry-run");
    assert_eq!((answer.code, answer.out.as_str()), (0, "row\tname\n1\ta\n"));
    assert!(answer.err.contains("Nothing was issued"), "{}", answer.err);
    assert_eq!(machine.content(), before);
    let slots: i64 =
        machine.database().query_one("SELECT count(*) FROM vault_slots", [], |row| row.get(0)).unwrap();
    assert_eq!(slots, 0, "the vault was not asked");
}

#[test]
fn a_file_that_is_no_file_of_tokens_is_refused_as_a_whole() {
    let machine = Machine::new();
    for (name, content, code) in [
        ("t.csv", "", "missing_column"),
        ("t.csv", "name,scope\n", "unknown_column"),
        ("t.csv", "name,scopes,name\n", "duplicate_column"),
        ("t.csv", "name,scopes\na,read\n\"b,read\n", "unbalanced_quotes"),
        ("t.txt", "name,scopes\n", "unknown_format"),
    ] {
        let answer = import(&machine, name, content, "--json --skip-invalid");
        assert_eq!((answer.code, answer.error().as_str(), answer.out.as_str()), (2, code, ""), "{content}");
    }
    let long =
        format!("{{\"name\":\"a\",\"scopes\":[\"read\"]}}\n{{\"name\":\"{}\"}}", "x".repeat(2_000_000));
    let answer = import(&machine, "t.jsonl", long, "--json --skip-invalid");
    assert_eq!((answer.code, answer.error().as_str()), (2, "row_too_long"));
    let missing = machine.run("token issue --from nowhere.csv --json".split(' '));
    assert_eq!((missing.code, missing.error().as_str()), (2, "file_unreadable"));
    let folder = machine.run("token issue --from / --format csv --json".split(' '));
    assert_eq!((folder.code, folder.error().as_str()), (2, "file_unreadable"));
    assert_eq!(machine.names(""), Vec::<String>::new());
}

#[test]
fn no_rows_are_nothing_to_do() {
    let machine = Machine::new();
    for (name, content) in
        [("t.csv", "name,scopes\n"), ("t.csv", "\n\nscopes,name"), ("t.jsonl", ""), ("t.jsonl", "\n\n")]
    {
        let answer = import(&machine, name, content, "--json");
        assert_eq!((answer.code, answer.out.as_str()), (0, ""));
        assert!(answer.warnings().contains(&"no_rows".to_owned()), "{}", answer.err);
    }
}

#[test]
fn what_is_worth_saying_is_said_once_with_the_number_of_rows() {
    let machine = Machine::bare();
    machine.issue("taken");
    let content = "name,scopes,allow_ip,expires,request_limit,show_once\n\
        a,read,10.0.0.1,30d,5,1\na,read,10.0.0.1,30d,5,1\ntaken,read,10.0.0.1/8,,5,1\n";
    let answer = import(&machine, "t.csv", content, "--json");
    assert_eq!(answer.code, 0);
    let mut warnings = answer.warnings();
    warnings.sort();
    assert_eq!(warnings, ["no_expiry", "normalised", "same_name"]);
    assert!(answer.err.contains("same name. Rows: 2, the first on line 3."), "{}", answer.err);
}

#[test]
fn a_file_and_a_token_in_options_do_not_go_together() {
    let machine = Machine::bare();
    for line in [
        "token issue --from t.csv --name a",
        "token issue --from t.csv --scope read",
        "token issue --from t.csv --show-once",
        "token issue --name a --scope read --dry-run",
        "token issue --name a --scope read --skip-invalid",
        "token issue --name a --scope read --format csv",
    ] {
        assert_eq!(machine.run(line.split(' ')).code, 2, "{line}");
    }
    assert!(!machine.data().exists());
}

#[test]
fn a_vault_that_does_not_open_stops_before_the_first_row() {
    let machine = Machine::bare();
    let content = "name,scopes,show_once\na,read,1\nb,read,\n";
    let answer = import(&machine, "t.csv", content, "--json");
    assert_eq!((answer.code, answer.error().as_str()), (2, "vault_needs_passphrase"));
    assert_eq!((answer.out.as_str(), machine.names("")), ("", vec![]));
}

#[test]
fn a_new_data_file_is_said_once() {
    let machine = Machine::bare();
    let first = machine.run(["token", "list", "--json"]);
    assert_eq!((first.code, first.warnings()), (0, vec!["new_data_file".to_owned()]));
    assert!(first.err.contains("tokendesk.db"), "{}", first.err);
    assert_eq!(machine.run(["token", "list", "--json"]).err, "");
}
