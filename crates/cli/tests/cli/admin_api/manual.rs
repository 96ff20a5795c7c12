//! The manual's `POST /v1/tokens`, to the letter.

use serde_json::{Value, json};

use super::desk::{Desk, admin_key};
use crate::{
    gateways::{Reply, Request, until, verify_key},
    machine::{Machine, text},
};

fn create(desk: &Desk, body: &Value) -> Reply {
    desk.send("POST", "/v1/tokens", body)
}

fn created(desk: &Desk, body: &Value) -> Value {
    let reply = create(desk, body);
    let object: Value = serde_json::from_str(&reply.body).expect("JSON");
    assert_eq!(
        (reply.status, &object["success"], &object["message"]),
        (200, &json!(true), &json!("")),
        "{object}"
    );
    assert_eq!(reply.header("cache-control"), "no-store");
    object["data"].clone()
}

/// The whole object of a refusal.
fn refused(reply: &Reply) -> (u16, Value) {
    (reply.status, serde_json::from_str(&reply.body).expect("JSON"))
}

#[test]
fn a_token_is_created_as_the_manual_says_and_its_key_is_told_once() {
    let desk = Desk::on(Machine::bare(), &[]);
    let token = created(
        &desk,
        &json!({
            "name": "My New Token", "expired_time": 4_073_500_800_i64, "remain_quota": 7, "remain_credits": 200,
            "daily_credits": 100, "monthly_credits": 1000, "unlimited_quota": false, "model_limits_enabled": true,
            "model_limits": "gpt-4o,gpt-4o-mini,claude-3-5-sonnet", "group": "default",
        }),
    );
    let key = text(&token["key"]);
    assert!(key.len() == 48 && key.bytes().all(|b| b.is_ascii_alphanumeric()), "{key}");
    let told = [
        ("id", json!(1)),
        ("name", json!("My New Token")),
        ("status", json!(1)),
        ("expired_time", json!(4_073_500_800_i64)),
        ("remain_quota", json!(500_000)),
        ("used_quota", json!(0)),
        ("daily_quota", json!(250_000)),
        ("monthly_quota", json!(2_500_000)),
        ("unlimited_quota", json!(false)),
        ("model_limits_enabled", json!(true)),
        ("model_limits", json!("claude-3-5-sonnet,gpt-4o,gpt-4o-mini")),
        ("group", json!("default")),
    ];
    for (field, expected) in told {
        assert_eq!(token[field], expected, "{field}");
    }
    let again = desk.send("POST", "/v1/admin/tokens/1/key", &json!({}));
    assert_eq!(super::desk::refused(&again, 409), "key_not_kept");
    assert_eq!(desk.audit().last().unwrap(), &("api:ci".to_owned(), "issued".to_owned()));
}

#[test]
fn quotas_in_units_are_taken_too_and_minus_one_is_never() {
    let desk = Desk::on(Machine::bare(), &[]);
    let token = created(
        &desk,
        &json!({"name": "t", "expired_time": -1, "unlimited_quota": true, "daily_quota": 5, "monthly_quota": 6}),
    );
    assert_eq!((&token["expired_time"], &token["unlimited_quota"]), (&json!(-1), &json!(true)));
    let key = format!("sk-{}", text(&token["key"]));
    until("it passes", || verify_key(&desk.served, &key, "10.0.0.1") == "allowed");
    assert_eq!((&token["daily_quota"], &token["monthly_quota"]), (&json!(5), &json!(6)));
}

#[test]
fn its_errors_have_the_words_of_the_manual() {
    let desk = Desk::on(Machine::bare(), &[]);
    let before = desk.machine.content();
    let failed = |message: &str| json!({"success": false, "message": message});
    let long = |name: String| refused(&create(&desk, &json!({"name": name, "unlimited_quota": true})));
    assert_eq!(long("名".repeat(51)), (200, failed("令牌名称过长")));
    let stranger = Request::new("POST", "/v1/tokens").key("tdadmin-no").body("{}").send(desk.address);
    assert_eq!(refused(&stranger), (401, failed("Authentication failed")));
    let nobody = Request::new("POST", "/v1/tokens").body("{}").send(desk.address);
    assert_eq!(refused(&nobody), (401, failed("Authentication failed")));
    assert_eq!(desk.machine.content(), before);
    // The limit counts characters: fifty of three bytes each are fifty.
    created(&desk, &json!({"name": "名".repeat(50), "unlimited_quota": true}));
}

#[test]
fn what_is_wrong_is_refused_in_its_own_shape_and_creates_nothing() {
    let desk = Desk::on(Machine::bare(), &[]);
    let reader = admin_key(&desk.machine, "--name reader --scope tokens:read");
    let before = desk.machine.content();
    for body in [
        r#"{"unlimited_quota":true}"#,
        r#"{"name":7}"#,
        r#"{"name":"t","remain_quota":-1}"#,
        r#"{"name":"t","remain_quota":0.5}"#,
        r#"{"name":"t","remain_quota":9223372036854775807}"#,
        r#"{"name":"t","remain_quota":9223372036854775808}"#,
        r#"{"name":"t","remain_credits":0.00001}"#,
        r#"{"name":"t","remain_credits":1e300}"#,
        r#"{"name":"t","remain_credits":NaN}"#,
        r#"{"name":"t","name":"u"}"#,
        r#"{"name":"t","expired_time":1}"#,
        r#"{"name":"t","expired_time":"never"}"#,
        r#"{"name":"t","model_limits_enabled":true,"model_limits":""}"#,
        r#"{"name":"t","model_limits_enabled":true,"model_limits":"two words"}"#,
        "[]",
        "",
    ] {
        let (status, object) = refused(&desk.send_text("POST", "/v1/tokens", body));
        assert_eq!((status, &object["success"]), (200, &json!(false)), "{body}");
        assert!(!text(&object["message"]).is_empty() && object.get("data").is_none(), "{object}");
    }
    for (request, expected) in [
        (Request::new("POST", "/v1/tokens").key(&reader).body("{}"), 403),
        (Request::new("GET", "/v1/tokens").key(&desk.key), 405),
        (desk.request("POST", "/v1/tokens").header("Content-Length", "104857600"), 413),
        (
            desk.request("POST", "/v1/tokens")
                .header("Content-Type", "application/json; charset=gbk")
                .body("{}"),
            200,
        ),
    ] {
        let (status, object) = refused(&request.send(desk.address));
        assert_eq!((status, &object["success"]), (expected, &json!(false)), "{object}");
    }
    assert_eq!(desk.machine.content(), before);
}
