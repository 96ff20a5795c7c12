//! The keeper, at a clipboard in memory.

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
    (board, ClipboardKeeper::start_with(move || Ok(Box::new(opened.clone())), tell), told)
}

fn secret(lifetime: Option<Duration>) -> SecretText {
    SecretText {
        text: Zeroizing::new("a secret".to_owned()),
        token: Some(TokenId(1)),
        name: "t".to_owned(),
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
    assert!(matches!(next(&told), ClipboardState::Holds { token_id: Some(1), .. }));
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
    let news: Vec<_> = std::iter::from_fn(|| told.recv_timeout(Duration::from_millis(100)).ok()).collect();
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
    let keeper = ClipboardKeeper::start_with(|| Err("no display".to_owned()), |_| {});
    for _ in 0..2 {
        assert_eq!(keeper.copy_text("x".to_owned()), Err("no display".to_owned()));
    }
}
