//! The data file lost, damaged or too new: what happened, what to do next, and a way on.

use std::{fs, os::unix::fs::FileExt};

use crate::desk::{Conditions, Desk, Shell};
use crate::medium::Medium;
use crate::patience::until;
use crate::words::Words;

fn open_by_hand(shell: &Shell<'_>) -> rusqlite::Connection {
    rusqlite::Connection::open(shell.data().join("tokendesk.db")).expect("the data file")
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_said_in_each_language_and_opens_when_it_fits_again() {
    for (lang, language) in [("en_US.UTF-8", "en"), ("ko_KR.UTF-8", "ko"), ("zh_CN.UTF-8", "zh")] {
        let mut fits = 0;
        let desk = Desk::prepared(Conditions { lang, ..Conditions::default() }, |shell| {
            shell.issue("billing-ci", &["--scope", "read", "--show-once"]);
            let database = open_by_hand(shell);
            fits = database.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
            database.pragma_update(None, "user_version", 99).expect("another version");
        })
        .await;
        let words = Words::of(language);
        desk.reads(words.say("Install the newer version. The file is left as it is.")).await;
        desk.picture(&format!("fault-newer-{language}")).await;
        open_by_hand(&desk.shell()).pragma_update(None, "user_version", fits).expect("its own version");
        desk.click("button", words.say("Try again")).await;
        desk.see("gridcell", "billing-ci").await;
    }
}

#[tokio::test]
async fn a_damaged_file_is_named_with_the_place() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("billing-ci", &["--scope", "read", "--show-once"]);
        let root: i64 = open_by_hand(shell)
            .query_one("SELECT rootpage FROM sqlite_schema WHERE name = 'tokens'", [], |row| row.get(0))
            .expect("a table");
        let file = fs::File::options().write(true).open(shell.data().join("tokendesk.db")).expect("the file");
        file.write_all_at(&[0xA5; 64], (root.unsigned_abs() - 1) * 4096).expect("spoilt");
    })
    .await;
    desk.reads("The data file is damaged. Nothing was changed.").await;
    desk.reads("table tokens").await;
    desk.picture("fault-damaged").await;
}

#[tokio::test]
async fn a_backup_takes_the_place_of_a_damaged_file_and_what_lay_there_is_kept() {
    for (lang, language) in [("en_US.UTF-8", "en"), ("ko_KR.UTF-8", "ko"), ("zh_CN.UTF-8", "zh")] {
        let desk = Desk::prepared(Conditions { lang, ..Conditions::default() }, |shell| {
            shell.issue("billing-ci", &["--scope", "read", "--show-once"]);
            shell.run(&["backup", "create"]);
            shell.issue("issued-since", &["--scope", "read", "--show-once"]);
            fs::write(shell.data().join("tokendesk.db"), "spoilt").expect("spoilt");
        })
        .await;
        let words = Words::of(language);
        desk.click("button", words.say("Restore from a backup…")).await;
        desk.see("list", words.say("Backups")).await;
        desk.picture(&format!("replacement-{language}")).await;
        desk.has_no_barriers("the backups beside a damaged file").await;
        let restore = words.say("Restore the backup of {made}").replace("{made}", "*");
        desk.click("button", &restore).await;
        desk.see("alertdialog", words.say("Restore this backup?")).await;
        desk.picture(&format!("replacement-question-{language}")).await;
        desk.has_no_barriers("the question before a replacement").await;
        desk.click("button", words.say("Restore")).await;
        desk.reads("-unreadable.db").await;
        desk.picture(&format!("replacement-done-{language}")).await;
        desk.click("button", words.say("Open the console")).await;
        desk.see("gridcell", "billing-ci").await;
        desk.gone("gridcell", "issued-since").await;
        let kept = fs::read_dir(desk.shell().data().join("backups")).expect("the folder of backups");
        let mut kept = kept.map(|file| file.expect("a file").path());
        let kept = kept.find(|path| path.to_string_lossy().ends_with("-unreadable.db"));
        assert_eq!(fs::read(kept.expect("what lay there")).expect("its bytes"), b"spoilt");
    }
}

/// A backup beside a data file that another program has written, or a later version of this one.
fn prepare_unusable(shell: &Shell<'_>, is_newer: bool) {
    shell.issue("billing-ci", &["--scope", "read", "--show-once"]);
    shell.run(&["backup", "create"]);
    let file = shell.data().join("tokendesk.db");
    if is_newer {
        open_by_hand(shell).pragma_update(None, "user_version", 99).expect("another version");
        fs::copy(&file, shell.data().join("chosen.db")).expect("a copy");
    } else {
        fs::remove_file(&file).expect("gone");
        open_by_hand(shell).execute_batch("CREATE TABLE theirs (a)").expect("their table");
        fs::write(shell.data().join("chosen.db"), "a text ".repeat(100)).expect("a text");
    }
}

#[tokio::test]
async fn a_backup_takes_the_place_of_a_file_of_a_newer_version_or_of_another_program() {
    for (name, is_newer, what, refusal) in [
        ("newer", true, "written by a newer version of Tokendesk", "made by a newer version of Tokendesk"),
        ("foreign", false, "it is a database of another program", "This file is no backup of Tokendesk."),
    ] {
        let desk = Desk::prepared(Conditions::default(), |shell| prepare_unusable(shell, is_newer)).await;
        let data = desk.shell().data();
        let before = fs::read(data.join("tokendesk.db")).expect("its bytes");
        desk.reads(what).await;
        desk.picture(&format!("replacement-{name}-fault")).await;
        desk.has_no_barriers("a data file that is another's").await;
        desk.click("button", "Restore from a backup…").await;
        desk.see("list", "Backups").await;
        // Another file like it is no way out.
        desk.click("button", "Choose a file…").await;
        desk.answer_file_dialog("Choose a backup", &data.join("chosen.db")).await;
        desk.reads(refusal).await;
        desk.picture(&format!("replacement-{name}-refused")).await;
        desk.has_no_barriers("a backup that is refused").await;
        assert!(fs::read(data.join("tokendesk.db")).expect("its bytes") == before, "nothing was changed");
        desk.click("button", "Restore the backup of *").await;
        desk.see("alertdialog", "Restore this backup?").await;
        desk.click("button", "Restore").await;
        desk.reads("-unreadable.db").await;
        desk.click("button", "Open the console").await;
        desk.see("gridcell", "billing-ci").await;
        let kept = fs::read_dir(data.join("backups")).expect("the folder of backups");
        let mut kept = kept.map(|file| file.expect("a file").path());
        let kept = kept.find(|path| path.to_string_lossy().ends_with("-unreadable.db"));
        assert!(
            fs::read(kept.expect("what lay there")).expect("its bytes") == before,
            "it is kept as it was"
        );
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
