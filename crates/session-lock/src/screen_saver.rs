//! The desktop's screen saver: GNOME, KDE, Cinnamon, MATE and Xfce say on the session bus when it comes up, and it
//! comes up locked.

use zbus::{
    MatchRule,
    blocking::{MessageIterator, connection::Builder, fdo::DBusProxy},
    message::Type,
};

use crate::SessionEvent;

/// One signal under several names.
const INTERFACES: [&str; 5] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
];
const MEMBER: &str = "ActiveChanged";

pub(crate) fn listen(address: Option<&str>, listener: &dyn Fn(SessionEvent)) -> zbus::Result<()> {
    let connection = address.map_or_else(Builder::session, Builder::address)?.build()?;
    let messages = MessageIterator::from(&connection);
    let bus = DBusProxy::new(&connection)?;
    for interface in INTERFACES {
        let rule = MatchRule::builder().msg_type(Type::Signal).interface(interface)?.member(MEMBER)?.build();
        bus.add_match_rule(rule)?;
    }
    for message in messages {
        let message = message?;
        let header = message.header();
        let is_ours = header.member().is_some_and(|member| member == MEMBER)
            && header.interface().is_some_and(|name| INTERFACES.contains(&name.as_str()));
        if is_ours && message.body().deserialize().unwrap_or(false) {
            listener(SessionEvent::ScreenLocked);
        }
    }
    Ok(())
}
