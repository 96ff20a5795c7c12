//! Tokens to a file: what the list shows, what is selected, with and without their keys.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::desk::{Conditions, Desk, Shell};
use crate::traces::Traces;
use crate::visits::{Look, visits};
use crate::words::Words;

/// Two whose keys are kept, one that was shown once, one that is revoked.
fn furnish(shell: &Shell<'_>) {
    let limits =
        ["--scope", "read", "--scope", "write", "--request-limit", "1000/day", "--allow-ip", "10.0.0.0/8"];
    shell.issue("billing-ci", &limits);
    shell.issue("결제 서버", &["--scope", "read", "--expires", "2099-01-31", "--group", "vip"]);
    shell.issue("a-service-with-a-name-of-fifty-characters-exactly1", &["--scope", "read", "--show-once"]);
    shell.issue("billing-old", &["--scope", "read"]);
    shell.run(&["token", "revoke", "4", "--reason", "the key stood in a log"]);
}

fn read(path: &Path) -> String {
    let mode = fs::metadata(path).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its owner's alone");
    fs::read_to_string(path).expect("the file")
}

/// How often the keys of tokens were shown, by token.
fn revealed(desk: &Desk) -> Vec<(i64, u32)> {
    let store = desk.shell().store();
    let counts = "SELECT token_id, count(*) FROM audit_entries WHERE action = 'key_revealed'
                  AND actor LIKE 'desk:%' GROUP BY token_id";
    let mut counts = store.prepare(counts).expect("a query");
    let rows = counts.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("numbers")
}

/// The living tokens of a data folder, without what differs from file to file; with their keys where they are kept.
fn tokens(shell: &Shell<'_>, data: &Path) -> Vec<(Value, Value)> {
    let living =
        shell.run_on(data, &["token", "list"]).into_iter().filter(|token| token["status"] != "revoked");
    let mut tokens: Vec<_> = living
        .map(|mut token| {
            let id = token["id"].to_string();
            let is_kept = token["visibility"] == "copyable";
            let key = is_kept.then(|| shell.run_on(data, &["token", "key", &id]).remove(0)["key"].take());
            for field in ["id", "created", "revision"] {
                token[field] = Value::Null;
            }
            if key.is_none() {
                // A new one is drawn.
                token["masked_key"] = Value::Null;
            }
            (token, key.unwrap_or_default())
        })
        .collect();
    tokens.sort_by_key(|(token, _)| token["name"].to_string());
    tokens
}

#[tokio::test]
async fn what_the_list_shows_is_exported_without_keys() {
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("row", "*billing-ci*").await;
    desk.click("searchbox", "Search tokens").await;
    desk.write("billing").await;
    desk.gone("row", "*결제 서버*").await;
    desk.click("button", "Export…").await;
    desk.see("dialog", "Export tokens").await;
    desk.see("radio", "Those that the list shows (2)").await;
    desk.see("radio", "All tokens (4)").await;
    desk.reads("1 revoked or deleted token is left out").await;
    let path = desk.folder().join("tokens.csv");
    desk.click("button", "Export 1 token…").await;
    desk.answer_file_dialog("Export tokens", &path).await;
    desk.reads("1 token exported").await;
    desk.reads("tokens.csv").await;
    let table = read(&path);
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 2, "{table}");
    assert!(lines[0].starts_with("name,") && lines[1].starts_with("billing-ci,"), "{table}");
    assert!(!table.contains("sk-"), "without keys");
    assert_eq!(revealed(&desk), []);
    desk.press("Escape").await;
    desk.gone("dialog", "Export tokens").await;
}

#[tokio::test]
async fn with_their_keys_the_file_makes_the_same_tokens_elsewhere_and_the_page_sees_none() {
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("row", "*billing-ci*").await;
    desk.press("Control+l").await;
    desk.reads("Vault locked").await;
    desk.client.execute_async(include_str!("../record.js"), vec![]).await.expect("the recorder starts");
    desk.press("Control+k").await;
    desk.see("dialog", "Find a command or a token").await;
    desk.write("Export tok").await;
    desk.press("Enter").await;
    desk.see("dialog", "Export tokens").await;
    desk.turn_on("checkbox", "With their keys*").await;
    desk.reads("2 keys will be written in plain text").await;
    desk.turn_on("radio", "JSON Lines").await;
    desk.click("button", "Export 3 tokens…").await;
    desk.see("dialog", "Unlock the vault").await;
    desk.click("button", "Unlock with the keyring").await;
    let path = desk.folder().join("keys.jsonl");
    desk.answer_file_dialog("Export tokens", &path).await;
    desk.reads("3 tokens exported").await;
    desk.reads("1 token is in it without its key").await;
    assert_eq!(revealed(&desk), [(1, 1), (2, 1)], "each key has its entry");

    let rows = read(&path);
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let keys: Vec<_> =
        rows.iter().filter_map(|row| Some((row["name"].as_str()?, row["key"].as_str()?))).collect();
    assert_eq!((rows.len(), keys.len()), (3, 2));
    let record = desk.client.execute_async(include_str!("../recorded.js"), vec![]).await.expect("a record");
    assert!(record.to_string().contains("export_tokens"), "the export was recorded");
    for (name, key) in keys {
        Traces::of(name, key).are_not_in("the traffic to the page", record.to_string().as_bytes());
        assert!(!desk.page_contains(key).await);
    }

    let shell = desk.shell();
    let elsewhere = desk.folder().join("elsewhere");
    shell.run_on(&elsewhere, &["token", "issue", "--from", &path.to_string_lossy()]);
    assert_eq!(tokens(&shell, &elsewhere), tokens(&shell, &shell.data()));
}

#[tokio::test]
async fn where_the_file_can_not_be_written_it_is_said_and_another_place_helps() {
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("row", "*billing-ci*").await;
    desk.click("checkbox", "Select “billing-ci”").await;
    desk.click("button", "Export…").await;
    desk.see("radio", "Those that are selected (1)").await;
    desk.click("button", "Export 1 token…").await;
    desk.answer_file_dialog("Export tokens", Path::new("/proc/tokens.csv")).await;
    desk.reads("The file could not be written.").await;
    desk.picture("export-refused").await;
    desk.click("button", "Export 1 token…").await;
    let path = desk.folder().join("tokens.csv");
    desk.answer_file_dialog("Export tokens", &path).await;
    desk.reads("1 token exported").await;
    assert_eq!(read(&path).lines().count(), 2);
}

/// The dialog with all that it can say, and the result.
async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("row", "*billing-ci*").await;
    desk.wear(look).await;
    desk.click("searchbox", &say("Search tokens")).await;
    desk.write("i").await;
    desk.click("checkbox", &say("Select “{name}”").replace("{name}", "billing-ci")).await;
    desk.shown("export-bulk-bar", look).await;
    desk.click("button", &say("Export…")).await;
    desk.see("dialog", &say("Export tokens")).await;
    desk.turn_on("radio", &say("All tokens ({number})").replace("{number}", "4")).await;
    desk.turn_on("checkbox", &format!("{}*", say("With their keys"))).await;
    desk.see("button", "*3*").await;
    desk.shown("export", look).await;
    desk.click("button", "*3*").await;
    desk.answer_file_dialog(&say("Export tokens"), &desk.folder().join("keys.csv")).await;
    desk.reads("keys.csv").await;
    desk.shown("export-done", look).await;
    assert_eq!(revealed(&desk), [(1, 1), (2, 1)]);
    desk.press("Escape").await;
    desk.gone("dialog", &say("Export tokens")).await;
    desk.shown("export-header", look).await;
}

visits!(visit);
