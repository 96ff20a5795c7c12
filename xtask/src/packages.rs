//! The system's packages that the console is built on, shown on and tested with.

use std::fs;
use std::io::{IsTerminal, stdin};
use std::process::Command;

use anyhow::{Result, bail};

use crate::program;

/// Something that the system has to provide.
pub(crate) struct Need {
    /// Name of the package in Debian and Ubuntu, Fedora, Arch.
    debian: &'static str,
    fedora: &'static str,
    arch: &'static str,
    proof: Proof,
}

/// How to see on a system without dpkg that it is there.
enum Proof {
    Program(&'static str),
    /// A module that pkg-config finds.
    Library(&'static str),
    /// A font family that fontconfig finds.
    Font(&'static str),
}

const fn need(debian: &'static str, fedora: &'static str, arch: &'static str, proof: Proof) -> Need {
    Need { debian, fedora, arch, proof }
}

use Proof::{Font, Library, Program};

/// To compile the console.
pub(crate) const BUILD: &[Need] = &[
    need("gcc", "gcc", "gcc", Program("cc")),
    need("libc6-dev", "glibc-devel", "glibc", Program("cc")),
    need("pkg-config", "pkgconf-pkg-config", "pkgconf", Program("pkg-config")),
    need("libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1", Library("webkit2gtk-4.1")),
];

/// To show it where there is no display.
pub(crate) const HEADLESS: &[Need] = &[
    need("xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", Program("Xvfb")),
    need("dbus", "dbus-daemon", "dbus", Program("dbus-daemon")),
    need("dbus", "dbus-tools", "dbus", Program("dbus-send")),
    need("gnome-keyring", "gnome-keyring", "gnome-keyring", Program("gnome-keyring-daemon")),
    need("fonts-noto-core", "google-noto-sans-fonts", "noto-fonts", Font("Noto Sans")),
    need("fonts-noto-cjk", "google-noto-sans-cjk-fonts", "noto-fonts-cjk", Font("Noto Sans CJK KR")),
];

/// To drive it like a person, also with a Korean and a Chinese input method, and to look at its clipboard
/// from another program, on X11 and under two Wayland compositors.
pub(crate) const DRIVE: &[Need] = &[
    need("webkit2gtk-driver", "webkit2gtk-driver", "webkit2gtk-4.1", Program("WebKitWebDriver")),
    need("xclip", "xclip", "xclip", Program("xclip")),
    need("xdotool", "xdotool", "xdotool", Program("xdotool")),
    need("sway", "sway", "sway", Program("sway")),
    need("weston", "weston", "weston", Program("weston")),
    need("wl-clipboard", "wl-clipboard", "wl-clipboard", Program("wl-paste")),
    need("ibus", "ibus", "ibus", Program("ibus-daemon")),
    need("ibus-gtk3", "ibus-gtk3", "ibus", Program("ibus-daemon")),
    need("ibus-hangul", "ibus-hangul", "ibus-hangul", Program("ibus-daemon")),
    need("ibus-libpinyin", "ibus-libpinyin", "ibus-libpinyin", Program("ibus-daemon")),
];

/// The gateways that the verifier is tested behind, what fetches those that are no packages, and the judge of its
/// systemd unit.
pub(crate) const GATEWAYS: &[Need] = &[
    need("nginx", "nginx", "nginx", Program("nginx")),
    need("haproxy", "haproxy", "haproxy", Program("haproxy")),
    need("python3-pip", "python3-pip", "python-pip", Program("python3")),
    need("systemd", "systemd", "systemd", Program("systemd-analyze")),
];

/// Installs what is missing of `groups`, or says what to install.
pub(crate) fn install(groups: &[&[Need]]) -> Result<()> {
    let needs = groups.iter().copied().flatten();
    if cfg!(not(target_os = "linux")) {
        return Ok(()); // macOS and Windows bring their own web view; cargo itself asks for a linker.
    }
    if !program::is_there("apt-get") || !program::is_there("dpkg-query") {
        return check_by_hand(&needs.filter(|need| !need.proof.holds()).collect::<Vec<_>>());
    }
    let mut missing: Vec<&str> = needs.map(|need| need.debian).filter(|name| !is_installed(name)).collect();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("  missing: {}", missing.join(" "));
    let Some(apt_get) = apt_get() else {
        bail!(
            "this user is neither root nor has sudo. Run as root:\n  apt-get update && \
             apt-get install -y --no-install-recommends {}",
            missing.join(" ")
        );
    };
    let update = || program::run(apt_get().args(["update", "-qq"]));
    let install = || {
        let options = ["install", "-y", "-qq", "-o", "DPkg::Lock::Timeout=500", "--no-install-recommends"];
        program::run(apt_get().args(options).args(&missing))
    };
    if !has_package_lists() {
        update()?;
    }
    // Lists that are out of date name packages that are gone: try once more with new ones.
    install().or_else(|_| update().and_then(|()| install()))
}

/// No questions, and no service is started: a test brings up its own nginx, on a port of its own.
const QUIETLY: [(&str, &str); 2] = [("DEBIAN_FRONTEND", "noninteractive"), ("SYSTEMD_OFFLINE", "1")];

fn is_installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    query.args(["-W", "-f", "${db:Status-Status}", package]);
    program::output(&mut query).is_some_and(|status| status == "installed")
}

fn has_package_lists() -> bool {
    fs::read_dir("/var/lib/apt/lists").is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
    })
}

/// How to start apt-get with the right to install; `None` where this user can't have it.
fn apt_get() -> Option<fn() -> Command> {
    let is_root = program::output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if is_root {
        return Some(|| {
            let mut command = Command::new("apt-get");
            command.envs(QUIETLY);
            command
        });
    }
    if !program::is_there("sudo") {
        return None;
    }
    eprintln!("  only root may install packages: asking through sudo");
    Some(|| {
        let mut command = Command::new("sudo");
        if !stdin().is_terminal() {
            command.arg("--non-interactive");
        }
        command.arg("env").args(QUIETLY.map(|(name, value)| format!("{name}={value}"))).arg("apt-get");
        command
    })
}

fn check_by_hand(missing: &[&Need]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let list = |name: fn(&Need) -> &'static str| {
        let mut names: Vec<_> = missing.iter().map(|need| name(need)).collect();
        names.dedup();
        names.join(" ")
    };
    bail!(
        "these are missing, and only Debian and Ubuntu are set up by this command:\n  {}\n\
         Fedora:  sudo dnf install {}\n\
         Arch:    sudo pacman -S {}\n\
         (the names in Debian: {})",
        missing.iter().map(|need| need.proof.words()).collect::<Vec<_>>().join(", "),
        list(|need| need.fedora),
        list(|need| need.arch),
        list(|need| need.debian),
    );
}

impl Proof {
    fn holds(&self) -> bool {
        match self {
            Program(name) => program::is_there(name),
            Library(name) => program::output(Command::new("pkg-config").args(["--exists", name])).is_some(),
            Font(name) => program::output(Command::new("fc-list").arg(name))
                .is_some_and(|fonts| !fonts.trim().is_empty()),
        }
    }

    fn words(&self) -> String {
        match self {
            Program(name) => format!("the program {name}"),
            Library(name) => format!("the library {name}"),
            Font(name) => format!("the font {name}"),
        }
    }
}
