//! The catalogue of scopes.

use crate::desk::{Conditions, Desk};

#[tokio::test]
async fn a_scope_is_added_and_one_in_use_is_retired_not_removed() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("holder", &["--scope", "read"]);
    })
    .await;
    desk.click("button", "Settings").await;
    desk.click("button", "Add scope").await;
    desk.see("dialog", "Add scope").await;
    desk.fill("Name", "읽기").await;
    desk.click("button", "Save*").await;
    desk.reads("“읽” can't stand in a scope name").await;
    desk.picture("scope-wrong").await;
    desk.fill("Name", "clusters:read").await;
    desk.fill("Group", "Clusters").await;
    desk.fill("Description", "See clusters").await;
    desk.click("button", "Save*").await;
    desk.gone("dialog", "Add scope").await;
    desk.see("listitem", "clusters:read*").await;

    desk.click("button", "Retire “read”…").await;
    desk.reads("Held by 1 token:").await;
    desk.reads("holder").await;
    desk.picture("scope-retire").await;
    desk.click("button", "Retire").await;
    desk.see("button", "Offer “read” again").await;
    desk.click("button", "Retire “clusters:read”…").await;
    desk.click("button", "Remove").await;
    // While a dialog is there, what is behind it is not, and its keys are not heard.
    desk.gone("alertdialog", "Remove “clusters:read”?").await;
    desk.see("button", "Offer “read” again").await;
    desk.gone("listitem", "clusters:read*").await;

    desk.press("Control+n").await;
    desk.see("checkbox", "write*").await;
    assert!(desk.all("checkbox", "read*").await.is_empty(), "a retired scope is offered");
}
