//! Who did what: the page, its filters, its details, and a log that somebody wrote in.

use std::fs;

use rusqlite::Connection;

use crate::desk::{Conditions, Desk, Shell};
use crate::visits::{Look, visits};
use crate::words::Words;

/// Tokens with a history, and other things that were done.
fn furnish(shell: &Shell<'_>) {
    shell.issue("billing-ci", &["--scope", "read", "--request-limit", "1000/day"]);
    shell.issue("a-service-with-a-name-of-fifty-characters-exactly1", &["--scope", "read"]);
    shell.run(&["token", "edit", "1", "--description", "nightly build", "--expires", "2099-01-31"]);
    shell.run(&["token", "disable", "1"]);
    shell.run(&["token", "revoke", "2", "--reason", "the key stood in a log"]);
    shell.run(&["scope", "add", "billing:export", "--group", "Billing"]);
    shell.run(&["route", "add", "GET", "/v1/clusters/{id}", "--scope", "read"]);
    shell.run(&["admin-key", "issue", "--name", "ci", "--scope", "tokens:read"]);
}

fn by_hand(desk: &Desk, sql: &str) {
    let file = Connection::open(desk.shell().data().join("tokendesk.db")).expect("the data file");
    file.execute_batch(sql).expect("done");
}

#[tokio::test]
async fn what_was_done_is_found_verified_and_exported() {
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.click("button", "Audit").await;
    desk.see("row", "*Admin key issued*").await;
    desk.click("button", "Edited").await;
    desk.see("complementary", "Details").await;
    desk.reads("nightly build").await;
    desk.click("button", "Only this token").await;
    desk.gone("row", "*Admin key issued*").await;
    desk.see("row", "*Disabled*").await;
    desk.click("button", "Show all").await;
    desk.see("row", "*Admin key issued*").await;

    desk.click("button", "Verify…").await;
    desk.reads("entries are as they were written").await;
    desk.click("button", "Copy").await;
    desk.reads("Head copied").await;
    let head = desk.shell().run(&["audit", "verify"]).remove(0)["head"].clone();
    assert_eq!(desk.shell().clipboard().map(Into::into), Some(head));
    desk.press("Escape").await;
    desk.gone("dialog", "Verify the audit log").await;

    let path = desk.folder().join("saved.csv");
    desk.click("button", "Export…").await;
    desk.click("menuitem", "Table (CSV)").await;
    desk.answer_file_dialog("Export the audit log", &path).await;
    desk.reads("Audit log exported").await;
    let table = fs::read_to_string(&path).expect("the file");
    assert!(table.starts_with("number,at,actor"), "{table}");
    assert_eq!(table.lines().filter(|line| line.contains(",revoked,2,")).count(), 1, "{table}");

    by_hand(&desk, "UPDATE audit_entries SET actor = 'cli:eve' WHERE action = 'revoked'");
    desk.click("button", "Verify…").await;
    desk.reads("is not as it was written").await;
    desk.picture("audit-tampered").await;
    desk.has_no_barriers("a log that was tampered with").await;
}

#[tokio::test]
async fn a_tokens_details_lead_to_its_entries() {
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.click("gridcell", "billing-ci").await;
    desk.press("Enter").await;
    desk.see("complementary", "Details").await;
    desk.click("button", "Show in the audit log").await;
    desk.see("button", "Only token 1").await;
    desk.see("row", "*Issued billing-ci*").await;
    desk.gone("row", "*Revoked*").await;
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("grid", "Tokens").await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.click("button", &say("Audit")).await;
    desk.see("row", &format!("*{}*", say("Admin key issued"))).await;
    shown("audit").await;
    desk.click("button", &say("Edited")).await;
    desk.reads("nightly build").await;
    shown("audit-details").await;
    desk.click("button", &say("Verify…")).await;
    desk.reads(&say("Head of the log, to be noted elsewhere")).await;
    shown("audit-verified").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Verify the audit log")).await;
    desk.click("searchbox", &say("Who")).await;
    desk.write("nobody").await;
    desk.see("heading", &say("No such entries")).await;
    shown("audit-nothing").await;
}

visits!(visit);
