//! What requests cost: charged by `tokendesk serve`, reserved and settled, refused where it is more than is left.

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    gateways::{Reply, Request, Served, issue, until},
    machine::Machine,
};

pub(crate) fn serve(machine: &Machine) -> (Served, SocketAddr) {
    let served = Served::start(machine, &["--listen", "127.0.0.1:0"]);
    let address = served.address();
    (served, address)
}

pub(crate) fn post(target: &str, body: &Value) -> Request {
    Request::new("POST", target).header("Content-Type", "application/json").body(&body.to_string())
}

fn object(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).expect("an object")
}

fn ask(address: SocketAddr, body: &Value) -> Value {
    object(&post("/v1/verify", body).send(address))
}

/// Code and what is left.
fn answer(address: SocketAddr, body: &Value) -> (String, Value) {
    let answer = ask(address, body);
    (answer["code"].as_str().expect("a code").to_owned(), answer["remaining_units"].clone())
}

fn consume(address: SocketAddr, body: &Value) -> Reply {
    post("/v1/consume", body).send(address)
}

/// Total, today and this month.
pub(crate) fn spent(machine: &Machine) -> [u64; 3] {
    let token = machine.one("token show 1");
    ["spent", "spent_today", "spent_this_month"].map(|name| token[name].as_u64().expect("a number"))
}

#[test]
fn a_cost_is_charged_to_every_quota_or_to_none() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota 100 --daily-quota 30 --monthly-quota 50 --request-limit 4/day");
    let (_served, address) = serve(&machine);
    let cost = |cost: u64| answer(address, &json!({"key": key, "cost": cost}));
    assert_eq!(cost(20), ("allowed".into(), json!(10)));
    let refused = ask(address, &json!({"key": key, "cost": 11}));
    assert_eq!(
        (&refused["code"], &refused["status"], &refused["remaining_units"], &refused["remaining"]),
        (&json!("quota_exhausted"), &json!(429), &json!(10), &json!(3)),
        "what is refused takes nothing of the request limit either"
    );
    assert!(refused["retry_after_s"].as_u64().is_some_and(|after_s| after_s <= 90_000), "{refused}");
    assert_eq!(spent(&machine), [20, 20, 20]);
    assert_eq!(
        ask(address, &json!({"key": key, "cost": 31}))["retry_after_s"],
        Value::Null,
        "no day allows it"
    );
    assert_eq!(cost(10), ("allowed".into(), json!(0)));
    assert_eq!(cost(0), ("quota_exhausted".into(), json!(0)), "a quota that is used up refuses everything");
    assert_eq!(spent(&machine), [30, 30, 30]);
    machine.one("token edit 1 --daily-quota unlimited");
    let until = Instant::now() + Duration::from_secs(10);
    while cost(0).0 != "allowed" {
        assert!(Instant::now() < until, "a quota that was lifted refuses nothing");
    }
    assert_eq!(ask(address, &json!({"key": key, "cost": 20}))["remaining_units"], 0);
}

#[test]
fn what_is_refused_for_its_cost_takes_nothing_of_the_rate() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--rate 2/hour --quota 10");
    let (_served, address) = serve(&machine);
    let codes = [11, 12, 13, 4, 5, 1].map(|cost| answer(address, &json!({"key": key, "cost": cost})).0);
    let short = "quota_exhausted";
    assert_eq!(codes, [short, short, short, "allowed", "allowed", "rate_limited"]);
    assert_eq!(spent(&machine)[0], 9);
}

#[test]
fn a_look_charges_nothing_and_tells_what_would_be_refused() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota 10 --request-limit 5");
    let (_served, address) = serve(&machine);
    for _ in 0..3 {
        let look = |cost: u64| answer(address, &json!({"key": key, "cost": cost, "dry_run": true}));
        assert_eq!(look(10), ("allowed".into(), json!(10)));
        assert_eq!(look(11), ("quota_exhausted".into(), json!(10)));
    }
    assert_eq!(spent(&machine), [0, 0, 0]);
}

#[test]
fn a_token_of_some_models_passes_for_these_alone() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--models gpt-4o,gpt-4o-mini --request-limit 10 --quota 10");
    let (_served, address) = serve(&machine);
    let model = |model: Value| ask(address, &json!({"key": key, "model": model, "cost": 1}));
    assert_eq!(model(json!("gpt-4o"))["code"], "allowed");
    for other in ["GPT-4o", "gpt-4", "gpt-4o ", ""] {
        let refused = model(json!(other));
        assert_eq!((&refused["code"], &refused["status"]), (&json!("model_not_allowed"), &json!(403)));
        assert_eq!(refused["remaining"], 9, "nothing is charged");
    }
    assert_eq!(model(Value::Null)["code"], "model_unknown");
    assert_eq!(spent(&machine)[0], 1);
}

#[test]
fn what_is_reserved_is_settled_by_the_difference_and_once() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota 100");
    let (served, address) = serve(&machine);
    let reserve = |name: &str, cost: u64| {
        let body = json!({"key": key, "cost": cost, "reserve_s": 600, "idempotency_key": name});
        answer(address, &body)
    };
    assert_eq!(reserve("a", 60), ("allowed".into(), json!(40)));
    assert_eq!(reserve("a", 60), ("allowed".into(), json!(40)), "told twice it is reserved once");
    assert_eq!(reserve("a", 61).0, "reservation_taken");
    assert_eq!(reserve("b", 41), ("quota_exhausted".into(), json!(40)));

    let settle = |cost: i64| consume(address, &json!({"key": key, "idempotency_key": "a", "cost": cost}));
    let settled = object(&settle(25));
    assert_eq!(settled, json!({"charged": -35, "repeated": false, "remaining_units": 75}));
    assert_eq!(object(&settle(25)), json!({"charged": -35, "repeated": true, "remaining_units": 75}));
    assert_eq!(settle(26).status, 409);
    assert_eq!(spent(&machine), [25, 25, 25]);

    let by_number = |name: &str, cost: i64| {
        consume(address, &json!({"token_id": 1, "idempotency_key": name, "cost": cost}))
    };
    assert_eq!(object(&by_number("refund", -5))["remaining_units"], 80);
    assert_eq!(by_number("too much", -21).status, 422);
    // More than was left: the work is done, and from now on nothing passes.
    assert_eq!(object(&by_number("work", 90))["remaining_units"], 0);
    assert_eq!(answer(address, &json!({"key": key})).0, "quota_exhausted");
    assert_eq!(spent(&machine)[0], 110);
    let metrics = Request::get("/metrics").send(address).body;
    for line in [
        "tokendesk_costs_total{kind=\"settled\"} 4",
        "tokendesk_decisions_total{code=\"reservation_taken\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    served.stop();
    let (_served, address) = serve(&machine);
    let again = consume(address, &json!({"key": key, "idempotency_key": "a", "cost": 25}));
    assert_eq!(object(&again)["repeated"], true, "also after a restart");
}

#[test]
fn what_is_not_settled_in_time_is_given_back_and_settled_late_it_is_charged_whole() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota 100");
    let (served, address) = serve(&machine);
    let body = json!({"key": key, "cost": 100, "reserve_s": 1, "idempotency_key": "late"});
    assert_eq!(answer(address, &body), ("allowed".into(), json!(0)));
    assert_eq!(answer(address, &json!({"key": key, "cost": 1})).0, "quota_exhausted");
    until("it is given back without anybody asking", || spent(&machine) == [0, 0, 0]);
    let given_back = || served.figure("tokendesk_costs_total{kind=\"given_back\"}");
    until("it is counted", || given_back() == 1);
    let late = consume(address, &json!({"key": key, "idempotency_key": "late", "cost": 30}));
    assert_eq!(object(&late), json!({"charged": 30, "repeated": false, "remaining_units": 70}));
    // The next request finds what is overdue by itself.
    let body = json!({"key": key, "cost": 70, "reserve_s": 1, "idempotency_key": "again"});
    assert_eq!(answer(address, &body).0, "allowed");
    until("it is given back", || answer(address, &json!({"key": key, "cost": 70})).0 == "allowed");
    assert_eq!(given_back(), 2, "once each, whoever found it");
}

#[test]
fn a_hundred_at_once_spend_a_small_quota_to_the_last_unit_and_no_further() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota 1000 --daily-quota 700 --request-limit 150");
    let (_served, address) = serve(&machine);
    let body = json!({"key": key, "cost": 7});
    let passed: usize = thread::scope(|scope| {
        let callers: Vec<_> = (0..100)
            .map(|_| scope.spawn(|| (0..3).filter(|_| answer(address, &body).0 == "allowed").count()))
            .collect();
        callers.into_iter().map(|caller| caller.join().expect("no panic")).sum()
    });
    assert_eq!((passed, spent(&machine)), (100, [700, 700, 700]));
    // What was refused was given back: the request limit of 150 has its 50 left.
    machine.one("token edit 1 --daily-quota unlimited --quota unlimited");
    let until = Instant::now() + Duration::from_secs(10);
    while answer(address, &json!({"key": key, "dry_run": true})).1 != Value::Null {
        assert!(Instant::now() < until, "the quotas are lifted");
    }
    let left = (0..60).filter(|_| answer(address, &json!({"key": key})).0 == "allowed").count();
    assert_eq!(left, 50);
}

#[test]
fn the_same_request_asked_for_by_many_at_once_is_charged_once() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota 100");
    let (_served, address) = serve(&machine);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let body = json!({"key": key, "cost": 7, "idempotency_key": "same"});
                assert_eq!(answer(address, &body).0, "allowed");
            });
        }
    });
    assert_eq!(spent(&machine)[0], 7);
}

#[test]
fn a_cost_without_a_quota_is_counted_and_refuses_nothing() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let (_served, address) = serve(&machine);
    let most = json!({"key": key, "cost": 1_000_000_000_000_000_u64});
    for _ in 0..3 {
        assert_eq!(answer(address, &most), ("allowed".into(), Value::Null));
    }
    assert_eq!(answer(address, &json!({"key": key})), ("allowed".into(), Value::Null));
}

#[test]
fn what_is_no_cost_is_refused_before_anything_is_charged() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "--quota 100");
    let (_served, address) = serve(&machine);
    for cost in [
        "-1",
        "1.5",
        "1e3",
        "NaN",
        "\"1\"",
        "1000000000000001",
        "9223372036854775808",
        "18446744073709551616",
    ] {
        let body = format!(r#"{{"key":"{key}","cost":{cost}}}"#);
        let request = Request::new("POST", "/v1/verify").header("Content-Type", "application/json");
        assert_eq!(request.body(&body).send(address).status, 400, "{cost}");
    }
    for cost in ["-1000000000000001", "9223372036854775807", "-9223372036854775808", "1.5", "null"] {
        let body = format!(r#"{{"key":"{key}","idempotency_key":"x","cost":{cost}}}"#);
        let request = Request::new("POST", "/v1/consume").header("Content-Type", "application/json");
        assert_eq!(request.body(&body).send(address).status, 400, "{cost}");
    }
    for (reserve_s, name) in [(json!(0), "a"), (json!(86_401), "a"), (json!(-1), "a"), (json!(60), "")] {
        let body = json!({"key": key, "cost": 1, "reserve_s": reserve_s, "idempotency_key": name});
        assert_eq!(post("/v1/verify", &body).send(address).status, 400, "{body}");
        let batch = json!({"requests": [{"key": key, "cost": 1}, body]});
        assert_eq!(post("/v1/verify/batch", &batch).send(address).status, 400, "{batch}");
    }
    for (body, status) in [
        (json!({"idempotency_key": "x", "cost": 1}), 400),
        (json!({"key": key, "token_id": 1, "idempotency_key": "x", "cost": 1}), 400),
        (json!({"key": key, "cost": 1}), 400),
        (json!({"key": key, "idempotency_key": "x".repeat(201), "cost": 1}), 400),
        (json!({"key": key, "idempotency_key": "a\u{0}b", "cost": 1}), 400),
        (json!({"key": "sk-wrong", "idempotency_key": "x", "cost": 1}), 404),
        (json!({"token_id": i64::MIN, "idempotency_key": "x", "cost": 1}), 404),
        (json!({"token_id": 7, "idempotency_key": "x", "cost": 1}), 404),
    ] {
        assert_eq!(consume(address, &body).status, status, "{body}");
    }
    assert_eq!(Request::get("/v1/consume").send(address).status, 405);
    assert_eq!(spent(&machine), [0, 0, 0]);
}
