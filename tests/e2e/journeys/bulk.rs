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
