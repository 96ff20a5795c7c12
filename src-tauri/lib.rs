//! The desktop shell: one window, the commands it may call, the clipboard.
//!
//! The only Rust that imports tauri. Commands convert, call the desk, convert; the rules are elsewhere.

mod arguments;
mod clipboard;
mod commands;
mod convert;
mod fresh_keys;
mod graphics;
mod journal;
mod locale;
mod seat;
mod start;
mod watch;
mod window;
mod wire;

pub use arguments::Arguments;
pub use start::run;
