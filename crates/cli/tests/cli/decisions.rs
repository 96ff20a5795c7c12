//! The last decisions of `tokendesk serve`, for people who look on.

use serde_json::{Value, json};

use crate::{
    gateways::{Request, Served, issue, until},
    machine::{Machine, objects},
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
fn the_command_prints_them_for_scripts_and_for_people() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let served = Served::start(&machine, &["--listen", "127.0.0.1:0"]);
    let place = served.address().to_string();
    let ask = |more: &[&str]| machine.run([&["decisions", "--verifier", &place], more].concat());
    assert_eq!((ask(&["--json"]).code, ask(&["--json"]).out.as_str()), (0, ""));
    for shown in [&*key, "sk-nobodys"] {
        let request = Request::get("/v1/verify/forward").header("X-Forwarded-Method", "GET");
        let request =
            request.header("X-Forwarded-Uri", "/v1/jobs?q=secret").header("X-Forwarded-For", "10.0.0.7");
        request.header("Authorization", &format!("Bearer {shown}")).send(served.address());
    }
    let mut told = Vec::new();
    until("both are told", || {
        told = objects(&ask(&["--json"]).out);
        told.len() == 2
    });
    for decision in &mut told {
        decision.as_object_mut().expect("an object").remove("at").expect("a moment");
    }
    let line = |code: &str, token: Value| json!({"code": code, "token": token, "address": "10.0.0.7", "method": "GET", "path": "/v1/jobs"});
    assert_eq!(told, [line("unknown_key", Value::Null), line("allowed", json!({"id": 1, "name": "ci"}))]);
    let table = ask(&[]).out;
    let words: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(words[0][..3], ["AT", "DECISION", "TOKEN"]);
    assert_eq!(words[2][3..], ["allowed", "1", "ci", "10.0.0.7", "GET", "/v1/jobs"], "{table}");
}

#[test]
fn the_command_says_what_to_do_where_no_verifier_tells_it() {
    let machine = Machine::bare();
    issue(&machine, "ci", "");
    let ask = |place: &str, more: &[&str]| {
        let answer = machine.run([&["decisions", "--json", "--verifier", place], more].concat());
        (answer.code, answer.error())
    };
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    assert_eq!(ask(&free.to_string(), &[]), (1, "no_verifier".to_owned()));
    assert_eq!(ask("unix:/nowhere/v.sock", &[]), (1, "no_verifier".to_owned()));

    let file = secret_file(&machine);
    let options = ["--listen", "127.0.0.1:0", "--gateway-secret-file", &file.to_string_lossy()];
    let served = Served::start(&machine, &options);
    let place = served.address().to_string();
    assert_eq!(ask(&place, &[]), (1, "not_trusted".to_owned()));
    let shown =
        machine.run(["decisions", "--verifier", &place, "--gateway-secret-file", &file.to_string_lossy()]);
    assert_eq!(shown.code, 0, "{}", shown.err);

    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let place = other.local_addr().expect("an address").to_string();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = other.accept().expect("a caller");
        std::io::Write::write_all(&mut stream, b"SSH-2.0-other\r\n").expect("written");
    });
    assert_eq!(ask(&place, &[]), (1, "not_a_verifier".to_owned()));
    answering.join().expect("answered");
}

fn secret_file(machine: &Machine) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let file = machine.path("secret");
    std::fs::write(&file, SECRET).expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
    file
}

#[test]
fn where_gateways_have_a_secret_decisions_are_told_to_who_shows_it() {
    let machine = Machine::bare();
    issue(&machine, "ci", "");
    let file = secret_file(&machine);
    let options = ["--listen", "127.0.0.1:0", "--gateway-secret-file", &file.to_string_lossy()];
    let served = Served::start(&machine, &options);
    assert_eq!(decisions(&served, None).0, 403);
    assert_eq!(decisions(&served, Some("another-secret-another-secret-00")).0, 403);
    assert_eq!(decisions(&served, Some(SECRET)), (200, json!({"decisions": []})));
}
