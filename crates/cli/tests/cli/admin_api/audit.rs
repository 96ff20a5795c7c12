//! `GET /v1/admin/audit`

use serde_json::{Value, json};

use super::desk::{Desk, wrong};
use crate::machine::Machine;

#[test]
fn the_log_is_read_page_by_page_with_who_and_from_where() {
    let desk = Desk::on(Machine::bare(), &[]);
    for name in ["one", "two", "three"] {
        desk.machine.issue(name);
    }
    desk.post("/v1/admin/tokens/2/disable", &json!({}));
    let page = desk.get("/v1/admin/audit?limit=3");
    let told = |page: &Value| -> Vec<Value> {
        let entries = page["entries"].as_array().expect("entries");
        entries.iter().map(|entry| json!([entry["number"], entry["action"], entry["actor"]])).collect()
    };
    let newest = [
        json!([5, "disabled", "api:ci"]),
        json!([4, "issued", "cli:anna"]),
        json!([3, "issued", "cli:anna"]),
    ];
    assert_eq!(told(&page), newest);
    let first = &page["entries"][0];
    assert_eq!(
        (&first["address"], &first["token"], &first["subject"]),
        (&json!("127.0.0.1"), &json!(2), &json!("two"))
    );
    assert_eq!(first["changes"], json!([{"field": "state", "before": "enabled", "after": "disabled"}]));
    assert_eq!(page["next"], "3");
    let rest = desk.get("/v1/admin/audit?limit=3&cursor=3");
    assert_eq!(told(&rest), [json!([2, "issued", "cli:anna"]), json!([1, "admin_key_issued", "cli:anna"])]);
    assert_eq!(rest["next"], Value::Null);
    for (query, count) in
        [("who=127.0.0.1", 1), ("what=token", 4), ("what=issued", 3), ("token=2", 2), ("since=2999-01-01", 0)]
    {
        assert_eq!(told(&desk.get(&format!("/v1/admin/audit?{query}"))).len(), count, "{query}");
    }
    let history = desk.get("/v1/admin/tokens/2/history");
    assert_eq!(history["entries"][0]["address"], "127.0.0.1");
    assert_eq!(desk.machine.one("audit verify")["entries"], 5);
}

#[test]
fn all_that_is_wrong_with_a_question_is_said_at_once() {
    let desk = Desk::on(Machine::bare(), &[]);
    let reply = desk.request("GET", "/v1/admin/audit?limit=0&since=now&what=all&x=1").send(desk.address);
    let codes: Vec<_> = wrong(&reply).into_iter().map(|(place, code)| format!("{place} {code}")).collect();
    assert_eq!(
        codes,
        ["limit out_of_range", "what unknown_action", "x unknown_parameter", "since not_a_date"]
    );
}
