use proptest::prelude::*;
use serde_json::json;

use super::*;

fn contents(list: &Value) -> Vec<Content> {
    let text = list.to_string();
    rows(text.as_bytes()).expect("a list").map(|row| row.content).collect()
}

fn one(token: &Value) -> (TokenFields, Vec<String>) {
    match contents(&json!([token])).remove(0) {
        Content::Token(fields, faults) => {
            let place = |fault: &Fault| format!("{} {}", fault.code, fault.column.as_deref().unwrap_or("-"));
            (fields, faults.iter().map(place).collect())
        }
        Content::Unreadable(fault) => panic!("{fault:?}"),
    }
}

fn token() -> Value {
    json!({
        "id": 7, "user_id": 1, "key": "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl", "status": 1,
        "name": "ci", "created_time": 1_738_483_200, "accessed_time": 1_738_483_200,
        "expired_time": 4_102_444_800_i64, "remain_quota": 500_000, "unlimited_quota": false,
        "model_limits_enabled": true, "model_limits": "gpt-4o,gpt-4o-mini",
        "allow_ips": "10.0.0.0/8\n1.2.3.4", "used_quota": 9, "group": "vip", "cross_group_retry": false,
        "DeletedAt": null,
    })
}

#[test]
fn each_field_of_theirs_becomes_the_one_of_ours() {
    let (fields, faults) = one(&token());
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(fields.name.as_deref(), Some("ci"));
    let key = "sk-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl";
    assert_eq!(fields.key, Some(GivenKey::Whole(key.to_owned().into())), "as clients send it");
    assert_eq!(fields.expires.as_deref(), Some("2100-01-01T00:00:00Z"));
    assert_eq!(fields.quota.as_deref(), Some("500000"), "what is left to spend");
    assert_eq!(fields.models, ["gpt-4o", "gpt-4o-mini"]);
    assert_eq!(fields.allow_ips, ["10.0.0.0/8", "1.2.3.4"]);
    assert_eq!((fields.group.as_deref(), fields.enabled), (Some("vip"), Some(true)));
}

#[test]
fn addresses_are_one_a_line_as_their_window_writes_them_or_joined_by_commas_as_clients_do() {
    for list in ["10.0.0.0/8\n1.2.3.4", "10.0.0.0/8,1.2.3.4", "10.0.0.0/8, 1.2.3.4,\n"] {
        let mut token = token();
        token["allow_ips"] = json!(list);
        assert_eq!(one(&token).0.allow_ips, ["10.0.0.0/8", "1.2.3.4"], "{list:?}");
    }
}

#[test]
fn a_list_is_found_alone_and_in_an_answer() {
    for list in [
        json!([token(), token()]),
        json!({"success": true, "message": "", "data": [token(), token()]}),
        json!({"success": true, "data": {"page": 1, "total": 2, "items": [token(), token()]}}),
    ] {
        assert_eq!(contents(&list).len(), 2);
    }
    for other in ["", "{}", "[1]", "{\"data\":{}}", "\"sk-secret\"", "[{]"] {
        let Err(FileError::NotRows { code, message }) = rows(other.as_bytes()).map(drop) else {
            panic!("{other} is no list")
        };
        assert_eq!(code, "not_a_list");
        assert!(!message.contains("secret"), "{message}");
    }
}

#[test]
fn unlimited_never_and_all_are_what_they_are_there() {
    let (fields, faults) = one(&json!({
        "name": "a", "key": "", "status": 2, "expired_time": -1, "remain_quota": -5, "unlimited_quota": true,
        "model_limits_enabled": false, "model_limits": "gpt-4o", "allow_ips": "", "group": "", "daily_quota": 0,
    }));
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!((fields.key, fields.enabled, fields.quota), (None, Some(false), None));
    assert_eq!((fields.expires.as_deref(), fields.group, fields.daily_quota), (Some("never"), None, None));
    assert!(fields.models.is_empty() && fields.allow_ips.is_empty());
    assert_eq!(one(&json!({"name": "a", "remain_quota": -5})).0.quota.as_deref(), Some("0"), "overspent");
    assert_eq!(one(&json!({"name": "a"})).0.quota.as_deref(), Some("0"), "nothing was given to it");
}

#[test]
fn nothing_opens_wider_than_it_was() {
    let mut token = token();
    token["model_limits"] = json!("");
    assert_eq!(one(&token).1, ["required model_limits"]);
    token["model_limits"] = json!(["gpt-4o"]);
    assert_eq!(one(&token).1, ["wrong_type model_limits", "required model_limits"]);
    token["model_limits_enabled"] = json!(false);
    token["DeletedAt"] = json!("2026-01-01T00:00:00Z");
    token["allow_ips"] = json!(["10.0.0.0/8"]);
    token["expired_time"] = json!(i64::MAX);
    token["remain_quota"] = json!(0.5);
    let mut wrong = one(&token).1;
    wrong.sort();
    assert_eq!(
        wrong,
        [
            "deleted DeletedAt",
            "too_far expired_time",
            "wrong_type allow_ips",
            "wrong_type model_limits",
            "wrong_type remain_quota",
        ]
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = rows(&bytes[..]).map(Iterator::count);
    }
}
