//! A console that nobody drives but by the keys of the display: what kills a page ends a driver's session, too.

use std::process::Child;

use tokendesk_headless::{Desktop, Session, Setup};

use crate::desk::{CONSOLE, Conditions, Shell};
use crate::patience::until;
use crate::visits::Look;
use crate::{pictures, window};

pub(crate) struct Hands {
    pub(crate) console: Child,
    desktop: Desktop,
}

impl Hands {
    /// Opens the console on a desk with no tokens, with more in its environment.
    pub(crate) async fn open(environment: &[(&str, &str)]) -> Hands {
        Hands::open_on(Conditions::default(), environment).await
    }

    /// Opens it as it looks by itself on a desktop of that kind.
    pub(crate) async fn open_in(look: Look) -> Hands {
        let hands = Hands::open_on(look.conditions(), &[]).await;
        if let Some((width, height)) = look.smallest() {
            let (width, height) = (width.to_string(), height.to_string());
            let resize = ["search", "--onlyvisible", "--name", "Tokendesk", "windowsize", &width, &height];
            hands.shell().xdotool(&resize);
        }
        hands
    }

    async fn open_on(conditions: Conditions, environment: &[(&str, &str)]) -> Hands {
        let Conditions { keyring, lang, wayland, .. } = conditions;
        let desktop = Desktop::start(&Setup {
            screen: (1400, 1000),
            wayland,
            session: Session::Private(keyring),
            lang: Some(lang.to_owned()),
        })
        .expect("a private desktop");
        let console = launch(&desktop, environment);
        let hands = Hands { console, desktop };
        hands.sees_page().await;
        hands
    }

    /// Starts the console again on the same data, after it has ended.
    pub(crate) async fn reopen(&mut self) {
        self.console = launch(&self.desktop, &[]);
        self.sees_page().await;
    }

    pub(crate) fn shell(&self) -> Shell<'_> {
        Shell::on(&self.desktop)
    }

    pub(crate) async fn sees_window(&self, title: &str) {
        let there = async || self.shell().shows_window(title).then_some(());
        until(&format!("the window “{title}”"), there).await;
    }

    /// The window is there before its page: what is written there has many colours, for its edges.
    async fn sees_page(&self) {
        let is_painted = || self.desktop.frame().expect("a picture of the display").colours(16) == 16;
        until("the page", async || is_painted().then_some(())).await;
    }

    /// Closes the window of this title, as its cross does.
    pub(crate) fn close_window(&self, title: &str) {
        window::close(&self.desktop.x11(), title);
    }

    /// Presses keys in the window of this title; names as X knows them.
    pub(crate) fn strike(&self, title: &str, keys: &[&str]) {
        // There is no window manager that would give a window the keyboard.
        // And xdotool finds none by a title that is not Latin.
        let window = self.shell().window(title).expect("a window of this title").to_string();
        let strike = ["windowfocus", "--sync", &window, "key", "--delay", "60"];
        self.shell().xdotool(&[&strike, keys].concat());
    }

    /// Strikes again and again until the question has an answer: who was struck may not listen yet.
    pub(crate) async fn strike_until<T>(
        &self,
        keys: &[&str],
        what: &str,
        question: impl Fn() -> Option<T>,
    ) -> T {
        until(what, async || {
            let answer = question();
            if answer.is_none() {
                self.strike("Tokendesk", keys);
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
            answer
        })
        .await
    }

    /// Keeps a picture of the whole display.
    pub(crate) fn picture(&self, name: &str) {
        pictures::save_display(&self.desktop, name);
    }
}

fn launch(desktop: &Desktop, environment: &[(&str, &str)]) -> Child {
    let shell = Shell::on(desktop);
    let mut console = shell.command(CONSOLE);
    console.arg("--data").arg(shell.data()).envs(environment.iter().copied());
    console.spawn().expect("the console starts")
}

impl Drop for Hands {
    fn drop(&mut self) {
        if std::thread::panicking() {
            pictures::save_failure(&self.desktop);
        }
        // It may have ended by itself.
        let _ = self.console.kill();
        let _ = self.console.wait();
    }
}
