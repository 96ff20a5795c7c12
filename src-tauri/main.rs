//! The desktop console.

#![cfg_attr(windows, windows_subsystem = "windows")]

#[global_allocator]
static ALLOCATOR: tokendesk_allocator::Allocator = tokendesk_allocator::ALLOCATOR;

fn main() -> anyhow::Result<()> {
    tokendesk_allocator::give_back_soon();
    tokendesk_console::run(tokendesk_console::Arguments::from_env()?)
}
