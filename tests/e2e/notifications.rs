//! The notification service of a desktop, as far as the console speaks to it.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

use zbus::blocking::{Connection, connection::Builder};
use zbus::zvariant::OwnedValue;

use crate::desk::Shell;
use crate::patience::until;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const ID: u32 = 1;

pub(crate) struct Notifications {
    connection: Connection,
    shown: Receiver<String>,
}

struct Service(Mutex<Sender<String>>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[expect(clippy::unused_self, reason = "as the bus calls it")]
    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["body", "actions"]
    }

    #[expect(clippy::needless_pass_by_value, reason = "as the bus hands it over")]
    #[expect(clippy::too_many_arguments, reason = "as the specification has it")]
    fn notify(
        &self,
        app: &str,
        replaces: u32,
        icon: &str,
        summary: &str,
        body: &str,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        time: i32,
    ) -> u32 {
        assert_eq!((app, replaces, icon, time), ("Tokendesk", 0, "tokendesk", -1));
        assert!(hints.contains_key("desktop-entry") && actions[0] == "default", "{hints:?} {actions:?}");
        self.0.lock().expect("no panic").send(format!("{summary}\n{body}")).expect("the journey waits");
        ID
    }
}

impl Notifications {
    /// On the bus of this desktop.
    pub(crate) fn start(shell: &Shell<'_>) -> Notifications {
        let command = shell.command("true");
        let mut variables = command.get_envs();
        let (_, address) =
            variables.find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS").expect("a bus of its own");
        let address = address.and_then(std::ffi::OsStr::to_str).expect("an address");
        let (tell, shown) = mpsc::channel();
        let connection = Builder::address(address)
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.serve_at(PATH, Service(Mutex::new(tell))))
            .and_then(Builder::build)
            .expect("a service");
        Notifications { connection, shown }
    }

    /// Waits for a notification; its words.
    pub(crate) async fn next(&self) -> String {
        until("a notification", async || self.shown.try_recv().ok()).await
    }

    /// All that came since.
    pub(crate) fn told(&self) -> Vec<String> {
        self.shown.try_iter().collect()
    }

    /// The notification is pressed.
    pub(crate) fn press(&self) {
        self.connection
            .emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(ID, "default"))
            .expect("pressed");
    }
}
