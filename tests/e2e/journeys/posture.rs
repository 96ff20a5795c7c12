//! Tokens that need a look: found, shown, mended and taken back.

use std::time::Duration;

use rusqlite::Connection;
use serde_json::json;

use crate::desk::{Conditions, Desk, Shell};
use crate::notifications::Notifications;
use crate::visits::{Look, visits};
use crate::words::Words;

/// Some of each kind, and one that nothing is wrong with.
fn furnish(shell: &Shell<'_>) {
    let limited = ["--scope", "read", "--request-limit", "1000"];
    shell.issue("calm", &limited);
    for name in ["nightly-backup", "partner-seoul-production-read-only-replica-2"] {
        shell.issue(name, &[&limited[..], &["--expires", "4d"]].concat());
    }
    shell.issue("billing-ci", &[&limited[..], &["--expires", "2d"]].concat());
    shell.issue("reports", &limited);
    shell.issue("crawler", &limited);
    shell.issue("playground", &["--scope", "read"]);
    shell.issue("legacy", &limited);
    let file = Connection::open(shell.data().join("tokendesk.db")).expect("the data file");
    // What a verifier would have counted, and time that went by.
    let hour = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    let sql = format!(
        "INSERT INTO token_usage (token_id, used, last_used_ms)
             VALUES (1, 10, {hour}), (5, 930, {hour}), (6, 1000, {hour}), (7, 3, {hour});
         INSERT INTO usage_addresses VALUES (7, '10.20.0.7', {hour}, 3);
         UPDATE tokens SET created_ms = {hour} - 200 * 86400000 WHERE name = 'legacy';
         UPDATE tokens SET expires_ms = {hour} + 12 * 3600000 WHERE name = 'billing-ci';"
    );
    file.execute_batch(&sql).expect("furnished");
}

#[tokio::test]
async fn what_needs_a_look_is_mended_after_a_preview_and_taken_back() {
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("grid", "Tokens").await;
    desk.click("button", "Posture*").await;
    desk.see("heading", "Posture").await;
    desk.reads("7 tokens need a look.").await;
    desk.click("button", "Extend by 30 days: “billing-ci”").await;
    desk.see("alertdialog", "*billing-ci*").await;
    desk.see("button", "Extend by 30 days").await;
    desk.picture("posture-extend").await;
    desk.click("button", "Cancel").await;
    desk.gone("alertdialog", "*billing-ci*").await;
    desk.click("button", "Disable: “legacy”").await;
    desk.see("alertdialog", "*legacy*").await;
    desk.picture("posture-disable").await;
    desk.press("Enter").await;
    desk.reads("6 tokens need a look.").await;
    let legacy = desk.shell().run(&["token", "show", "8"]).remove(0);
    assert_eq!(legacy["status"], json!("disabled"));
    desk.click("button", "Undo*").await;
    desk.reads("7 tokens need a look.").await;
    let found = desk.shell().run(&["posture"]);
    let named: Vec<_> = found.iter().map(|one| one["finding"].as_str().unwrap_or_default()).collect();
    assert_eq!(
        named,
        [
            "used_up",
            "expires_in_1_day",
            "used_90_percent",
            "expires_in_7_days",
            "unbounded",
            "unused_90_days"
        ]
    );
}

#[tokio::test]
async fn the_desktop_is_told_once_in_counts_and_a_press_opens_the_page() {
    let mut service = None;
    let mut desk = Desk::prepared(Conditions::default(), |shell| {
        furnish(shell);
        service = Some(Notifications::start(shell));
    })
    .await;
    let notifications = service.expect("a service");
    let told = notifications.next().await;
    assert_eq!(told, "7 tokens need a look\nused up: 1\nexpire within a day: 1\n90% used: 1");
    notifications.press();
    desk.see("heading", "Posture").await;
    desk.restart().await;
    // As long as the first time and more.
    tokio::time::sleep(Duration::from_secs(8)).await;
    assert_eq!(notifications.told(), [""; 0], "it was told today");
    desk.click("button", "Settings").await;
    desk.see("region", "Desktop notifications").await;
    desk.bring_to_sight("checkbox", "Tokens that need a look").await;
    desk.picture("posture-setting").await;
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("grid", "Tokens").await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.click("button", &format!("{}*", say("Posture"))).await;
    desk.see("heading", &say("Posture")).await;
    desk.reads("nightly-backup").await;
    shown("posture").await;
    desk.click("button", "playground").await;
    desk.see("complementary", &say("Details")).await;
    desk.reads(&say("Needs a look")).await;
    shown("posture-details").await;
    desk.click("button", &format!("{}*", say("Posture"))).await;
    for id in 2..=8 {
        desk.shell().run(&["token", "delete", &id.to_string()]);
    }
    desk.see("heading", &say("All is well")).await;
    shown("posture-all-is-well").await;
}

visits!(visit);
