//! The console's window, as the window manager sees it.

use std::os::unix::net::UnixStream;

use tokendesk_headless::X11Address;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window};
use x11rb::rust_connection::{DefaultStream, RustConnection};

/// Asks the window of this title to close, as its cross does: the program may still do its duties.
pub(crate) fn close(address: &X11Address, title: &str) {
    let display = connect(address);
    let root = display.setup().roots[0].root;
    let window = titled(&display, root, title).unwrap_or_else(|| panic!("no window is called {title}"));
    let atom = |name: &[u8]| {
        display.intern_atom(false, name).expect("a request").reply().expect("the display answers").atom
    };
    let please = ClientMessageEvent::new(
        32,
        window,
        atom(b"WM_PROTOCOLS"),
        [atom(b"WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0],
    );
    display.send_event(false, window, EventMask::NO_EVENT, please).expect("a request");
    // An answer to anything later means that the display has sent it on.
    display.get_input_focus().expect("a request").reply().expect("the display answers");
}

/// The window of this title, if it is shown.
pub(crate) fn find(address: &X11Address, title: &str) -> Option<Window> {
    let display = connect(address);
    titled(&display, display.setup().roots[0].root, title)
}

fn connect(address: &X11Address) -> RustConnection {
    let socket = UnixStream::connect(&address.socket).expect("the display answers");
    let (stream, _) = DefaultStream::from_unix_stream(socket).expect("a stream");
    RustConnection::connect_to_stream_with_auth_info(
        stream,
        0,
        X11Address::PROTOCOL.into(),
        address.cookie.to_vec(),
    )
    .expect("the display lets us in")
}

fn titled(display: &RustConnection, window: Window, title: &str) -> Option<Window> {
    // The older WM_NAME is written in other ways in other scripts.
    let in_utf8 = display.intern_atom(false, b"_NET_WM_NAME").expect("a request").reply();
    let in_utf8 = in_utf8.expect("the display answers").atom;
    let name = display
        .get_property(false, window, in_utf8, AtomEnum::ANY, 0, 64)
        .expect("a request")
        .reply()
        // A window may close while it is looked at.
        .ok()?;
    let protocols = display.intern_atom(false, b"WM_PROTOCOLS").expect("a request").reply();
    let protocols = protocols.expect("the display answers").atom;
    // Only the outermost window of a program can be asked to close.
    let can_close = display
        .get_property(false, window, protocols, AtomEnum::ATOM, 0, 8)
        .expect("a request")
        .reply()
        .is_ok_and(|reply| reply.value_len > 0);
    let is_shown = || {
        let attributes = display.get_window_attributes(window).expect("a request").reply();
        attributes.is_ok_and(|attributes| attributes.map_state == MapState::VIEWABLE)
    };
    if name.value == title.as_bytes() && can_close && is_shown() {
        return Some(window);
    }
    let tree = display.query_tree(window).expect("a request").reply().ok()?;
    tree.children.into_iter().find_map(|child| titled(display, child, title))
}
