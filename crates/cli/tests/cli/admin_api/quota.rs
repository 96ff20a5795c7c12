//! What tokens may spend, on which models, how fast, and their groups, over `/v1/admin`.

use serde_json::{Value, json};

use super::desk::{Desk, ok, wrong};
use crate::machine::Machine;

const TOKENS: &str = "/v1/admin/tokens";

fn token(field: &str, value: &Value) -> Value {
    let mut token = json!({"name": "t", "scopes": ["read"], "visibility": "show_once"});
    token[field] = value.clone();
    token
}

#[test]
fn amounts_are_taken_in_units_credits_and_dollars_and_told_in_units() {
    let desk = Desk::on(Machine::bare(), &[]);
    let created = desk.post(
        TOKENS,
        &json!({
            "name": "t", "scopes": ["read"], "visibility": "show_once",
            "quota": "$12.50", "daily_quota": 1_000, "monthly_quota": "200 credits",
            "models": ["gpt-4o", "claude-3-5-sonnet"], "group": "vip",
            "rate": {"max": 100, "window": "second", "burst": 20},
        }),
    );
    let told = ["quota", "daily_quota", "monthly_quota", "spent", "spent_today", "spent_this_month"];
    assert_eq!(told.map(|field| created[field].as_u64()), [6_250_000, 1_000, 500_000, 0, 0, 0].map(Some));
    assert_eq!(created["models"], json!(["claude-3-5-sonnet", "gpt-4o"]));
    assert_eq!((&created["group"], &created["status"]), (&json!("vip"), &json!("active")));
    assert_eq!(created["rate"], json!({"max": 100, "window": "second", "burst": 20}));
    assert_eq!(desk.machine.one("token show 1")["quota"], 6_250_000, "one truth for all");
}

#[test]
fn where_nothing_is_said_nothing_is_restricted() {
    let desk = Desk::on(Machine::bare(), &[]);
    let created = desk.post(TOKENS, &token("description", &json!("plain")));
    for field in ["quota", "daily_quota", "monthly_quota", "models", "rate"] {
        assert_eq!(created[field], Value::Null, "{field}");
    }
    assert_eq!(created["group"], "default");
}

#[test]
fn an_edit_changes_one_amount_and_null_takes_it_away() {
    let desk = Desk::on(Machine::bare(), &[]);
    let mut full = token("quota", &json!(500));
    full["daily_quota"] = json!("$1");
    full["models"] = json!(["gpt-4o"]);
    full["group"] = json!("vip");
    full["rate"] = json!({"max": 5});
    let mut expected = desk.post(TOKENS, &full);
    expected.as_object_mut().unwrap().remove("key");
    let patch = |body: Value| ok(&desk.send("PATCH", "/v1/admin/tokens/1", &body));
    expected["quota"] = json!(0);
    expected["revision"] = json!(2);
    expected["status"] = json!("exhausted");
    assert_eq!(patch(json!({"quota": 0})), expected);
    let lifted = json!({"quota": null, "daily_quota": null, "models": null, "group": null, "rate": null});
    let after = patch(lifted);
    for field in ["quota", "daily_quota", "models", "rate"] {
        assert_eq!(after[field], Value::Null, "{field}");
    }
    assert_eq!((&after["group"], &after["status"]), (&json!("default"), &json!("active")));
    let history = desk.get("/v1/admin/tokens/1/history");
    assert_eq!(history["entries"][1]["changes"], json!([{"field": "quota", "before": "500", "after": "0"}]));
}

#[test]
fn every_bad_amount_model_group_and_rate_is_refused_at_its_field() {
    let desk = Desk::on(Machine::bare(), &[]);
    let before = desk.machine.content();
    for (field, value, at, code) in [
        ("quota", json!(-1), "/quota", "negative"),
        ("quota", json!("-$1"), "/quota", "not_an_amount"),
        ("quota", json!(0.5), "/quota", "fraction"),
        ("quota", json!("$0.000001"), "/quota", "not_whole_units"),
        ("quota", json!(""), "/quota", "required"),
        ("quota", json!("much"), "/quota", "not_an_amount"),
        ("quota", json!(i64::MAX), "/quota", "too_large"),
        ("quota", json!(u64::MAX), "/quota", "too_large"),
        ("daily_quota", json!(i64::MIN), "/daily_quota", "negative"),
        ("monthly_quota", json!([1]), "/monthly_quota", "wrong_type"),
        ("models", json!([]), "/models", "required"),
        ("models", json!(["gpt-4o", " "]), "/models/1", "required"),
        ("models", json!(["two words"]), "/models/0", "bad_character"),
        ("models", json!(["a", 1]), "/models/1", "wrong_type"),
        ("models", json!("gpt-4o"), "/models", "wrong_type"),
        ("group", json!("그".repeat(51)), "/group", "too_long"),
        ("group", json!(1), "/group", "wrong_type"),
        ("rate", json!({"max": -1}), "/rate", "negative"),
        ("rate", json!({"max": 5, "burst": 0}), "/rate/burst", "out_of_range"),
        ("rate", json!({"max": 5, "window": "day"}), "/rate/window", "unknown_window"),
        ("rate", json!({"burst": 5}), "/rate/max", "required"),
        ("rate", json!({"max": 5, "a/b": 5}), "/rate/a~1b", "unknown_field"),
    ] {
        let reply = desk.send("POST", TOKENS, &token(field, &value));
        assert_eq!(wrong(&reply), [(at.to_owned(), code.to_owned())], "{field} {value}");
    }
    assert_eq!(desk.machine.content(), before);
}

#[test]
fn a_list_is_narrowed_to_one_group() {
    let desk = Desk::on(Machine::bare(), &[]);
    for group in ["vip", "default", "vip", "test"] {
        desk.post(TOKENS, &token("group", &json!(group)));
    }
    for (query, expected) in [
        ("group=vip", vec![3, 1]),
        ("group=vip&limit=1", vec![3]),
        ("group=vip&cursor=3", vec![1]),
        ("group=default", vec![2]),
        ("group=", vec![2]),
        ("group=vi", vec![]),
        ("group=vip&status=disabled", vec![]),
    ] {
        let page = desk.get(&format!("{TOKENS}?{query}"));
        let ids: Vec<_> =
            page["tokens"].as_array().unwrap().iter().map(|t| t["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, expected, "{query}");
    }
}
