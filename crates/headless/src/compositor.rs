//! A Wayland compositor without a screen.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;
use crate::display::Display;
use crate::folders::Folders;
use crate::process_group::ProcessGroup;

/// Which compositor; they differ in what they let programs do with the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compositor {
    /// Built on wlroots: offers the data-control protocol, as KDE's does.
    Sway,
    /// Lets only a program with a window at the clipboard, as GNOME's does. Its own screen is a window on the
    /// virtual X display: without it there would be no keyboard, so no focus and no clipboard.
    Weston,
}

impl Compositor {
    /// The first name that both of them give themselves.
    const SOCKET: &str = "wayland-1";

    pub(crate) fn start(
        self,
        group: &ProcessGroup,
        folders: &Folders,
        display: &Display,
        screen: (u32, u32),
    ) -> Result<(), Error> {
        const READY_WITHIN: Duration = Duration::from_secs(30);
        let (program, mut command) = match self {
            Compositor::Sway => ("sway", sway(folders, screen)?),
            Compositor::Weston => ("weston", weston(display, screen)),
        };
        folders.give(&mut command);
        group.adopt(&mut command);
        let log = folders.log(program);
        let log_file = fs::File::create(&log).map_err(Error::file(&log))?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log_file);
        let mut child =
            command.spawn().map_err(|source| Error::Start { program: program.to_owned(), source })?;
        let socket = folders.runtime().join(Compositor::SOCKET);
        let deadline = Instant::now() + READY_WITHIN;
        while !socket.exists() {
            if Instant::now() > deadline || child.try_wait().is_ok_and(|status| status.is_some()) {
                return Err(Error::NotReady { program, log });
            }
            thread::sleep(Duration::from_millis(20));
        }
        thread::spawn(move || child.wait());
        Ok(())
    }

    pub(crate) fn give(command: &mut Command) {
        command
            .env("WAYLAND_DISPLAY", Compositor::SOCKET)
            .env("GDK_BACKEND", "wayland")
            .env_remove("DISPLAY");
    }
}

fn sway(folders: &Folders, (width, height): (u32, u32)) -> Result<Command, Error> {
    let configuration = folders.root().join("sway.conf");
    let text = format!("xwayland disable\noutput HEADLESS-1 resolution {width}x{height}\n");
    fs::write(&configuration, text).map_err(Error::file(&configuration))?;
    let mut command = if is_root() {
        // It refuses to run as root, so it sees itself as somebody else.
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-user=65534", "sway"]);
        command
    } else {
        Command::new("sway")
    };
    command.arg("--config").arg(configuration);
    command.env("WLR_BACKENDS", "headless").env("WLR_LIBINPUT_NO_DEVICES", "1").env("WLR_RENDERER", "pixman");
    Ok(command)
}

fn weston(display: &Display, (width, height): (u32, u32)) -> Command {
    let mut command = Command::new("weston");
    command.args(["--backend=x11-backend.so", "--use-pixman", "--no-config", "--idle-time=0"]);
    command.arg(format!("--socket={}", Compositor::SOCKET));
    command.arg(format!("--width={width}")).arg(format!("--height={height}"));
    display.give(&mut command);
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
