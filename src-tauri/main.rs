//! The desktop console.

#![cfg_attr(windows, windows_subsystem = "windows")]

/// Whatever is freed is wiped: also the copies of a key that libraries make on its way to the clipboard, to the
/// keyring and to the web view, and that no type of ours can reach.
///
/// The system's allocator would keep some 40 MB that building the lists of a million tokens has freed; this one
/// gives it back. In huge pages it would keep 25 MB of half-empty ones: decisions/0013.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<mimalloc::MiMalloc> =
    zeroizing_alloc::ZeroAlloc(mimalloc::MiMalloc);

fn main() -> anyhow::Result<()> {
    tokendesk_console::run(tokendesk_console::Arguments::from_env()?)
}
