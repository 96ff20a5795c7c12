//! What controls say of themselves.

use std::time::Duration;

use serde_json::json;

use crate::desk::{Conditions, Desk};
use crate::patience::until;

use super::keyboard_only::tab_to;

#[tokio::test]
async fn a_control_says_what_it_is_for_while_the_pointer_rests_on_it_and_at_once_to_the_keyboard() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("billing-ci", &["--scope", "read"]);
    })
    .await;
    desk.see("row", "*billing-ci*").await;
    desk.gone("tooltip", "*").await;
    desk.rest_on("button", "Shortcuts").await;
    desk.see("tooltip", "Shortcuts*").await;
    desk.picture("tooltip").await;
    desk.rest_on("searchbox", "Search tokens").await;
    desk.gone("tooltip", "*").await;

    // In a dialog Esc belongs to the tooltip first. All around a dialog is hidden from screen readers, the tooltip as
    // well, but not what it says of its control.
    desk.press("?").await;
    desk.see("dialog", "Shortcuts").await;
    desk.rest_on("button", "Close").await;
    until("the tooltip of Close", async || is_open(&desk).await.then_some(())).await;
    desk.press("Escape").await;
    until("the tooltip to go", async || (!is_open(&desk).await).then_some(())).await;
    desk.see("dialog", "Shortcuts").await;
    desk.press("Escape").await;
    desk.gone("dialog", "Shortcuts").await;

    // What was pressed needs no words any more.
    desk.click("button", "Tokens").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!is_open(&desk).await);

    // The keyboard need not wait, nor the pointer be there.
    desk.rest_on("searchbox", "Search tokens").await;
    for page in ["Posture", "Verifier"] {
        tab_to(&desk, "button", page).await;
        desk.see("tooltip", page).await;
    }
}

async fn is_open(desk: &Desk) -> bool {
    desk.script("return document.querySelector('[role=tooltip]') !== null", Vec::new()).await == json!(true)
}
