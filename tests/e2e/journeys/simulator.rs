//! Would this request pass? The simulator says what the verifier would.

use serde_json::json;

use crate::desk::{Conditions, Desk, Shell};
use crate::visits::{Look, visits};
use crate::words::Words;

const ENTRIES: &str = "select count(*) from audit_entries";

/// A token with address lists and a limit, and routes that need more than it holds.
fn furnish(shell: &Shell<'_>) {
    let terms = ["--scope", "read", "--allow-ip", "10.0.0.0/8", "--block-ip", "10.0.9.9"];
    shell.issue("billing-ci", &[&terms[..], &["--request-limit", "1000/day", "--expires", "90d"]].concat());
    shell.run(&["route", "add", "GET", "/v1/invoices/{id}", "--scope", "read"]);
    shell.run(&["route", "add", "POST", "/v1/invoices", "--scope", "write"]);
}

async fn open_simulator(desk: &Desk, words: impl Fn(&str) -> String) {
    desk.click("gridcell", "billing-ci").await;
    desk.press("Enter").await;
    desk.click("button", &words("Simulate a request…")).await;
    desk.see("dialog", &words("Would this request pass?")).await;
}

#[tokio::test]
async fn a_request_is_judged_as_it_is_typed_and_nothing_is_charged() {
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    let entries =
        || desk.shell().store().query_row(ENTRIES, [], |row| row.get::<_, i64>(0)).expect("a count");
    let before = entries();
    open_simulator(&desk, str::to_owned).await;
    desk.reads("no address is given").await;

    desk.fill("Client address", "10.0.0.7").await;
    desk.fill("Path", "/v1/invoices/7?full=1").await;
    desk.reads("This request would pass.").await;
    desk.reads("The request has the route GET /v1/invoices/{id}.").await;

    desk.choose("GET Method", "POST").await;
    desk.reads("There are routes, and none is for this request.").await;
    desk.fill("Path", "/v1/invoices").await;
    desk.reads("The request needs the scope write, which is not held.").await;
    desk.reads("403 Forbidden").await;
    desk.reads("insufficient_scope").await;

    desk.fill("Path", "/v1/../admin").await;
    desk.reads("The path has a segment . or .. in it.").await;
    desk.reads("400 Bad Request").await;

    desk.fill("Client address", "10.0.0.0/8").await;
    desk.reads("a request comes from one address").await;
    desk.reads_no_longer("This request would be refused.").await;
    desk.fill("Client address", "10.0.9.9").await;
    desk.fill("Path", "/v1/invoices/7").await;
    desk.reads("The block list names the address.").await;
    assert_eq!(entries(), before, "looking is on record as a change");

    desk.shell().run(&["token", "revoke", "1", "--reason", "leaked"]);
    desk.reads("The token is revoked.").await;
    desk.reads("401 Unauthorized").await;
    desk.press("Escape").await;
    desk.gone("dialog", "Would this request pass?").await;
    let shown = desk.shell().run(&["token", "show", "1"]);
    assert_eq!(shown[0]["requests_used"], json!(0), "{shown:?}");
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("grid", "Tokens").await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.see("button", &format!("{}*", say("Issue"))).await;
    open_simulator(&desk, say).await;
    desk.fill(&say("Client address"), "10.0.0.7").await;
    desk.fill(&say("Path"), "/v1/invoices/7").await;
    desk.reads(&say("This request would pass.")).await;
    shown("simulator").await;
    desk.fill(&say("Client address"), "10.0.9.9").await;
    desk.fill(&say("Path"), "/v1/clusters").await;
    desk.reads("ip_blocked").await;
    desk.reads("no_route").await;
    shown("simulator-refused").await;
    desk.fill(&say("Client address"), "010.0.0.1").await;
    desk.turn_on("radio", &say("Date and time")).await;
    desk.reads(&say("Correct the marked fields to see the answer.")).await;
    shown("simulator-wrong").await;
}

visits!(visit);
