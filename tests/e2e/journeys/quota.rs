//! What a token may spend: typed in one denomination, read in each, shown in the list and the details.

use rusqlite::{Connection, params};
use serde_json::json;

use crate::desk::{Conditions, Desk, Shell};
use crate::visits::{Look, visits};
use crate::words::Words;

/// A token with each kind of quota, of which a part is spent, and one whose quota is used up.
fn furnish(shell: &Shell<'_>) {
    let quotas = ["--quota", "$12.50", "--daily-quota", "$1", "--monthly-quota", "2000 credits"];
    let terms = ["--scope", "read", "--models", "gpt-4o,claude-opus-4", "--group", "vip"];
    shell.issue("spender", &[&terms[..], &quotas[..]].concat());
    shell.issue("spent", &["--scope", "read", "--quota", "$2"]);
    shell.issue("free", &["--scope", "read"]);
    spend(shell, 1, 3_100_000, 200_000);
    spend(shell, 2, 1_000_000, 0);
}

/// What a verifier would have charged, in units; today's and this month's count for another hour.
fn spend(shell: &Shell<'_>, id: i64, all: i64, today: i64) {
    let file = Connection::open(shell.data().join("tokendesk.db")).expect("the data file");
    let sql =
        "INSERT INTO token_spending (token_id, spent, day_spent, day_until_ms, month_spent, month_until_ms)
        VALUES (?1, ?2, ?3, CAST(unixepoch('subsec') * 1000 AS INTEGER) + 3600000,
                ?2, CAST(unixepoch('subsec') * 1000 AS INTEGER) + 3600000)";
    file.execute(sql, params![id, all, today]).expect("spent");
}

async fn unfold(desk: &Desk, words: &Words) {
    desk.click("button", words.say("Quota, models and group")).await;
    desk.bring_to_sight("textbox", words.say("Group")).await;
}

#[tokio::test]
async fn a_quota_typed_in_dollars_is_told_in_units_and_credits_and_kept() {
    let desk = Desk::open().await;
    let words = Words::of("en");
    desk.press("Control+n").await;
    desk.see("dialog", "Issue token").await;
    desk.fill("Name", "by-hand").await;
    desk.turn_on("checkbox", "read*").await;
    unfold(&desk, &words).await;
    desk.fill("Quota", "0.0000001").await;
    desk.fill("Daily quota", "-1").await;
    desk.fill("Group", "vip").await;
    desk.press("Control+Enter").await;
    desk.picture("quota-refused").await;
    desk.has_no_barriers("the refused quotas").await;
    desk.fill("Quota", "12.50").await;
    desk.reads("6,250,000").await;
    desk.fill("Daily quota", "").await;
    desk.press("Control+Enter").await;
    desk.see("alertdialog", "Save?").await;
    desk.reads("$12.50").await;
    desk.click("button", "OK").await;
    desk.reads("Token has been successfully created").await;
    let token = desk.shell().run(&["token", "show", "1"]).remove(0);
    assert_eq!(
        (&token["quota"], &token["daily_quota"], &token["group"]),
        (&json!(6_250_000), &json!(null), &json!("vip"))
    );
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("grid", "Tokens").await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.see("button", &format!("{}*", say("Issue"))).await;
    shown("quota-list").await;
    desk.click("gridcell", "spender").await;
    desk.press("Enter").await;
    desk.see("complementary", &say("Details")).await;
    desk.reads("claude-opus-4").await;
    shown("quota-details").await;
    desk.press("e").await;
    desk.see("dialog", &say("Edit token")).await;
    desk.bring_to_sight("textbox", &say("Group")).await;
    shown("quota-edit").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Edit token")).await;
    desk.press("Control+n").await;
    desk.see("dialog", &say("Issue token")).await;
    unfold(&desk, &words).await;
    desk.fill(&say("Quota"), "12.50").await;
    desk.reads("6,250,000").await;
    shown("quota-issue").await;
}

visits!(visit);
