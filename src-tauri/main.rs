//! The desktop console.

#![cfg_attr(windows, windows_subsystem = "windows")]

fn main() -> anyhow::Result<()> {
    tokendesk_console::run(tokendesk_console::Arguments::from_env()?)
}
