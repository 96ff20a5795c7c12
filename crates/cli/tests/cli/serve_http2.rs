//! `tokendesk serve` over HTTP/2: many calls at once on one connection.

use bytes::Bytes;
use http_body_util::Empty;
use hyper::{Request, StatusCode, client::conn::http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::{net::TcpStream, pin, select, spawn};

use crate::{
    gateways::{Served, issue},
    machine::Machine,
};

fn forward(key: &str) -> Request<Empty<Bytes>> {
    let request =
        Request::get("http://verifier/v1/verify/forward").header("authorization", format!("Bearer {key}"));
    let request = request.header("x-forwarded-method", "GET").header("x-forwarded-uri", "/");
    request.header("x-forwarded-for", "10.0.0.1").body(Empty::new()).expect("a request")
}

#[tokio::test]
async fn a_call_that_waits_for_a_lease_holds_up_no_other_on_its_connection() {
    let machine = Machine::bare();
    let limited = issue(&machine, "limited", "--request-limit 5");
    let unlimited = issue(&machine, "unlimited", "");
    let served = Served::start(&machine, &["--listen", "127.0.0.1:0"]);
    let locked = machine.database();
    locked.execute_batch("BEGIN IMMEDIATE").expect("locked");

    let stream = TcpStream::connect(served.address()).await.expect("it listens");
    let (mut calls, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("HTTP/2");
    spawn(connection);
    let waits = calls.send_request(forward(&limited));
    let passes = calls.send_request(forward(&unlimited));
    pin!(waits, passes);
    select! {
        biased;
        reply = &mut waits => panic!("answered first: {}", reply.expect("a reply").status()),
        reply = &mut passes => assert_eq!(reply.expect("a reply").status(), StatusCode::OK),
    }
    assert_eq!(waits.await.expect("a reply").status(), StatusCode::SERVICE_UNAVAILABLE);
    drop(locked);
}
