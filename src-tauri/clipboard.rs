//! Keys on the clipboard: out of histories, cleared after their time if they are still ours, cleared on quit.
//!
//! One thread keeps it; which kind of clipboard that is, [`board`] knows.

mod board;
#[cfg(target_os = "linux")]
mod data_control;
#[cfg(target_os = "linux")]
mod gtk;
mod system;
#[cfg(target_os = "linux")]
mod x11_owner;

use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use tokendesk_domain::token::TokenId;
use zeroize::Zeroizing;

use self::board::Board;
use crate::wire::ClipboardState;

/// A key, or a text with a secret in it, that is to be copied.
pub(crate) struct SecretText {
    pub(crate) text: Zeroizing<String>,
    /// Whose key it is; none: it is no key.
    pub(crate) token: Option<TokenId>,
    /// The token's or the text's, for people.
    pub(crate) name: String,
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
        Self::start_with(board::open, tell)
    }

    fn start_with(
        open: impl Fn() -> Result<Box<dyn Board>, String> + Send + 'static,
        tell: impl Fn(ClipboardState) + Send + 'static,
    ) -> Self {
        let (sender, orders) = mpsc::channel();
        let keep = move || Keeper { open, tell, board: None, held: None }.serve(&orders);
        thread::Builder::new().name("clipboard".to_owned()).spawn(keep).expect("a thread starts");
        Self(sender)
    }

    /// Copies a secret.
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

struct Keeper<O, T> {
    open: O,
    tell: T,
    board: Option<Box<dyn Board>>,
    held: Option<Held>,
}

impl<O: Fn() -> Result<Box<dyn Board>, String>, T: Fn(ClipboardState)> Keeper<O, T> {
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

    fn board(&mut self) -> Result<&mut dyn Board, String> {
        let board = match &mut self.board {
            Some(board) => board,
            empty => empty.insert((self.open)()?),
        };
        Ok(board.as_mut())
    }

    fn put_secret(&mut self, secret: SecretText) -> Result<(), String> {
        let SecretText { text, token, name, lifetime, clears_ms } = secret;
        self.board()?.put_secret(&text)?;
        self.held = Some(Held { text, until: lifetime.map(|lifetime| Instant::now() + lifetime) });
        (self.tell)(ClipboardState::Holds { token_id: token.map(|id| id.0), name, clears_ms });
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
            self.board = None;
            (self.tell)(ClipboardState::TakenOver);
            return Ok(());
        }
        let cleared = board.clear();
        match &cleared {
            Ok(()) => {
                // Its buffers still hold what passed through them; freed, they are wiped.
                self.board = None;
                (self.tell)(ClipboardState::Cleared);
            }
            // It still lies there: try again at the next occasion.
            Err(_) => self.held = Some(Held { until: None, ..held }),
        }
        cleared
    }
}

#[cfg(test)]
mod tests;
