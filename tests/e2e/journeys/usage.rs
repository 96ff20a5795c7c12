//! How a token was used, and a rate that it is given.

use rusqlite::{Connection, params};
use serde_json::json;

use crate::desk::{Conditions, Desk, Shell};

const HOUR_MS: i64 = 3_600_000;

/// What a verifier would have told: within the last hours, and three days ago.
pub(super) fn use_token(shell: &Shell<'_>, id: i64) {
    let file = Connection::open(shell.data().join("tokendesk.db")).expect("the data file");
    let now: i64 = file
        .query_one("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)", [], |row| row.get(0))
        .expect("a clock");
    let hour = now - now % HOUR_MS;
    for (ago, code, count) in [
        (0, "allowed", 120),
        (1, "allowed", 340),
        (1, "limit_reached", 60),
        (5, "allowed", 80),
        (9, "ip_blocked", 25),
        (72, "allowed", 5_000),
    ] {
        let sql = "INSERT INTO usage_hours (token_id, hour_ms, code, count) VALUES (?1, ?2, ?3, ?4)";
        file.execute(sql, params![id, hour - ago * HOUR_MS, code, count]).expect("counted");
    }
    for (address, ago, count) in [("10.0.3.7", 0, 500), ("2001:db8::17", 30, 40)] {
        let sql = "INSERT INTO usage_addresses (token_id, address, last_ms, count) VALUES (?1, ?2, ?3, ?4)";
        file.execute(sql, params![id, address, now - ago * HOUR_MS, count]).expect("counted");
    }
    let sql = "INSERT INTO token_usage (token_id, last_used_ms, last_address) VALUES (?1, ?2, '10.0.3.7')";
    file.execute(sql, params![id, now]).expect("used");
}

async fn desk_with_a_used_token() -> Desk {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("billing-ci", &["--scope", "read", "--allow-ip", "10.0.0.0/8"]);
        use_token(shell, 1);
    })
    .await;
    desk.click("gridcell", "billing-ci").await;
    desk.press("Enter").await;
    desk.see("region", "Usage").await;
    desk
}

#[tokio::test]
async fn the_use_of_a_token_is_seen_by_hour_and_by_day() {
    let desk = desk_with_a_used_token().await;
    desk.bring_to_sight("button", "Pin these addresses…").await;
    desk.see("listbox", "Requests by hour").await;
    desk.see("row", "Allowed 540").await;
    desk.see("row", "Limit used up 60").await;
    desk.see("row", "*10.0.3.7*").await;
    desk.picture("usage-hours").await;
    desk.turn_on("radio", "30 d").await;
    desk.see("listbox", "Requests by day").await;
    desk.see("row", "Allowed 5,540").await;
    desk.picture("usage-days").await;
    desk.has_no_barriers("the use of a token").await;
}

#[tokio::test]
async fn the_addresses_seen_are_pinned_through_the_edit() {
    let desk = desk_with_a_used_token().await;
    desk.click("button", "Pin these addresses…").await;
    desk.see("dialog", "Edit token").await;
    desk.press("Control+Enter").await;
    desk.see("alertdialog", "Save?").await;
    desk.picture("usage-pin").await;
    let before = desk.shell().run(&["token", "show", "1"]).remove(0);
    assert_eq!(before["allow_ips"], json!(["10.0.0.0/8"]));
    desk.click("button", "OK").await;
    desk.reads("Changes saved").await;
    let after = desk.shell().run(&["token", "show", "1"]).remove(0);
    assert_eq!(after["allow_ips"], json!(["10.0.3.7", "2001:db8::17"]));
}

#[tokio::test]
async fn a_token_that_was_never_used_says_how_counting_begins_and_takes_a_rate() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("fresh", &["--scope", "read"]);
    })
    .await;
    desk.click("gridcell", "fresh").await;
    desk.press("Enter").await;
    desk.reads("No request was counted yet.").await;
    desk.picture("usage-none").await;
    desk.press("e").await;
    desk.see("dialog", "Edit token").await;
    desk.fill("at once", "20").await;
    desk.press("Control+Enter").await;
    desk.reads("Enter a rate, or clear “at once”.").await;
    desk.picture("rate-refused").await;
    desk.fill("Rate", "100").await;
    desk.press("Control+Enter").await;
    desk.see("alertdialog", "Save?").await;
    desk.reads("100 a minute, 20 at once").await;
    desk.picture("rate-save").await;
    desk.click("button", "OK").await;
    desk.reads("Changes saved").await;
    let token = desk.shell().run(&["token", "show", "1"]).remove(0);
    assert_eq!(token["rate"], json!({"max": 100, "window": "minute", "burst": 20}));
}
