//! A virtual X display that only its owner can look at.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;
use crate::bus::first_line;
use crate::folders::Folders;
use crate::process_group::ProcessGroup;
use crate::screen::{self, Frame};

#[derive(Debug)]
pub(crate) struct Display {
    number: u32,
    cookie: [u8; 16],
    cookie_file: PathBuf,
    frame_file: PathBuf,
}

impl Display {
    /// Starts Xvfb on a display number that it finds free itself.
    pub(crate) fn start(
        group: &ProcessGroup,
        folders: &Folders,
        width: u32,
        height: u32,
    ) -> Result<Display, Error> {
        let cookie_file = folders.root().join("Xauthority");
        let cookie = new_cookie()?;
        write_cookie(&cookie_file, &cookie)?;
        let mut command = Command::new("Xvfb");
        command
            // It would start over whenever its last client leaves, and refuse one that comes meanwhile.
            .arg("-noreset")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .arg("-auth")
            .arg(&cookie_file)
            .arg("-fbdir")
            .arg(folders.root());
        group.adopt(&mut command);
        let line = first_line("Xvfb", &mut command, &folders.log("Xvfb"))?;
        let number = line.parse().map_err(|_| Error::Picture("Xvfb named no display number"))?;
        Ok(Display { number, cookie, cookie_file, frame_file: folders.root().join("Xvfb_screen0") })
    }

    pub(crate) fn give(&self, command: &mut Command) {
        command
            .env("DISPLAY", format!(":{}", self.number))
            .env("XAUTHORITY", &self.cookie_file)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY");
    }

    pub(crate) fn address(&self) -> X11Address {
        X11Address { socket: format!("/tmp/.X11-unix/X{}", self.number).into(), cookie: self.cookie }
    }

    pub(crate) fn frame(&self) -> Result<Frame, Error> {
        let bytes = fs::read(&self.frame_file).map_err(Error::file(&self.frame_file))?;
        screen::read_xwd(&bytes)
    }
}

/// Where an X client reaches the display, and what lets it in.
#[derive(Clone)]
pub struct X11Address {
    /// The display's socket.
    pub socket: PathBuf,
    /// The secret that [`X11Address::PROTOCOL`] asks for.
    pub cookie: [u8; 16],
}

impl X11Address {
    /// How a client proves that it may come in.
    pub const PROTOCOL: &str = "MIT-MAGIC-COOKIE-1";
}

fn new_cookie() -> Result<[u8; 16], Error> {
    let mut cookie = [0; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut random| random.read_exact(&mut cookie))
        .map_err(Error::file("/dev/urandom"))?;
    Ok(cookie)
}

/// One record of an Xauthority file that fits any host and any display number. Without it every user of
/// the machine could look at the display.
fn write_cookie(path: &Path, cookie: &[u8; 16]) -> Result<(), Error> {
    const WILD: u16 = 0xffff;
    let mut record = WILD.to_be_bytes().to_vec();
    for part in [b"".as_slice(), b"", X11Address::PROTOCOL.as_bytes(), cookie] {
        let length = u16::try_from(part.len()).expect("each part is short");
        record.extend(length.to_be_bytes());
        record.extend(part);
    }
    fs::write(path, record).map_err(Error::file(path))
}
