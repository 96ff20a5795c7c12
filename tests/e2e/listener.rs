//! Somebody on the network who would like to hear from the console.

use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// Listens on this machine and keeps the first words of whoever connects.
pub(crate) struct Listener {
    pub(crate) port: u16,
    heard: Receiver<String>,
}

impl Listener {
    pub(crate) fn start() -> Listener {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = socket.local_addr().expect("its address").port();
        let (sender, heard) = mpsc::channel();
        thread::spawn(move || {
            for mut caller in socket.incoming().flatten() {
                let mut words = [0; 200];
                // A connection is news even if nothing is said.
                let _ = caller.set_read_timeout(Some(Duration::from_millis(300)));
                let length = caller.read(&mut words).unwrap_or(0);
                if sender.send(String::from_utf8_lossy(&words[..length]).into_owned()).is_err() {
                    return;
                }
            }
        });
        Listener { port, heard }
    }

    /// Everything that was heard until now.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.try_iter().collect()
    }

    /// Waits until somebody has connected.
    pub(crate) fn hears_somebody(&self) -> bool {
        self.heard.recv_timeout(Duration::from_secs(10)).is_ok()
    }
}
