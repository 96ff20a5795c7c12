//! Batches in whose middle something happens: the server is killed, or its disk is full. Sent again with the same
//! `Idempotency-Key` they are complete and have no doubles.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use super::desk::{Desk, admin_key, ok, place, refused};
use crate::{
    disk_full::fill,
    gateways::{Request, Served, until},
    kills::{count, is_sound},
    machine::Machine,
};

const KILLS: i64 = 24;
/// Of each batch.
const ROWS: usize = 2_000;
const TOKENS: i64 = 2_000;
const BATCH: &str = "/v1/admin/tokens/batch";

fn body(round: i64) -> String {
    let row =
        |n: usize| json!({"name": format!("r{round}-{n}"), "scopes": ["read"], "visibility": "show_once"});
    json!({"tokens": (0..ROWS).map(row).collect::<Vec<_>>()}).to_string()
}

fn batch(key: &str, round: i64, body: &str) -> Request {
    let request = Request::new("POST", BATCH).key(key).header("Content-Type", "application/json");
    request.header("Idempotency-Key", &format!("round-{round}")).body(body)
}

fn start(machine: &Machine) -> (Served, SocketAddr) {
    let served = Served::start(machine, &["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
    let address = place(&served);
    (served, address)
}

/// Sends it to a server that may be killed meanwhile; whether a whole answer came.
fn try_send(address: SocketAddr, key: &str, round: i64, body: &str) -> bool {
    let head = format!(
        "POST {BATCH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nIdempotency-Key: round-{round}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let send = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    send().is_ok_and(|answer| answer.ends_with('}'))
}

#[test]
fn after_any_kill_a_batch_that_is_sent_again_is_whole_and_has_no_doubles() {
    let machine = Machine::bare();
    let key = admin_key(&machine, "--name ci --scope tokens:read,tokens:write");
    let mut rng = StdRng::seed_from_u64(20_261_122);
    let (served, address) = start(&machine);
    let began = Instant::now();
    ok(&batch(&key, 0, &body(0)).send(address));
    let longest = began.elapsed() * 5 / 4;
    served.kill();
    let (mut answered, mut stored) = (0, 0);
    for round in 1..=KILLS {
        let body = body(round);
        let (served, address) = start(&machine);
        let pause = longest.mul_f64(rng.random());
        answered += i64::from(thread::scope(|scope| {
            let caller = scope.spawn(|| try_send(address, &key, round, &body));
            thread::sleep(pause);
            served.kill();
            caller.join().expect("no panic")
        }));
        let there = format!("SELECT count(*) FROM tokens WHERE name LIKE 'r{round}-%'");
        let before = count(&machine.database(), &there);
        assert!(before == 0 || before == TOKENS, "all of it or nothing: {before}");
        stored += i64::from(before > 0);
        let (served, address) = start(&machine);
        let answer = ok(&batch(&key, round, &body).send(address));
        let results = answer["results"].as_array().expect("results");
        assert!(results.len() == ROWS && results.iter().all(|result| result["id"].is_i64()), "round {round}");
        assert_eq!(
            results.iter().filter(|result| result["key"].is_string()).count(),
            if before > 0 { 0 } else { ROWS }
        );
        assert_eq!(count(&machine.database(), &there), TOKENS, "round {round}");
        served.kill();
    }
    assert!(answered < KILLS && stored < KILLS, "kills fell before the end: {answered}, {stored} of {KILLS}");
    let database = machine.database();
    is_sound(&database);
    assert_eq!(count(&database, "SELECT count(DISTINCT name) FROM tokens"), (KILLS + 1) * TOKENS);
    let torn = "SELECT count(*) FROM tokens t WHERE
        (SELECT count(*) FROM audit_entries WHERE token_id = t.id AND action = 'issued') <> 1
        OR NOT EXISTS (SELECT 1 FROM token_scopes WHERE token_id = t.id)";
    assert_eq!(count(&database, torn), 0, "tokens that are not whole");
}

#[test]
fn a_batch_that_fills_the_disk_makes_nothing_and_sent_again_with_space_makes_all() {
    let machine = Machine::bare();
    let state = machine.path("state").to_string_lossy().into_owned();
    let desk = Desk::on_a_small_disk(machine, 12, &["--state", &state]);
    let body = body(1);
    let filler = desk.served.inside(&desk.machine.data()).join("filler");
    fill(&filler);
    let tokens = || desk.get("/v1/admin/tokens?limit=5")["tokens"].as_array().map(Vec::len);
    for _ in 0..2 {
        let full = batch(&desk.key, 1, &body).send(desk.address);
        assert_eq!(refused(&full, 507), "store_full");
        assert_eq!(tokens(), Some(0));
    }
    fs::remove_file(&filler).expect("removed");
    let answer = ok(&batch(&desk.key, 1, &body).send(desk.address));
    let keys = |answer: &Value| {
        let results = answer["results"].as_array().expect("results").clone();
        results.iter().filter(|result| result["key"].is_string()).count()
    };
    assert_eq!(keys(&answer), ROWS, "it was not remembered as done");
    assert_eq!(keys(&ok(&batch(&desk.key, 1, &body).send(desk.address))), 0, "and now it is");
    until("it answers gateways as before", || desk.served.figure("tokendesk_store_up") == 1);
    desk.served.stop();
}
