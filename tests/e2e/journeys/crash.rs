//! The web view's processes die: the window comes back with what lay open.

use std::fs;
use std::time::Duration;

use crate::hands::Hands;
use crate::patience::until;
use crate::processes::Process;
use crate::visits::{Look, visits};
use crate::words::Words;

const PAGE: &str = "WebKitWebProcess";
const KEEPS_CRASHING: &str = keeps_crashing("en");

/// In Rust, and not in the catalogues: what has those is what does not run.
const fn keeps_crashing(language: &str) -> &'static str {
    match language.as_bytes() {
        b"ko" => "창의 페이지가 계속 비정상 종료됩니다.",
        b"zh" => "窗口页面不断崩溃。",
        _ => "The window's page keeps crashing.",
    }
}

async fn page(hands: &Hands) -> Process {
    until("the page's process", async || hands.shell().of_the_web_view(PAGE)).await
}

/// Kills the page's process; waits for the next one.
async fn crash(hands: &Hands) {
    let old = page(hands).await;
    old.kill();
    let next = async || hands.shell().of_the_web_view(PAGE).filter(|process| *process != old);
    until("the web view to come back", next).await;
}

/// The name in what is kept of the half-filled form.
fn kept_name(hands: &Hands) -> Option<String> {
    let form: String =
        hands.shell().store().query_row("SELECT form FROM issue_draft", [], |row| row.get(0)).ok()?;
    let form: serde_json::Value = serde_json::from_str(&form).expect("a form");
    form["name"].as_str().map(str::to_owned)
}

/// Opens the Issue form and types the beginning of a name.
async fn half_filled(hands: &Hands) {
    let kept = || kept_name(hands).filter(|name| name.contains("half"));
    // The first keys may come before the page listens; a second Ctrl+N changes nothing.
    hands.strike_until(&["ctrl+n", "h", "a", "l", "f"], "the form to be kept", kept).await;
}

/// Types on at the end of the name until more of it is kept. Only if the form is back with what was typed, the name
/// goes on where it ended. It also shows that the page is up: WebKit ends the whole program if a process of its own
/// dies before the two have met.
async fn goes_on(hands: &Hands) {
    let before = kept_name(hands).expect("a kept name");
    let longer = || kept_name(hands).filter(|name| name.len() > before.len() && name.starts_with(&before));
    hands.strike_until(&["End", "z"], "the name to be longer", longer).await;
}

#[tokio::test]
async fn a_crashed_page_comes_back_with_the_half_filled_form() {
    let hands = Hands::open(&[]).await;
    half_filled(&hands).await;
    crash(&hands).await;
    goes_on(&hands).await;
    hands.picture("crash-draft");
}

#[tokio::test]
async fn a_page_that_keeps_crashing_is_loaded_again_only_when_asked() {
    let mut hands = Hands::open(&[]).await;
    half_filled(&hands).await;
    for round in 1..=2 {
        crash(&hands).await;
        goes_on(&hands).await;
        crash(&hands).await;
        goes_on(&hands).await;
        page(&hands).await.kill();
        hands.sees_window(KEEPS_CRASHING).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        hands.picture(&format!("crash-asks-{round}"));
        assert_eq!(hands.shell().of_the_web_view(PAGE), None, "the page was loaded again unasked");
        if round == 1 {
            hands.strike(KEEPS_CRASHING, &["Return"]);
            page(&hands).await;
            goes_on(&hands).await;
        }
    }
    hands.close_window(KEEPS_CRASHING);
    until("the console to end", async || hands.console.try_wait().expect("a status")).await;
    assert!(kept_name(&hands).is_some_and(|name| name.contains("half")), "the form is still kept");
}

#[tokio::test]
async fn a_dead_network_process_is_not_even_noticed() {
    let hands = Hands::open(&[]).await;
    page(&hands).await;
    let network = hands.shell().of_the_web_view("WebKitNetworkProcess").expect("the network process");
    network.kill();
    until("it to be dead", async || (!network.is_alive()).then_some(())).await;
    half_filled(&hands).await;
}

/// The keys of a file of tokens.
fn keys(text: &str) -> Vec<&str> {
    text.split([',', '\n']).filter(|cell| cell.starts_with("sk-")).collect()
}

/// Keys of an import that were not saved are offered again after each crash, and one too many tells of them.
async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let hands = Hands::open_in(look).await;
    let shell = hands.shell();
    let picture = |screen: &str| hands.picture(&format!("crash-{screen}-{}", look.name()));
    let (file, saved) = (shell.data().join("tokens.csv"), shell.data().join("keys.csv"));
    fs::write(&file, "name,scopes,show_once\na,read,yes\nb,read,yes\n").expect("a file");
    let shows = |title: &str| shell.shows_window(title).then_some(());

    // By the palette, to the button that chooses a file: after the cross of the dialog and the place to drop one.
    // What is looked for there is pasted: there are no keys for it in each language.
    shell.take_clipboard(&say("Import tokens…"));
    let palette = ["Escape", "Escape", "ctrl+k", "sleep", "1", "key", "ctrl+v", "sleep", "1", "key"];
    let open =
        [&palette[..], &["Down", "Return", "sleep", "1", "key", "Tab", "Tab", "Tab", "Return"]].concat();
    let choice = say("Choose a file of tokens");
    hands.strike_until(&open, "the choice of a file", || shows(&choice)).await;
    shell.answer_file_dialog(&choice, &file).await;
    // The rows are looked at first; then on over them and Cancel.
    tokio::time::sleep(Duration::from_secs(3)).await;
    picture("import-preview");
    let count = || shell.store().query_row("SELECT count(*) FROM tokens", [], |row| row.get(0)).ok();
    let all = || count().filter(|count: &i64| *count == 2);
    hands.strike_until(&["Tab", "Tab", "Tab", "Return"], "two tokens", all).await;
    picture("import-done");

    let crashing = keeps_crashing(look.language);
    for _ in 0..2 {
        crash(&hands).await;
        // The two processes have to meet, or WebKit ends the whole program.
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    page(&hands).await.kill();
    hands.sees_window(crashing).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    picture("import-crashing");
    hands.strike(crashing, &["Return"]);
    page(&hands).await;
    let save = say("Save the keys");
    hands.strike_until(&["Return"], "the offer to save the keys", || shows(&save)).await;
    picture("import-keys");
    shell.answer_file_dialog(&save, &saved).await;
    let written = until("the keys to be saved", async || fs::read_to_string(&saved).ok()).await;
    assert_eq!(keys(&written).len(), 2, "{written}");
    picture("import-saved");
}

visits!(visit);
