//! Keys on the clipboard: out of histories, cleared after their time if they are still ours, cleared on quit.
//!
//! One thread owns the clipboard: on X11 the content vanishes with its owner, and other programs are served from here.

use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use tokendesk_domain::token::TokenId;
use zeroize::{Zeroize, Zeroizing};

use crate::wire::ClipboardState;

/// What the keeper needs of a clipboard. A platform whose clipboard works otherwise gets its own.
pub(crate) trait Board {
    /// Puts a secret on the clipboard, with the hints that keep it out of histories.
    fn put_secret(&mut self, text: &str) -> Result<(), String>;
    /// Puts a text on the clipboard.
    fn put_text(&mut self, text: &str) -> Result<(), String>;
    /// Whether this text still lies there.
    fn holds(&mut self, text: &str) -> bool;
    /// Empties the clipboard.
    fn clear(&mut self) -> Result<(), String>;
}

/// The system's clipboard, through arboard.
struct SystemBoard(arboard::Clipboard);

impl Board for SystemBoard {
    fn put_secret(&mut self, text: &str) -> Result<(), String> {
        #[cfg(target_os = "macos")]
        use arboard::SetExtApple as _;
        #[cfg(all(unix, not(target_os = "macos")))]
        use arboard::SetExtLinux as _;
        #[cfg(windows)]
        use arboard::SetExtWindows as _;
        #[cfg(windows)]
        let set = self.0.set().exclude_from_cloud();
        #[cfg(not(windows))]
        let set = self.0.set();
        set.exclude_from_history().text(text).map_err(|error| error.to_string())
    }

    fn put_text(&mut self, text: &str) -> Result<(), String> {
        self.0.set_text(text).map_err(|error| error.to_string())
    }

    fn holds(&mut self, text: &str) -> bool {
        let Ok(mut found) = self.0.get_text() else { return false };
        let same = found == text;
        found.zeroize();
        same
    }

    fn clear(&mut self) -> Result<(), String> {
        self.0.clear().map_err(|error| error.to_string())
    }
}

/// A key that is to be copied.
pub(crate) struct SecretText {
    pub(crate) text: Zeroizing<String>,
    pub(crate) token: TokenId,
    pub(crate) token_name: String,
    /// How long it may stay; none: for good.
    pub(crate) lifetime: Option<Duration>,
    /// The same as a moment, for the window: Unix ms.
    pub(crate) clears_ms: Option<i64>,
}

enum Order {
    Secret(SecretText, Sender<Result<(), String>>),
    Text(String, Sender<Result<(), String>>),
    Clear(Sender<Result<(), String>>),
}

/// The way to the thread that owns the clipboard.
pub(crate) struct ClipboardKeeper(Sender<Order>);

impl ClipboardKeeper {
    /// Starts the thread; `tell` hears what becomes of the keys.
    pub(crate) fn start(tell: impl Fn(ClipboardState) + Send + 'static) -> Self {
        Self::start_with(
            || Ok(SystemBoard(arboard::Clipboard::new().map_err(|error| error.to_string())?)),
            tell,
        )
    }

    fn start_with<B: Board>(
        open: impl Fn() -> Result<B, String> + Send + 'static,
        tell: impl Fn(ClipboardState) + Send + 'static,
    ) -> Self {
        let (sender, orders) = mpsc::channel();
        let keep = move || Keeper { open, tell, board: None, held: None }.serve(&orders);
        thread::Builder::new().name("clipboard".to_owned()).spawn(keep).expect("a thread starts");
        Self(sender)
    }

    /// Copies a key.
    pub(crate) fn copy_secret(&self, secret: SecretText) -> Result<(), String> {
        self.ask(|reply| Order::Secret(secret, reply))
    }

    /// Copies a text that is not secret.
    pub(crate) fn copy_text(&self, text: String) -> Result<(), String> {
        self.ask(|reply| Order::Text(text, reply))
    }

    /// Clears the clipboard now, if a key of ours still lies there. Also the last thing before the end.
    pub(crate) fn clear(&self) -> Result<(), String> {
        self.ask(Order::Clear)
    }

    fn ask(&self, order: impl FnOnce(Sender<Result<(), String>>) -> Order) -> Result<(), String> {
        /// A clipboard that hangs (its owner does not answer) must not hang the console.
        const PATIENCE: Duration = Duration::from_secs(5);
        let (reply, answer) = mpsc::channel();
        self.0.send(order(reply)).map_err(|_| "the clipboard's thread has ended".to_owned())?;
        answer.recv_timeout(PATIENCE).map_err(|_| "the clipboard does not answer".to_owned())?
    }
}

/// A key of ours on the clipboard.
struct Held {
    text: Zeroizing<String>,
    until: Option<Instant>,
}

struct Keeper<O, B, T> {
    open: O,
    tell: T,
    board: Option<B>,
    held: Option<Held>,
}

impl<B: Board, O: Fn() -> Result<B, String>, T: Fn(ClipboardState)> Keeper<O, B, T> {
    fn serve(&mut self, orders: &Receiver<Order>) {
        loop {
            let until = self.held.as_ref().and_then(|held| held.until);
            let order = match until {
                None => orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(until) => orders.recv_timeout(until.saturating_duration_since(Instant::now())),
            };
            // Whoever asked may have stopped waiting; the work is done all the same.
            let _ = match order {
                Ok(Order::Secret(secret, reply)) => reply.send(self.put_secret(secret)),
                Ok(Order::Text(text, reply)) => reply.send(self.put_text(&text)),
                Ok(Order::Clear(reply)) => reply.send(self.let_go()),
                Err(RecvTimeoutError::Timeout) => {
                    if let Err(error) = self.let_go() {
                        tracing::warn!(error, "the clipboard could not be cleared");
                    }
                    Ok(())
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
        }
    }

    fn board(&mut self) -> Result<&mut B, String> {
        match &mut self.board {
            Some(board) => Ok(board),
            empty => Ok(empty.insert((self.open)()?)),
        }
    }

    fn put_secret(&mut self, secret: SecretText) -> Result<(), String> {
        let SecretText { text, token, token_name, lifetime, clears_ms } = secret;
        self.board()?.put_secret(&text)?;
        self.held = Some(Held { text, until: lifetime.map(|lifetime| Instant::now() + lifetime) });
        (self.tell)(ClipboardState::Holds { token_id: token.0, token_name, clears_ms });
        Ok(())
    }

    fn put_text(&mut self, text: &str) -> Result<(), String> {
        self.board()?.put_text(text)?;
        if self.held.take().is_some() {
            (self.tell)(ClipboardState::TakenOver);
        }
        Ok(())
    }

    /// Clears the clipboard, but only what is ours.
    fn let_go(&mut self) -> Result<(), String> {
        let Some(held) = self.held.take() else { return Ok(()) };
        let board = self.board()?;
        if !board.holds(&held.text) {
            (self.tell)(ClipboardState::TakenOver);
            return Ok(());
        }
        let cleared = board.clear();
        match &cleared {
            Ok(()) => (self.tell)(ClipboardState::Cleared),
            // It still lies there: try again at the next occasion.
            Err(_) => self.held = Some(Held { until: None, ..held }),
        }
        cleared
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A clipboard that other programs can change, too.
    #[derive(Clone, Default)]
    struct MemoryBoard(Arc<Mutex<String>>);

    impl MemoryBoard {
        fn text(&self) -> String {
            self.0.lock().unwrap().clone()
        }

        fn set(&self, text: &str) {
            text.clone_into(&mut self.0.lock().unwrap());
        }
    }

    impl Board for MemoryBoard {
        fn put_secret(&mut self, text: &str) -> Result<(), String> {
            self.set(text);
            Ok(())
        }

        fn put_text(&mut self, text: &str) -> Result<(), String> {
            self.set(text);
            Ok(())
        }

        fn holds(&mut self, text: &str) -> bool {
            self.text() == text
        }

        fn clear(&mut self) -> Result<(), String> {
            self.set("");
            Ok(())
        }
    }

    fn keeper() -> (MemoryBoard, ClipboardKeeper, Receiver<ClipboardState>) {
        let board = MemoryBoard::default();
        let (sender, told) = mpsc::channel();
        let opened = board.clone();
        let tell = move |state| sender.send(state).expect("somebody listens");
        (board, ClipboardKeeper::start_with(move || Ok(opened.clone()), tell), told)
    }

    fn secret(lifetime: Option<Duration>) -> SecretText {
        SecretText {
            text: Zeroizing::new("a secret".to_owned()),
            token: TokenId(1),
            token_name: "t".to_owned(),
            lifetime,
            clears_ms: None,
        }
    }

    fn next(told: &Receiver<ClipboardState>) -> ClipboardState {
        told.recv_timeout(Duration::from_secs(10)).expect("news of the clipboard")
    }

    #[test]
    fn a_key_is_cleared_after_its_time() {
        let (board, keeper, told) = keeper();
        keeper.copy_secret(secret(Some(Duration::from_millis(20)))).unwrap();
        assert!(matches!(next(&told), ClipboardState::Holds { token_id: 1, .. }));
        assert!(matches!(next(&told), ClipboardState::Cleared));
        assert_eq!(board.text(), "");
    }

    #[test]
    fn what_another_program_copied_meanwhile_stays() {
        let (board, keeper, told) = keeper();
        keeper.copy_secret(secret(Some(Duration::from_millis(20)))).unwrap();
        next(&told);
        board.set("theirs");
        assert!(matches!(next(&told), ClipboardState::TakenOver));
        assert_eq!(board.text(), "theirs");
    }

    #[test]
    fn a_second_copy_has_its_whole_time_again() {
        let (board, keeper, told) = keeper();
        keeper.copy_secret(secret(Some(Duration::from_millis(1)))).unwrap();
        keeper.copy_secret(secret(None)).unwrap();
        // The first may have been cleared before the second came; the second is never.
        let news: Vec<_> =
            std::iter::from_fn(|| told.recv_timeout(Duration::from_millis(100)).ok()).collect();
        assert!(matches!(news.last(), Some(ClipboardState::Holds { .. })), "{news:?}");
        assert_eq!(board.text(), "a secret");
    }

    #[test]
    fn a_key_is_cleared_at_once_when_asked() {
        let (board, keeper, told) = keeper();
        keeper.copy_secret(secret(None)).unwrap();
        next(&told);
        keeper.clear().unwrap();
        assert!(matches!(next(&told), ClipboardState::Cleared));
        assert_eq!(board.text(), "");
        keeper.clear().unwrap();
    }

    #[test]
    fn a_plain_text_ends_the_countdown_and_is_never_cleared() {
        let (board, keeper, told) = keeper();
        keeper.copy_secret(secret(Some(Duration::from_mins(1)))).unwrap();
        next(&told);
        keeper.copy_text("10.0.0.1".to_owned()).unwrap();
        assert!(matches!(next(&told), ClipboardState::TakenOver));
        keeper.clear().unwrap();
        assert_eq!(board.text(), "10.0.0.1");
    }

    #[test]
    fn a_clipboard_that_can_not_be_opened_says_why_and_is_tried_again() {
        let keeper = ClipboardKeeper::start_with(|| Err::<MemoryBoard, _>("no display".to_owned()), |_| {});
        for _ in 0..2 {
            assert_eq!(keeper.copy_text("x".to_owned()), Err("no display".to_owned()));
        }
    }
}
