//! A new key for a token, while the old one still passes; and its end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::desk::{Conditions, Desk, Shell};
use crate::patience::until;
use crate::visits::{Look, visits};
use crate::words::Words;

/// The verifier beside the console.
struct Verifier {
    process: Child,
    place: String,
}

impl Verifier {
    fn start(shell: &Shell<'_>) -> Self {
        let mut command = shell.tokendesk();
        command.args(["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let mut log = BufReader::new(process.stderr.take().expect("piped")).lines();
        let place = log.find_map(|line| {
            let line: Value = serde_json::from_str(&line.expect("a line")).expect("an object");
            line.to_string().contains("listening").then(|| place_in(&line)).flatten()
        });
        // It must not wait for somebody to read its log.
        std::thread::spawn(move || log.for_each(drop));
        Self { process, place: place.expect("it listens") }
    }

    /// The code that is answered to a request with this key.
    fn ask(&self, key: &str) -> String {
        let body = json!({"key": key, "ip": "10.0.3.7"}).to_string();
        let head = format!(
            "POST /v1/verify HTTP/1.1\r\nHost: v\r\nContent-Type: application/json\r\nConnection: close\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.place).expect("it listens");
        stream.write_all((head + &body).as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        let (_, object) = answer.split_once("\r\n\r\n").expect("a body");
        let object: Value = serde_json::from_str(object).expect("an object");
        object["code"].as_str().expect("a code").to_owned()
    }
}

fn place_in(line: &Value) -> Option<String> {
    let place = line.get("place").or_else(|| line.get("fields")?.get("place"))?;
    place.as_str().map(str::to_owned)
}

impl Drop for Verifier {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn furnish(shell: &Shell<'_>) -> String {
    let issued = shell.issue("billing-ci", &["--scope", "read", "--expires", "90d"]);
    issued["key"].as_str().expect("a key").to_owned()
}

async fn open_details(desk: &Desk, name: &str) {
    desk.click("gridcell", name).await;
    desk.press("Enter").await;
    desk.see("complementary", "*").await;
}

#[tokio::test]
async fn a_rotated_key_is_copied_and_the_old_one_passes_says_who_uses_it_and_is_revoked_by_hand() {
    let mut first = String::new();
    let desk = Desk::prepared(Conditions::default(), |shell| first = furnish(shell)).await;
    let verifier = Verifier::start(&desk.shell());
    open_details(&desk, "billing-ci").await;
    desk.click("button", "Rotate key…").await;
    desk.see("dialog", "Rotate the key of “billing-ci”").await;
    desk.turn_on("radio", "7 days").await;
    desk.choose("*End it sooner", "After 24 hours without a call").await;
    desk.picture("rotate").await;
    desk.has_no_barriers("rotate").await;
    desk.press("Control+Enter").await;

    desk.see("dialog", "New key: billing-ci").await;
    desk.picture("rotate-new-key").await;
    desk.click("button", "Copy").await;
    let second = until("the new key in the clipboard", async || desk.shell().clipboard()).await;
    assert_ne!(first, second);
    assert!(!desk.page_contains(&second).await, "the key came to the page");
    desk.click("button", "Close").await;
    desk.gone("dialog", "New key: billing-ci").await;
    desk.reads("Not used since the rotation").await;
    desk.reads("sooner after 24 hours without a call").await;

    until("the new key to pass", async || (verifier.ask(&second) == "allowed").then_some(())).await;
    assert_eq!(verifier.ask(&first), "allowed");
    desk.reads("last from 10.0.3.7").await;
    desk.picture("rotate-details").await;
    desk.has_no_barriers("the details of a rotated token").await;

    desk.click("button", "Simulate a request…").await;
    desk.see("dialog", "Would this request pass?").await;
    desk.choose("*Key", "*(old key)").await;
    desk.reads("Its key is an old one that passes until").await;
    desk.picture("rotate-simulator").await;
    desk.press("Escape").await;
    desk.gone("dialog", "Would this request pass?").await;

    desk.click("button", "Revoke now…").await;
    desk.see("alertdialog", "Revoke the old key?").await;
    desk.picture("rotate-revoke").await;
    desk.click("button", "Revoke").await;
    desk.reads("The old key is revoked").await;
    desk.gone("list", "Old keys").await;
    until("the old key to be refused", async || (verifier.ask(&first) == "key_rotated_out").then_some(()))
        .await;
    assert_eq!(verifier.ask(&second), "allowed");
    desk.reads("Old key ended").await;
    desk.picture("rotate-revoked").await;
}

#[tokio::test]
async fn a_locked_vault_is_unlocked_on_the_way_and_a_key_that_is_shown_once_is_guarded() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        furnish(shell);
        shell.issue("once", &["--scope", "read", "--show-once"]);
    })
    .await;
    desk.press("Control+l").await;
    desk.reads("Vault locked").await;
    desk.click("gridcell", "billing-ci").await;
    desk.press("r").await;
    desk.see("dialog", "Rotate the key of “billing-ci”").await;
    desk.turn_on("radio", "Not at all").await;
    desk.reads("Whoever still uses the old key is refused at once.").await;
    desk.picture("rotate-at-once").await;
    desk.click("button", "Rotate*").await;
    desk.see("dialog", "Unlock the vault").await;
    desk.click("button", "Unlock with the keyring").await;
    desk.see("dialog", "New key: billing-ci").await;
    desk.press("Escape").await;
    desk.gone("dialog", "New key: billing-ci").await;
    assert_eq!(desk.shell().run(&["token", "show", "1"])[0]["old_keys"], json!([]));

    desk.click("gridcell", "once").await;
    desk.press("r").await;
    desk.reads("The new key is shown once, as the first one was.").await;
    desk.press("Control+Enter").await;
    desk.see("dialog", "New key: once").await;
    desk.press("Escape").await;
    desk.see("alertdialog", "Close without copying the key?").await;
    desk.reads("rotate once more to get another").await;
    desk.click("button", "Close anyway").await;
    desk.gone("dialog", "New key: once").await;
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let long = "a-name-of-fifty-characters-that-takes-a-lot-of-room";
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue(&long[..50], &["--scope", "read", "--expires", "90d"]);
        shell.run(&["token", "rotate", "1", "--grace", "7d", "--quiet-for", "24h"]);
        shell.run(&["token", "rotate", "1", "--grace", "1h"]);
    })
    .await;
    desk.see("grid", "Tokens").await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.see("button", &format!("{}*", say("Issue"))).await;
    open_details(&desk, &long[..50]).await;
    desk.reads(&say("Not used since the rotation")).await;
    shown("rotate-details").await;
    desk.click("button", &say("Rotate key…")).await;
    desk.turn_on("radio", &say("7 days")).await;
    shown("rotate").await;
}

visits!(visit);
