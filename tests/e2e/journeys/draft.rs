//! A half-filled form is not lost.

use crate::desk::Desk;

#[tokio::test]
async fn a_half_filled_form_survives_escape_and_a_restart() {
    let mut desk = Desk::open().await;
    desk.press("Control+n").await;
    desk.fill("Name", "half-filled").await;
    desk.fill("Allow IP", "10.0.0.0/8").await;
    desk.press("Enter").await;
    desk.fill("Request limit", "many").await;
    desk.press("Escape").await;
    desk.gone("dialog", "Issue token").await;

    desk.press("Control+n").await;
    desk.reads("What you had typed is restored.").await;
    desk.see("row", "10.0.0.0/8*").await;
    desk.press("Escape").await;
    desk.gone("dialog", "Issue token").await;

    desk.restart().await;
    desk.see("button", "Issue*").await;
    desk.press("Control+n").await;
    desk.reads("What you had typed is restored.").await;
    desk.see("row", "10.0.0.0/8*").await;
    assert_eq!(desk.value_of("Name").await, "half-filled");
    assert_eq!(desk.value_of("Request limit").await, "many");
    desk.picture("draft-restored").await;

    desk.click("button", "Start over").await;
    assert_eq!(desk.value_of("Name").await, "");
}
