//! Tells when the machine goes to sleep or its screen is locked, so that secrets can be put away first.
//!
//! On Linux it listens to logind and to the desktop's screen saver on D-Bus. A machine without them, or without
//! D-Bus, tells nothing; so do macOS and Windows for now. Whoever relies on it has other reasons to lock as well.

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
mod logind;
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
mod screen_saver;

use std::sync::Arc;

/// What happens to the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEvent {
    /// The machine goes to sleep as soon as this was handled.
    Sleep,
    /// The screen is locked.
    ScreenLocked,
}

/// Called for each event, on a thread of its own source. It should be quick: the machine waits for it before it
/// sleeps, but no longer than logind lets it (5 s by default).
pub type Listener = Arc<dyn Fn(SessionEvent) + Send + Sync>;

/// Which buses are listened to.
#[derive(Clone, Debug, Default)]
pub struct Buses {
    /// The address of the system bus; none: the usual one.
    pub system: Option<String>,
    /// The address of the session bus; none: the usual one.
    pub session: Option<String>,
}

/// Listens until the process ends. Returns at once.
#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
pub fn listen(buses: Buses, listener: &Listener) {
    let start = |name: &str, work: Box<dyn FnOnce(Listener) -> zbus::Result<()> + Send>| {
        let listener = Arc::clone(listener);
        let source = name.to_owned();
        let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            if let Err(error) = work(listener) {
                tracing::info!(%error, source, "is not listened to");
            }
        });
        if let Err(error) = spawned {
            tracing::warn!(%error, source = name, "is not listened to");
        }
    };
    start("logind", Box::new(move |listener| logind::listen(buses.system.as_deref(), &*listener)));
    start(
        "screen-saver",
        Box::new(move |listener| screen_saver::listen(buses.session.as_deref(), &*listener)),
    );
}

/// There is nothing to listen to.
#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
pub fn listen(_buses: Buses, _listener: &Listener) {}
