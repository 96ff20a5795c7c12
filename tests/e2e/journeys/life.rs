//! From enabled to the trash and back.

use crate::desk::{Conditions, Desk};

async fn desk_with_one_token() -> Desk {
    let desk = Desk::prepared(Conditions::default(), |shell| {
        shell.issue("billing-ci", &["--scope", "read"]);
    })
    .await;
    desk.see("row", "*billing-ci*").await;
    desk
}

async fn from_the_menu(desk: &Desk, entry: &str) {
    desk.click("button", "More actions for “billing-ci”").await;
    desk.click("menuitem", entry).await;
}

fn state(desk: &Desk) -> String {
    let query = "SELECT iif(deleted_ms IS NULL, state, 'deleted') FROM tokens";
    desk.shell().store().query_row(query, [], |row| row.get(0)).expect("the token")
}

#[tokio::test]
async fn a_token_is_disabled_enabled_and_revoked_with_a_reason() {
    let desk = desk_with_one_token().await;
    desk.click("button", "More actions for “billing-ci”").await;
    desk.see("menuitem", "Revoke…*").await;
    desk.picture("row-menu").await;
    desk.click("menuitem", "Disable*").await;
    desk.see("gridcell", "Disabled").await;
    assert_eq!(state(&desk), "disabled");
    from_the_menu(&desk, "Enable*").await;
    desk.see("gridcell", "Active").await;
    assert_eq!(state(&desk), "enabled");

    from_the_menu(&desk, "Revoke…*").await;
    desk.see("alertdialog", "Revoke “billing-ci”?").await;
    desk.picture("revoke").await;
    desk.press("Control+Enter").await;
    desk.reads("Enter a reason.").await;
    desk.fill("Reason", "the laptop was lost").await;
    desk.press("Control+Enter").await;
    desk.see("gridcell", "Revoked").await;
    assert_eq!(state(&desk), "revoked");
    desk.click("gridcell", "billing-ci").await;
    desk.press("Enter").await;
    desk.reads("the laptop was lost").await;
    desk.picture("details-revoked").await;
}

#[tokio::test]
async fn a_deleted_token_comes_back_by_undo_or_from_the_trash_until_it_is_deleted_for_good() {
    let desk = desk_with_one_token().await;
    from_the_menu(&desk, "Delete*").await;
    desk.reads("“billing-ci” is in the trash").await;
    desk.gone("row", "*billing-ci*").await;
    assert_eq!(state(&desk), "deleted");
    desk.picture("deleted-undo").await;
    desk.click("button", "Undo*").await;
    desk.see("row", "*billing-ci*").await;
    assert_eq!(state(&desk), "enabled");

    desk.click("gridcell", "billing-ci").await;
    desk.press("Delete").await;
    desk.gone("row", "*billing-ci*").await;
    desk.press("Control+z").await;
    desk.see("row", "*billing-ci*").await;

    from_the_menu(&desk, "Delete*").await;
    desk.gone("row", "*billing-ci*").await;
    desk.turn_on("radio", "Trash*").await;
    desk.see("row", "*billing-ci*").await;
    desk.picture("trash").await;
    from_the_menu(&desk, "Restore*").await;
    desk.reads("The trash is empty").await;
    desk.turn_on("radio", "All*").await;
    desk.see("row", "*billing-ci*").await;

    from_the_menu(&desk, "Delete*").await;
    desk.turn_on("radio", "Trash*").await;
    from_the_menu(&desk, "Delete for good…*").await;
    desk.see("alertdialog", "Delete “billing-ci” for good?").await;
    desk.picture("purge").await;
    desk.click("button", "Delete for good").await;
    desk.reads("The trash is empty").await;
    assert_eq!(desk.shell().run(&["token", "list"]).len(), 0);
}
