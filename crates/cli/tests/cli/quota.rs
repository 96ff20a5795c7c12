//! What a token may spend: options, columns, and what is shown of it.

use serde_json::json;

use crate::machine::Machine;

#[test]
fn an_amount_may_be_written_in_dollars_credits_or_units() {
    let machine = Machine::new();
    let issued = machine.one(
        "token issue --name a --scope read --quota $12.50 --daily-quota 200credits --monthly-quota 2500000 \
         --models gpt-4o,gpt-4o-mini --group vip",
    );
    assert_eq!(
        [&issued["quota"], &issued["daily_quota"], &issued["monthly_quota"]],
        [&json!(6_250_000), &json!(500_000), &json!(2_500_000)]
    );
    assert_eq!((&issued["models"], &issued["group"]), (&json!(["gpt-4o", "gpt-4o-mini"]), &json!("vip")));
    assert_eq!([&issued["spent"], &issued["spent_today"]], [&json!(0), &json!(0)]);
    let sheet = machine.text("token show 1");
    assert!(sheet.contains("$12.50, $0.00 spent\n"), "{sheet}");
    assert!(sheet.contains("$1.00, $0.00 spent, next reset "), "{sheet}");
}

#[test]
fn an_edit_changes_what_is_named_and_unlimited_lifts_a_quota() {
    let machine = Machine::new();
    machine.one("token issue --name a --scope read --quota $5 --daily-quota $1 --models gpt-4o --group vip");
    let edited = machine.one("token edit 1 --quota unlimited --models all");
    assert_eq!((&edited["quota"], &edited["models"]), (&json!(null), &json!(null)));
    assert_eq!((&edited["daily_quota"], &edited["group"]), (&json!(500_000), &json!("vip")));
    let shown = machine.one("token show 1");
    assert_eq!(
        shown["history"][0]["changes"],
        json!([
            { "field": "quota", "before": 2_500_000, "after": null },
            { "field": "models", "before": ["gpt-4o"], "after": null },
        ])
    );
    assert!(shown["daily_reset"].is_string());
}

#[test]
fn a_file_has_columns_for_what_may_be_spent() {
    let machine = Machine::new();
    let csv = "name,scopes,quota,daily_quota,monthly_quota,models,group\n\
               a,read,$20,200 credits,,gpt-4o;gpt-4o-mini,vip\n\
               b,read,,,,,\n";
    let jsonl = [
        json!({ "name": "a", "scopes": ["read"], "quota": 10_000_000, "daily_quota": "$1",
                "models": ["gpt-4o", "gpt-4o-mini"], "group": "vip" }),
        json!({ "name": "b", "scopes": ["read"] }),
    ];
    let jsonl = jsonl.map(|line| format!("{line}\n")).concat();
    for (name, content, first) in [("t.csv", csv, 1), ("t.jsonl", &jsonl, 3)] {
        std::fs::write(machine.path(name), content).unwrap();
        let answer = machine.run(["token", "issue", "--from", name, "--json"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        let a = machine.one(&format!("token show {first}"));
        assert_eq!(
            (&a["quota"], &a["daily_quota"], &a["monthly_quota"]),
            (&json!(10_000_000), &json!(500_000), &json!(null))
        );
        assert_eq!((&a["models"], &a["group"]), (&json!(["gpt-4o", "gpt-4o-mini"]), &json!("vip")));
        let b = machine.one(&format!("token show {}", first + 1));
        assert_eq!((&b["quota"], &b["models"], &b["group"]), (&json!(null), &json!(null), &json!("default")));
    }
}

#[test]
fn a_token_whose_quota_is_spent_is_exhausted_and_a_new_quota_wakes_it() {
    let machine = Machine::new();
    let issued = machine.run("token issue --name a --scope read --quota 0 --json".split(' '));
    assert!(issued.err.contains("A quota is already used up."), "{}", issued.err);
    assert_eq!(machine.one("token show 1")["status"], "exhausted");
    assert_eq!(machine.json("token list --status exhausted").len(), 1);
    assert_eq!(machine.one("token edit 1 --quota $1")["status"], "active");
}
