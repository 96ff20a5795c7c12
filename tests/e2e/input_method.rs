//! A real input method (IBus with Hangul or Pinyin), fed with real key presses of the X display.

use std::thread;
use std::time::Duration;

use crate::desk::{Desk, Shell};
use crate::patience::until_within;

/// For the console: its text fields speak to IBus.
pub(crate) const ENVIRONMENT: (&str, &str) = ("GTK_IM_MODULE", "ibus");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputMethod {
    /// Composes `gksrmf` to 한글; Enter commits and is then an Enter.
    Hangul,
    /// Composes `nihao` to 你好; Enter commits the letters as they are and is swallowed.
    Pinyin,
}

impl InputMethod {
    fn engine(self) -> &'static str {
        match self {
            InputMethod::Hangul => "hangul",
            InputMethod::Pinyin => "libpinyin",
        }
    }
}

impl Shell<'_> {
    /// Must be there before the console is.
    pub(crate) fn start_input_methods(&self) {
        let mut daemon = self
            .command("ibus-daemon")
            .args(["--panel", "disable", "--config", "/usr/libexec/ibus-memconf"])
            .spawn()
            .expect("ibus-daemon starts");
        // It ends with the desktop; then somebody has to take note.
        thread::spawn(move || daemon.wait());
    }

    pub(crate) fn xdotool(&self, arguments: &[&str]) {
        let output = self.command("xdotool").args(arguments).output().expect("xdotool starts");
        assert!(output.status.success(), "xdotool {arguments:?}: {output:?}");
    }
}

impl Desk {
    /// Switches the input method on, for what has the focus in the window.
    pub(crate) async fn switch_on(&self, method: InputMethod) {
        let engine = method.engine();
        let ibus = |arguments: &[&str]| {
            self.shell().command("ibus").args(arguments).output().expect("ibus starts").stdout
        };
        let switched = async || {
            if ibus(&["engine"]).trim_ascii() == engine.as_bytes() {
                return Some(());
            }
            // Its exit code speaks of the keyboard layout, which does not matter here.
            ibus(&["engine", engine]);
            // A method that is asked for again starts again from the beginning.
            tokio::time::sleep(Duration::from_secs(1)).await;
            None
        };
        until_within(Duration::from_mins(1), "the input method to be there", switched).await;
        // There is no window manager that would give the window the keyboard.
        self.shell().xdotool(&[
            "search",
            "--sync",
            "--onlyvisible",
            "--name",
            "Tokendesk",
            "windowfocus",
            "--sync",
        ]);
        if method == InputMethod::Hangul {
            self.strike(&["Hangul"]).await; // It starts with Latin letters.
        }
    }

    /// Presses keys of the display, which go through the input method; names as X knows them.
    pub(crate) async fn strike(&self, keys: &[&str]) {
        self.shell().xdotool(&[&["key", "--delay", "60"], keys].concat());
        // The input method answers the window some messages later.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}
