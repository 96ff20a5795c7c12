//! WebKit's own WebDriver, one for each desk: the console inherits its environment.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokendesk_headless::Desktop;

use crate::patience::until;

pub(crate) struct Driver {
    port: u16,
    /// Its process.
    pub(crate) id: u32,
}

impl Driver {
    /// Starts what `command` makes of the driver's name; `environment` is for the console.
    pub(crate) async fn start(
        desktop: &Desktop,
        command: impl FnOnce(&str) -> Command,
        environment: &[(&str, &str)],
    ) -> Driver {
        let port = free_port();
        let log = File::create(desktop.folder().join("driver.log")).expect("a log file");
        let mut driver = command("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            // Makes the console's web view accept a driver.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log file"))
            .stderr(log)
            .spawn()
            .expect("`WebKitWebDriver` starts");
        let id = driver.id();
        // It ends with the desktop; then somebody has to take note.
        thread::spawn(move || driver.wait());
        until("WebKitWebDriver to listen", async || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok())
            .await;
        Driver { port, id }
    }

    /// Starts a program with a web view and takes hold of its window.
    pub(crate) async fn launch(&self, program: &str, arguments: &[String]) -> Client {
        let wanted = json!({ "webkitgtk:browserOptions": { "binary": program, "args": arguments } });
        let Value::Object(capabilities) = wanted else { unreachable!("an object") };
        ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .expect("the console starts and lets itself be driven")
    }
}

/// The system's choice. Somebody could take it before the driver does; then the driver does not listen.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}
