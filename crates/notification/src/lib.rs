//! Shows a notification on the desktop, and tells when somebody presses it.
//!
//! On Linux it speaks to the desktop's service on D-Bus. A machine without one shows nothing; so do macOS and Windows
//! for now. Whoever relies on it has other places where the same is said.

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
mod freedesktop;

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
pub use freedesktop::Notifier;

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// One line.
    pub summary: String,
    /// Some more words. Plain: services that read markup get it escaped.
    pub body: String,
    /// What a press on it does, for services that show that as a button.
    pub press: String,
}

/// Nothing is shown here.
#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
pub struct Notifier;

#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
impl Notifier {
    /// There is no service.
    pub fn connect(_session: Option<&str>) -> Option<Self> {
        None
    }

    /// Nothing is shown.
    pub fn show(self, _notification: &Notification, _pressed: impl FnOnce() + Send + 'static) {}
}
