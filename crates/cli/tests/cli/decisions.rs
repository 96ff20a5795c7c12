//! The last decisions of `tokendesk serve`, for people who look on.

use serde_json::{Value, json};

use crate::{
    gateways::{Request, Served, issue, until},
    machine::Machine,
};

const SECRET: &str = "0123456789-abcdefghij_ABCDEFGHIJ";

fn decisions(served: &Served, secret: Option<&str>) -> (u16, Value) {
    let request = Request::get("/v1/decisions");
    let request = match secret {
        Some(secret) => request.header("X-Gateway-Secret", secret),
        None => request,
    };
    let reply = request.send(served.address());
    (reply.status, serde_json::from_str(&reply.body).expect("an object"))
}

#[test]
fn the_latest_decisions_are_told_newest_first_without_keys_and_queries() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let served = Served::start(&machine, &["--listen", "127.0.0.1:0", "--key-place", "query:token"]);
    assert_eq!(decisions(&served, None), (200, json!({"decisions": []})));
    let forward = |method: &str, target: &str| {
        let request = Request::get("/v1/verify/forward").header("X-Forwarded-Method", method);
        let request = request.header("X-Forwarded-Uri", target).header("X-Forwarded-For", "10.0.0.7");
        request.send(served.address());
    };
    for number in 0..120 {
        forward("GET", &format!("/v1/jobs/{number}?token={key}&q=secret"));
    }
    // Of many hundreds a second some are left out; what comes a little later is told again.
    let told = |method: &str, target: &str, path: &str| {
        let mut latest = Value::Null;
        until("it is told", || {
            forward(method, target);
            latest = decisions(&served, None).1["decisions"][0].clone();
            latest["path"] == path
        });
        latest.as_object_mut().expect("an object").remove("at").expect("a moment");
        latest
    };
    let allowed = told("GET", &format!("/v1/last?token={key}&q=secret"), "/v1/last");
    assert_eq!(
        allowed,
        json!({"code": "allowed", "token": {"id": 1, "name": "ci"}, "address": "10.0.0.7", "method": "GET",
               "path": "/v1/last"})
    );
    let unknown = told("DELETE", "/v1/other?token=sk-wrong", "/v1/other");
    assert_eq!((&unknown["code"], &unknown["token"]), (&json!("unknown_key"), &Value::Null));
    let refused = told("GET", &format!("/v1/../jobs?token={key}"), "/v1/../jobs");
    assert_eq!((&refused["code"], &refused["token"]), (&json!("path_refused"), &Value::Null));
    let (_, all) = decisions(&served, None);
    assert_eq!(all["decisions"].as_array().expect("a list").len(), 100);
    let text = all.to_string();
    assert!(!text.contains(&key) && !text.contains("secret") && !text.contains("sk-wrong"), "{text}");
    let posted = Request::new("POST", "/v1/decisions").send(served.address());
    assert_eq!((posted.status, posted.header("allow")), (405, "GET"));
}

#[test]
fn where_gateways_have_a_secret_decisions_are_told_to_who_shows_it() {
    use std::os::unix::fs::PermissionsExt;
    let machine = Machine::bare();
    issue(&machine, "ci", "");
    let file = machine.path("secret");
    std::fs::write(&file, SECRET).expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
    let options = ["--listen", "127.0.0.1:0", "--gateway-secret-file", &file.to_string_lossy()];
    let served = Served::start(&machine, &options);
    assert_eq!(decisions(&served, None).0, 403);
    assert_eq!(decisions(&served, Some("another-secret-another-secret-00")).0, 403);
    assert_eq!(decisions(&served, Some(SECRET)), (200, json!({"decisions": []})));
}
