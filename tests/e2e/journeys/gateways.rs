//! The configuration of a gateway, from the form to the file.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::desk::Desk;
use crate::patience::until;
use crate::visits::{Look, visits};
use crate::words::Words;

const SECRET: &str = "0123456789abcdefghijABCDEFGHIJ-_";

/// What the command line makes of the same.
fn by_command(desk: &Desk, name: &str, more: &[&str]) -> Vec<serde_json::Value> {
    desk.shell().run(&[&["gateway", "config", name, "--backend", "api.internal:3000"], more].concat())
}

#[tokio::test]
async fn a_configuration_is_copied_and_saved_as_the_command_line_makes_it() {
    let desk = Desk::open().await;
    desk.click("button", "Gateways").await;
    desk.see("heading", "No configuration yet").await;
    desk.fill("Backend", "api.internal").await;
    desk.press("Tab").await;
    desk.reads("Write it as host and port").await;
    desk.fill("Backend", "api.internal:3000").await;
    desk.see("textbox", "tokendesk.conf").await;
    let made = by_command(&desk, "nginx", &[]);
    assert_eq!(json!(desk.value_of("tokendesk.conf").await), made[0]["text"]);
    desk.click("button", "Copy").await;
    desk.reads("tokendesk.conf copied").await;
    assert_eq!(desk.shell().clipboard().map(Into::into), Some(made[0]["text"].clone()));

    desk.turn_on("radio", "HAProxy").await;
    desk.click("tab", "tokendesk.lua").await;
    let made = by_command(&desk, "haproxy", &[]);
    assert_eq!(json!(desk.value_of("tokendesk.lua").await), made[1]["text"]);

    let path = desk.folder().join("saved.lua");
    desk.click("button", "Save…").await;
    desk.answer_file_dialog("Save tokendesk.lua", &path).await;
    desk.reads("tokendesk.lua saved").await;
    assert_eq!(json!(fs::read_to_string(&path).expect("the file")), made[1]["text"]);
    let permissions = fs::metadata(&path).expect("the file").permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_secret_is_in_the_copy_and_nowhere_in_sight() {
    let desk = Desk::open().await;
    desk.click("button", "Gateways").await;
    desk.fill("Backend", "api.internal:3000").await;
    desk.fill("Gateway secret", "short").await;
    desk.press("Tab").await;
    desk.reads("The secret has 5 characters; 32 to 256 are needed.").await;
    desk.fill("Gateway secret", SECRET).await;
    let hidden = async || desk.value_of("tokendesk.conf").await.contains("••••••••").then_some(());
    until("the configuration with a secret", hidden).await;
    assert!(!desk.value_of("tokendesk.conf").await.contains(SECRET));
    desk.click("button", "Copy").await;
    desk.reads("“tokendesk.conf” in the clipboard").await;
    let pasted = desk.shell().clipboard().expect("a text");
    assert!(pasted.contains(&format!("X-Gateway-Secret \"{SECRET}\"")), "{pasted}");
    desk.click("button", "Clear now").await;
    desk.reads_no_longer("in the clipboard").await;
    assert_eq!(desk.shell().clipboard(), None);
    let logs =
        desk.shell().command("grep").args(["-rl", SECRET]).arg(desk.folder()).output().expect("grep starts");
    assert_eq!(String::from_utf8_lossy(&logs.stdout), "", "the secret is on the disk");
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::open().await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.click("button", &say("Gateways")).await;
    desk.see("heading", &say("No configuration yet")).await;
    shown("gateways-empty").await;
    desk.fill(&say("Backend"), "api.internal:3000").await;
    desk.see("textbox", "tokendesk.conf").await;
    shown("gateways").await;
    desk.fill(&say("Gateway listens on"), "localhost:8080").await;
    desk.fill(&say("Gateway secret"), "short").await;
    desk.press("Shift+Tab").await;
    desk.see("heading", &say("No configuration yet")).await;
    shown("gateways-wrong").await;
    desk.fill(&say("Gateway listens on"), "0.0.0.0:8080").await;
    desk.fill(&say("Gateway secret"), SECRET).await;
    let others = [
        ("Caddy", "Caddyfile"),
        ("HAProxy", "haproxy.cfg"),
        ("Traefik", "traefik.yaml"),
        ("Envoy", "envoy.yaml"),
    ];
    for (gateway, file) in others {
        desk.turn_on("radio", gateway).await;
        desk.see("textbox", file).await;
        shown(&format!("gateways-{}", gateway.to_lowercase())).await;
    }
    desk.bring_to_sight("button", &say("Copy")).await;
    shown("gateways-file").await;
}

visits!(visit);
