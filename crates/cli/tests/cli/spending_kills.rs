//! `tokendesk serve` killed at any moment while costs are charged, reserved and settled: nothing is charged twice or
//! granted beyond a quota, and what was granted is charged.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use crate::{
    gateways::issue,
    machine::Machine,
    spending::{post, serve, spent},
};

const KILLS: u64 = 20;
const CALLERS: u64 = 4;
const QUOTA: u64 = 100_000;
const COST: u64 = 7;

/// Status and body; none: the verifier went down before it answered.
fn try_send(to: SocketAddr, target: &str, body: &Value) -> Option<(u16, Value)> {
    let text = body.to_string();
    let mut stream = TcpStream::connect(to).ok()?;
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{text}",
        text.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, serde_json::from_str(body).ok()?))
}

#[test]
fn after_any_kill_what_was_granted_is_charged_and_no_more_than_the_quota_is() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", &format!("--quota {QUOTA} --daily-quota 1000000"));
    let mut rng = StdRng::seed_from_u64(20_261_122);
    let (granted, unknown) = (AtomicU64::new(0), AtomicU64::new(0));
    for _ in 0..KILLS {
        let (served, address) = serve(&machine);
        let end = Instant::now() + Duration::from_millis(rng.random_range(5..120));
        thread::scope(|scope| {
            for _ in 0..CALLERS {
                scope.spawn(|| {
                    let body = json!({"key": key, "cost": COST});
                    while Instant::now() < end + Duration::from_millis(20) {
                        match try_send(address, "/v1/verify", &body) {
                            Some((_, answer)) if answer["code"] == "allowed" => {
                                granted.fetch_add(1, Ordering::SeqCst)
                            }
                            Some((_, answer)) => panic!("refused: {answer}"),
                            None => unknown.fetch_add(1, Ordering::SeqCst),
                        };
                    }
                });
            }
            thread::sleep(end.saturating_duration_since(Instant::now()));
            served.kill();
        });
    }
    let (granted, unknown) = (granted.into_inner(), unknown.into_inner());
    // What the last one had in hand counts as spent until the next one has given it back.
    let (_served, address) = serve(&machine);
    let [total, today, month] = spent(&machine);
    assert!(granted > KILLS, "{granted} were granted");
    assert_eq!((total % COST, total, total), (0, today, month), "in each period alike");
    let charged = total / COST;
    assert!(
        (granted..=granted + unknown).contains(&charged),
        "{granted} granted, {unknown} unknown, {charged} charged"
    );
    // What one kill can take away is what was under way.
    assert!(charged - granted <= KILLS * CALLERS, "{charged} charged, {granted} granted");

    let rest = QUOTA - total;
    for (cost, code) in [(rest + 1, "quota_exhausted"), (rest, "allowed"), (1, "quota_exhausted")] {
        let reply = post("/v1/verify", &json!({"key": key, "cost": cost})).send(address);
        assert_eq!(serde_json::from_str::<Value>(&reply.body).expect("an object")["code"], code, "{cost}");
    }
    assert_eq!(spent(&machine)[0], QUOTA);
}

#[test]
fn after_any_kill_a_settlement_that_is_told_again_is_booked_once() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota $1000");
    let mut rng = StdRng::seed_from_u64(20_261_123);
    let mut settled = 0;
    for round in 0..KILLS {
        let (served, address) = serve(&machine);
        let names: Vec<_> = (0..40).map(|number| format!("{round}-{number}")).collect();
        let bodies: Vec<_> = names
            .iter()
            .map(|name| {
                let reserve = json!({"key": key, "cost": 100, "reserve_s": 3600, "idempotency_key": name});
                (reserve, json!({"key": key, "cost": 60, "idempotency_key": name}))
            })
            .collect();
        let pause = Duration::from_millis(rng.random_range(1..60));
        thread::scope(|scope| {
            scope.spawn(|| {
                for (reserve, settle) in &bodies {
                    let _ = try_send(address, "/v1/verify", reserve);
                    let _ = try_send(address, "/v1/consume", settle);
                }
            });
            thread::sleep(pause);
            served.kill();
        });
        // Whoever does not know what became of it tells it again.
        let (served, address) = serve(&machine);
        for (_, settle) in &bodies {
            let (status, _) = try_send(address, "/v1/consume", settle).expect("an answer");
            assert_eq!(status, 200);
        }
        settled += bodies.len() as u64;
        assert_eq!(spent(&machine)[0], settled * 60, "round {round}");
        served.kill();
    }
}
