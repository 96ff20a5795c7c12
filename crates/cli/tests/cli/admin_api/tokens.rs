//! Tokens over `/v1/admin/tokens`.

use serde_json::{Value, json};

use super::desk::{Desk, ok, refused, wrong};
use crate::{
    gateways::{Request, until, verify_key},
    machine::{Machine, keys, text},
};

fn ids(page: &Value) -> Vec<i64> {
    let tokens = page["tokens"].as_array().expect("tokens");
    tokens.iter().map(|token| token["id"].as_i64().expect("a number")).collect()
}

#[test]
fn a_token_is_created_shown_listed_and_enforced() {
    let desk = Desk::new();
    let reply = desk.send(
        "POST",
        "/v1/admin/tokens",
        &json!({
            "name": " billing-ci ",
            "description": "nightly",
            "scopes": ["read"],
            "allow_ips": ["10.0.0.5/8"],
            "block_ips": ["10.0.9.9"],
            "request_limit": {"max": 2, "window": "day"},
            "expires": "2099-01-31T18:00:00+09:00",
        }),
    );
    assert_eq!((reply.status, reply.header("location")), (201, "/v1/admin/tokens/1"));
    let created = ok(&reply);
    let key = text(&created["key"]).to_owned();
    assert_eq!(keys(&reply.body), [&key]);
    assert_eq!(created["name"], "billing-ci");
    assert_eq!(created["allow_ips"], json!(["10.0.0.0/8"]));
    assert_eq!(created["expires"], "2099-01-31T09:00:00.000Z");
    assert_eq!(created["request_limit"], json!({"max": 2, "window": "day"}));
    assert_eq!((&created["status"], &created["visibility"]), (&json!("active"), &json!("copyable")));

    let shown = desk.request("GET", "/v1/admin/tokens/1").send(desk.address);
    assert!(keys(&shown.body).is_empty(), "no key where none was asked for");
    let mut without_key = created.clone();
    without_key.as_object_mut().unwrap().remove("key");
    assert_eq!(ok(&shown), without_key);
    assert_eq!(desk.get("/v1/admin/tokens"), json!({"tokens": [without_key], "next": null}));

    // The verifier follows the data file, some milliseconds behind.
    until("it is enforced", || verify_key(&desk.served, &key, "10.0.9.9") == "ip_blocked");
    assert_eq!(verify_key(&desk.served, &key, "10.1.2.3"), "allowed");
    assert_eq!(desk.audit().last().unwrap(), &("api:ci".to_owned(), "issued".to_owned()));
}

#[test]
fn expiry_is_a_moment_or_unix_seconds_or_never() {
    let desk = Desk::on(Machine::bare(), &[]);
    let expires = |expires: Value| {
        let token = json!({"name": "t", "scopes": ["read"], "visibility": "show_once", "expires": expires});
        desk.post("/v1/admin/tokens", &token)["expires"].clone()
    };
    assert_eq!(expires(json!(4_073_500_800_i64)), "2099-01-31T00:00:00.000Z");
    assert_eq!(expires(json!("2099-01-31T08:00:00.123Z")), "2099-01-31T08:00:00.123Z");
    assert_eq!((expires(json!(-1)), expires(Value::Null)), (Value::Null, Value::Null));
}

#[test]
fn all_that_is_wrong_with_a_token_is_said_at_once_and_nothing_is_created() {
    let desk = Desk::new();
    let before = desk.machine.content();
    let reply = desk.send(
        "POST",
        "/v1/admin/tokens",
        &json!({
            "name": "키".repeat(51),
            "visibility": "public",
            "description": 5,
            "expires": "2001-01-01T00:00:00Z",
            "allow_ips": ["10.0.0.1", " ", "10.0.0.0/33", 7],
            "block_ips": ["", "nope"],
            "request_limit": {"max": -1, "window": "day"},
            "scopes": ["read", "root"],
            "owner": "me",
        }),
    );
    let mut wrong = wrong(&reply);
    wrong.sort();
    let expected = [
        ("/allow_ips/3", "wrong_type"),
        ("/block_ips/0", "required"),
        ("/description", "wrong_type"),
        ("/expires", "past"),
        ("/name", "too_long"),
        ("/owner", "unknown_field"),
        ("/request_limit", "negative"),
        ("/scopes/1", "unknown_scope"),
        ("/visibility", "unknown_visibility"),
    ];
    assert_eq!(wrong, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    assert_eq!(desk.machine.content(), before);
}

#[test]
fn every_bad_value_is_refused_at_its_field() {
    let desk = Desk::on(Machine::bare(), &[]);
    let before = desk.machine.content();
    for (field, value, at, code) in [
        ("name", json!(null), "/name", "required"),
        ("name", json!("  "), "/name", "required"),
        ("name", json!(["a"]), "/name", "wrong_type"),
        ("name", json!("a\nb"), "/name", "control_character"),
        ("scopes", json!([]), "/scopes", "required"),
        ("scopes", json!("read"), "/scopes", "wrong_type"),
        ("scopes", json!(null), "/scopes", "required"),
        ("allow_ips", json!(["10.0.0.0/33"]), "/allow_ips/0", "prefix_too_long"),
        ("allow_ips", json!(["10.0.0.1", "010.0.0.1"]), "/allow_ips/1", "leading_zero"),
        ("allow_ips", json!(vec!["10.0.0.1"; 1001]), "/allow_ips", "too_many"),
        ("expires", json!(0), "/expires", "past"),
        ("expires", json!(1.5), "/expires", "fraction"),
        ("expires", json!(i64::MAX), "/expires", "too_far"),
        ("expires", json!(u64::MAX), "/expires", "too_large"),
        ("expires", json!("tomorrow"), "/expires", "not_a_date"),
        ("expires", json!("99999-01-01T00:00:00Z"), "/expires", "too_far"),
        ("expires", json!(true), "/expires", "wrong_type"),
        ("request_limit", json!(5), "/request_limit", "wrong_type"),
        ("request_limit", json!({}), "/request_limit/max", "required"),
        ("request_limit", json!({"max": 0.5}), "/request_limit/max", "fraction"),
        ("request_limit", json!({"max": u64::MAX}), "/request_limit/max", "too_large"),
        ("request_limit", json!({"max": i64::MAX}), "/request_limit", "too_large"),
        ("request_limit", json!({"max": i64::MIN}), "/request_limit", "negative"),
        ("request_limit", json!({"max": 1, "window": "week"}), "/request_limit/window", "unknown_window"),
        ("request_limit", json!({"max": 1, "per": "day"}), "/request_limit/per", "unknown_field"),
    ] {
        let mut token = json!({"name": "t", "scopes": ["read"], "visibility": "show_once"});
        token[field] = value.clone();
        let reply = desk.send("POST", "/v1/admin/tokens", &token);
        assert_eq!(wrong(&reply), [(at.to_owned(), code.to_owned())], "{field} {value}");
    }
    assert_eq!(desk.machine.content(), before);
}

#[test]
fn what_is_no_request_is_refused_whole() {
    let desk = Desk::on(Machine::bare(), &[]);
    let before = desk.machine.content();
    let text = r#"{"name":"t","scopes":["read"],"visibility":"show_once"}"#;
    let twice = r#"{"name":"t","name":"u","scopes":["read"],"visibility":"show_once"}"#;
    let nested = r#"{"name":"t","scopes":["read"],"request_limit":{"max":1,"max":2}}"#;
    let not_a_number = r#"{"name":"t","scopes":["read"],"expires":NaN}"#;
    for body in ["", "{", "name=t", twice, nested, not_a_number, &"[".repeat(10_000)] {
        assert_eq!(refused(&desk.send_text("POST", "/v1/admin/tokens", body), 400), "not_json", "{body}");
    }
    assert_eq!(wrong(&desk.send_text("POST", "/v1/admin/tokens", "[]"))[0].1, "wrong_type");
    for media in ["text/plain", "application/json; charset=euc-kr", "multipart/form-data"] {
        let request = desk.request("POST", "/v1/admin/tokens").header("Content-Type", media);
        assert_eq!(refused(&request.body(text).send(desk.address), 415), "unsupported_media_type");
    }
    let request = desk.request("POST", "/v1/admin/tokens");
    assert_eq!(refused(&request.body(text).send(desk.address), 415), "unsupported_media_type");
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(2 << 20));
    assert_eq!(refused(&desk.send_text("POST", "/v1/admin/tokens", &large), 413), "body_too_large");
    let huge = desk
        .request("POST", "/v1/admin/tokens")
        .header("Content-Type", "application/json")
        .header("Content-Length", "104857600");
    assert_eq!(refused(&huge.send(desk.address), 413), "body_too_large");
    for (method, target, status, code) in [
        ("PUT", "/v1/admin/tokens", 405, "method_not_allowed"),
        ("POST", "/v1/admin/tokens/1", 405, "method_not_allowed"),
        ("GET", "/v1/admin", 404, "no_such_path"),
        ("GET", "/v1/admin/tokens/", 404, "no_such_path"),
        ("GET", "/v1/admin/tokens/7", 404, "not_found"),
        ("GET", "/v1/admin/tokens/-1", 404, "not_found"),
        ("GET", "/v1/admin/tokens/9223372036854775808", 404, "not_found"),
        ("GET", "/v1/admin/tokens/one", 404, "not_found"),
        ("DELETE", "/v1/admin/tokens/7", 404, "not_found"),
        ("POST", "/v1/admin/tokens/7/disable", 404, "not_found"),
        ("POST", "/v1/admin/tokens/7/key", 404, "not_found"),
    ] {
        let reply = desk.request(method, target).send(desk.address);
        assert_eq!(refused(&reply, status), code, "{method} {target}");
    }
    assert_eq!(desk.machine.content(), before);
}

#[test]
fn pages_follow_each_other_while_tokens_come_and_go() {
    let desk = Desk::on(Machine::bare(), &[]);
    for n in 0..7 {
        desk.machine.issue(&format!("t{n}"));
    }
    let first = desk.get("/v1/admin/tokens?limit=3");
    assert_eq!(ids(&first), [7, 6, 5]);
    desk.machine.issue("new");
    ok(&desk.request("DELETE", "/v1/admin/tokens/5").send(desk.address));
    let next = |page: &Value| format!("/v1/admin/tokens?limit=3&cursor={}", text(&page["next"]));
    let second = desk.get(&next(&first));
    assert_eq!(ids(&second), [4, 3, 2]);
    let last = desk.get(&next(&second));
    assert_eq!((ids(&last), &last["next"]), (vec![1], &Value::Null));
}

#[test]
fn a_list_is_narrowed_by_status_and_by_what_is_searched_for() {
    let desk = Desk::on(Machine::bare(), &[]);
    for name in ["alpha", "beta", "alphabet"] {
        desk.machine.issue(name);
    }
    desk.post("/v1/admin/tokens/1/disable", &json!({}));
    ok(&desk.request("DELETE", "/v1/admin/tokens/2").send(desk.address));
    for (query, expected) in [
        ("", vec![3, 1]),
        ("search=ALPHA", vec![3, 1]),
        ("search=alpha&status=disabled", vec![1]),
        ("status=active", vec![3]),
        ("status=trash", vec![2]),
        ("search=alphabet&limit=1", vec![3]),
        ("search=%25", vec![]),
    ] {
        assert_eq!(ids(&desk.get(&format!("/v1/admin/tokens?{query}"))), expected, "{query}");
    }
    let reply = desk.request("GET", "/v1/admin/tokens?limit=0&status=dead&page=2").send(desk.address);
    let expected = [("limit", "out_of_range"), ("status", "unknown_status"), ("page", "unknown_parameter")];
    assert_eq!(wrong(&reply), expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
}

#[test]
fn an_edit_leaves_what_it_does_not_name() {
    let desk = Desk::on(Machine::bare(), &[]);
    desk.post(
        "/v1/admin/tokens",
        &json!({"name": "t", "scopes": ["read", "write"], "visibility": "show_once", "description": "old",
                "expires": 4_073_500_800_i64, "allow_ips": ["10.0.0.0/8"], "request_limit": {"max": 5}}),
    );
    let patch = |body: Value| desk.send("PATCH", "/v1/admin/tokens/1", &body);
    let before = desk.get("/v1/admin/tokens/1");
    let edited = ok(&patch(json!({"description": "new"})));
    let mut expected = before.clone();
    expected["description"] = json!("new");
    expected["revision"] = json!(2);
    assert_eq!(edited, expected);
    assert_eq!(ok(&patch(json!({}))), expected, "nothing said, nothing changed");
    let emptied = ok(&patch(json!({"description": null, "expires": null, "allow_ips": []})));
    assert_eq!(
        (&emptied["description"], &emptied["expires"], &emptied["allow_ips"]),
        (&json!(""), &Value::Null, &json!([]))
    );
    let narrowed = ok(&patch(json!({"scopes": ["read"], "request_limit": {"max": 3, "window": "hour"}})));
    assert_eq!(narrowed["scopes"], json!(["read"]));
    assert_eq!(narrowed["request_limit"], json!({"max": 3, "window": "hour"}));
    assert_eq!(
        desk.audit().iter().filter(|(actor, action)| actor == "api:ci" && action == "edited").count(),
        3
    );

    assert_eq!(refused(&patch(json!({"revision": 1, "description": "late"})), 409), "conflict");
    assert_eq!(ok(&patch(json!({"revision": 4, "description": "in time"})))["revision"], 5);
    assert_eq!(wrong(&patch(json!({"name": "u"}))), [("/name".to_owned(), "unknown_field".to_owned())]);
    let unreadable = patch(json!({"allow_ips": ["10.0.0.1", "10.0.0.x"], "description": "lost"}));
    assert_eq!(wrong(&unreadable), [("/allow_ips/1".to_owned(), "host_name".to_owned())]);
    assert_eq!(desk.get("/v1/admin/tokens/1")["description"], "in time", "nothing half-done");
}

#[test]
fn unlimited_stays_unlimited() {
    let desk = Desk::on(Machine::bare(), &[]);
    desk.machine.issue("t");
    let reply = desk.send("PATCH", "/v1/admin/tokens/1", &json!({"request_limit": {"max": 5}}));
    assert_eq!(wrong(&reply), [("/request_limit".to_owned(), "unlimited_is_final".to_owned())]);
}

#[test]
fn a_token_lives_and_ends_over_http() {
    let desk = Desk::on(Machine::bare(), &[]);
    desk.machine.issue("t");
    let change = |verb: &str| desk.post(&format!("/v1/admin/tokens/1/{verb}"), &json!({"reason": "leaked"}));
    assert_eq!(change("disable")["status"], "disabled");
    assert_eq!(change("disable")["revision"], 2, "asked twice, done once");
    assert_eq!(change("enable")["status"], "active");
    let deleted = ok(&desk.request("DELETE", "/v1/admin/tokens/1").send(desk.address));
    assert_eq!(deleted["status"], "deleted");
    let reply = desk.send("POST", "/v1/admin/tokens/1/enable", &json!({}));
    assert_eq!(refused(&reply, 409), "not_applicable");
    assert_eq!(
        refused(&desk.send("PATCH", "/v1/admin/tokens/1", &json!({"description": "x"})), 409),
        "not_editable"
    );
    assert_eq!(change("restore")["status"], "active");
    let no_reason = desk.send("POST", "/v1/admin/tokens/1/revoke", &json!({"reason": " "}));
    assert_eq!(wrong(&no_reason), [("/reason".to_owned(), "required".to_owned())]);
    let revoked = change("revoke");
    assert_eq!((&revoked["status"], &revoked["revoked_reason"]), (&json!("revoked"), &json!("leaked")));
    assert_eq!(refused(&desk.send("POST", "/v1/admin/tokens/1/enable", &json!({})), 409), "not_applicable");
    let done: Vec<_> =
        desk.audit().into_iter().filter(|(actor, _)| actor == "api:ci").map(|(_, a)| a).collect();
    assert_eq!(done, ["disabled", "enabled", "deleted", "restored", "revoked"]);
    let history = desk.get("/v1/admin/tokens/1/history");
    assert_eq!(history["entries"][0]["action"], "revoked");
    assert_eq!(history["entries"][0]["actor"], "api:ci");
}

#[test]
fn a_kept_key_is_had_again_and_that_is_written_down() {
    let desk = Desk::new();
    let created = desk.post("/v1/admin/tokens", &json!({"name": "t", "scopes": ["read"]}));
    let again = desk.post("/v1/admin/tokens/1/key", &json!({}));
    assert_eq!(again, json!({"key": created["key"]}));
    assert_eq!(desk.audit().last().unwrap(), &("api:ci".to_owned(), "key_revealed".to_owned()));
    desk.machine.issue("once");
    let reply = desk.send("POST", "/v1/admin/tokens/2/key", &json!({}));
    assert_eq!(refused(&reply, 409), "key_not_kept");
}

#[test]
fn a_locked_vault_refuses_copyable_keys_and_nothing_else() {
    let machine = Machine::new();
    machine.text("token issue --name t --scope read");
    let desk = Desk::on(machine.without_passphrase(), &[]);
    let before = desk.machine.content();
    assert_eq!(refused(&desk.send("POST", "/v1/admin/tokens/1/key", &json!({})), 409), "vault_locked");
    let token = json!({"name": "u", "scopes": ["read"]});
    assert_eq!(refused(&desk.send("POST", "/v1/admin/tokens", &token), 409), "vault_locked");
    assert_eq!(desk.machine.content(), before);
    let token = json!({"name": "u", "scopes": ["read"], "visibility": "show_once"});
    assert!(text(&desk.post("/v1/admin/tokens", &token)["key"]).starts_with("sk-"));
}

#[test]
fn a_request_that_comes_again_makes_no_second_token() {
    let desk = Desk::new();
    let send = |key: &str, body: &Value| {
        let request = desk.request("POST", "/v1/admin/tokens").header("Content-Type", "application/json");
        request.header("Idempotency-Key", key).body(&body.to_string()).send(desk.address)
    };
    let token = json!({"name": "t", "scopes": ["read"]});
    let first = send("a", &token);
    let again = send("a", &token);
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(ok(&first), ok(&again), "with its key, which is kept");
    assert_eq!(refused(&send("a", &json!({"name": "u", "scopes": ["read"]})), 422), "idempotency_key_reused");
    assert_eq!(ok(&send("b", &token))["id"], 2);
    let once = json!({"name": "t", "scopes": ["read"], "visibility": "show_once"});
    let (first, again) = (ok(&send("c", &once)), ok(&send("c", &once)));
    assert_eq!(first["id"], again["id"]);
    assert!(first["key"].is_string() && again["key"].is_null(), "it is kept nowhere");
    assert_eq!(wrong(&send(&"x".repeat(256), &token))[0].1, "bad_header");
    assert_eq!(desk.machine.content()[0], 3);
    // Another script's request of the same name is another one.
    let other = super::desk::admin_key(&desk.machine, "--name other --scope tokens:write");
    let request = Request::new("POST", "/v1/admin/tokens").key(&other).header("Idempotency-Key", "a");
    let reply =
        request.header("Content-Type", "application/json").body(&token.to_string()).send(desk.address);
    assert_eq!(reply.status, 201);
}

#[test]
fn the_scopes_are_told() {
    let desk = Desk::on(Machine::bare(), &[]);
    let scopes = desk.get("/v1/admin/scopes")["scopes"].as_array().unwrap().clone();
    let read = scopes.iter().find(|scope| scope["name"] == "read").expect("a scope");
    assert_eq!(read["retired"], false);
}
