//! What is refused, and how the console says so.

use crate::desk::{Conditions, Desk};

#[tokio::test]
async fn every_wrong_field_says_what_is_wrong_and_nothing_is_saved() {
    let desk = Desk::open().await;
    desk.press("Control+n").await;
    desk.see("dialog", "Issue token").await;
    desk.press("Control+Enter").await;
    desk.reads("Enter a name.").await;
    desk.reads("Choose at least one scope.").await;
    assert_eq!(desk.focus().await, ("textbox".to_owned(), "Name".to_owned()));
    desk.picture("wrong-empty").await;

    desk.fill("Name", &"이".repeat(51)).await;
    desk.paste("Description", &"x".repeat(503)).await;
    desk.turn_on("radio", "Date").await;
    desk.click("spinbutton", "month*").await;
    desk.write("01012020").await;
    desk.fill("Allow IP", "300.1.1").await;
    desk.press("Enter").await;
    desk.write("010.0.0.1,").await;
    desk.fill("Block IP", "example.com ").await;
    desk.write("10.0.0.1-10.0.0.9").await;
    desk.press("Enter").await;
    desk.fill("Request limit", "-1").await;
    desk.press("Control+Enter").await;
    for message in [
        "The name is 51 characters; 50 is the most.",
        "in the past; choose a later moment.",
        "Enter a number that is not negative.",
        "Choose at least one scope.",
    ] {
        desk.reads(message).await;
    }
    desk.see("row", "*300.1.1*").await;
    desk.see("row", "*010.0.0.1*").await;
    desk.see("row", "*example.com*").await;
    desk.see("row", "*10.0.0.1-10.0.0.9*").await;
    desk.picture("wrong-everything").await;
    desk.has_no_barriers("the form with every field wrong").await;
    for (typed, message) in [
        ("1.5", "Enter a whole number, without a fraction."),
        ("many", "Enter a whole number, such as 10000."),
        ("99999999999999999999", "The number is too large"),
    ] {
        desk.fill("Request limit", typed).await;
        desk.press("Tab").await;
        desk.reads(message).await;
    }
    let stored: i64 =
        desk.shell().store().query_row("SELECT count(*) FROM tokens", [], |row| row.get(0)).expect("a count");
    assert_eq!(stored, 0);
}

#[tokio::test]
async fn a_wrong_address_stays_as_it_was_typed_and_can_be_mended() {
    let desk = Desk::open().await;
    desk.press("Control+n").await;
    desk.fill("Name", "mended").await;
    desk.turn_on("checkbox", "read*").await;
    desk.fill("Allow IP", "10.0.0.256").await;
    desk.press("Enter").await;
    desk.press("Control+Enter").await;
    desk.reads("10.0.0.256").await;
    desk.click("button", "Remove 10.0.0.256*").await;
    desk.fill("Allow IP", "10.0.0.25").await;
    desk.press("Control+Enter").await; // What still stands in the input counts.
    desk.click("button", "OK").await;
    desk.see("dialog", "Token issued: mended").await;
    let allowed: String = desk
        .shell()
        .store()
        .query_row("SELECT allow_ips FROM tokens", [], |row| row.get(0))
        .expect("the token");
    assert_eq!(allowed, "10.0.0.25");
}

#[tokio::test]
async fn the_same_name_and_a_rule_that_never_matches_are_warned_about_but_not_refused() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("twice", &["--scope", "read"]);
    })
    .await;
    desk.press("Control+n").await;
    desk.fill("Name", "twice").await;
    desk.reads("1 other token has the same name.").await;
    desk.fill("Allow IP", "10.1.2.3").await;
    desk.press("Enter").await;
    desk.fill("Block IP", "10.0.0.0/8").await;
    desk.press("Enter").await;
    desk.reads("never matches").await;
    desk.turn_on("checkbox", "read*").await;
    desk.press("Control+Enter").await;
    desk.see("alertdialog", "Save?").await;
    desk.picture("wrong-warnings").await;
    desk.click("button", "OK").await;
    desk.see("dialog", "Token issued: twice").await;
}
