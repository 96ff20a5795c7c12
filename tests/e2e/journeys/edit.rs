//! Changing a token.

use serde_json::json;

use crate::desk::{Conditions, Desk};

async fn desk_with_a_limited_token() -> Desk {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("billing-ci", &["--scope", "read", "--request-limit", "1000/day"]);
    })
    .await;
    desk.click("gridcell", "billing-ci").await;
    desk.press("e").await;
    desk.see("dialog", "Edit token").await;
    desk
}

#[tokio::test]
async fn everything_but_the_name_can_be_edited() {
    let desk = desk_with_a_limited_token().await;
    assert!(desk.all("textbox", "Name").await.is_empty());
    desk.fill("Description", "for the nightly run").await;
    desk.turn_on("radio", "30 days").await;
    desk.fill("Allow IP", "192.0.2.1").await;
    desk.fill("Request limit", "500").await;
    desk.turn_on("checkbox", "write*").await;
    desk.picture("edit").await;
    desk.press("Control+Enter").await;
    desk.see("alertdialog", "Save?").await;
    desk.picture("edit-save").await;
    desk.click("button", "OK").await;
    desk.reads("Changes saved").await;
    desk.gone("dialog", "Edit token").await;
    let token = desk.shell().run(&["token", "show", "1"]).remove(0);
    assert_eq!(token["description"], json!("for the nightly run"));
    assert_eq!(token["allow_ips"], json!(["192.0.2.1"]));
    assert_eq!(token["scopes"], json!(["read", "write"]));
}

#[tokio::test]
async fn an_unlimited_request_limit_can_not_be_modified() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("endless", &["--scope", "read"]);
    })
    .await;
    desk.click("gridcell", "endless").await;
    desk.press("e").await;
    desk.see("dialog", "Edit token").await;
    desk.reads("Unlimited cannot be modified.").await;
    assert!(desk.all("textbox", "Request limit").await.is_empty());
}

#[tokio::test]
async fn a_change_made_meanwhile_by_the_command_line_is_shown_and_not_overwritten() {
    let desk = desk_with_a_limited_token().await;
    desk.fill("Description", "mine").await;
    desk.shell().run(&["token", "edit", "1", "--request-limit", "2000/day"]);
    desk.press("Control+Enter").await;
    desk.see("alertdialog", "Save?").await;
    desk.click("button", "OK").await;
    desk.reads("This token was changed meanwhile").await;
    desk.picture("edit-conflict").await;
    desk.has_no_barriers("the conflict").await;
    let before = desk.shell().run(&["token", "show", "1"]).remove(0);
    assert_eq!(before["description"], json!(""));

    desk.click("button", "Keep my changes on top").await;
    desk.press("Control+Enter").await;
    desk.click("button", "OK").await;
    desk.reads("Changes saved").await;
    let after = desk.shell().run(&["token", "show", "1"]).remove(0);
    assert_eq!(after["description"], json!("mine"));
    assert_eq!(after["request_limit"], before["request_limit"]);
}
