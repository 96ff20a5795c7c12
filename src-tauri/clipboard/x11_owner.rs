//! Whose the clipboard of X11 is, asked of the display: a program that owns it and hangs answers nobody.

use x11rb::{
    connection::Connection,
    protocol::{
        res::{ClientIdMask, ClientIdSpec, ConnectionExt as _},
        xproto::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

/// Whether another program owns the clipboard. `None`: nobody owns it, or the display does not tell.
pub(super) fn is_foreign() -> Option<bool> {
    let (display, _) = x11rb::connect(None).ok()?;
    let clipboard = display.intern_atom(true, b"CLIPBOARD").ok()?.reply().ok()?.atom;
    let owner = display.get_selection_owner(clipboard).ok()?.reply().ok()?.owner;
    // Both as the display sees them: in a sandbox a program has another number for itself.
    let own = process_of(&display, display.setup().resource_id_base)?;
    Some(process_of(&display, owner)? != own)
}

/// The process of the program that made this window or has this range of numbers.
fn process_of(display: &RustConnection, client: u32) -> Option<u32> {
    let asked = ClientIdSpec { client, mask: ClientIdMask::LOCAL_CLIENT_PID };
    let answer = display.res_query_client_ids(&[asked]).ok()?.reply().ok()?;
    answer.ids.first()?.value.first().copied()
}
