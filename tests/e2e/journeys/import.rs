//! Tokens from a file: dropped or chosen, looked at, imported, and the keys saved.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::desk::Desk;
use crate::visits::{Look, visits};
use crate::words::Words;

const KEY: &str = "legacy-AbCdEfGhIjKlMnOpQrStUvWxYz012345";

const FILE: &str = "name,scopes,expires,allow_ip,show_once,key\n\
    billing-ci,read,2099-01-31,10.0.0.0/8,,\n\
    a-service-with-a-name-of-fifty-characters-exactly1,read write,,,yes,\n\
    결제 서버,read,,,,legacy-AbCdEfGhIjKlMnOpQrStUvWxYz012345\n\
    ,read,,,,\n\
    mistyped,reed,2020-01-01,300.1.1,,\n";

/// Drags a file over the page and lets it fall.
const DROP: &str = r#"
    const [name, text] = arguments;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name));
    const page = document.querySelector("main > div");
    return ["dragenter", "dragover", "drop"].map((kind) =>
        !page.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer })));
"#;

impl Desk {
    pub(crate) async fn drop_on_page(&self, name: &str, text: &str) {
        let taken = self.script(DROP, vec![json!(name), json!(text)]).await;
        assert_eq!(taken[2], json!(true), "what is not taken the page would be left for");
    }
}

fn names(desk: &Desk) -> Vec<String> {
    let tokens = desk.shell().run(&["token", "list"]);
    let mut names: Vec<_> =
        tokens.iter().map(|token| token["name"].as_str().expect("a name").to_owned()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_file_is_looked_at_imported_and_its_keys_are_saved() {
    let desk = Desk::open().await;
    desk.see("heading", "No tokens yet").await;
    desk.drop_on_page("tokens.csv", FILE).await;
    desk.see("dialog", "Import tokens").await;
    desk.reads("Name: Enter a name.").await;
    desk.reads("There is no scope “reed”").await;
    desk.picture("import-tokens").await;
    desk.has_no_barriers("the preview of an import").await;
    assert_eq!(names(&desk), [""; 0], "it was only looked at");
    desk.turn_on("radio", "Leave them out*").await;
    desk.click("button", "Import 3 tokens").await;
    desk.reads("3 tokens imported").await;
    desk.reads("kept nowhere else").await;
    desk.picture("import-tokens-done").await;
    desk.has_no_barriers("the result of an import").await;

    let saved = desk.folder().join("keys.csv");
    desk.click("button", "Save the keys…").await;
    desk.answer_file_dialog("Save the keys", &saved).await;
    desk.reads("2 keys are saved").await;
    let mode = fs::metadata(&saved).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its owner's alone");
    let keys = fs::read_to_string(&saved).expect("the file");
    assert_eq!(keys.lines().filter(|line| line.contains("sk-")).count(), 2);
    assert!(!keys.contains(KEY), "a key that its client holds is not handed out again");
    desk.press("Escape").await;
    desk.gone("dialog", "Import tokens").await;
    desk.see("row", "*billing-ci*").await;
    assert_eq!(names(&desk).len(), 3);

    // Once more, by the system's dialog: a row that brings its key along makes no second token.
    let again = desk.folder().join("again.csv");
    fs::write(&again, format!("name,scopes,key\n결제 서버,read,{KEY}\n")).expect("a file");
    desk.click("button", "Import…").await;
    desk.click("button", "Choose a file…").await;
    desk.answer_file_dialog("Choose a file of tokens", &again).await;
    desk.reads("Already there: 1").await;
    assert_eq!(names(&desk).len(), 3);
}

/// Lets a file of 64 MB and a byte fall.
const DROP_FILM: &str = r#"
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([new Uint8Array(64 * 1024 * 1024 + 1).fill(97)], "film.csv"));
    document.querySelector("main > div")
        .dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
"#;

/// The preview and the result.
async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::open().await;
    desk.see("main", "*").await;
    desk.wear(look).await;
    desk.drop_on_page("tokens.csv", FILE).await;
    desk.see("dialog", &say("Import tokens")).await;
    desk.see("radio", &say("Leave them out")).await;
    desk.shown("import-tokens", look).await;
    desk.turn_on("radio", &say("Leave them out")).await;
    desk.press("Escape").await;
    desk.gone("dialog", &say("Import tokens")).await;
    desk.drop_on_page("tokens.csv", FILE.rsplit_once("\n,read").expect("right rows").0).await;
    desk.click("button", "*3*").await;
    desk.see("button", &say("Save the keys…")).await;
    desk.shown("import-tokens-done", look).await;
}

visits!(visit);

mod too_large {
    use super::*;

    /// Such a file is refused, and the window goes on.
    async fn visit(look: Look) {
        let words = Words::of(look.language);
        let say = |english: &str| words.say(english).to_owned();
        let desk = Desk::open().await;
        desk.see("heading", "No tokens yet").await;
        desk.wear(look).await;
        desk.see("heading", &say("No tokens yet")).await;
        desk.script(DROP_FILM, vec![]).await;
        desk.see("dialog", &say("Import tokens")).await;
        desk.reads(&say("The file is larger than 64 MB. Split it and import the parts.")).await;
        desk.shown("import-too-large", look).await;
        desk.press("Escape").await;
        desk.gone("dialog", &say("Import tokens")).await;
        desk.see("heading", &say("No tokens yet")).await;
    }

    visits!(visit);
}
