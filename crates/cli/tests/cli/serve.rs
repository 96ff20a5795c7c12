//! `tokendesk serve` by itself: how it starts, what it answers to whom, and what can't harm it.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    gateways::{Reply, Request, Served, issue},
    machine::Machine,
};

const SECRET: &str = "0123456789-abcdefghij_ABCDEFGHIJ";

fn serve(machine: &Machine, options: &[&str]) -> (Served, SocketAddr) {
    let options: Vec<_> = ["--listen", "127.0.0.1:0"].iter().chain(options).copied().collect();
    let served = Served::start(machine, &options);
    let address = served.place.parse().expect("an address");
    (served, address)
}

fn post(target: &str, media: &str, body: &str) -> Request {
    Request::new("POST", target).header("Content-Type", media).body(body)
}

fn verify(body: &Value) -> Request {
    post("/v1/verify", "application/json", &body.to_string())
}

fn object(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("an object")
}

fn secret_file(machine: &Machine, mode: u32) -> String {
    let path = machine.path("secret");
    fs::write(&path, SECRET).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
    path.to_string_lossy().into_owned()
}

#[test]
fn where_others_could_read_the_keys_on_their_way_it_warns() {
    let machine = Machine::bare();
    issue(&machine, "ci", "");
    let warns = |place: &str| {
        let log = Served::in_an_empty_network(&machine, &["--listen", place]).stop();
        log.lines().any(|line| line.contains("WARN") && line.contains("without TLS"))
    };
    assert!(warns("0.0.0.0:0") && warns("[::]:0"));
    assert!(!warns(&format!("unix:{}", machine.path("v.sock").display())));
}

#[test]
fn what_keeps_it_from_starting_is_said() {
    let machine = Machine::bare();
    let refused = |options: &[&str]| {
        let answer = machine.run(["serve", "--json"].iter().chain(options));
        (answer.code, answer.error())
    };
    assert_eq!(refused(&[]), (2, "no_data_file".to_owned()));
    assert!(!machine.data().exists(), "it makes no data file");
    issue(&machine, "ci", "");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = taken.local_addr().unwrap().to_string();
    assert_eq!(refused(&["--listen", &place]), (1, "place_taken".to_owned()));
    let file = machine.path("file");
    fs::write(&file, "x").unwrap();
    assert_eq!(refused(&["--listen", &format!("unix:{}", file.display())]), (1, "no_socket".to_owned()));
    assert_eq!(refused(&["--trusted-gateway", "0.0.0.0/0"]), (2, "everyone".to_owned()));
    for mode in [0o644, 0o604, 0o620] {
        let path = secret_file(&machine, mode);
        assert_eq!(refused(&["--gateway-secret-file", &path]), (2, "exposed_secret".to_owned()));
    }
    fs::write(machine.path("secret"), "short").unwrap();
    fs::set_permissions(machine.path("secret"), fs::Permissions::from_mode(0o600)).unwrap();
    let path = machine.path("secret").to_string_lossy().into_owned();
    assert_eq!(refused(&["--gateway-secret-file", &path]), (2, "bad_secret".to_owned()));
    let missing = ["--gateway-secret-file", "/nonexistent"];
    assert_eq!(refused(&missing), (2, "unreadable_file".to_owned()));
    for options in [["--listen", "localhost"], ["--zone", "Mars/Base"], ["--key-place", "body:x"]] {
        assert_eq!(refused(&options), (2, "invalid_value".to_owned()), "{options:?}");
    }
}

#[test]
fn a_program_is_told_the_decision_in_json() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--request-limit 2/day --block-ip 10.0.0.9");
    let (served, address) = serve(&machine, &[]);
    let ask = |body: Value| object(&verify(&body).send(address));
    let dry = ask(json!({"key": key, "ip": "10.0.0.1", "dry_run": true}));
    assert_eq!((&dry["allowed"], &dry["code"]), (&json!(true), &json!("allowed")));
    let token = json!({
        "id": 1, "name": "ci", "group": "default", "scopes": ["read"], "expires": null, "generation": 1,
    });
    assert_eq!(dry["token"], token);
    let id = |answer: &Value| answer["decision_id"].as_str().expect("an id").to_owned();
    assert_eq!((id(&dry).len(), id(&dry) == id(&ask(json!({})))), (36, false), "each decision has its own");
    let blocked = ask(json!({"key": key, "ip": "10.0.0.9"}));
    assert_eq!((&blocked["code"], &blocked["status"]), (&json!("ip_blocked"), &json!(403)));
    let ip = "10.0.0.1";
    assert_eq!(ask(json!({"key": key, "ip": ip, "idempotency_key": "a"}))["remaining"], 1);
    assert_eq!(ask(json!({"key": key, "ip": ip, "idempotency_key": "a"}))["remaining"], 1);
    let missing = ask(json!({"key": key, "ip": ip, "scope": "admin"}));
    assert_eq!(missing["code"], "scope_missing");
    assert_eq!(ask(json!({"key": key, "ip": ip}))["remaining"], 0);
    let exhausted = ask(json!({"key": key, "ip": ip}));
    assert_eq!((&exhausted["code"], &exhausted["status"]), (&json!("limit_reached"), &json!(429)));
    assert!(exhausted["retry_after_s"].as_u64().unwrap() <= 86_400);
    for (body, code) in [
        (json!({}), "key_missing"),
        (json!({"key": "sk-wrong"}), "unknown_key"),
        (json!({"key": key, "ip": ip, "path": "/a/../b"}), "path_refused"),
        (json!({"key": key}), "address_unknown"),
    ] {
        assert_eq!(ask(body.clone())["code"], code, "{body}");
    }
    let batch = json!({"requests": [{"key": key, "ip": "10.0.0.9"}, {"key": "x"}]}).to_string();
    let batch = object(&post("/v1/verify/batch", "application/json", &batch).send(address));
    assert_eq!(
        (&batch["results"][0]["code"], &batch["results"][1]["code"]),
        (&json!("ip_blocked"), &json!("unknown_key"))
    );
    let log = served.stop();
    let line =
        log.lines().find(|line| line.contains(&id(&blocked))).expect("by its id it is found in the log");
    assert!(line.contains("ip_blocked"), "{line}");
}

#[test]
fn introspection_tells_of_living_tokens_alone_and_charges_nothing() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--request-limit 1 --allow-ip 10.0.0.0/8");
    let (_served, address) = serve(&machine, &[]);
    let form = "application/x-www-form-urlencoded";
    let ask = |body: &str| post("/v1/introspect", form, body).send(address);
    for _ in 0..3 {
        let told = object(&ask(&format!("token={key}&token_type_hint=access_token")));
        let expected = json!({
            "active": true, "token_type": "Bearer", "scope": "read", "sub": "1", "token_name": "ci",
        });
        assert_eq!(told, expected);
    }
    assert_eq!(ask("token=sk-wrong").body, r#"{"active":false}"#);
    assert_eq!(ask("token=").body, r#"{"active":false}"#);
    machine.text("token disable 1");
    let until = Instant::now() + Duration::from_secs(10);
    while ask(&format!("token={key}")).body != r#"{"active":false}"# {
        assert!(Instant::now() < until, "a disabled token is inactive");
    }
    assert_eq!(ask("").status, 400);
    assert_eq!(ask("token=a&token=b").status, 400);
    assert_eq!(post("/v1/introspect", "application/json", "{}").send(address).status, 415);
}

#[test]
fn only_gateways_are_answered() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let path = secret_file(&machine, 0o440);
    let (served, address) = serve(&machine, &["--gateway-secret-file", &path]);
    let forward = || {
        let request = Request::get("/v1/verify/forward").key(&key);
        request.header("X-Forwarded-Method", "GET").header("X-Forwarded-Uri", "/")
    };
    assert_eq!(forward().send(address).status, 403);
    assert_eq!(forward().header("X-Gateway-Secret", "wrong").send(address).status, 403);
    assert_eq!(forward().header("X-Gateway-Secret", SECRET).send(address).status, 200);
    assert_eq!(verify(&json!({"key": key})).send(address).status, 403);
    let program = verify(&json!({"key": key})).header("Authorization", &format!("Bearer {SECRET}"));
    assert_eq!(program.send(address).status, 200);
    for target in ["/livez", "/readyz", "/metrics"] {
        assert_eq!(Request::get(target).send(address).status, 200, "{target}");
    }
    let log = served.stop();
    assert_eq!(log.matches("a call was turned away").count(), 1, "once a minute: {log}");
    assert!(!log.contains(SECRET));
    let (_served, address) = serve(&machine, &["--trusted-gateway", "203.0.113.0/24"]);
    for target in ["/v1/verify/forward", "/v1/verify/nginx", "/v1/verify/envoy/x", "/v1/verify", "/metrics"] {
        assert_eq!(Request::get(target).send(address).status, 403, "{target}");
    }
    assert_eq!(Request::get("/readyz").send(address).status, 200);
}

#[test]
fn what_is_no_question_gets_a_clear_refusal() {
    let machine = Machine::bare();
    issue(&machine, "ci", "");
    let (_served, address) = serve(&machine, &[]);
    let long = format!("{{\"key\":\"{}\"}}", "x".repeat(1024 * 1024));
    let many = json!({"requests": vec![json!({}); 1_001]}).to_string();
    for (request, status) in [
        (Request::get("/"), 404),
        (Request::get("/v1/verify/apache"), 404),
        (Request::get("/v1/verify"), 405),
        (Request::new("POST", "/metrics"), 405),
        (Request::get("/v1/verify/forward"), 400),
        (Request::get("/v1/verify/nginx").header("X-Forwarded-Method", "GET"), 400),
        (post("/v1/verify", "text/plain", "{}"), 415),
        (post("/v1/verify", "application/json", "{"), 400),
        (post("/v1/verify", "application/json", r#"{"modell":"gpt-4o"}"#), 400),
        (post("/v1/verify", "application/json", r#"{"ip":"10.0.0.0/8"}"#), 400),
        (post("/v1/verify", "application/json", &long), 413),
        (post("/v1/verify/batch", "application/json", &many), 413),
        (Request::get("/").header("X-Long", &"x".repeat(128 * 1024)), 431),
        (Request::get(&format!("/{}", "x".repeat(128 * 1024))), 414),
    ] {
        let reply = request.send(address);
        let refused = [status, 431].contains(&reply.status);
        assert!(refused, "{status} was expected: {} {}", reply.status, reply.body);
    }
    for junk in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "\0\u{1}\u{2}\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\njunk",
    ] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(junk.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!String::from_utf8_lossy(&answer).contains("200 OK"), "{junk:?}");
    }
    assert_eq!(Request::get("/readyz").send(address).status, 200, "it goes on");
}

#[test]
fn idle_and_slow_connections_hold_up_nobody() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let (served, address) = serve(&machine, &[]);
    let idle: Vec<_> = (0..500).map(|_| TcpStream::connect(address).unwrap()).collect();
    let slow: Vec<_> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"GET /v1/verify/forward HTTP/1.1\r\nHost: a\r\nX-Slow: ").unwrap();
            stream
        })
        .collect();
    assert_eq!(object(&verify(&json!({"key": key})).send(address))["code"], "allowed");
    // And they do not keep it from ending; what is half said is not waited for beyond its time.
    let began = Instant::now();
    served.stop();
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    drop((idle, slow));
}

#[test]
fn the_figures_count_each_decision_by_its_code() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let (_served, address) = serve(&machine, &[]);
    for body in
        [json!({"key": key}), json!({"key": key}), json!({"key": "x"}), json!({"key": key, "path": "//"})]
    {
        verify(&body).send(address);
    }
    let figures = Request::get("/metrics").send(address).body;
    for line in [
        "tokendesk_decisions_total{code=\"allowed\"} 2",
        "tokendesk_decisions_total{code=\"unknown_key\"} 1",
        "tokendesk_decisions_total{code=\"path_refused\"} 1",
        "tokendesk_tokens 1",
        "tokendesk_store_up 1",
        "# EOF",
    ] {
        assert!(figures.lines().any(|told| told == line), "{line}\n{figures}");
    }
    assert!(figures.contains("tokendesk_decision_seconds_bucket"));
}
