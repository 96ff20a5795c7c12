//! Sealed keys: with a keyring, with a passphrase, locked.

use tokendesk_headless::Keyring;

use crate::desk::{Conditions, Desk};
use crate::patience::until;

#[tokio::test]
async fn a_locked_vault_keeps_the_list_and_asks_before_it_copies() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("billing-ci", &["--scope", "read"]);
    })
    .await;
    desk.see("row", "*billing-ci*").await;
    desk.press("Control+l").await;
    desk.reads("Vault locked").await;
    desk.picture("vault-locked").await;
    desk.click("button", "Copy key of “billing-ci”").await;
    desk.see("dialog", "Unlock the vault").await;
    desk.picture("vault-unlock").await;
    assert_eq!(desk.shell().clipboard(), None);
    desk.click("button", "Unlock with the keyring").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await;
    desk.reads("Vault unlocked").await;
}

#[tokio::test]
async fn without_a_keyring_a_passphrase_takes_its_place() {
    let conditions = Conditions { keyring: Keyring::Absent, ..Conditions::default() };
    let mut desk = Desk::open_with(conditions).await;
    desk.reads("Vault without a passphrase").await;
    desk.press("Control+n").await;
    desk.see("checkbox", "read*").await; // The form is complete.
    desk.reads("Keys can't be kept for copying yet").await;
    desk.picture("vault-no-keyring").await;
    desk.click("button", "Set a passphrase…").await;
    desk.see("dialog", "Set a passphrase for the vault").await;
    desk.fill("Passphrase", "short").await;
    desk.fill("Passphrase again", "shorter").await;
    desk.click("button", "Set passphrase").await;
    desk.reads("5 characters are too short; 8 is the least.").await;
    desk.picture("vault-passphrase-wrong").await;
    desk.fill("Passphrase", "correct horse battery").await;
    desk.fill("Passphrase again", "correct horse batteries").await;
    desk.click("button", "Set passphrase").await;
    desk.reads("The two passphrases are not the same; type it again.").await;
    desk.fill("Passphrase", "correct horse battery").await;
    desk.fill("Passphrase again", "correct horse battery").await;
    desk.click("button", "Set passphrase").await;
    desk.gone("dialog", "Set a passphrase for the vault").await;
    desk.fill("Name", "sealed").await;
    desk.turn_on("checkbox", "read*").await;
    desk.press("Control+Enter").await;
    desk.click("button", "OK").await;
    desk.see("dialog", "Token issued: sealed").await;

    desk.restart().await;
    desk.reads("Vault locked").await;
    desk.click("button", "Copy key of “sealed”").await;
    desk.see("dialog", "Unlock the vault").await;
    desk.fill("Passphrase", "wrong horse battery").await;
    desk.press("Enter").await;
    desk.reads("This passphrase is not the right one.").await;
    desk.picture("vault-wrong-passphrase").await;
    desk.fill("Passphrase", "correct horse battery").await;
    desk.press("Enter").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await;
}

#[tokio::test]
async fn a_recovery_code_is_checked_and_then_opens_the_vault_after_a_rotation_too() {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("billing-ci", &["--scope", "read"]);
    })
    .await;
    desk.click("button", "Settings").await;
    desk.click("button", "Make a recovery code…").await;
    desk.see("list", "Recovery code").await;
    let groups =
        "return [...document.querySelectorAll('[role=dialog] ol code')].map((group) => group.innerText)";
    let groups: Vec<String> = serde_json::from_value(desk.script(groups, vec![]).await).expect("groups");
    desk.click("button", "I have written it down").await;
    let asked: Vec<String> = asked_groups(&desk).await;
    for label in &asked {
        desk.fill(label, "0000").await;
    }
    desk.click("button", "Confirm").await;
    desk.reads("That is not what the code says; look at the paper again.").await;
    for label in &asked {
        let number: usize = label.trim_start_matches("Group ").parse().expect("a number");
        desk.fill(label, &groups[number - 1].to_lowercase()).await;
    }
    desk.click("button", "Confirm").await;
    desk.reads("The recovery code opens the vault from now on").await;
    // What stood there makes room for the button.
    desk.reads_no_longer("There is no recovery code.").await;
    desk.click("button", "Rotate the data key").await;
    desk.reads("The vault has a new data key; 1 key is sealed with it.").await;
    desk.picture("vault-rotated").await;

    desk.click("button", "Tokens").await;
    desk.press("Control+l").await;
    desk.reads("Vault locked").await;
    desk.click("button", "Copy key of “billing-ci”").await;
    desk.see("dialog", "Unlock the vault").await;
    desk.fill("Recovery code", &groups.join(" ")).await;
    desk.picture("vault-unlock-by-code").await;
    desk.click("button", "Unlock").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await;
}

async fn asked_groups(desk: &Desk) -> Vec<String> {
    let labels =
        "return [...document.querySelectorAll('[role=dialog] label')].map((label) => label.innerText)";
    until("the two questions", async || {
        let labels: Vec<String> = serde_json::from_value(desk.script(labels, vec![]).await).expect("labels");
        (labels.len() == 2).then_some(labels)
    })
    .await
}

#[tokio::test]
async fn a_key_that_is_shown_once_needs_no_vault() {
    let conditions = Conditions { keyring: Keyring::Absent, ..Conditions::default() };
    let desk = Desk::open_with(conditions).await;
    desk.issue_by_hand("no-vault", true).await;
    desk.see("dialog", "Token issued: no-vault").await;
}
