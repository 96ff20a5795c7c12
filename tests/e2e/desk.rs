//! A desk: a private desktop with a data folder, and the console on it.

use std::path::{Path, PathBuf};
use std::process::Command;

use fantoccini::Client;
use rusqlite::{Connection, OpenFlags};
use tokendesk_headless::{Compositor, Desktop, Frame, Keyring, Session, Setup};

use crate::driver::Driver;
use crate::medium::Medium;
use crate::patience::until;
use crate::{axe, input_method, pictures, window};

pub(crate) const CONSOLE: &str = env!("CARGO_BIN_EXE_tokendesk-console");

pub(crate) struct Desk {
    /// The window. A session of the driver lasts as long as the program that it started.
    pub(crate) client: Client,
    driver: Driver,
    desktop: Desktop,
}

/// What is unlike the usual desk.
#[derive(Clone, Copy)]
pub(crate) struct Conditions {
    pub(crate) keyring: Keyring,
    pub(crate) lang: &'static str,
    pub(crate) time_zone: &'static str,
    /// IBus runs; [`Desk::switch_on`] chooses the method.
    pub(crate) input_methods: bool,
    /// On this Wayland compositor instead of an X display.
    pub(crate) wayland: Option<Compositor>,
    /// What the data folder lies on.
    pub(crate) medium: Medium,
}

impl Default for Conditions {
    fn default() -> Conditions {
        Conditions {
            keyring: Keyring::Unlocked,
            lang: "en_US.UTF-8",
            time_zone: "UTC",
            input_methods: false,
            wayland: None,
            medium: Medium::Plain,
        }
    }
}

impl Desk {
    /// A new desk with no tokens; the console is open.
    pub(crate) async fn open() -> Desk {
        Desk::open_with(Conditions::default()).await
    }

    pub(crate) async fn open_with(conditions: Conditions) -> Desk {
        Desk::prepared(conditions, |_| ()).await
    }

    /// A desk on which something was done (by the command line) before the console was started.
    pub(crate) async fn prepared(conditions: Conditions, prepare: impl FnOnce(&Shell<'_>)) -> Desk {
        let desktop = Desktop::start(&Setup {
            screen: (1400, 1000),
            wayland: conditions.wayland,
            session: Session::Private(conditions.keyring),
            lang: Some(conditions.lang.to_owned()),
        })
        .expect("a private desktop");
        prepare(&Shell { desktop: &desktop });
        let mut environment = vec![("TZ", conditions.time_zone)];
        if conditions.input_methods {
            Shell { desktop: &desktop }.start_input_methods();
            environment.push(input_method::ENVIRONMENT);
        }
        let on_medium = |program: &str| conditions.medium.command(&desktop, &data_folder(&desktop), program);
        let driver = Driver::start(&desktop, on_medium, &environment).await;
        let client = launch(&driver, &desktop).await;
        let desk = Desk { client, driver, desktop };
        desk.see("main", "*").await;
        desk
    }

    /// Ends the console as the session's end would, and starts it again on the same data.
    pub(crate) async fn restart(&mut self) {
        self.client.clone().close().await.expect("the console ends");
        self.client = launch(&self.driver, &self.desktop).await;
        self.see("main", "*").await;
    }

    /// Closes the window, and waits until the console has ended.
    pub(crate) async fn quit(&self) {
        self.wish_to_close();
        self.has_ended().await;
    }

    /// Presses the window's cross.
    pub(crate) fn wish_to_close(&self) {
        window::close(&self.desktop.x11(), "Tokendesk");
    }

    pub(crate) async fn has_ended(&self) {
        let ended = async || self.client.title().await.is_err().then_some(());
        until("the console to end", ended).await;
    }

    /// The folder that holds everything that is written on this desktop, and vanishes with it.
    pub(crate) fn folder(&self) -> &Path {
        self.desktop.folder()
    }

    /// The process that starts the console.
    pub(crate) fn driver_id(&self) -> u32 {
        self.driver.id
    }

    /// Whether a window of this title is on the display.
    pub(crate) fn shows_window(&self, title: &str) -> bool {
        self.shell().shows_window(title)
    }

    /// What the whole display shows now.
    pub(crate) fn frame(&self) -> Frame {
        self.desktop.frame().expect("a picture of the display")
    }

    pub(crate) fn shell(&self) -> Shell<'_> {
        Shell { desktop: &self.desktop }
    }
}

async fn launch(driver: &Driver, desktop: &Desktop) -> Client {
    let data = data_folder(desktop).to_string_lossy().into_owned();
    let client = driver.launch(CONSOLE, &["--data".to_owned(), data]).await;
    axe::bring(&client).await;
    client
}

fn data_folder(desktop: &Desktop) -> PathBuf {
    desktop.folder().join("desk")
}

impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            pictures::save_failure(&self.desktop);
        }
    }
}

/// Other programs on the same desktop and the same data.
pub(crate) struct Shell<'a> {
    desktop: &'a Desktop,
}

impl<'a> Shell<'a> {
    pub(crate) fn on(desktop: &'a Desktop) -> Shell<'a> {
        Shell { desktop }
    }

    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        self.desktop.command(program)
    }

    /// Whether programs see a Wayland compositor, which has a clipboard of its own.
    pub(crate) fn is_wayland(&self) -> bool {
        self.desktop.wayland().is_some()
    }

    pub(crate) fn data(&self) -> PathBuf {
        data_folder(self.desktop)
    }

    /// The built command line; it lies beside the console.
    pub(crate) fn tokendesk(&self) -> Command {
        self.tokendesk_on(&self.data())
    }

    /// As [`Shell::tokendesk`], on another data folder.
    pub(crate) fn tokendesk_on(&self, data: &Path) -> Command {
        let program = Path::new(CONSOLE).with_file_name("tokendesk");
        assert!(program.is_file(), "{} is not built: `cargo build --workspace`", program.display());
        let mut command = self.command(program);
        command.arg("--data").arg(data);
        command
    }

    /// Whether a window of this title is on the display.
    pub(crate) fn shows_window(&self, title: &str) -> bool {
        self.window(title).is_some()
    }

    /// The window of this title, by its number on the display.
    pub(crate) fn window(&self, title: &str) -> Option<u32> {
        window::find(&self.desktop.x11(), title)
    }

    /// The data file, to be changed behind the console's back.
    pub(crate) fn open_by_hand(&self) -> Connection {
        Connection::open(self.data().join("tokendesk.db")).expect("the data file")
    }

    /// The data file, to look into.
    pub(crate) fn store(&self) -> Connection {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(self.data().join("tokendesk.db"), flags).expect("the data file")
    }
}
