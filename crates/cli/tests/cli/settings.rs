//! `settings` and `route try`.

use serde_json::json;

use crate::machine::{Machine, text};

#[test]
fn settings_are_shown_and_changed_one_by_one() {
    let machine = Machine::bare();
    let before = machine.one("settings show");
    assert_eq!((&before["key_prefix"], &before["clipboard_seconds"]), (&json!("sk-"), &json!(30)));
    let set = "settings set --key-prefix acme_ --auto-lock-minutes never --theme dark --default-visibility show-once";
    let after = machine.one(set);
    assert_eq!((&after["key_prefix"], &after["auto_lock_minutes"]), (&json!("acme_"), &json!(null)));
    assert_eq!((&after["theme"], &after["default_visibility"]), (&json!("dark"), &json!("show-once")));
    assert_eq!((&after["clipboard_seconds"], &after["language"]), (&json!(30), &before["language"]));
    assert_eq!(machine.one("settings show"), after);
    let issued = machine.one("token issue --name t --scope read --show-once");
    assert!(text(&issued["key"]).starts_with("acme_"));
    for wrong in ["--key-prefix 1x", "--clipboard-seconds 4", "--auto-lock-minutes soon", "--theme pink", ""]
    {
        let line = format!("settings set {wrong} --json");
        assert_eq!(machine.run(line.split_whitespace()).code, 2, "{wrong}");
    }
    assert_eq!(machine.one("settings show"), after);
}

#[test]
fn a_request_is_tried_against_the_routes() {
    let machine = Machine::bare();
    let outcome = |line: &str| machine.one(&format!("route try {line}"))["outcome"].clone();
    assert_eq!(outcome("GET /v1/x"), "no_routes");
    machine.text("route add GET /v1/{id} --scope read");
    let tried = machine.one("route try GET /v1/7");
    assert_eq!((&tried["outcome"], &tried["route"]["scope"]), (&json!("matched"), &json!("read")));
    assert_eq!(outcome("POST /v1/7"), "refused");
    assert_eq!(outcome("GET /v1/../x"), "path_refused");
    machine.text("route unmatched pass");
    assert_eq!(outcome("POST /v1/7"), "passes");
    assert!(machine.text("route try POST /v1/7").contains("passes"));
}
