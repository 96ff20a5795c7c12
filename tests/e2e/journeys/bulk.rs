//! Several tokens at once.

use crate::desk::{Conditions, Desk};

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
