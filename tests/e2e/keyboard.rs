//! Keys, pressed on whatever has the focus.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

use crate::desk::Desk;

impl Desk {
    /// Presses a key or a chord: `Enter`, `Control+n`, `Shift+Tab`.
    pub(crate) async fn press(&self, chord: &str) {
        let keys: Vec<char> = chord.split('+').map(key).collect();
        let down = keys.iter().map(|value| KeyAction::Down { value: *value });
        let up = keys.iter().rev().map(|value| KeyAction::Up { value: *value });
        let actions = down.chain(up).fold(KeyActions::new("keyboard".to_owned()), KeyActions::then);
        self.client.perform_actions(actions).await.expect("the keys are pressed");
    }

    /// Types a text where the focus is.
    pub(crate) async fn write(&self, text: &str) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(text).await.expect("the text is typed");
    }
}

fn key(name: &str) -> char {
    let mut characters = name.chars();
    match (name, characters.next(), characters.next()) {
        (_, Some(only), None) => only,
        ("Control", ..) => Key::Control.into(),
        ("Shift", ..) => Key::Shift.into(),
        ("Alt", ..) => Key::Alt.into(),
        ("Enter", ..) => Key::Enter.into(),
        ("Escape", ..) => Key::Escape.into(),
        ("Tab", ..) => Key::Tab.into(),
        ("Space", ..) => ' ',
        ("Backspace", ..) => Key::Backspace.into(),
        ("Delete", ..) => Key::Delete.into(),
        ("Up", ..) => Key::Up.into(),
        ("Down", ..) => Key::Down.into(),
        ("Left", ..) => Key::Left.into(),
        ("Right", ..) => Key::Right.into(),
        ("Home", ..) => Key::Home.into(),
        ("End", ..) => Key::End.into(),
        ("PageUp", ..) => Key::PageUp.into(),
        ("PageDown", ..) => Key::PageDown.into(),
        _ => panic!("no key is called {name}"),
    }
}
