//! The window is closed while keys are nowhere else: it asks, and does as it is told.

use std::fs;

use crate::desk::Desk;
use crate::patience::until;
use crate::visits::{Look, visits};
use crate::words::Words;

/// The keys of a file of tokens.
fn keys(text: &str) -> Vec<&str> {
    text.split([',', '\n']).filter(|cell| cell.starts_with("sk-")).collect()
}

/// An import whose keys are not saved: the question, back, and the keys saved from it.
async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::open_with(look.conditions()).await;
    desk.wear(look).await;
    desk.drop_on_page("tokens.csv", "name,scopes,show_once\na,read,yes\nb,read,yes\n").await;
    desk.click("button", "*2*").await;
    desk.see("button", &say("Save the keys…")).await;

    desk.wish_to_close();
    desk.see("alertdialog", "*").await;
    desk.shown("closing-imported", look).await;
    desk.click("button", &say("Stay")).await;
    desk.gone("alertdialog", "*").await;
    desk.see("button", &say("Save the keys…")).await;

    desk.wish_to_close();
    desk.see("alertdialog", "*").await;
    // Whoever presses the cross once more is asked all the same.
    desk.wish_to_close();
    let saved = desk.folder().join("keys.csv");
    desk.click("button", &say("Save the keys…")).await;
    desk.answer_file_dialog(&say("Save the keys"), &saved).await;
    desk.has_ended().await;
    assert_eq!(keys(&fs::read_to_string(&saved).expect("the file")).len(), 2);
}

visits!(visit);

#[tokio::test]
async fn a_key_that_is_shown_once_is_asked_about_until_it_is_copied() {
    let desk = Desk::open().await;
    desk.issue_by_hand("once", true).await;
    desk.wish_to_close();
    desk.see("alertdialog", "Close Tokendesk without the key?").await;
    desk.picture("closing-uncopied").await;
    desk.has_no_barriers("the question before the window closes").await;
    desk.press("Escape").await;
    desk.gone("alertdialog", "*").await;
    desk.click("button", "Copy").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await;
    desk.quit().await;
}

#[tokio::test]
async fn whoever_wants_to_loses_the_key_and_the_window_closes() {
    let desk = Desk::open().await;
    desk.issue_by_hand("once", true).await;
    desk.wish_to_close();
    desk.see("alertdialog", "Close Tokendesk without the key?").await;
    // The driver would still wait for the end of a click when the window is gone.
    let close = serde_json::to_value(desk.see("button", "Close anyway").await).expect("a reference");
    desk.script("const [it] = arguments; setTimeout(() => it.click(), 100)", vec![close]).await;
    desk.has_ended().await;
}

#[tokio::test]
async fn keys_that_are_kept_keep_no_window_open() {
    let desk = Desk::open().await;
    desk.issue_by_hand("kept", false).await;
    desk.quit().await;
}
