//! "Enforce on this machine": from the switch to a request that is let through, and no further after revoking.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use serde_json::json;

use crate::desk::{Conditions, Desk, Shell};
use crate::hands::Hands;
use crate::patience::{until, until_within};
use crate::visits::{Look, visits};
use crate::words::Words;

/// An address that was free a moment ago.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// Asks as a gateway does; the status of the answer. None: nobody listens.
fn ask(verifier: SocketAddr, key: &str, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(verifier).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit");
    let request = format!(
        "GET /v1/verify/forward HTTP/1.1\r\nHost: verifier\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\
         X-Forwarded-Method: GET\r\nX-Forwarded-Uri: {path}\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

fn issue(shell: &Shell<'_>, name: &str, more: &[&str]) -> String {
    let issued = shell.issue(name, &[&["--scope", "read"], more].concat());
    issued["key"].as_str().expect("a key").to_owned()
}

async fn switch_on(desk: &Desk, at: SocketAddr) {
    desk.click("button", "Verifier").await;
    desk.fill("Address", &at.to_string()).await;
    desk.click("button", "Change").await;
    desk.turn_on("switch", "Enforce on this machine").await;
    desk.reads(&format!("Enforced on {at}")).await;
}

#[tokio::test]
async fn a_request_passes_is_shown_and_is_refused_once_its_token_is_revoked() {
    let desk = Desk::open().await;
    let at = free_address();
    let key = issue(&desk.shell(), "billing-ci", &[]);
    switch_on(&desk, at).await;
    desk.see("heading", "No requests yet").await;
    assert_eq!(ask(at, &key, "/v1/invoices/7?full=1"), Some(200));
    desk.see("cell", "GET /v1/invoices/7").await;
    desk.see("cell", "203.0.113.9").await;
    desk.see("cell", "Allowed").await;
    assert_eq!(ask(at, "sk-wrong", "/v1/invoices/8"), Some(401));
    desk.see("cell", "Unknown key").await;

    // At the desk, by hand.
    desk.click("button", "billing-ci").await;
    desk.see("complementary", "Details").await;
    desk.shell().run(&["token", "revoke", "1", "--reason", "leaked"]);
    let refused = async || (ask(at, &key, "/v1/invoices/9") == Some(401)).then_some(());
    until_within(Duration::from_secs(2), "the revoked token to be refused", refused).await;
    desk.click("button", "Verifier").await;
    desk.see("cell", "Token revoked").await;
    assert!(!desk.page_contains(&key).await, "the key is in the page");
    let logs =
        desk.shell().command("grep").args(["-rlF", &key]).arg(desk.folder()).output().expect("grep starts");
    assert_eq!(String::from_utf8_lossy(&logs.stdout), "", "the key is on the disk");
}

#[tokio::test]
async fn a_taken_address_is_said_and_a_free_one_is_a_press_away() {
    let desk = Desk::open().await;
    let other = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = other.local_addr().expect("its address");
    desk.click("button", "Verifier").await;
    desk.fill("Address", &at.to_string()).await;
    desk.press("Enter").await;
    desk.turn_on("switch", "Enforce on this machine").await;
    desk.reads(&format!("Another program listens on {at}.")).await;
    desk.reads("Tokens are not enforced").await;
    desk.picture("verifier-taken").await;
    desk.click("button", "Use 127.0.0.1:*").await;
    desk.reads("Enforced on 127.0.0.1:").await;
    desk.fill("Address", "0.0.0.0:9180").await;
    desk.click("button", "Change").await;
    desk.reads("Only addresses of this machine alone").await;
    desk.reads("Enforced on 127.0.0.1:").await;
}

#[tokio::test]
async fn a_verifier_that_runs_already_is_left_alone_and_followed_by_ours() {
    let desk = Desk::open().await;
    issue(&desk.shell(), "billing-ci", &[]);
    let (theirs, ours) = (free_address(), free_address());
    let mut serve = desk.shell().tokendesk();
    let mut serve = serve.args(["serve", "--listen", &theirs.to_string()]).spawn().expect("tokendesk starts");
    until("the other verifier", async || TcpStream::connect(theirs).ok()).await;
    desk.click("button", "Verifier").await;
    desk.fill("Address", &ours.to_string()).await;
    desk.press("Enter").await;
    desk.turn_on("switch", "Enforce on this machine").await;
    desk.reads("Another verifier already enforces these tokens.").await;
    assert!(TcpStream::connect(ours).is_err());
    serve.kill().expect("it ends");
    serve.wait().expect("it ended");
    desk.click("button", "Try again").await;
    desk.reads(&format!("Enforced on {ours}")).await;
}

#[tokio::test]
async fn it_goes_on_after_a_restart_and_what_is_leased_comes_back() {
    let mut desk = Desk::open().await;
    let at = free_address();
    let key = issue(&desk.shell(), "billing-ci", &["--request-limit", "100/day"]);
    switch_on(&desk, at).await;
    for _ in 0..3 {
        assert_eq!(ask(at, &key, "/"), Some(200));
    }
    desk.quit().await;
    assert!(TcpStream::connect(at).is_err());
    let used = || desk.shell().run(&["token", "show", "1"])[0]["requests_used"].clone();
    assert_eq!(used(), json!(3), "what was leased and not used is given back");
    desk.restart().await;
    desk.reads(&format!("Enforced on {at}")).await;
    assert_eq!(ask(at, &key, "/"), Some(200));
}

#[tokio::test]
async fn nothing_is_left_behind_by_a_console_that_is_killed_and_no_request_is_lost_or_won() {
    let mut hands = Hands::open(&[]).await;
    let at = free_address();
    let key = issue(&hands.shell(), "billing-ci", &["--request-limit", "5"]);
    // As the switch leaves it; the page of a console that is to be killed has no driver.
    let store = rusqlite::Connection::open(hands.shell().data().join("tokendesk.db")).expect("the data file");
    let choice = "INSERT INTO settings VALUES ('enforce', 'on'), ('enforce_place', ?1)";
    store.execute(choice, [at.to_string()]).expect("a choice");
    drop(store);
    for allowed in [3, 2] {
        hands.console.kill().expect("it ends");
        hands.console.wait().expect("it ended");
        assert!(TcpStream::connect(at).is_err(), "somebody still listens");
        hands.reopen().await;
        until("the verifier", async || TcpStream::connect(at).ok()).await;
        for _ in 0..allowed {
            assert_eq!(ask(at, &key, "/"), Some(200));
        }
    }
    assert_eq!(ask(at, &key, "/"), Some(429));
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), |shell| {
        let name = "a-name-of-fifty-characters-that-is-cut-off-in-here";
        issue(shell, name, &["--block-ip", "203.0.113.0/24"]);
    })
    .await;
    let at = free_address();
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.click("button", &say("Verifier")).await;
    desk.see("heading", &say("Tokens are not enforced by this console")).await;
    shown("verifier-off").await;
    desk.fill(&say("Address"), "0.0.0.0:9180").await;
    desk.press("Enter").await;
    desk.reads("“tokendesk serve”").await;
    shown("verifier-wrong").await;
    desk.fill(&say("Address"), &at.to_string()).await;
    desk.press("Enter").await;
    desk.turn_on("switch", &say("Enforce on this machine")).await;
    desk.see("heading", &say("No requests yet")).await;
    shown("verifier-empty").await;
    let key = issue(&desk.shell(), "billing-ci", &["--request-limit", "1000/day"]);
    let blocked = issue(&desk.shell(), "partner-kr", &["--block-ip", "203.0.113.0/24"]);
    until("the new token", async || (ask(at, &key, "/v1/invoices") == Some(200)).then_some(())).await;
    for number in 0..20 {
        ask(at, &key, &format!("/v1/invoices/{number}"));
    }
    ask(at, "sk-wrong", "/v1/clusters?all=1");
    ask(at, &blocked, &format!("/v1/clusters/{}", "long/".repeat(40)));
    desk.see("cell", "partner-kr").await;
    shown("verifier").await;
}

visits!(visit);
