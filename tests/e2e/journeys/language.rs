//! The language, from the system and from the settings.

use crate::desk::{Conditions, Desk};
use crate::words::Words;

#[tokio::test]
async fn the_console_speaks_the_systems_language_until_another_is_chosen() {
    let conditions = Conditions { lang: "ko_KR.UTF-8", ..Conditions::default() };
    let mut desk = Desk::open_with(conditions).await;
    let (korean, chinese) = (Words::of("ko"), Words::of("zh"));
    desk.see("heading", korean.say("No tokens yet")).await;
    desk.click("button", korean.say("Settings")).await;
    let list = format!("{}*", korean.say("System"));
    desk.choose(&list, "中文*").await;
    desk.see("heading", chinese.say("Settings")).await;
    desk.restart().await;
    desk.see("heading", chinese.say("No tokens yet")).await;
}

#[tokio::test]
async fn a_system_without_a_language_gets_english() {
    let desk = Desk::open_with(Conditions { lang: "C", ..Conditions::default() }).await;
    desk.see("heading", "No tokens yet").await;
}
