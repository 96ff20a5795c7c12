//! The clipboard of a Wayland compositor that lets only the focused window change it (GNOME's): GTK offers the text
//! and asks for it when another program pastes. To clear it, it is enough to have no answer any more.

use std::{
    sync::{Arc, Mutex, PoisonError, Weak, mpsc},
    time::Duration,
};

use gtk::{Clipboard, TargetEntry, TargetFlags, gdk, glib::MainContext};
use zeroize::Zeroizing;

use super::board::Board;

/// What pasting programs ask for. The names without a slash are X11's; GTK programs use them on Wayland, too.
const TEXT_FORMATS: [&str; 5] = ["text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "STRING", "TEXT"];
/// Clipboard histories that keep secrets out look for this (source: KDE's Klipper).
const SECRET_HINT: &str = "x-kde-passwordManagerHint";

const IS_TEXT: u32 = 0;
const IS_HINT: u32 = 1;

/// The text on offer; none: its time is over.
type Offer = Mutex<Option<Zeroizing<String>>>;

/// GTK holds the offer until another program copies something.
#[derive(Default)]
pub(super) struct GtkBoard(Weak<Offer>);

impl GtkBoard {
    fn put(&mut self, text: &str, is_secret: bool) -> Result<(), String> {
        /// The window's thread may be busy painting, but no longer than this.
        const PATIENCE: Duration = Duration::from_secs(3);
        let offer = Arc::new(Mutex::new(Some(Zeroizing::new(text.to_owned()))));
        self.0 = Arc::downgrade(&offer);
        let (reply, answer) = mpsc::channel();
        MainContext::default().invoke(move || {
            // Whoever asked may have stopped waiting.
            let _ = reply.send(serve(offer, is_secret));
        });
        match answer.recv_timeout(PATIENCE) {
            Ok(true) => Ok(()),
            Ok(false) => Err("the desktop does not let this window change the clipboard".to_owned()),
            Err(_) => {
                // The window would put it there later, when nobody counts down for it any more.
                self.clear()?;
                Err("the window does not answer".to_owned())
            }
        }
    }
}

impl Board for GtkBoard {
    fn put_secret(&mut self, text: &str) -> Result<(), String> {
        self.put(text, true)
    }

    fn put_text(&mut self, text: &str) -> Result<(), String> {
        self.put(text, false)
    }

    fn holds(&mut self, text: &str) -> bool {
        self.0.upgrade().is_some_and(|offer| lock(&offer).as_ref().is_some_and(|offered| **offered == *text))
    }

    fn clear(&mut self) -> Result<(), String> {
        let Some(offer) = self.0.upgrade() else { return Ok(()) };
        *lock(&offer) = None;
        // From now on nothing is served. Other programs learn of it as soon as the desktop lets the window say so.
        let offer = Weak::clone(&self.0);
        MainContext::default().invoke(move || {
            if offer.strong_count() > 0 {
                clipboard().clear();
            }
        });
        Ok(())
    }
}

/// On the window's thread. False: the desktop refused.
fn serve(offer: Arc<Offer>, is_secret: bool) -> bool {
    let entry = |name, info| TargetEntry::new(name, TargetFlags::empty(), info);
    let mut formats: Vec<_> = TEXT_FORMATS.iter().map(|name| entry(name, IS_TEXT)).collect();
    if is_secret {
        formats.push(entry(SECRET_HINT, IS_HINT));
    }
    clipboard().set_with_data(&formats, move |_, selection, info| {
        if info == IS_HINT {
            selection.set(&gdk::Atom::intern(SECRET_HINT), 8, b"secret");
        } else if let Some(text) = &*lock(&offer) {
            selection.set_text(text);
        }
    })
}

fn clipboard() -> Clipboard {
    Clipboard::get(&gdk::SELECTION_CLIPBOARD)
}

fn lock(offer: &Offer) -> std::sync::MutexGuard<'_, Option<Zeroizing<String>>> {
    offer.lock().unwrap_or_else(PoisonError::into_inner)
}
