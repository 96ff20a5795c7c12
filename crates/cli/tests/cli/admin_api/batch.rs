//! Many tokens in one request.

use serde_json::{Value, json};

use super::desk::{Desk, ok, refused, wrong};
use crate::{gateways::Reply, machine::Machine};

const BATCH: &str = "/v1/admin/tokens/batch";

fn row(name: &str) -> Value {
    json!({"name": name, "scopes": ["read"], "visibility": "show_once"})
}

fn rows(count: usize) -> Vec<Value> {
    (0..count).map(|n| row(&format!("t{n}"))).collect()
}

#[test]
fn one_bad_row_of_ten_thousand_stops_all_or_is_left_out() {
    let desk = Desk::on(Machine::bare(), &[]);
    let mut tokens = rows(10_000);
    tokens[6_789] = json!({"name": "", "scopes": ["root"], "allow_ips": [7]});
    let before = desk.machine.content();
    let all = desk.send("POST", BATCH, &json!({"tokens": tokens}));
    let expected = [
        ("/tokens/6789/allow_ips/0", "wrong_type"),
        ("/tokens/6789/name", "required"),
        ("/tokens/6789/scopes/0", "unknown_scope"),
    ];
    assert_eq!(wrong(&all), expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    assert_eq!(desk.machine.content(), before);

    let valid = ok(&desk.send("POST", BATCH, &json!({"mode": "valid", "tokens": tokens})));
    assert_eq!((&valid["created"], &valid["refused"]), (&json!(9_999), &json!(1)));
    let results = valid["results"].as_array().unwrap();
    assert!(results[0]["key"].is_string() && results[9_999]["id"].is_i64());
    assert_eq!(results[6_789]["errors"].as_array().unwrap().len(), 3);
    assert!(results[6_789].get("id").is_none());
    assert_eq!(desk.machine.content()[0], 9_999);
}

#[test]
fn a_batch_that_comes_again_makes_nothing_twice() {
    let desk = Desk::new();
    let mut tokens = vec![json!({"name": "kept", "scopes": ["read"]}), row(""), row("once")];
    let send = |tokens: &[Value]| -> Reply {
        let request = desk.request("POST", BATCH).header("Content-Type", "application/json");
        let body = json!({"mode": "valid", "tokens": tokens}).to_string();
        request.header("Idempotency-Key", "run-7").body(&body).send(desk.address)
    };
    let (first, again) = (ok(&send(&tokens)), ok(&send(&tokens)));
    assert_eq!(first["results"][0], again["results"][0], "with the key that is kept");
    assert_eq!(first["results"][1], again["results"][1], "with what is wrong");
    assert_eq!(first["results"][2]["id"], again["results"][2]["id"]);
    assert!(again["results"][2].get("key").is_none());
    assert_eq!(desk.machine.content()[0], 2);
    tokens.pop();
    assert_eq!(refused(&send(&tokens), 422), "idempotency_key_reused");
}

#[test]
fn what_is_no_batch_is_refused_whole() {
    let desk = Desk::on(Machine::bare(), &[]);
    let before = desk.machine.content();
    for (body, at, code) in [
        (json!({}), "/tokens", "required"),
        (json!({"tokens": []}), "/tokens", "required"),
        (json!({"tokens": {}}), "/tokens", "wrong_type"),
        (json!({"tokens": rows(10_001)}), "/tokens", "too_many"),
        (json!({"tokens": [1]}), "/tokens/0", "wrong_type"),
        (json!({"mode": "some", "tokens": rows(1)}), "/mode", "unknown_mode"),
        (json!({"mode": 1, "tokens": rows(1)}), "/mode", "wrong_type"),
        (json!({"rows": rows(1), "tokens": rows(1)}), "/rows", "unknown_field"),
    ] {
        let reply = desk.send("POST", BATCH, &body);
        assert_eq!(wrong(&reply)[0], (at.to_owned(), code.to_owned()));
    }
    let huge = desk.request("POST", BATCH).header("Content-Type", "application/json");
    let huge = huge.header("Content-Length", "104857600").send(desk.address);
    assert_eq!(refused(&huge, 413), "body_too_large");
    assert_eq!(desk.machine.content(), before);
}
