//! The whole flow without a mouse.

use crate::desk::Desk;
use crate::patience::until;

#[tokio::test]
async fn a_token_is_issued_copied_opened_edited_and_deleted_without_a_mouse() {
    let desk = Desk::open().await;
    desk.see("heading", "No tokens yet").await;
    desk.press("Control+n").await;
    desk.see("dialog", "Issue token").await;
    until("the name to have the focus", async || has_focus(&desk, "textbox", "Name").await).await;
    desk.write("by-keys").await;
    tab_to(&desk, "textbox", "Allow IP").await;
    desk.write("10.0.0.0/8").await;
    desk.press("Enter").await;
    tab_to(&desk, "checkbox", "read").await;
    desk.press("Space").await;
    desk.press("Control+Enter").await;
    desk.see("alertdialog", "Save?").await;
    until("OK to have the focus", async || has_focus(&desk, "button", "OK").await).await;
    desk.press("Enter").await;
    desk.see("dialog", "Token issued: by-keys").await;
    until("Copy to have the focus", async || has_focus(&desk, "button", "Copy").await).await;
    desk.press("Enter").await;
    until("the key in the clipboard", async || desk.shell().clipboard()).await;
    desk.press("Escape").await;
    desk.gone("dialog", "Token issued*").await;

    tab_to(&desk, "row", "").await;
    desk.press("c").await;
    desk.press("Enter").await;
    desk.see("complementary", "Details").await;
    desk.press("Escape").await;
    desk.gone("complementary", "Details").await;
    tab_to(&desk, "row", "").await;
    desk.press("e").await;
    desk.see("dialog", "Edit token").await;
    desk.press("Escape").await;
    desk.gone("dialog", "Edit token").await;
    until("the row to have the focus again", async || has_focus(&desk, "row", "").await).await;
    desk.press("Delete").await;
    desk.see("heading", "No tokens yet").await;
    desk.press("Control+z").await;
    desk.see("row", "*by-keys*").await;

    desk.press("?").await;
    desk.see("dialog", "Shortcuts").await;
    desk.press("Escape").await;
    desk.gone("dialog", "Shortcuts").await;
    desk.press("/").await;
    until("the search to have the focus", async || has_focus(&desk, "searchbox", "").await).await;
    desk.write("nothing like it").await;
    desk.see("heading", "No token matches").await;
    desk.picture("search-without-a-match").await;
}

async fn has_focus(desk: &Desk, role: &str, beginning: &str) -> Option<()> {
    let (found, name) = desk.focus().await;
    (found == role && name.starts_with(beginning)).then_some(())
}

/// Presses Tab until the focus is there; a person would do the same.
pub(super) async fn tab_to(desk: &Desk, role: &str, beginning: &str) {
    const MOST: usize = 40;
    for _ in 0..MOST {
        if has_focus(desk, role, beginning).await.is_some() {
            return;
        }
        desk.press("Tab").await;
    }
    panic!("Tab does not reach {role} “{beginning}”");
}
