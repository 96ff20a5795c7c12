//! logind: the machine goes to sleep, or `loginctl lock-session` and its like lock our session.
//!
//! While an inhibitor of the kind `delay` is held, the machine waits for us; it is given back when the listener
//! has done its work (source: <https://systemd.io/INHIBITOR_LOCKS/>).

use zbus::{
    MatchRule,
    blocking::{Connection, MessageIterator, Proxy, connection::Builder, fdo::DBusProxy},
    message::Type,
    zvariant::{OwnedFd, OwnedObjectPath},
};

use crate::SessionEvent;

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const SESSION: &str = "org.freedesktop.login1.Session";

pub(crate) fn listen(address: Option<&str>, listener: &dyn Fn(SessionEvent)) -> zbus::Result<()> {
    let connection = address.map_or_else(Builder::system, Builder::address)?.build()?;
    let manager = Proxy::new(&connection, NAME, PATH, MANAGER)?;
    let messages = MessageIterator::from(&connection);
    subscribe(&connection, MANAGER, "PrepareForSleep")?;
    subscribe(&connection, SESSION, "Lock")?;
    let own = own_session(&manager);
    let mut inhibitor = inhibit(&manager);
    for message in messages {
        let message = message?;
        let header = message.header();
        let interface = header.interface().map(zbus::names::InterfaceName::as_str);
        let signal = (interface, header.member().map(zbus::names::MemberName::as_str));
        match signal {
            (Some(MANAGER), Some("PrepareForSleep")) => match message.body().deserialize() {
                Ok(true) => {
                    listener(SessionEvent::Sleep);
                    drop(inhibitor.take());
                }
                Ok(false) => inhibitor = inhibit(&manager),
                Err(error) => tracing::warn!(%error, "logind says something else than expected"),
            },
            // Other people's sessions are theirs.
            (Some(SESSION), Some("Lock"))
                if own.as_ref().is_some_and(|own| header.path().is_some_and(|path| path == &**own)) =>
            {
                listener(SessionEvent::ScreenLocked);
            }
            _ => {}
        }
    }
    Ok(())
}

fn subscribe(connection: &Connection, interface: &str, member: &str) -> zbus::Result<()> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(NAME)?
        .interface(interface)?
        .member(member)?
        .build();
    Ok(DBusProxy::new(connection)?.add_match_rule(rule)?)
}

/// The session that this process shows its window in; none: logind knows of none.
fn own_session(manager: &Proxy<'_>) -> Option<OwnedObjectPath> {
    let named = std::env::var("XDG_SESSION_ID").ok();
    let found = named
        .iter()
        .map(String::as_str)
        .chain(["auto"])
        .find_map(|id| manager.call("GetSession", &(id,)).ok());
    if found.is_none() {
        tracing::info!("logind knows no session of ours");
    }
    found
}

fn inhibit(manager: &Proxy<'_>) -> Option<OwnedFd> {
    let why = "To lock the vault before the machine sleeps";
    match manager.call("Inhibit", &("sleep", "Tokendesk", why, "delay")) {
        Ok(inhibitor) => Some(inhibitor),
        Err(error) => {
            tracing::info!(%error, "the machine does not wait for us before it sleeps");
            None
        }
    }
}
