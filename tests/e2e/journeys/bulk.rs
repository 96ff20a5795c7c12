//! Several tokens at once.

use crate::desk::{Conditions, Desk, Shell};
use crate::visits::{Look, visits};
use crate::words::Words;

async fn desk_with_tokens(names: &[&str]) -> Desk {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        for name in names {
            shell.issue(name, &["--scope", "read"]);
        }
    })
    .await;
    desk.see("row", &format!("*{}*", names[0])).await;
    desk
}

fn states(desk: &Desk) -> Vec<String> {
    let store = desk.shell().store();
    let mut query = store.prepare("SELECT state FROM tokens ORDER BY name").expect("a query");
    let rows = query.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("readable rows")
}

#[tokio::test]
async fn several_tokens_are_changed_together_and_the_question_says_how_many() {
    let desk = desk_with_tokens(&["a", "b", "c", "d"]).await;
    desk.shell().run(&["token", "disable", "2"]);
    desk.see("gridcell", "Disabled").await;
    for name in ["a", "b", "c"] {
        desk.click("checkbox", &format!("Select “{name}”")).await;
    }
    desk.reads("3 selected").await;
    desk.picture("bulk").await;
    desk.click("button", "Disable").await;
    desk.reads("2 of 3 will change.").await;
    desk.picture("bulk-question").await;
    desk.press("Enter").await;
    desk.reads("2 tokens disabled").await;
    assert_eq!(states(&desk), ["disabled", "disabled", "disabled", "enabled"]);

    desk.click("button", "Undo*").await;
    desk.reads("Undone").await;
    assert_eq!(states(&desk), ["enabled", "disabled", "enabled", "enabled"]);
}

#[tokio::test]
async fn many_tokens_are_edited_alike_and_that_is_taken_back() {
    let desk = desk_with_tokens(&["a", "b", "c"]).await;
    desk.shell().run(&["token", "edit", "3", "--group", "vip"]);
    for name in ["a", "b", "c"] {
        desk.click("checkbox", &format!("Select “{name}”")).await;
    }
    desk.click("button", "Edit…").await;
    desk.see("dialog", "Edit 3 tokens").await;
    desk.choose("*Range", "Add").await;
    desk.turn_on("checkbox", "write*").await;
    desk.choose("*Group", "Set to").await;
    desk.fill("Group", "vip").await;
    desk.picture("bulk-edit").await;
    desk.has_no_barriers("an edit of many").await;
    desk.click("button", "Preview").await;
    desk.reads("All 3 will change.").await;
    desk.picture("bulk-edit-preview").await;
    desk.has_no_barriers("the preview of an edit of many").await;
    desk.click("button", "Change 3 tokens").await;
    desk.reads("3 tokens edited").await;
    let vip = || desk.shell().run(&["token", "list", "--group", "vip"]).len();
    assert_eq!(vip(), 3);
    desk.click("button", "Undo*").await;
    desk.reads("Undone").await;
    assert_eq!(vip(), 1);
}

const NAMES: [&str; 3] = ["billing-ci", "결제 서버", "a-service-with-a-name-of-fifty-characters-exactly1"];

/// One must keep its only scope, one is limited.
fn furnish(shell: &Shell<'_>) {
    shell.issue(NAMES[0], &["--scope", "read,write", "--request-limit", "500"]);
    shell.issue(NAMES[1], &["--scope", "write", "--expires", "30d"]);
    shell.issue(NAMES[2], &["--scope", "read,write", "--expires", "90d", "--allow-ip", "192.0.2.0/24"]);
}

/// The bar, the form from its beginning to its end, and what it would do.
async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(Conditions::default(), furnish).await;
    desk.see("grid", "Tokens").await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    let choose = async |field: &str, way: &str| {
        desk.choose(&format!("*{}", say(field)), &say(way)).await;
    };
    for name in NAMES {
        desk.click("checkbox", &say("Select “{name}”").replace("{name}", name)).await;
    }
    shown("bulk").await;
    desk.click("button", &say("Edit…")).await;
    desk.see("dialog", "*").await;
    shown("bulk-edit-as-it-is").await;
    choose("Range", "Take away").await;
    desk.turn_on("checkbox", "write*").await;
    choose("Allow IP", "Add").await;
    desk.fill(&say("Allow IP"), "10.0.0.0/8, 2001:db8::/32").await;
    choose("Expiration date", "Extend by days").await;
    desk.fill(&say("Days"), "30").await;
    choose("Request limit", "Set to").await;
    desk.fill(&say("Request limit"), "1000").await;
    shown("bulk-edit").await;
    choose("Daily quota", "Set to").await;
    desk.fill(&say("Daily quota"), "$5").await;
    choose("Models", "Set to").await;
    desk.fill(&say("Models"), "gpt-5, claude").await;
    choose("Description", "Set to").await;
    desk.fill(&say("Description"), "moved to Seoul").await;
    shown("bulk-edit-end").await;
    desk.click("button", &say("Preview")).await;
    desk.see("button", &say("Back")).await;
    shown("bulk-edit-preview").await;
}

visits!(visit);
