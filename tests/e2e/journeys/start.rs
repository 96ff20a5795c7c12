//! The first start.

use crate::desk::Desk;

#[tokio::test]
async fn a_new_console_says_what_it_is_and_offers_to_issue() {
    let desk = Desk::open().await;
    desk.see("heading", "No tokens yet").await;
    desk.click("button", "Issue token*").await;
    desk.see("dialog", "Issue token").await;
}
