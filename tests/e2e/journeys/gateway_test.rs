//! The whole chain by hand: enforce, take nginx's configuration, start it, test it.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::desk::Desk;
use crate::patience::until;
use crate::visits::{Look, visits};
use crate::words::Words;

/// The real nginx with a configuration of the console's; ends with its test.
struct Nginx(Child);

impl Nginx {
    async fn start(folder: &Path, configuration: &str, at: SocketAddr) -> Nginx {
        fs::create_dir_all(folder).expect("a folder");
        fs::write(folder.join("tokendesk.conf"), configuration).expect("written");
        let place = folder.display();
        // What stands around it where nginx is a system's service.
        let frame = format!(
            "daemon off; user root; pid {place}/pid; error_log stderr; worker_processes 1;\n\
             events {{ worker_connections 64; }}\n\
             http {{ access_log off; client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;\n\
             fastcgi_temp_path {place}/f; uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n\
             include {place}/tokendesk.conf; }}\n"
        );
        fs::write(folder.join("nginx.conf"), frame).expect("written");
        let mut command = Command::new("/usr/sbin/nginx");
        command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
        let log = fs::File::create(folder.join("log")).expect("a log");
        let nginx = Nginx(command.stdin(Stdio::null()).stderr(log).spawn().expect("nginx starts"));
        until("nginx", async || TcpStream::connect(at).ok()).await;
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It takes its workers along when it is asked.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// Addresses that were free a moment ago, all different.
fn free_addresses<const N: usize>() -> [SocketAddr; N] {
    let taken: [TcpListener; N] =
        std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    taken.map(|listener| listener.local_addr().expect("its address"))
}

/// Up to the test's dialog, with enforcement on and nginx in front of a service that is not running.
async fn open_test(desk: &Desk, say: impl Fn(&str) -> String) -> Nginx {
    let [verifier, gateway, backend] = free_addresses();
    desk.click("button", &say("Verifier")).await;
    desk.fill(&say("Address"), &verifier.to_string()).await;
    desk.press("Enter").await;
    desk.turn_on("switch", &say("Enforce on this machine")).await;
    desk.see("heading", &say("No requests yet")).await;
    desk.click("button", &say("Set up a gateway")).await;
    desk.fill(&say("Backend"), &backend.to_string()).await;
    desk.fill(&say("Gateway listens on"), &gateway.to_string()).await;
    desk.fill(&say("Verifier"), &verifier.to_string()).await;
    let made = async || {
        let text = desk.value_of("tokendesk.conf").await;
        let is_whole = [verifier, gateway, backend].iter().all(|place| text.contains(&place.to_string()));
        is_whole.then_some(text)
    };
    let configuration = until("the configuration", made).await;
    let nginx = Nginx::start(&desk.folder().join("nginx"), &configuration, gateway).await;
    desk.click("button", &say("Test…")).await;
    desk.see("dialog", &say("Test the gateway")).await;
    nginx
}

#[tokio::test]
async fn a_right_gateway_is_found_right_and_one_that_is_down_is_said() {
    let desk = Desk::open().await;
    let nginx = open_test(&desk, str::to_owned).await;
    desk.click("button", "Run the test").await;
    desk.reads("The gateway is right.").await;
    drop(nginx);
    desk.click("button", "Test again").await;
    desk.reads("Nobody listens at this address.").await;
    desk.press("Escape").await;
    desk.gone("dialog", "Test the gateway").await;
    let tokens = desk.shell().run(&["token", "list", "--status", "all"]);
    assert_eq!(tokens, Vec::<serde_json::Value>::new(), "the token of the test is gone");
    // What the test asked stands among the decisions.
    desk.click("button", "Verifier").await;
    desk.see("cell", "No key").await;
    desk.see("cell", "Several keys").await;
}

async fn visit(look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::open().await;
    desk.wear(look).await;
    let shown = async |screen: &str| desk.shown(screen, look).await;
    desk.see("button", &say("Verifier")).await;
    let nginx = open_test(&desk, say).await;
    shown("gateway-test").await;
    desk.click("button", &say("Run the test")).await;
    desk.reads(&say("The gateway is right.")).await;
    shown("gateway-test-right").await;
    drop(nginx);
    desk.click("button", &say("Test again")).await;
    desk.reads(&say("Nobody listens at this address.")).await;
    shown("gateway-test-wrong").await;
}

visits!(visit);
