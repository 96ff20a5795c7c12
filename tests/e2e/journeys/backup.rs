//! Backups in the settings: made, looked at, put back; and the keys of scripts beside them.

use crate::desk::{Conditions, Desk, Shell};
use crate::visits::{Look, visits};
use crate::words::Words;

/// A backup, and what was done since.
fn furnish(shell: &Shell<'_>) {
    for name in ["billing", "report-of-the-night-with-a-long-name-for-a-token", "leaked"] {
        shell.issue(name, &["--scope", "read"]);
    }
    shell.run(&["backup", "create"]);
    shell.run(&["token", "revoke", "3", "--reason", "leaked"]);
    shell.run(&["token", "delete", "1"]);
    shell.run(&["token", "purge", "1"]);
    shell.issue("later", &["--scope", "read"]);
    let scopes = ["--scope", "tokens:read,tokens:write", "--allow-ip", "10.0.0.0/8,2001:db8::/32"];
    shell.run(&[&["admin-key", "issue", "--name", "ci"], &scopes[..]].concat());
    shell.run(&["admin-key", "issue", "--name", "former", "--scope", "audit:read", "--expires", "never"]);
    shell.run(&["admin-key", "revoke", "2"]);
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("grid", "Tokens").await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.click("button", &say("Settings")).await;
    desk.bring_to_sight("button", &say("Issue a key…")).await;
    desk.reads("10.0.0.0/8").await;
    shown("api-access").await;
    desk.click("button", &say("Issue a key…")).await;
    desk.see("dialog", &say("Issue a key for a script")).await;
    shown("api-access-issue").await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Issue a key for a script")).await;
    desk.bring_to_sight("button", &say("Back up now")).await;
    desk.see("list", &say("Backups")).await;
    shown("backup").await;
    desk.click("button", &say("Restore the backup of {made}").replace("{made}", "*")).await;
    desk.see("alertdialog", &say("Restore this backup?")).await;
    desk.reads("leaked").await;
    shown("backup-restore").await;
}

visits!(visit);

#[tokio::test]
async fn a_backup_is_restored_in_the_window_while_it_is_open() {
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("row", "*later*").await;
    desk.click("button", "Settings").await;
    desk.bring_to_sight("button", "Back up now").await;
    desk.has_no_barriers("the backups").await;
    desk.click("button", "Restore the backup of *").await;
    desk.see("alertdialog", "Restore this backup?").await;
    desk.reads("1 token that is refused now will be valid again.").await;
    desk.has_no_barriers("the preview of a restore").await;
    desk.click("button", "Restore").await;
    desk.reads("The backup is restored").await;
    let tokens = desk.shell().run(&["token", "list"]);
    let names: Vec<_> = tokens.iter().map(|token| token["name"].as_str().expect("a name")).collect();
    assert!(names.contains(&"billing") && !names.contains(&"later"), "{names:?}");
    desk.click("button", "Back up now").await;
    desk.reads("The backup is made").await;
    let backups = desk.shell().run(&["backup", "list"]);
    let mut kinds: Vec<_> = backups.iter().map(|backup| backup["kind"].as_str().expect("a word")).collect();
    // They may be of the same second.
    kinds.sort_unstable();
    assert_eq!(kinds, ["before-restore", "by-hand", "by-hand"]);
    // The list of the window follows what was restored.
    desk.click("button", "Tokens").await;
    desk.see("row", "*billing*").await;
    desk.gone("row", "*later*").await;
}
