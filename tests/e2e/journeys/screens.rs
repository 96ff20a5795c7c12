//! Every screen in each look: a picture for people, and no barrier for axe-core.

use crate::desk::{Conditions, Desk, Shell};
use crate::visits::{Look, visits};
use crate::words::Words;

use super::usage::use_token;

/// A desk with a token in every state, and names in three scripts.
fn furnish(shell: &Shell<'_>) {
    shell.issue(
        "billing-ci",
        &[
            "--scope",
            "read",
            "--scope",
            "billing:read",
            "--allow-ip",
            "10.0.0.0/8",
            "--block-ip",
            "10.0.9.9",
            "--request-limit",
            "10000/day",
            "--description",
            "Nightly invoices",
        ],
    );
    shell.issue("결제 서버", &["--scope", "read", "--expires", "3d"]);
    shell.issue("测试环境网关", &["--scope", "write", "--expires", "90d", "--show-once"]);
    shell.issue("partner-kr", &["--scope", "read", "--request-limit", "1000000/month"]);
    shell.issue("old-laptop", &["--scope", "read"]);
    shell.issue("paused", &["--scope", "read"]);
    shell.issue("thrown-away", &["--scope", "read"]);
    shell.run(&["token", "revoke", "5", "--reason", "the laptop was lost"]);
    shell.run(&["token", "disable", "6"]);
    shell.run(&["token", "delete", "7"]);
    use_token(shell, 1);
    shell.run(&["route", "add", "GET", "/v1/clusters/{id}", "--scope", "read", "--host", "api.example.com"]);
    shell.run(&["route", "add", "ANY", "/health", "--any-token"]);
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("grid", "Tokens").await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;

    desk.see("button", &format!("{}*", say("Issue"))).await;
    desk.see("row", "*billing-ci*").await;
    shown("list").await;
    desk.click("gridcell", "billing-ci").await;
    desk.press("Enter").await;
    desk.see("complementary", &say("Details")).await;
    desk.reads("Nightly invoices").await;
    shown("details").await;
    desk.bring_to_sight("button", &say("Pin these addresses…")).await;
    shown("usage").await;
    desk.press("Escape").await;
    desk.click("gridcell", "partner-kr").await;
    desk.press("Space").await;
    desk.see("toolbar", &say("Selected tokens")).await;
    shown("selection").await;
    desk.press("Escape").await;

    desk.press("Control+n").await;
    desk.see("dialog", &say("Issue token")).await;
    shown("issue").await;
    desk.press("Control+Enter").await;
    desk.reads(&say("Choose at least one scope.")).await;
    shown("issue-refused").await;
    desk.write("screens").await;
    desk.turn_on("checkbox", "read*").await;
    desk.press("Control+Enter").await;
    desk.see("alertdialog", &say("Save?")).await;
    shown("save").await;
    desk.click("button", &say("OK")).await;
    desk.reads(&say("Token has been successfully created")).await;
    shown("issued").await;
    desk.press("Escape").await;
    desk.see("row", "*screens*").await;

    desk.click("gridcell", "billing-ci").await;
    desk.press("e").await;
    desk.see("dialog", &say("Edit token")).await;
    shown("edit").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Edit token")).await;

    desk.press("Control+k").await;
    desk.see("dialog", &say("Find a command or a token")).await;
    shown("palette").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Find a command or a token")).await;
    desk.press("?").await;
    desk.see("dialog", &say("Shortcuts")).await;
    shown("shortcuts").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Shortcuts")).await;

    desk.click("button", &say("Routes")).await;
    desk.see("row", "*/health*").await;
    desk.fill(&say("Path"), "/v1/clusters/7").await;
    shown("routes").await;
    desk.click("button", &say("Add route")).await;
    desk.see("dialog", &say("Add route")).await;
    shown("route").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Add route")).await;

    desk.click("button", &say("Settings")).await;
    desk.see("heading", &say("Scopes")).await;
    shown("settings").await;
    desk.bring_to_sight("button", &say("Rotate the data key")).await;
    shown("protection").await;
    desk.click("button", &say("Make a recovery code…")).await;
    desk.see("dialog", &say("Write down the recovery code")).await;
    desk.see("list", &say("Recovery code")).await;
    shown("recovery-code").await;
    desk.click("button", &say("I have written it down")).await;
    desk.see("dialog", &say("Check the recovery code")).await;
    shown("recovery-check").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Check the recovery code")).await;
    desk.click("button", &say("Add scope")).await;
    desk.see("dialog", &say("Add scope")).await;
    shown("scope").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Add scope")).await;
    desk.click("button", &say("Tokens")).await;
    desk.turn_on("radio", &format!("{}*", say("Trash"))).await;
    desk.see("row", "*thrown-away*").await;
    shown("trash").await;
}

visits!(visit);
