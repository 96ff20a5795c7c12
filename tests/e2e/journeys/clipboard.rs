//! A key on the clipboard: there for a while, and only while it is ours.

use std::time::{Duration, Instant};

use crate::desk::{Conditions, Desk};
use crate::patience::until;

async fn copy_from_the_list(desk: &Desk) -> String {
    desk.click("button", "Copy key of “billing-ci”").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await
}

async fn desk_with_one_token() -> Desk {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("billing-ci", &["--scope", "read"]);
    })
    .await;
    desk.see("row", "*billing-ci*").await;
    desk
}

#[tokio::test]
async fn a_copied_key_is_the_issued_one_and_is_gone_after_its_time() {
    let mut issued = String::new();
    let desk = Desk::prepared(Conditions::default(), |shell| {
        let token = shell.issue("billing-ci", &["--scope", "read"]);
        token["key"].as_str().expect("a key").clone_into(&mut issued);
    })
    .await;
    desk.click("button", "Settings").await;
    desk.choose("after 30 s*", "after 5 s").await;
    desk.see("button", "after 5 s*").await;
    desk.click("button", "Tokens").await;
    let start = Instant::now();
    assert_eq!(copy_from_the_list(&desk).await, issued);
    // Clipboard histories that keep secrets out look for this.
    assert_eq!(desk.shell().clipboard_as("x-kde-passwordManagerHint").as_deref(), Some("secret"));
    desk.reads("Key of “billing-ci” in the clipboard").await;
    desk.picture("clipboard-countdown").await;
    assert!(!desk.page_contains(&issued).await, "the key is in the window");
    until("the clipboard to be cleared", async || desk.shell().clipboard().is_none().then_some(())).await;
    let lasted = start.elapsed();
    assert!(lasted > Duration::from_secs(4) && lasted < Duration::from_secs(8), "it lasted {lasted:?}");
    desk.reads_no_longer("in the clipboard").await;
}

#[tokio::test]
async fn what_another_program_copied_is_left_alone() {
    let desk = desk_with_one_token().await;
    desk.click("button", "Settings").await;
    desk.choose("after 30 s*", "after 5 s").await;
    desk.click("button", "Tokens").await;
    copy_from_the_list(&desk).await;
    desk.shell().take_clipboard("a shopping list");
    desk.reads_no_longer("in the clipboard").await;
    tokio::time::sleep(Duration::from_secs(7)).await;
    assert_eq!(desk.shell().clipboard().as_deref(), Some("a shopping list"));
}

#[tokio::test]
async fn an_owner_of_the_clipboard_that_hangs_holds_nothing_up() {
    let desk = desk_with_one_token().await;
    desk.click("button", "Settings").await;
    desk.choose("after 30 s*", "after 5 s").await;
    desk.click("button", "Tokens").await;
    desk.shell().take_clipboard_and_hang("a shopping list").await;
    desk.click("button", "Copy key of “billing-ci”").await;
    desk.reads("Key of “billing-ci” in the clipboard").await;
    desk.shell().take_clipboard_and_hang("another list").await;
    // The console finds out that it is not its own any more, though the owner says nothing.
    desk.reads_no_longer("in the clipboard").await;
    desk.click("button", "Copy key of “billing-ci”").await;
    desk.reads("Key of “billing-ci” in the clipboard").await;
    assert!(desk.shell().clipboard().is_some_and(|text| text.starts_with("sk-")), "the key is there again");
}

#[tokio::test]
async fn a_key_can_be_cleared_at_once() {
    let desk = desk_with_one_token().await;
    copy_from_the_list(&desk).await;
    desk.click("button", "Clear now").await;
    until("the clipboard to be cleared", async || desk.shell().clipboard().is_none().then_some(())).await;
}

#[tokio::test]
async fn quitting_clears_a_copied_key() {
    let desk = desk_with_one_token().await;
    copy_from_the_list(&desk).await;
    desk.quit().await;
    until("the clipboard to be cleared", async || desk.shell().clipboard().is_none().then_some(())).await;
}
