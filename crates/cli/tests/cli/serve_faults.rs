//! `tokendesk serve` where the data file, the disk or the folder of counters is at fault: on from what is leased, then
//! closed, with a figure and a line in the log; then on again by itself.

use std::{fs, net::SocketAddr};

use serde_json::{Value, json};

use crate::{
    disk_full::fill,
    gateways::{Request, Served, issue, until},
    machine::{Machine, text},
};

const ADDRESS: [&str; 2] = ["--listen", "127.0.0.1:0"];
const LIMIT: usize = 400;

/// A desk with a token of each kind.
struct Desk {
    machine: Machine,
    limited: String,
    unlimited: String,
}

impl Desk {
    fn new() -> Self {
        let machine = Machine::bare();
        let limited = issue(&machine, "limited", &format!("--request-limit {LIMIT}"));
        let unlimited = issue(&machine, "unlimited", "");
        Self { machine, limited, unlimited }
    }

    fn file(&self) -> std::path::PathBuf {
        tokendesk_issuer::data_file(&self.machine.data())
    }

    fn used(&self) -> Value {
        self.machine.one("token show 1")["requests_used"].clone()
    }
}

fn code(key: &str, at: SocketAddr) -> String {
    let body = json!({"key": key, "ip": "10.0.0.1"}).to_string();
    let request = Request::new("POST", "/v1/verify").header("Content-Type", "application/json").body(&body);
    let reply = request.send(at);
    let reply: Value = serde_json::from_str(&reply.body).unwrap_or_else(|_| panic!("{}", reply.body));
    text(&reply["code"]).to_owned()
}

/// How many pass until the first refusal, and its code.
fn use_up(key: &str, at: SocketAddr) -> (usize, String) {
    let mut allowed = 0;
    loop {
        match code(key, at) {
            code if code == "allowed" => allowed += 1,
            refused => return (allowed, refused),
        }
        assert!(allowed <= LIMIT, "more than the limit");
    }
}

/// Shuts the data file while it serves and opens it again: not one request more or less than the limit.
fn goes_on_closes_and_recovers(desk: &Desk, served: &Served, shut: impl FnOnce(), open: impl FnOnce()) {
    let at = served.address();
    assert_eq!(code(&desk.limited, at), "allowed");
    shut();
    let (leased, refused) = use_up(&desk.limited, at);
    assert_eq!(refused, "counting_unavailable");
    assert!((1..LIMIT).contains(&leased), "{leased} were leased");
    assert_eq!(code(&desk.unlimited, at), "allowed", "what is not counted passes");
    let gateway = Request::get("/v1/verify/forward").key(&desk.limited);
    let gateway = gateway.header("X-Forwarded-Method", "GET").header("X-Forwarded-Uri", "/");
    let closed = gateway.send(at);
    assert_eq!((closed.status, closed.header("retry-after")), (503, "1"), "{}", closed.body);
    assert_eq!((served.figure("tokendesk_counting"), served.figure("tokendesk_store_up")), (0, 0));
    served.wait_for_log("the data file can't be used");
    open();
    until("it counts again", || code(&desk.limited, at) == "allowed");
    until("it says so", || served.figure("tokendesk_store_up") == 1);
    let (left, refused) = use_up(&desk.limited, at);
    assert_eq!((left, refused.as_str()), (LIMIT - 2 - leased, "limit_reached"));
}

#[test]
fn a_data_file_that_is_locked_for_long_is_gone_on_without_and_then_counting_is_closed() {
    let desk = Desk::new();
    let served = Served::start(&desk.machine, &ADDRESS);
    let other = desk.machine.database();
    goes_on_closes_and_recovers(
        &desk,
        &served,
        || other.execute_batch("BEGIN IMMEDIATE").unwrap(),
        || other.execute_batch("COMMIT").unwrap(),
    );
    served.stop();
    assert_eq!(desk.used(), LIMIT);
}

#[test]
fn a_data_file_that_is_gone_is_gone_on_without_and_then_counting_is_closed() {
    let desk = Desk::new();
    let served = Served::start(&desk.machine, &ADDRESS);
    let (file, away) = (desk.file(), desk.machine.path("away.db"));
    goes_on_closes_and_recovers(
        &desk,
        &served,
        || fs::rename(&file, &away).unwrap(),
        || fs::rename(&away, &file).unwrap(),
    );
    served.stop();
    assert_eq!(desk.used(), LIMIT);
}

#[test]
fn a_data_file_in_the_place_of_the_open_one_is_neither_followed_nor_written() {
    let (desk, other) = (Desk::new(), Desk::new());
    let served = Served::start(&desk.machine, &ADDRESS);
    let (file, away) = (desk.file(), desk.machine.path("away.db"));
    goes_on_closes_and_recovers(
        &desk,
        &served,
        || {
            fs::rename(&file, &away).unwrap();
            fs::copy(other.file(), &file).unwrap();
        },
        || {
            assert!(fs::read(&file).unwrap() == fs::read(other.file()).unwrap(), "it was written");
            fs::rename(&away, &file).unwrap();
        },
    );
    let log = served.stop();
    assert!(log.contains("was moved, deleted or replaced"), "{log}");
    assert_eq!(desk.used(), LIMIT);
}

#[test]
fn a_full_disk_under_the_data_file_is_gone_on_with_and_then_counting_is_closed() {
    let desk = Desk::new();
    let state = desk.machine.path("state").to_string_lossy().into_owned();
    let options = [ADDRESS[0], ADDRESS[1], "--state", &state];
    let served = Served::on_a_small_disk(&desk.machine, &desk.machine.data(), 2, &options);
    let filler = served.inside(&desk.machine.data()).join("filler");
    goes_on_closes_and_recovers(&desk, &served, || fill(&filler), || fs::remove_file(&filler).unwrap());
    let log = served.stop();
    assert!(log.contains("the disk is full"), "{log}");
}

/// The file can be read and not written any more, also by who has it open; false: only root may ask for that.
fn set_immutable(desk: &Desk, immutable: bool) -> bool {
    let change = if immutable { "+i" } else { "-i" };
    let files = ["db", "db-wal"].map(|ending| desk.file().with_extension(ending));
    std::process::Command::new("chattr").arg(change).args(files).status().is_ok_and(|status| status.success())
}

#[test]
fn a_data_file_that_can_only_be_read_all_at_once_is_gone_on_without_and_then_counting_is_closed() {
    let desk = Desk::new();
    let served = Served::start(&desk.machine, &ADDRESS);
    if !set_immutable(&desk, true) {
        eprintln!("not looked at: this user can't take the right to write from an open file");
        return;
    }
    assert!(set_immutable(&desk, false));
    goes_on_closes_and_recovers(
        &desk,
        &served,
        || assert!(set_immutable(&desk, true)),
        || assert!(set_immutable(&desk, false)),
    );
    served.stop();
    assert_eq!(desk.used(), LIMIT);
}

#[test]
fn a_full_disk_under_the_counters_closes_counting_and_nothing_else() {
    let desk = Desk::new();
    let state = desk.machine.path("state");
    fs::create_dir(&state).unwrap();
    fs::write(state.join("filler"), vec![0; 3 << 20]).unwrap();
    let options = [ADDRESS[0], ADDRESS[1], "--state", &state.to_string_lossy()];
    let served = Served::on_a_small_disk(&desk.machine, &state, 6, &options);
    let at = served.address();
    for _ in 0..5 {
        assert_eq!(code(&desk.limited, at), "counting_unavailable");
        assert_eq!(code(&desk.unlimited, at), "allowed");
    }
    assert_eq!((served.figure("tokendesk_counting"), served.figure("tokendesk_store_up")), (0, 1));
    fs::remove_file(served.inside(&state).join("filler")).unwrap();
    assert_eq!(use_up(&desk.limited, at), (LIMIT, "limit_reached".to_owned()));
    assert_eq!(served.figure("tokendesk_counting"), 1);
    let log = served.stop();
    assert_eq!(log.matches("there is no room for more counters").count(), 1, "said once: {log}");
    assert_eq!(desk.used(), LIMIT);
}

#[test]
fn counters_that_can_not_be_written_keep_it_from_starting() {
    let desk = Desk::new();
    let state = desk.machine.path("file");
    fs::write(&state, "no folder").unwrap();
    let answer = desk.machine.run(["serve", "--json", "--state", &state.to_string_lossy()]);
    assert_eq!((answer.code, answer.error().as_str()), (1, "verifier"), "{}", answer.err);
    assert!(answer.err.contains("counters"), "{}", answer.err);
}

#[test]
fn a_token_that_can_not_be_read_is_refused_and_named_and_keeps_no_other_one_back() {
    let desk = Desk::new();
    let bare = desk.machine.database();
    bare.execute_batch("UPDATE tokens SET block_ips = 'everywhere' WHERE name = 'limited'").unwrap();
    let served = Served::start(&desk.machine, &ADDRESS);
    let at = served.address();
    assert_eq!(code(&desk.limited, at), "unknown_key", "never without its block list");
    assert_eq!(code(&desk.unlimited, at), "allowed");
    assert_eq!(served.figure("tokendesk_unreadable_tokens"), 1);
    let log = served.log();
    assert!(log.contains("table tokens, column block_ips, row 1"), "{log}");
    bare.execute_batch("UPDATE tokens SET block_ips = '' WHERE name = 'limited'").unwrap();
    desk.machine.text("token disable 1");
    desk.machine.text("token enable 1");
    until("it is known again", || code(&desk.limited, at) == "allowed");
    assert_eq!(served.figure("tokendesk_unreadable_tokens"), 0);
}

#[test]
fn a_route_that_can_not_be_read_keeps_it_from_starting_and_changes_nothing_while_it_runs() {
    let desk = Desk::new();
    desk.machine.text("route add GET /open --any-token");
    let served = Served::start(&desk.machine, &ADDRESS);
    let at = served.address();
    assert_eq!(code(&desk.unlimited, at), "no_route");
    let bare = desk.machine.database();
    bare.execute_batch("UPDATE routes SET template = 'nowhere'").unwrap();
    desk.machine.text("scope add another");
    desk.machine.text("token disable 2");
    until("tokens are followed", || code(&desk.unlimited, at) == "disabled");
    served.wait_for_log("table routes, column template");
    desk.machine.text("token enable 2");
    until("the former routes hold", || code(&desk.unlimited, at) == "no_route");
    served.stop();
    let answer = desk.machine.run(["serve", "--json", "--listen", "127.0.0.1:0"]);
    assert_eq!((answer.code, answer.error().as_str()), (1, "verifier"), "{}", answer.err);
    assert!(answer.err.contains("table routes"), "{}", answer.err);
}
