//! Who may administer over HTTP, and what others are told.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread::sleep,
    time::Duration,
};

use serde_json::{Value, json};

use super::desk::{Desk, admin_key, ok, refused};
use crate::{
    gateways::{Request, until, verify_key},
    machine::{Machine, text},
};

const LIST: &str = "/v1/admin/tokens";

#[test]
fn without_a_good_key_nothing_is_told() {
    let desk = Desk::on(Machine::bare(), &[]);
    let token = text(&desk.machine.one("token issue --name t --scope read --show-once")["key"]).to_owned();
    let with = |value: &str| Request::new("GET", LIST).header("Authorization", value).send(desk.address);
    let none = Request::new("GET", LIST).send(desk.address);
    assert_eq!(refused(&none, 401), "admin_key_missing");
    assert_eq!(none.header("www-authenticate"), "Bearer");
    assert_eq!(refused(&with("Basic YTpi"), 401), "admin_key_missing");
    assert_eq!(refused(&with("Bearer tdadmin-no"), 401), "admin_key_unknown");
    assert_eq!(refused(&with(&format!("Bearer {token}")), 401), "admin_key_unknown", "a token's key is none");
    assert_eq!(with(&format!("Bearer {}", desk.key)).status, 200);
    assert_eq!(verify_key(&desk.served, &desk.key, "10.0.0.1"), "unknown_key", "and the other way round");
    // A stranger is told so before its body is received.
    let body = Request::new("POST", LIST).header("Content-Type", "application/json");
    let body = body.header("Content-Length", "100000").send(desk.address);
    assert_eq!(refused(&body, 401), "admin_key_missing");
}

#[test]
fn an_expired_a_revoked_and_a_distant_key_are_refused() {
    let desk = Desk::on(Machine::bare(), &[]);
    let far = admin_key(&desk.machine, "--name far --scope tokens:read --allow-ip 10.0.0.0/8");
    let old = admin_key(&desk.machine, "--name old --scope tokens:read");
    let gone = admin_key(&desk.machine, "--name gone --scope tokens:read");
    desk.machine.database().execute("UPDATE admin_keys SET expires_ms = 1 WHERE name = 'old'", []).unwrap();
    let list = |key: &str| Request::new("GET", LIST).key(key).send(desk.address);
    assert_eq!(list(&gone).status, 200);
    let id =
        desk.machine.json("admin-key list").iter().find(|key| key["name"] == "gone").unwrap()["id"].clone();
    assert_eq!(desk.machine.one(&format!("admin-key revoke {id}"))["status"], "revoked");
    assert_eq!(refused(&list(&gone), 401), "admin_key_unknown");
    assert_eq!(refused(&list(&old), 401), "admin_key_expired");
    let reply = list(&far);
    assert!(!reply.body.contains("10.0.0"), "the list of addresses is nobody's business");
    assert_eq!(refused(&reply, 403), "address_not_allowed");
}

#[test]
fn a_key_that_is_revoked_while_a_body_comes_changes_nothing() {
    revoked_while_a_body_comes("");
}

/// Its key is looked at before it is received.
#[test]
fn a_key_that_is_revoked_while_a_large_body_comes_changes_nothing() {
    revoked_while_a_body_comes(&" ".repeat(20_000));
}

fn revoked_while_a_body_comes(padding: &str) {
    let desk = Desk::on(Machine::bare(), &[]);
    let body = json!({"name": "late", "scopes": ["read"], "visibility": "show_once"}).to_string() + padding;
    let mut slow = TcpStream::connect(desk.address).expect("it listens");
    write!(
        slow,
        "POST {LIST} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        desk.key,
        body.len(),
        &body[..9]
    )
    .expect("sent");
    if !padding.is_empty() {
        until("the key was seen", || desk.machine.one("admin-key list")["last_used"] != Value::Null);
    }
    assert_eq!(desk.machine.one("admin-key revoke 1")["status"], "revoked");
    sleep(Duration::from_millis(120));
    slow.write_all(&body.as_bytes()[9..]).expect("sent");
    let mut answer = String::new();
    slow.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("admin_key_unknown"), "{answer}");
    assert_eq!(desk.machine.content()[0], 0, "no token was made");
}

#[test]
fn each_thing_needs_its_scope() {
    let desk = Desk::new();
    desk.machine.text("token issue --name t --scope read");
    let before = desk.machine.content();
    let keys: Vec<_> = ["tokens:read", "tokens:write", "keys:copy", "audit:read"]
        .into_iter()
        .map(|scope| {
            (scope, admin_key(&desk.machine, &format!("--name {} --scope {scope}", scope.replace(':', "-"))))
        })
        .collect();
    let token = json!({"name": "t", "scopes": ["read"]});
    for (method, target, body, needed) in [
        ("GET", LIST, &Value::Null, "tokens:read"),
        ("GET", "/v1/admin/tokens/1", &Value::Null, "tokens:read"),
        ("GET", "/v1/admin/scopes", &Value::Null, "tokens:read"),
        ("POST", LIST, &token, "tokens:write"),
        ("POST", "/v1/admin/tokens/batch", &json!({"tokens": [token]}), "tokens:write"),
        ("PATCH", "/v1/admin/tokens/1", &json!({"description": "x"}), "tokens:write"),
        ("POST", "/v1/admin/tokens/1/disable", &Value::Null, "tokens:write"),
        ("POST", "/v1/admin/tokens/1/key", &Value::Null, "keys:copy"),
        ("GET", "/v1/admin/tokens/1/history", &Value::Null, "audit:read"),
        ("GET", "/v1/admin/audit", &Value::Null, "audit:read"),
    ] {
        for (scope, key) in &keys {
            let request = Request::new(method, target).key(key).header("Content-Type", "application/json");
            let reply = request.body(&body.to_string()).send(desk.address);
            if *scope == needed {
                ok(&reply);
            } else {
                assert_eq!(refused(&reply, 403), "scope_missing", "{method} {target} with {scope}");
            }
        }
    }
    assert_eq!(desk.machine.content()[0], before[0] + 2, "only whoever may has made tokens");
}

#[test]
fn guessing_is_slowed_down_and_stops_nobody_who_has_a_key() {
    let desk = Desk::on(Machine::bare(), &[]);
    desk.get(LIST);
    let guess = |n: u32| Request::new("GET", LIST).key(&format!("tdadmin-{n}")).send(desk.address);
    let statuses: Vec<_> = (0..30).map(|n| guess(n).status).collect();
    assert!(statuses[..10].iter().all(|status| *status == 401), "{statuses:?}");
    assert!(statuses[12..].contains(&429), "{statuses:?}");
    let slowed = (0..20).map(guess).find(|reply| reply.status == 429).expect("one is slowed down");
    assert_eq!(refused(&slowed, 429), "too_many_tries");
    let wait: u32 = slowed.header("retry-after").parse().expect("seconds");
    assert!((1..=61).contains(&wait), "{wait}");
    desk.get(LIST);
}

#[test]
fn admin_keys_are_issued_listed_and_revoked() {
    let machine = Machine::bare();
    let refused = |line: &str| {
        let answer = machine.run(format!("admin-key {line} --json").split(' '));
        (answer.code, answer.errors())
    };
    let (code, errors) = refused("issue --scope root --expires 2001-01-01 --allow-ip 10.0.0.0/33");
    let codes: Vec<_> = errors.iter().map(|(code, ..)| code.as_str()).collect();
    assert_eq!((code, codes), (2, vec!["required", "past", "prefix_too_long", "unknown_scope"]));
    let issued = machine.one("admin-key issue --name ci --scope tokens:write,tokens:read --expires never");
    let key = text(&issued["key"]);
    assert!(key.starts_with("tdadmin-") && key.len() == 56);
    assert_eq!(issued["scopes"], json!(["tokens:read", "tokens:write"]));
    assert_eq!(refused("issue --name ci --scope tokens:read").1[0].0, "taken");
    assert_eq!(refused("revoke 7").1[0].0, "not_found");
    let listed = machine.one("admin-key list");
    assert!(listed.get("key").is_none() && !listed.to_string().contains(&key[12..52]));
    assert_eq!((&listed["status"], &listed["last_used"]), (&json!("active"), &Value::Null));
    assert_eq!(machine.one("admin-key revoke 1")["status"], "revoked");
    assert_eq!(
        machine.json("admin-key issue --name ci --scope tokens:read").len(),
        1,
        "its name is free again"
    );
    let database = machine.database();
    let plain = std::fs::read(database.path().expect("a file")).expect("read");
    let random = &key.as_bytes()[12..52];
    assert!(!plain.windows(random.len()).any(|bytes| bytes == random), "only its hash is kept");
}

#[test]
fn beyond_this_machine_it_needs_a_certificate() {
    let machine = Machine::bare();
    machine.issue("t");
    let refused = |options: &[&str]| {
        let answer = machine.run(["serve", "--json", "--listen", "127.0.0.1:0"].iter().chain(options));
        (answer.code, answer.error())
    };
    assert_eq!(refused(&["--admin-listen", "0.0.0.0:0"]), (2, "needs_tls".to_owned()));
    let file = machine.path("no.pem");
    std::fs::write(&file, "no certificate").unwrap();
    let file = file.to_str().unwrap();
    let with = ["--admin-listen", "127.0.0.1:0", "--admin-tls-cert", file, "--admin-tls-key", file];
    assert_eq!(refused(&with), (2, "bad_certificate".to_owned()));
}

/// A client of the standard library of Python, which trusts this certificate alone.
const CLIENT: &str = r#"
import json, ssl, sys, urllib.request
place, certificate, key = sys.argv[1:]
trust = ssl.create_default_context(cafile=certificate)
trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
request = urllib.request.Request(f"https://{place}/v1/admin/tokens", headers={"Authorization": f"Bearer {key}"})
with urllib.request.urlopen(request, context=trust) as answer:
    print(answer.status, json.load(answer))
"#;

#[test]
fn with_a_certificate_it_speaks_tls() {
    let machine = Machine::bare();
    let pair = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(machine.path(name), text).unwrap();
        machine.path(name).to_str().unwrap().to_owned()
    };
    let certificate = write("cert.pem", &pair.cert.pem());
    let key = write("key.pem", &pair.signing_key.serialize_pem());
    let desk = Desk::on(machine, &["--admin-tls-cert", &certificate, "--admin-tls-key", &key]);
    let place = desk.address.to_string();
    let answer =
        std::process::Command::new("python3").args(["-c", CLIENT, &place, &certificate, &desk.key]).output();
    let answer = answer.unwrap();
    let said = String::from_utf8_lossy(&answer.stdout);
    assert_eq!(
        said.trim(),
        "200 {'tokens': [], 'next': None}",
        "{}",
        String::from_utf8_lossy(&answer.stderr)
    );
}
