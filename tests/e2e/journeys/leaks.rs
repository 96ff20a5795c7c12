//! Where a key is not: a search for issued keys in everything that the console leaves, sends and keeps.

use serde_json::{Value, json};

use crate::desk::{Conditions, Desk};
use crate::patience::until;
use crate::traces::{self, Memory, Traces};

/// Copies the key that the dialog or the list offers, learns it as another program would, and clears it.
async fn copied(desk: &Desk, button: &str) -> String {
    let key = another_key(desk, button).await;
    desk.click("button", "Clear now").await;
    until("the clipboard to be cleared", async || desk.shell().clipboard().is_none().then_some(())).await;
    key
}

/// Clears by another way while a dialog lies over the status bar.
async fn copied_in_the_dialog(desk: &Desk) -> String {
    another_key(desk, "Copy").await
}

/// The key that this button copies; the clipboard may still hold the one before.
async fn another_key(desk: &Desk, button: &str) -> String {
    let before = desk.shell().clipboard();
    desk.click("button", button).await;
    let is_another = |key: &String| before.as_ref() != Some(key);
    until("another key in the clipboard", async || desk.shell().clipboard().filter(is_another)).await
}

async fn close_the_dialog(desk: &Desk) {
    desk.click("button", "Close").await;
    desk.gone("dialog", "Token issued*").await;
}

/// A day's work with keys: issued in both kinds, copied in the dialog and from the list, revealed, edited. What
/// is on the clipboard at the end is cleared.
struct Day {
    /// Never looked at in the window.
    unseen: Vec<Traces>,
    /// Revealed on purpose.
    seen: Traces,
}

async fn work(desk: &Desk) -> Day {
    let mut unseen = Vec::new();
    for (name, show_once) in [("kept", false), ("once", true)] {
        desk.issue_by_hand(name, show_once).await;
        unseen.push(Traces::of(name, &copied_in_the_dialog(desk).await));
        close_the_dialog(desk).await;
    }
    copied(desk, "Copy key of “kept”").await;

    desk.issue_by_hand("seen", false).await;
    desk.click("button", "Reveal the key for 15 seconds").await;
    desk.see("button", "Hide the key").await;
    desk.click("button", "Hide the key").await;
    desk.see("button", "Reveal the key for 15 seconds").await;
    let seen = Traces::of("seen", &copied_in_the_dialog(desk).await);
    close_the_dialog(desk).await;

    unseen.push(Traces::of("printed", &copied(desk, "Copy key of “printed”").await));
    desk.click("gridcell", "kept").await;
    desk.press("e").await;
    desk.see("dialog", "Edit token").await;
    desk.fill("Description", "edited").await;
    desk.press("Control+Enter").await;
    desk.click("button", "OK").await;
    desk.gone("dialog", "Edit token").await;

    desk.click("gridcell", "kept").await;
    desk.press("r").await;
    desk.see("dialog", "Rotate the key of “kept”").await;
    desk.press("Control+Enter").await;
    desk.see("dialog", "New key: kept").await;
    unseen.push(Traces::of("rotated", &copied_in_the_dialog(desk).await));
    desk.click("button", "Close").await;
    desk.gone("dialog", "New key: kept").await;
    desk.click("button", "Clear now").await;
    until("a cleared clipboard", async || desk.shell().clipboard().is_none().then_some(())).await;
    Day { unseen, seen }
}

async fn desk() -> Desk {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("printed", &["--scope", "read"]);
    })
    .await;
    desk.see("row", "*printed*").await;
    desk
}

#[tokio::test]
async fn no_key_is_left_in_files_environments_or_memory() {
    let desk = desk().await;
    // The search finds what is there: a key on the clipboard is in the console's memory.
    desk.click("button", "Copy key of “printed”").await;
    let key = until("the key in the clipboard", async || desk.shell().clipboard()).await;
    let printed = Traces::of("printed", &key);
    assert!(!Memory::of(desk.shell().console()).places_of(&printed).is_empty(), "the search finds nothing");
    desk.click("button", "Clear now").await;

    let Day { unseen, seen } = work(&desk).await;
    desk.press("Control+l").await;
    desk.reads("Vault locked").await;
    assert_eq!(desk.shell().clipboard(), None);

    let console = Memory::of(desk.shell().console());
    let page = Memory::of(desk.shell().of_the_web_view("WebKitWebProcess").expect("the page's process"));
    let network =
        Memory::of(desk.shell().of_the_web_view("WebKitNetworkProcess").expect("the network process"));
    for (place, memory) in [("the console", &console), ("the page", &page), ("the network process", &network)]
    {
        assert!(memory.size() > 1 << 20, "only {} bytes of {place} could be read", memory.size());
        for key in &unseen {
            assert_eq!(memory.places_of(key), Vec::<String>::new(), "{place}");
        }
    }
    assert_eq!(console.places_of(&seen), Vec::<String>::new(), "the console, of a revealed key");

    let keys: Vec<Traces> = unseen.into_iter().chain([seen]).collect();
    traces::not_in_environments(&keys);
    let files = traces::not_in_files(desk.folder(), &keys);
    assert!(files > 10, "only {files} files were searched");
    desk.quit().await;
    traces::not_in_files(desk.folder(), &keys);
}

#[tokio::test]
async fn only_the_deliberate_reveal_brings_a_key_to_the_page() {
    let desk = desk().await;
    desk.client.execute_async(include_str!("../record.js"), vec![]).await.expect("the recorder starts");
    let Day { unseen, seen } = work(&desk).await;
    desk.press("Control+l").await;
    desk.reads("Vault locked").await;
    let record = desk.client.execute_async(include_str!("../recorded.js"), vec![]).await.expect("a record");
    let Value::Array(messages) = record else { panic!("a list of messages") };
    let count = |name: &str| messages.iter().filter(|message| message["name"] == json!(name)).count();
    for name in [
        "issue_token",
        "rotate_token_key",
        "copy_token_key",
        "edit_token",
        "list_tokens",
        "clipboard-changed",
        "vault-changed",
    ] {
        assert!(count(name) > 0, "{name} was recorded");
    }
    assert_eq!(count("reveal_token_key"), 1);
    for message in &messages {
        let text = message.to_string();
        let place = message["name"].as_str().expect("a name");
        for key in &unseen {
            key.are_not_in(place, text.as_bytes());
        }
        if place == "reveal_token_key" {
            assert_eq!(seen.found_in(message["reply"].to_string().as_bytes()), Some("plain"));
            assert_eq!(seen.found_in(message["request"].to_string().as_bytes()), None);
        } else {
            seen.are_not_in(place, text.as_bytes());
        }
    }
}
