//! A private desktop on a machine without a screen: a virtual display, a session bus with an
//! unlocked keyring, and folders of its own. All of it ends with its owner, however that ends.
//!
//! Used by `cargo xtask run` where there is no display, and by the end-to-end tests. It knows
//! nothing of Tokendesk and talks to Linux only.

#![cfg(target_os = "linux")]

mod bus;
mod compositor;
mod desktop;
mod display;
mod error;
mod folders;
mod process_group;
mod screen;

pub use compositor::Compositor;
pub use desktop::{Desktop, Keyring, Session, Setup};
pub use display::X11Address;
pub use error::Error;
pub use screen::Frame;
