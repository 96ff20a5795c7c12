//! The desktop's service by the Desktop Notifications Specification 1.3
//! (<https://specifications.freedesktop.org/notification/1.3/>).

use std::{collections::HashMap, thread};

use zbus::{
    MatchRule,
    blocking::{Connection, MessageIterator, Proxy, connection::Builder},
    message::Type,
    zvariant::Value,
};

use crate::Notification;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// The key of the action that a press on the notification itself is.
const PRESS: &str = "default";
/// As long as the service finds right.
const USUAL_TIME: i32 = -1;

/// A desktop that shows notifications.
pub struct Notifier {
    connection: Connection,
    /// Its service reads `<b>` and `&amp;`.
    reads_markup: bool,
}

impl Notifier {
    /// The desktop's service on the session bus, or on the bus with this address; none: there is no service.
    pub fn connect(session: Option<&str>) -> Option<Self> {
        let connected = session.map_or_else(Builder::session, Builder::address).and_then(Builder::build);
        let asked = connected.and_then(|connection| {
            let abilities: Vec<String> =
                Proxy::new(&connection, NAME, PATH, NAME)?.call("GetCapabilities", &())?;
            Ok(Self { connection, reads_markup: abilities.iter().any(|one| one == "body-markup") })
        });
        asked.inspect_err(|error| tracing::info!(%error, "the desktop shows no notifications")).ok()
    }

    /// Shows it, and calls `pressed` if somebody presses it while it is there.
    pub fn show(self, notification: &Notification, pressed: impl FnOnce() + Send + 'static) {
        let shown = self.notify(notification).and_then(|(id, messages)| {
            let wait = move || {
                // Its connection stays as long as the notification does.
                let Self { connection: _connection, .. } = self;
                if was_pressed(id, messages) {
                    pressed();
                }
            };
            Ok(thread::Builder::new().name("notification".to_owned()).spawn(wait)?)
        });
        if let Err(error) = shown {
            tracing::warn!(%error, "the notification could not be shown");
        }
    }

    fn notify(&self, notification: &Notification) -> zbus::Result<(u32, MessageIterator)> {
        let Notification { summary, body, press } = notification;
        let rule = MatchRule::builder().msg_type(Type::Signal).sender(NAME)?.interface(NAME)?.build();
        // Before it is shown: it may be pressed at once.
        let messages = MessageIterator::for_match_rule(rule, &self.connection, None)?;
        let body = if self.reads_markup { escaped(body) } else { body.clone() };
        let hints: HashMap<&str, Value<'_>> = HashMap::from([("desktop-entry", "tokendesk".into())]);
        let actions = [PRESS, press.as_str()];
        let id = Proxy::new(&self.connection, NAME, PATH, NAME)?.call(
            "Notify",
            &(
                "Tokendesk",
                0_u32,
                "tokendesk",
                summary.as_str(),
                body.as_str(),
                &actions[..],
                hints,
                USUAL_TIME,
            ),
        )?;
        Ok((id, messages))
    }
}

/// Waits until the notification is gone; whether it was pressed.
fn was_pressed(id: u32, messages: MessageIterator) -> bool {
    for message in messages.flatten() {
        let header = message.header();
        match header.member().map(zbus::names::MemberName::as_str) {
            Some("ActionInvoked") => {
                if matches!(message.body().deserialize::<(u32, String)>(), Ok((of, key)) if of == id && key == PRESS)
                {
                    return true;
                }
            }
            Some("NotificationClosed") => {
                if matches!(message.body().deserialize::<(u32, u32)>(), Ok((of, _)) if of == id) {
                    return false;
                }
            }
            _ => {}
        }
    }
    false
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
