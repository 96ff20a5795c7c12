//! The data file lost, too new or not to be written: what happened, what to do next, and a way on.

use std::fs;

use crate::desk::{Conditions, Desk};
use crate::medium::Medium;
use crate::patience::until;
use crate::words::Words;

#[tokio::test]
async fn a_file_of_a_newer_version_is_said_in_each_language_and_opens_when_it_fits_again() {
    for (lang, language) in [("en_US.UTF-8", "en"), ("ko_KR.UTF-8", "ko"), ("zh_CN.UTF-8", "zh")] {
        let mut fits = 0;
        let desk = Desk::prepared(Conditions { lang, ..Conditions::default() }, |shell| {
            shell.issue("billing-ci", &["--scope", "read", "--show-once"]);
            let database = shell.open_by_hand();
            fits = database.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
            database.pragma_update(None, "user_version", 99).expect("another version");
        })
        .await;
        let words = Words::of(language);
        desk.reads(words.say("Install the newer version. The file is left as it is.")).await;
        desk.picture(&format!("fault-newer-{language}")).await;
        desk.shell().open_by_hand().pragma_update(None, "user_version", fits).expect("its own version");
        desk.click("button", words.say("Try again")).await;
        desk.see("gridcell", "billing-ci").await;
    }
}

#[tokio::test]
async fn a_file_that_is_taken_away_is_said_and_a_key_just_issued_is_not_forgotten() {
    const WHAT: &str = "The data file was moved, deleted or replaced while Tokendesk was using it.";
    let desk = Desk::open().await;
    desk.issue_by_hand("before-the-accident", true).await;
    let data = desk.shell().data();
    let (file, away) = (data.join("tokendesk.db"), data.join("away"));
    fs::rename(&file, &away).expect("moved");

    desk.click("button", "Copy").await;
    let key = until("the key in the clipboard", async || desk.shell().clipboard()).await;
    assert!(key.starts_with("sk-"));
    desk.click("button", "Reveal the key*").await;
    desk.reads(&key).await;
    desk.picture("fault-moved-key").await;
    desk.click("button", "Close").await;
    desk.reads(WHAT).await;
    desk.picture("fault-moved").await;
    assert!(!file.exists(), "nothing takes its place");

    fs::rename(&away, &file).expect("put back");
    desk.see("gridcell", "before-the-accident").await;
    desk.reads_no_longer(WHAT).await;
    desk.issue_by_hand("after-the-accident", true).await;
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_issued_and_the_form_waits_until_there_is_space() {
    for (lang, language) in [("en_US.UTF-8", "en"), ("ko_KR.UTF-8", "ko"), ("zh_CN.UTF-8", "zh")] {
        let desk = Desk::open_with(Conditions { lang, medium: Medium::Small, ..Conditions::default() }).await;
        let words = Words::of(language);
        desk.press("Control+n").await;
        desk.see("dialog", words.say("Issue token")).await;
        desk.fill(words.say("Name"), "needs-space").await;
        desk.turn_on("checkbox", "read*").await;
        desk.turn_on("radio", &format!("{}*", words.say("Show once"))).await;
        desk.fill_medium();
        desk.press("Control+Enter").await;
        desk.click("button", words.say("OK")).await;
        desk.reads(words.say("The disk is full; nothing was saved.")).await;
        desk.reads(words.say("Free some space and try again.")).await;
        desk.picture(&format!("fault-full-{language}")).await;
        assert_eq!(desk.seen_tokens(), [""; 0]);

        desk.empty_medium();
        desk.click("button", words.say("OK")).await;
        desk.reads(words.say("Token has been successfully created")).await;
        assert_eq!(desk.seen_tokens(), ["needs-space"]);
    }
}

#[tokio::test]
async fn a_file_that_can_only_be_read_is_said_and_opens_when_it_may_be_written() {
    for (lang, language) in [("en_US.UTF-8", "en"), ("ko_KR.UTF-8", "ko"), ("zh_CN.UTF-8", "zh")] {
        let conditions = Conditions { lang, medium: Medium::ReadOnly, ..Conditions::default() };
        let desk = Desk::prepared(conditions, |shell| {
            shell.issue("billing-ci", &["--scope", "read", "--show-once"]);
        })
        .await;
        let words = Words::of(language);
        desk.reads(words.say("The data file can't be written to.")).await;
        desk.picture(&format!("fault-read-only-{language}")).await;
        desk.allow_writing();
        desk.click("button", words.say("Try again")).await;
        desk.see("gridcell", "billing-ci").await;
    }
}
