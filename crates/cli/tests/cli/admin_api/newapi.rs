//! The interface of new-api, where a conversation does not show it all: pages, traps, errors, keys.

use serde_json::{Value, json};

use super::desk::{Desk, admin_key};
use crate::{
    gateways::{Reply, Request, until, verify_key},
    machine::{Machine, text},
};

const TOKENS: &str = "/api/token/";

/// The object of an answer, whatever it says.
fn object(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {}", reply.body))
}

fn data(reply: &Reply) -> Value {
    let object = object(reply);
    assert_eq!(
        (reply.status, &object["success"], &object["message"]),
        (200, &json!(true), &json!("")),
        "{object}"
    );
    assert_eq!(reply.header("cache-control"), "no-store");
    object["data"].clone()
}

/// What a refusal says.
fn refused(reply: &Reply, status: u16) -> String {
    let object = object(reply);
    assert_eq!((reply.status, &object["success"]), (status, &json!(false)), "{object}");
    text(&object["message"]).to_owned()
}

fn get(desk: &Desk, target: &str) -> Value {
    data(&desk.request("GET", target).send(desk.address))
}

fn unlimited(name: &str) -> Value {
    json!({"name": name, "unlimited_quota": true, "expired_time": -1})
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("items").iter().map(|item| text(&item["name"])).collect()
}

#[test]
fn lists_are_pages_newest_first_with_and_without_the_last_slash() {
    let desk = Desk::new();
    for n in 1..=12 {
        data(&desk.send("POST", TOKENS, &unlimited(&format!("t{n}"))));
    }
    for target in ["/api/token", "/api/token/"] {
        let page = get(&desk, target);
        assert_eq!((&page["page"], &page["page_size"], &page["total"]), (&json!(1), &json!(10), &json!(12)));
        assert_eq!(names(&page)[..2], ["t12", "t11"]);
    }
    assert_eq!(names(&get(&desk, "/api/token/?p=2&size=5")), ["t7", "t6", "t5", "t4", "t3"]);
    assert_eq!(names(&get(&desk, "/api/token/?p=3&page_size=5")), ["t2", "t1"]);
    assert_eq!(names(&get(&desk, "/api/token/?p=4&ps=5")), [""; 0]);
    assert_eq!(get(&desk, "/api/token/?size=1000")["page_size"], 100);
    assert_eq!(names(&get(&desk, "/api/token/?p=99999999999999999999&size=x")).len(), 10);
}

#[test]
fn a_search_finds_names_and_keys_on_all_pages() {
    let desk = Desk::new();
    let key = |name: &str| text(&data(&desk.send("POST", TOKENS, &unlimited(name)))["key"]).to_owned();
    let (alpha, beta) = (key("alpha"), key("beta"));
    key("alphabet");
    let search = |query: &str| get(&desk, &format!("/api/token/search?{query}"));
    assert_eq!(names(&search("keyword=ALPHA")), ["alphabet", "alpha"]);
    assert_eq!(names(&search("keyword=alpha&size=1&p=2")), ["alpha"]);
    assert_eq!(search("keyword=alpha&size=1")["total"], 2);
    key(&alpha[..4]);
    for shown in [&*alpha, &format!("sk-{alpha}"), &alpha[..4], &alpha[44..]] {
        assert_eq!(names(&search(&format!("token={shown}"))), ["alpha"], "{shown}");
    }
    assert_eq!(names(&search(&format!("keyword=alpha&token={}", &alpha[..4]))), ["alpha"]);
    assert_eq!(names(&search(&format!("keyword=alpha&token={beta}"))), [""; 0]);
}

#[test]
fn an_edit_that_leaves_fields_out_leaves_them_as_they_are() {
    let desk = Desk::new();
    let created = data(&desk.send(
        "POST",
        TOKENS,
        &json!({"name": "t", "expired_time": 4_073_500_800_i64, "remain_quota": 100, "allow_ips": "10.0.0.0/8\n1.2.3.4",
                "model_limits_enabled": true, "model_limits": "gpt-4o", "group": "vip"}),
    ));
    let shown = get(&desk, "/api/token/1");
    for field in ["expired_time", "remain_quota", "allow_ips", "model_limits", "group"] {
        assert_eq!(shown[field], created[field], "{field}");
    }
    let put = |body: &Value| desk.send("PUT", TOKENS, body);
    assert_eq!(data(&put(&json!({"id": 1}))), shown);
    assert_eq!(data(&put(&shown)), shown, "the object as it was shown");
    // What was spent since it was shown stays spent.
    let spend = "INSERT INTO token_spending (token_id, spent) VALUES (1, 30)";
    desk.machine.database().execute(spend, []).unwrap();
    let after = data(&put(&shown));
    assert_eq!((&after["remain_quota"], &after["used_quota"]), (&json!(70), &json!(30)));
    let raised = data(&put(&json!({"id": 1, "remain_quota": 500})));
    assert_eq!((&raised["remain_quota"], &raised["used_quota"]), (&json!(500), &json!(30)));

    let before = desk.machine.content();
    assert!(refused(&put(&json!({"id": 1, "name": "u"})), 200).contains("name"));
    let bad = refused(&put(&json!({"id": 1, "allow_ips": "10.0.0.1\n10.0.0.x", "group": "lost"})), 200);
    assert!(bad.starts_with("allow_ips.1: "), "{bad}");
    assert!(refused(&put(&json!({"id": 1, "expired_time": 1})), 200).starts_with("expired_time: "));
    assert!(refused(&put(&json!({"name": "t"})), 200).starts_with("id: "));
    assert_eq!(desk.machine.content(), before, "nothing half-done");
    assert_eq!(data(&put(&json!({"id": 1, "expired_time": -1, "allow_ips": ""})))["expired_time"], -1);
}

#[test]
fn a_status_says_what_a_token_is_worth() {
    let desk = Desk::new();
    let status = |id: i64| get(&desk, &format!("/api/token/{id}"))["status"].as_i64().unwrap();
    data(&desk.send("POST", TOKENS, &unlimited("t")));
    data(&desk.send("POST", TOKENS, &json!({"name": "nothing to spend"})));
    data(&desk.send("POST", TOKENS, &unlimited("old")));
    desk.machine
        .database()
        .execute("UPDATE tokens SET expires_ms = created_ms + 1 WHERE id = 3", [])
        .unwrap();
    assert_eq!([status(1), status(2), status(3)], [1, 4, 3]);
    let switch =
        |status: i64| desk.send("PUT", "/api/token/?status_only=true", &json!({"id": 1, "status": status}));
    assert_eq!(data(&switch(2))["status"], 2);
    assert_eq!(data(&switch(2))["status"], 2, "asked twice, done once");
    assert_eq!(data(&switch(1))["status"], 1);
    refused(&switch(3), 200);
    desk.post("/v1/admin/tokens/1/revoke", &json!({"reason": "leaked"}));
    refused(&switch(1), 200);
    assert_eq!(status(1), 2);
}

#[test]
fn keys_are_told_only_where_they_are_kept_and_only_to_whom_may_copy() {
    let desk = Desk::new();
    let keys: Vec<_> =
        ["a", "b"].map(|name| data(&desk.send("POST", TOKENS, &unlimited(name)))["key"].clone()).into();
    desk.machine.issue("once");
    let key = |id: i64| desk.send("POST", &format!("/api/token/{id}/key"), &Value::Null);
    assert_eq!(data(&key(1)), json!({"key": keys[0]}));
    assert_eq!(desk.audit().last().unwrap(), &("api:ci".to_owned(), "key_revealed".to_owned()));
    assert!(refused(&key(3), 200).contains("shown once"), "{}", key(3).body);
    refused(&key(7), 200);
    let many = |ids: Value| desk.send("POST", "/api/token/batch/keys", &json!({"ids": ids}));
    assert_eq!(data(&many(json!([2, 1]))), json!({"keys": {"1": keys[0], "2": keys[1]}}));
    let before = desk.machine.content();
    refused(&many(json!([1, 3])), 200);
    refused(&many(json!([])), 200);
    refused(&many(json!((0..101).collect::<Vec<_>>())), 200);
    assert_eq!(desk.machine.content(), before, "no key was opened");
    let reader = admin_key(&desk.machine, "--name reader --scope tokens:read");
    refused(&Request::new("POST", "/api/token/1/key").key(&reader).send(desk.address), 403);
}

#[test]
fn what_is_deleted_is_gone_for_these_clients_and_kept_in_the_trash() {
    let desk = Desk::new();
    for name in ["a", "b", "c", "d"] {
        data(&desk.send("POST", TOKENS, &unlimited(name)));
    }
    let delete = |id: i64| desk.request("DELETE", &format!("/api/token/{id}/")).send(desk.address);
    let deleted = object(&delete(1));
    assert_eq!(deleted, json!({"success": true, "message": ""}));
    refused(&delete(1), 200);
    refused(&desk.request("GET", "/api/token/1").send(desk.address), 200);
    assert_eq!(data(&desk.send("POST", "/api/token/batch", &json!({"ids": [1, 2, 3, 3, 99]}))), json!(2));
    assert_eq!(names(&get(&desk, TOKENS)), ["d"]);
    assert_eq!(desk.get("/v1/admin/tokens?status=trash")["tokens"].as_array().unwrap().len(), 3);
}

#[test]
fn who_may_not_is_told_so_as_their_server_tells_it() {
    let desk = Desk::on(Machine::bare(), &[]);
    let far = admin_key(&desk.machine, "--name far --scope tokens:read --allow-ip 10.0.0.0/8");
    let reader = admin_key(&desk.machine, "--name reader --scope tokens:read");
    let list = |value: &str| Request::new("GET", TOKENS).header("Authorization", value).send(desk.address);
    assert_eq!(list(&desk.key).status, 200, "without Bearer");
    assert_eq!(list(&format!("Bearer {}", desk.key)).status, 200);
    for reply in [Request::new("GET", TOKENS).send(desk.address), list("tdadmin-no"), list("Bearer sk-no")] {
        refused(&reply, 401);
        assert_eq!(object(&reply)["code"], "AUTH_UNAUTHORIZED");
    }
    let away = list(&far);
    assert!(!refused(&away, 403).contains("10.0.0"), "the list of addresses is nobody's business");
    let write =
        Request::new("POST", TOKENS).key(&reader).body(&unlimited("t").to_string()).send(desk.address);
    refused(&write, 403);
    assert_eq!(object(&write)["code"], "AUTH_FORBIDDEN");
    for (method, target, status) in
        [("PATCH", TOKENS, 405), ("GET", "/api/user/self", 404), ("GET", "/api/token/one", 200)]
    {
        refused(&desk.request(method, target).send(desk.address), status);
    }
    assert_eq!(desk.machine.content()[0], 0);
    for n in 0..20 {
        list(&format!("tdadmin-{n}"));
    }
    let slowed = (0..20).map(|n| list(&format!("tdadmin-x{n}"))).find(|reply| reply.status == 429);
    assert!(!slowed.expect("one is slowed down").header("retry-after").is_empty());
}

#[test]
fn a_token_asks_with_its_own_key_what_it_has_left() {
    let desk = Desk::new();
    let body = json!({"name": "ci", "remain_quota": 500_000, "expired_time": 4_073_500_800_i64,
                      "model_limits_enabled": true, "model_limits": "gpt-4o"});
    let key = text(&data(&desk.send("POST", TOKENS, &body))["key"]).to_owned();
    desk.machine
        .database()
        .execute("INSERT INTO token_spending (token_id, spent) VALUES (1, 61500)", [])
        .unwrap();
    let ask = |target: &str, key: &str| Request::new("GET", target).key(key).send(desk.address);
    for shown in [key.clone(), format!("sk-{key}")] {
        assert_eq!(
            object(&ask("/api/usage/token/", &shown)),
            json!({"code": true, "message": "ok", "data": {
                "object": "token_usage", "name": "ci", "total_granted": 500_000, "total_used": 61_500,
                "total_available": 438_500, "unlimited_quota": false, "model_limits": {"gpt-4o": true},
                "model_limits_enabled": true, "expires_at": 4_073_500_800_i64}})
        );
    }
    let key = format!("sk-{key}");
    assert_eq!(
        ask("/v1/dashboard/billing/subscription", &key).body,
        r#"{"object":"billing_subscription","has_payment_method":true,"soft_limit_usd":1,"hard_limit_usd":1,"system_hard_limit_usd":1,"access_until":4073500800}"#
    );
    assert_eq!(ask("/v1/dashboard/billing/usage", &key).body, r#"{"object":"list","total_usage":12.3}"#);

    assert_eq!(
        refused(&ask("/api/usage/token", &desk.key), 401),
        "This is no token's key.",
        "an admin key is none"
    );
    let wrong = ask("/v1/dashboard/billing/usage", "sk-no");
    assert_eq!((wrong.status, &object(&wrong)["error"]["type"]), (401, &json!("new_api_error")));
    data(&desk.send("PUT", TOKENS, &json!({"id": 1, "allow_ips": "10.9.8.7"})));
    let away = refused(&ask("/api/usage/token/", &key), 403);
    assert!(!away.contains("10.9"), "{away}");
    until("the verifier agrees", || verify_key(&desk.served, &key, "10.0.0.1") == "ip_not_allowed");
}
