//! The desktop shell: one window, the commands it may call, the clipboard.
//!
//! The only Rust that imports tauri. Commands convert, call the desk, convert; the rules are elsewhere.

mod arguments;
mod clipboard;
mod closing;
mod commands;
mod convert;
mod crash;
mod daily_backup;
mod enforcer;
#[cfg(target_os = "linux")]
mod environment;
mod file_dialog;
mod fresh_keys;
mod imported_keys;
mod journal;
mod locale;
mod notifier;
mod rotation;
mod running_change;
mod seat;
mod start;
mod token_export;
mod token_file;
mod token_import;
mod unwritten;
mod vault_guard;
mod watch;
#[cfg(target_os = "linux")]
mod web_view;
mod window;
mod wire;

pub use arguments::Arguments;
pub use start::run;
