//! The whole desktop, put together.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::bus::Bus;
use crate::compositor::Compositor;
use crate::display::{Display, X11Address};
use crate::folders::Folders;
use crate::process_group::ProcessGroup;
use crate::{Error, Frame};

/// What kind of desktop.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Size of the screen in pixels.
    pub screen: (u32, u32),
    /// Programs see this Wayland compositor; `None`: an X display.
    pub wayland: Option<Compositor>,
    /// Whose bus, keyring and folders programs see.
    pub session: Session,
    /// The `LANG` of programs; `None`: as here.
    pub lang: Option<String>,
}

/// Whose bus, keyring and folders programs on the desktop see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// Their own, thrown away at the end.
    Private(Keyring),
    /// The user's: only the display is private.
    OfTheUser,
}

/// The Secret Service of a private session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// A real one, empty and unlocked.
    Unlocked,
    /// A bus on which nobody keeps secrets.
    Absent,
}

/// A display with what belongs to it. Dropped, it kills every program that runs on it.
#[derive(Debug)]
pub struct Desktop {
    // Dropped in this order: the programs end before their folders vanish.
    group: ProcessGroup,
    display: Display,
    wayland: Option<Compositor>,
    bus: Option<Bus>,
    folders: Folders,
    session: Session,
    lang: Option<String>,
}

impl Desktop {
    /// Starts it; programs are to be started with [`Desktop::command`].
    pub fn start(setup: &Setup) -> Result<Desktop, Error> {
        let folders = Folders::new()?;
        let group = ProcessGroup::new()?;
        let (width, height) = setup.screen;
        let display = Display::start(&group, &folders, width, height)?;
        if let Some(compositor) = setup.wayland {
            compositor.start(&group, &folders, &display, setup.screen)?;
        }
        let bus = match setup.session {
            Session::OfTheUser => None,
            Session::Private(keyring) => {
                let bus = Bus::start(&group, &folders)?;
                if keyring == Keyring::Unlocked {
                    bus.start_keyring(&group, &folders)?;
                }
                Some(bus)
            }
        };
        let Setup { wayland, session, lang, .. } = setup.clone();
        Ok(Desktop { group, display, wayland, bus, folders, session, lang })
    }

    /// A program that will run on this desktop and die with it.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        self.display.give(&mut command);
        if self.wayland.is_some() {
            Compositor::give(&mut command);
        }
        if let Session::Private(_) = self.session {
            self.folders.give(&mut command);
            // Nothing of the machine's desktop settings, portals and accessibility bus.
            command.env("GSETTINGS_BACKEND", "memory").env("GTK_USE_PORTAL", "0").env("NO_AT_BRIDGE", "1");
        }
        if let Some(bus) = &self.bus {
            bus.give(&mut command);
        }
        if let Some(lang) = &self.lang {
            command.env("LANG", lang).env_remove("LC_ALL").env_remove("LANGUAGE");
        }
        self.group.adopt(&mut command);
        command
    }

    /// A folder that vanishes with the desktop; private to this user.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folders.root()
    }

    /// The Wayland compositor that programs see, if it is one.
    #[must_use]
    pub fn wayland(&self) -> Option<Compositor> {
        self.wayland
    }

    /// For an X client that is not a program of its own.
    #[must_use]
    pub fn x11(&self) -> X11Address {
        self.display.address()
    }

    /// What the display shows now.
    pub fn frame(&self) -> Result<Frame, Error> {
        self.display.frame()
    }
}
