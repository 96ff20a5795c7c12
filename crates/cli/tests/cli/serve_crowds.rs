//! `tokendesk serve` and too many of everything: connections, unknown keys, slow callers, headers without an end.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::Duration,
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::{
    gateways::{Reply, Request, Served, issue, until},
    machine::Machine,
};

const ADDRESS: [&str; 2] = ["--listen", "127.0.0.1:0"];
const IDLE: usize = 10_000;

fn forward(key: &str) -> Request {
    let request = Request::get("/v1/verify/forward").key(key);
    request
        .header("X-Forwarded-Method", "GET")
        .header("X-Forwarded-Uri", "/")
        .header("X-Forwarded-For", "10.0.0.1")
}

fn connect(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(at).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
    stream
}

/// Sends a request on a connection that stays open; the status.
fn ask(stream: &mut TcpStream, key: &str) -> String {
    let request = format!(
        "GET /v1/verify/forward HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\nX-Forwarded-Method: GET\r\n\
         X-Forwarded-Uri: /\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let (mut answer, mut length) = ([0; 4096], 0);
    loop {
        let text = String::from_utf8_lossy(&answer[..length]).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(0, |length| length.parse().expect("a number"));
            if body.len() == length {
                return head.split(' ').nth(1).expect("a status").to_owned();
            }
        }
        let more = stream.read(&mut answer[length..]).expect("an answer");
        assert!(more > 0, "it hung up");
        length += more;
    }
}

#[test]
fn ten_thousand_idle_connections_take_bounded_memory_and_keep_no_newcomer_out() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let wanted = IDLE as u64 + 1_000;
    assert!(maximum.is_none_or(|maximum| maximum >= wanted), "the hard limit of open files is {maximum:?}");
    setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).unwrap();
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    // It is started with the usual limit of shells, and raises it by itself.
    let served = Served::with_open_files(&machine, 1_024, &ADDRESS);
    let at = served.address();
    let before_kib = served.own_kib();
    // Every other one has asked once, as gateways keep them; the others never said a word.
    let idle: Vec<_> = (0..IDLE)
        .map(|number| {
            let mut stream = connect(at);
            if number % 2 == 0 {
                assert_eq!(ask(&mut stream, &key), "200");
            }
            stream
        })
        .collect();
    let each_kib = (served.own_kib() - before_kib) / IDLE as u64;
    assert!(each_kib <= 24, "{each_kib} KiB for each connection");
    for _ in 0..100 {
        assert_eq!(forward(&key).send(at).status, 200);
    }
    drop(idle);
    until("their room is free again", || (0..100).all(|_| forward(&key).send(at).status == 200));
    let log = served.stop();
    assert!(!log.contains("can't be accepted") && !log.contains("open files is low"), "{log}");
}

#[test]
fn where_few_files_may_be_open_one_caller_too_many_is_turned_away_and_the_others_are_served() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let served = Served::with_few_open_files(&machine, 256, &ADDRESS);
    let at = served.address();
    let mut idle: Vec<_> = (0..300).map(|_| connect(at)).collect();
    assert_eq!(ask(&mut idle[0], &key), "200");
    // The data file can still be opened: what changes at the desk holds.
    machine.text("token disable 1");
    until("it is followed", || ask(&mut idle[0], &key) == "401");
    drop(idle);
    until("newcomers are let in again", || {
        let mut stream = connect(at);
        stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").is_ok()
            && stream.read(&mut [0; 64]).is_ok_and(|read| read > 0)
    });
    let log = served.stop();
    assert!(log.contains("open files is low") && !log.contains("can't be accepted"), "{log}");
}

#[test]
fn a_flood_of_unknown_keys_touches_no_data_file_and_takes_no_room() {
    const FLOOD: usize = 20_000;
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let served = Served::start(&machine, &ADDRESS);
    let at = served.address();
    // The one thing that is written by itself.
    served.wait_for_log("a daily backup was made");
    let mut stream = connect(at);
    let mut flood = |from: usize| {
        for number in from..from + FLOOD / 2 {
            assert_eq!(ask(&mut stream, &format!("sk-{number:048}")), "401");
        }
    };
    flood(0);
    let bare = machine.database();
    let version = || -> i64 { bare.pragma_query_value(None, "data_version", |row| row.get(0)).unwrap() };
    let (before, before_kib) = (version(), served.own_kib());
    flood(FLOOD);
    assert_eq!(version(), before, "nothing was written");
    assert!(served.own_kib() <= before_kib + 256, "{} KiB, before {before_kib}", served.own_kib());
    assert_eq!((served.figure("tokendesk_slots"), served.figure("tokendesk_leases")), (0, 0));
    assert_eq!(served.figure("tokendesk_decisions_total{code=\"unknown_key\"}"), FLOOD as u64);
    // They are not looked for in the data file: not even where there is none.
    let file = tokendesk_issuer::data_file(&machine.data());
    std::fs::rename(&file, machine.path("away.db")).unwrap();
    assert_eq!((ask(&mut stream, "sk-unknown"), ask(&mut stream, &key)), ("401".into(), "200".into()));
    std::fs::rename(machine.path("away.db"), &file).unwrap();
}

#[test]
fn what_never_ends_is_cut_off_with_a_clear_refusal() {
    let machine = Machine::bare();
    issue(&machine, "ci", "");
    let served = Served::start(&machine, &ADDRESS);
    let at = served.address();
    let status = |bytes: &[u8]| {
        let mut stream = connect(at);
        // It may hang up before all is sent: the answer was written before.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or_default().to_owned()
    };
    let head = "GET /v1/verify/forward HTTP/1.1\r\nHost: a\r\n";
    let many = "X-More: x\r\n".repeat(1_000);
    assert_eq!(status(format!("{head}{many}\r\n").as_bytes()), "431");
    let long = format!("{head}Authorization: Bearer {}\r\n\r\n", "x".repeat(1 << 20));
    assert_eq!(status(long.as_bytes()), "431");
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000)).repeat(20);
    let body = "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    let chunked = format!("{body}Transfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n");
    assert_eq!(status(chunked.as_bytes()), "413");
    assert_eq!(status(format!("{body}Content-Length: 10\r\n\r\n{{").as_bytes()), "400", "cut short");
    assert_eq!(Request::get("/readyz").send(at).status, 200);
}

#[test]
fn a_body_that_comes_too_slowly_is_not_waited_for() {
    let machine = Machine::bare();
    issue(&machine, "ci", "");
    let served = Served::start(&machine, &ADDRESS);
    let mut stream = connect(served.address());
    let head = "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[test]
fn a_path_that_is_refused_is_counted_by_its_code_and_logged_without_what_was_asked_for() {
    let machine = Machine::bare();
    let key = issue(&machine, "ci", "");
    let served = Served::start(&machine, &ADDRESS);
    let request = Request::get("/v1/verify/forward").key(&key).header("X-Forwarded-Method", "GET");
    let reply: Reply =
        request.header("X-Forwarded-Uri", &format!("/a/%2e%2e/b?key={key}")).send(served.address());
    assert_eq!(reply.status, 400, "{}", reply.body);
    assert_eq!(served.figure("tokendesk_decisions_total{code=\"path_refused\"}"), 1);
    served.stop();
}
