//! Every wrong input: exit code 2, the field and what is wrong with it, and nothing is changed.

use crate::machine::Machine;

/// A command line and its errors: `code field index`.
const REFUSED: &[(&str, &[&str])] = &[
    ("token issue", &["required name", "required scope"]),
    ("token issue --name= --scope=", &["required name", "unknown_scope scope 0"]),
    (
        "token issue --name NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN --scope read",
        &["too_long name"],
    ),
    ("token issue --name x\ty --scope read", &["control_character name"]),
    ("token issue --name x --scope reed", &["unknown_scope scope 0"]),
    ("token issue --name x --scope read,reed,raed", &["unknown_scope scope 1", "unknown_scope scope 2"]),
    ("token issue --name x --scope read --description a\u{7}b", &["control_character description"]),
    ("token issue --name x --scope read --expires tomorrow", &["not_a_date expires"]),
    ("token issue --name x --scope read --expires=", &["required expires"]),
    ("token issue --name x --scope read --expires 2027-02-30", &["not_a_date expires"]),
    ("token issue --name x --scope read --expires 2020-01-31", &["past expires"]),
    ("token issue --name x --scope read --expires 2020-01-31T18:00+09:00", &["past expires"]),
    ("token issue --name x --scope read --expires 0d", &["out_of_range expires"]),
    ("token issue --name x --scope read --expires 99999999999d", &["out_of_range expires"]),
    ("token issue --name x --scope read --expires -1", &["not_a_date expires"]),
    ("token issue --name x --scope read --expires 10000-01-01", &["too_far expires"]),
    ("token issue --name x --scope read --allow-ip=", &["required allow_ip 0"]),
    ("token issue --name x --scope read --allow-ip 10.0.0.1,", &["required allow_ip 1"]),
    ("token issue --name x --scope read --allow-ip 010.0.0.1", &["leading_zero allow_ip 0"]),
    (
        "token issue --name x --scope read --allow-ip 10.0.0.1 --allow-ip 10.0.0.0/33",
        &["prefix_too_long allow_ip 1"],
    ),
    ("token issue --name x --scope read --block-ip 10.0.0.0/255.0.0.0", &["netmask block_ip 0"]),
    ("token issue --name x --scope read --block-ip 10.0.0.1-9", &["range block_ip 0"]),
    ("token issue --name x --scope read --block-ip example.com", &["host_name block_ip 0"]),
    ("token issue --name x --scope read --block-ip fe80::1%eth0", &["zone_id block_ip 0"]),
    ("token issue --name x --scope read --block-ip 10.0.0.1:80", &["port block_ip 0"]),
    ("token issue --name x --scope read --block-ip １０.0.0.1", &["not_ascii block_ip 0"]),
    ("token issue --name x --scope read --request-limit -1", &["negative request_limit"]),
    ("token issue --name x --scope read --request-limit 1.5", &["fraction request_limit"]),
    ("token issue --name x --scope read --request-limit many", &["not_a_whole_number request_limit"]),
    ("token issue --name x --scope read --request-limit 1e15", &["not_a_whole_number request_limit"]),
    ("token issue --name x --scope read --request-limit 1000000000000001", &["too_large request_limit"]),
    ("token issue --name x --scope read --request-limit=", &["required request_limit"]),
    ("token issue --name x --scope read --request-limit 5/week", &["unknown_window request_limit"]),
    ("token issue --name x --scope read --quota -$1", &["not_an_amount quota"]),
    ("token issue --name x --scope read --quota -1", &["negative quota"]),
    ("token issue --name x --scope read --quota=", &["required quota"]),
    ("token issue --name x --scope read --daily-quota $0.000001", &["not_whole_units daily_quota"]),
    ("token issue --name x --scope read --monthly-quota 9223372036854775807", &["too_large monthly_quota"]),
    ("token issue --name x --scope read --models=", &["required models"]),
    ("token issue --name x --scope read --models gpt-4o,g/모델", &["bad_character models 1"]),
    ("token issue --name x --scope read --group=", &["required group"]),
    (
        "token issue --expires never-ever --request-limit /day --block-ip x --allow-ip ,x",
        &[
            "required name",
            "not_a_date expires",
            "required allow_ip 0",
            "host_name allow_ip 1",
            "host_name block_ip 0",
            "required request_limit",
            "required scope",
        ],
    ),
    ("token issue --name x --scope read --name y", &["usage name"]),
    ("token issue --name", &["invalid_value name"]),
    ("token edit 1", &["required -"]),
    ("token edit 1 --name y", &["usage -"]),
    ("token edit 9 --description x", &["not_found id"]),
    ("token edit 1 --request-limit 5", &["unlimited_is_final request_limit"]),
    ("token edit 1 --remove-scope read", &["required scope"]),
    ("token edit 1 --remove-scope admin", &["not_held remove_scope 0"]),
    ("token edit 1 --add-scope reed", &["unknown_scope scope"]),
    ("token edit 1 --scope read --add-scope write", &["usage scope"]),
    ("token edit 1 --allow-ip 10.0.0.1 --clear-allow-ip", &["usage allow_ip"]),
    ("token edit 1 --allow-ip 10.0.0.256", &["malformed allow_ip 0"]),
    ("token edit 1 --expires 2020-01-31", &["past expires"]),
    ("token edit 1 --description x --revision 7", &["conflict revision"]),
    ("token edit 1 --description x --revision one", &["invalid_value revision"]),
    ("token edit 2 --description x", &["not_editable id"]),
    ("token edit 3 --description x", &["not_editable id"]),
    ("token show", &["required id"]),
    ("token show 0", &["invalid_value id"]),
    ("token show -1", &["usage -"]),
    ("token show 9223372036854775808", &["invalid_value id"]),
    ("token show 9223372036854775807", &["not_found id 0"]),
    ("token show 1 9", &["not_found id 1"]),
    ("token key 9", &["not_found id"]),
    ("token key 1", &["key_not_kept id"]),
    ("token disable nine", &["invalid_value id"]),
    ("token disable 9", &["not_found id 0"]),
    ("token enable 9", &["not_found id 0"]),
    ("token delete 9", &["not_found id 0"]),
    ("token restore 9", &["not_found id 0"]),
    ("token purge 9", &["not_found id 0"]),
    ("token revoke 1", &["required reason"]),
    ("token revoke 1 --reason=", &["required reason"]),
    ("token revoke 9 --reason leaked", &["not_found id 0"]),
    ("token list --status odd", &["invalid_value status"]),
    ("token list --sort odd", &["invalid_value sort"]),
    ("token list --limit 0", &["invalid_value limit"]),
    ("token list --limit -1", &["usage -"]),
    ("token list --data=", &["invalid_value data"]),
    ("token", &["usage -"]),
    ("token lost", &["usage -"]),
    ("scope add", &["required name"]),
    ("scope add a,b", &["bad_character scope_name"]),
    ("scope add read", &["taken scope_name"]),
    ("scope add x --group 123456789012345678901234567890123456789012345678901", &["too_long group"]),
    ("scope edit nothing --group x", &["not_found scope_name"]),
    ("scope edit read", &["required -"]),
    ("scope retire nothing", &["not_found scope_name"]),
    ("scope reinstate nothing", &["not_found scope_name"]),
];

/// 1: as issued, 2: revoked, 3: in the trash.
fn machine() -> Machine {
    let machine = Machine::bare();
    for name in ["one", "two", "three"] {
        machine.issue(name);
    }
    machine.one("token revoke 2 --reason leaked");
    machine.one("token delete 3");
    machine
}

#[test]
fn every_wrong_input_is_refused_at_its_field_and_changes_nothing() {
    let machine = machine();
    let before = machine.content();
    for (line, expected) in REFUSED {
        let answer = machine.run(line.split(' ').chain(["--json"]));
        let found: Vec<_> = answer
            .errors()
            .into_iter()
            .map(|(code, field, index)| {
                let index = index.map(|index| format!(" {index}")).unwrap_or_default();
                format!("{code} {}{index}", field.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!(found, *expected, "{line}");
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{line}");
    }
    assert_eq!(machine.content(), before);
}

#[test]
fn without_json_the_same_is_said_in_sentences() {
    let machine = machine();
    for (line, expected) in REFUSED {
        let answer = machine.run(line.split(' '));
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{line}");
        assert!(answer.err.starts_with("error: ") || answer.err.contains("Usage:"), "{line}: {}", answer.err);
        let sentences = answer.err.lines().filter(|line| line.starts_with("error: ")).count();
        assert!(sentences == expected.len() || answer.err.contains("Usage:"), "{line}: {}", answer.err);
    }
}

#[test]
fn a_conflict_says_who_changed_what_meanwhile() {
    let machine = Machine::bare();
    machine.issue("t");
    machine.one("token edit 1 --description theirs");
    machine.one("token disable 1");
    let answer = machine.run("token edit 1 --description mine --revision 1".split(' '));
    assert_eq!(answer.code, 2);
    for part in ["revision 3, not 1", "disabled by cli:anna", "edited by cli:anna"] {
        assert!(answer.err.contains(part), "{}", answer.err);
    }
    assert!(!answer.err.contains("issued"), "{}", answer.err);
    assert_eq!(machine.one("token show 1")["description"], "theirs");
}

#[test]
fn arguments_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let machine = machine();
    let bad = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    for arguments in [
        vec!["token".as_ref(), "issue".as_ref(), "--name".as_ref(), bad],
        vec!["token".as_ref(), bad],
        vec![bad],
    ] {
        let answer = machine.run(arguments.iter().chain([&"--json".as_ref()]));
        assert_eq!(answer.code, 2);
        assert_eq!(answer.errors().len(), 1);
    }
}
