//! Korean and Chinese input methods: the key that commits a composition does nothing else.

use crate::desk::{Conditions, Desk};
use crate::input_method::InputMethod;

async fn form_with(method: InputMethod) -> Desk {
    let conditions = Conditions { input_methods: true, ..Conditions::default() };
    let desk = Desk::open_with(conditions).await;
    desk.press("Control+n").await;
    desk.see("dialog", "Issue token").await;
    desk.click("textbox", "Name").await;
    desk.switch_on(method).await;
    desk
}

#[tokio::test]
async fn hangul_is_composed_in_the_name_and_in_the_address_field() {
    let desk = form_with(InputMethod::Hangul).await;
    desk.strike(&["r", "u", "f", "w", "p"]).await;
    desk.picture("composition-hangul").await;
    desk.strike(&["Tab"]).await;
    assert_eq!(desk.value_of("Name").await, "결제");

    desk.click("textbox", "Allow IP").await;
    desk.strike(&["g", "k", "s"]).await;
    assert!(desk.all("row", "*한*").await.is_empty(), "an entry was completed while it was composed");
    desk.strike(&["BackSpace", "BackSpace", "BackSpace"]).await;
    assert_eq!(desk.value_of("Allow IP").await, "");
    // Digits and dots are not composed: typed in the Korean mode they make an address as in any other.
    desk.strike(&["1", "0", "period", "0", "period", "0", "period", "1", "Return"]).await;
    desk.see("row", "*10.0.0.1*").await;
}

#[tokio::test]
async fn the_enter_that_commits_pinyin_does_not_complete_an_address() {
    let desk = form_with(InputMethod::Pinyin).await;
    desk.strike(&["n", "i", "h", "a", "o", "space"]).await;
    assert_eq!(desk.value_of("Name").await, "你好");

    desk.click("textbox", "Allow IP").await;
    desk.strike(&["m", "a"]).await;
    desk.picture("composition-pinyin").await;
    desk.strike(&["Return"]).await;
    assert_eq!(desk.value_of("Allow IP").await, "ma");
    assert!(desk.all("row", "*ma*").await.is_empty(), "the committing Enter completed the entry");
    desk.strike(&["Return"]).await;
    desk.see("row", "*ma*").await;
}
