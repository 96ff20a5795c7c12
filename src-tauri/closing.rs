//! Closing the window: where that would lose keys that are nowhere else, the page asks first.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tauri::{Manager, WebviewWindow, WindowEvent};

use crate::{seat::Seat, watch, wire::AtStake};

/// A page that has not shown the question after this time does not answer: the next wish is granted.
const SHOWN_WITHIN: Duration = Duration::from_secs(2);

/// Since when the page is to show the question, if it has not done so yet.
#[derive(Default)]
pub(crate) struct Closing(Mutex<Option<Instant>>);

impl Closing {
    /// The admin wants to close the window though keys are at stake: whether the page is to ask.
    fn is_to_ask(&self, now: Instant) -> bool {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = *since.get_or_insert(now);
        now.saturating_duration_since(asked) < SHOWN_WITHIN
    }

    /// The question is on the screen.
    pub(crate) fn note_shown(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Keeps the window open until the question is answered.
pub(crate) fn guard(window: &WebviewWindow) {
    let app = window.app_handle().clone();
    window.on_window_event(move |event| {
        let WindowEvent::CloseRequested { api, .. } = event else { return };
        let seat = app.state::<Arc<Seat>>();
        let at_stake = at_stake(&seat);
        if at_stake.is_nothing() || !seat.closing.is_to_ask(Instant::now()) {
            return;
        }
        api.prevent_close();
        watch::emit(&app, "closing", at_stake);
    });
}

/// What is lost when the program ends now.
pub(crate) fn at_stake(seat: &Seat) -> AtStake {
    let uncopied = seat.fresh.uncopied() + usize::from(seat.fresh_admin_key.is_uncopied());
    AtStake {
        imported: seat.imported_keys.unsaved().shown_once,
        is_importing: seat.imported_keys.are_being_drawn(),
        uncopied: u32::try_from(uncopied).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_shows_the_question_is_asked_each_time() {
        let (closing, start) = (Closing::default(), Instant::now());
        for minutes in 0..3 {
            let now = start + Duration::from_mins(minutes);
            assert!(closing.is_to_ask(now));
            // Whoever presses twice has not seen it yet.
            assert!(closing.is_to_ask(now + Duration::from_millis(300)));
            closing.note_shown();
        }
    }

    #[test]
    fn a_page_that_does_not_answer_keeps_nobody_from_closing_the_window() {
        let (closing, start) = (Closing::default(), Instant::now());
        assert!(closing.is_to_ask(start));
        assert!(!closing.is_to_ask(start + SHOWN_WITHIN));
    }
}
