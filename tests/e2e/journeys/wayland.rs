//! The clipboard on Wayland: where the compositor lets any program at it, and where only its window.

use std::time::Duration;

use tokendesk_headless::Compositor;

use crate::desk::{Conditions, Desk};
use crate::patience::until;

/// A desk with one token, whose key stays on the clipboard for 30 s.
async fn desk_on(compositor: Compositor) -> (Desk, String) {
    let mut key = String::new();
    let conditions = Conditions { wayland: Some(compositor), ..Conditions::default() };
    let desk = Desk::prepared(conditions, |shell| {
        let token = shell.issue("billing-ci", &["--scope", "read"]);
        token["key"].as_str().expect("a key").clone_into(&mut key);
    })
    .await;
    desk.see("row", "*billing-ci*").await;
    (desk, key)
}

/// From now on keys stay for 5 s only.
async fn hurry(desk: &Desk) {
    desk.click("button", "Settings").await;
    desk.choose("after 30 s*", "after 5 s").await;
    desk.click("button", "Tokens").await;
}

async fn copies_with_the_hint_and_clears_after_its_time(compositor: Compositor) {
    let (desk, key) = desk_on(compositor).await;
    hurry(&desk).await;
    desk.click("button", "Copy key of “billing-ci”").await;
    let pasted = until("the key in the clipboard", async || desk.shell().clipboard()).await;
    assert!(pasted == key, "the clipboard holds something else");
    assert_eq!(desk.shell().clipboard_as("x-kde-passwordManagerHint").as_deref(), Some("secret"));
    until("the clipboard to be cleared", async || desk.shell().clipboard().is_none().then_some(())).await;
    desk.reads_no_longer("in the clipboard").await;
}

async fn leaves_alone_what_another_program_copied(compositor: Compositor) {
    let (desk, _) = desk_on(compositor).await;
    hurry(&desk).await;
    desk.click("button", "Copy key of “billing-ci”").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await;
    desk.shell().take_clipboard("a shopping list");
    desk.reads_no_longer("in the clipboard").await;
    tokio::time::sleep(Duration::from_secs(7)).await;
    assert_eq!(desk.shell().clipboard().as_deref(), Some("a shopping list"));
}

async fn is_cleared_at_once_when_asked(compositor: Compositor) {
    let (desk, _) = desk_on(compositor).await;
    desk.click("button", "Copy key of “billing-ci”").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await;
    desk.click("button", "Clear now").await;
    until("the clipboard to be cleared", async || desk.shell().clipboard().is_none().then_some(())).await;
}

async fn does_not_outlive_the_console(compositor: Compositor) {
    let (desk, _) = desk_on(compositor).await;
    let console = desk.shell().console();
    desk.click("button", "Copy key of “billing-ci”").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await;
    desk.client.clone().close().await.expect("the console ends");
    until("the console to end", async || (!console.is_alive()).then_some(())).await;
    until("the clipboard to be cleared", async || desk.shell().clipboard().is_none().then_some(())).await;
}

#[tokio::test]
async fn with_data_control_a_key_carries_the_hint_and_is_gone_after_its_time() {
    copies_with_the_hint_and_clears_after_its_time(Compositor::Sway).await;
}

#[tokio::test]
async fn without_data_control_a_key_carries_the_hint_and_is_gone_after_its_time() {
    copies_with_the_hint_and_clears_after_its_time(Compositor::Weston).await;
}

#[tokio::test]
async fn with_data_control_what_another_program_copied_is_left_alone() {
    leaves_alone_what_another_program_copied(Compositor::Sway).await;
}

#[tokio::test]
async fn without_data_control_what_another_program_copied_is_left_alone() {
    leaves_alone_what_another_program_copied(Compositor::Weston).await;
}

#[tokio::test]
async fn with_data_control_a_key_can_be_cleared_at_once() {
    is_cleared_at_once_when_asked(Compositor::Sway).await;
}

#[tokio::test]
async fn without_data_control_a_key_can_be_cleared_at_once() {
    is_cleared_at_once_when_asked(Compositor::Weston).await;
}

#[tokio::test]
async fn with_data_control_a_key_does_not_outlive_the_console() {
    does_not_outlive_the_console(Compositor::Sway).await;
}

#[tokio::test]
async fn without_data_control_a_key_does_not_outlive_the_console() {
    does_not_outlive_the_console(Compositor::Weston).await;
}
