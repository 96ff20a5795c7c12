//! The real gateways, each started with the configuration that `tokendesk gateway config` hands out.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::{
    client::Request,
    process::{Process, free_address, wait_until_it_listens},
    verifier::until,
};
use crate::machine::Machine;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    Nginx,
    Caddy,
    Envoy,
    EnvoyGrpc,
    Haproxy,
    Traefik,
}

pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    _process: Process,
}

impl Program {
    const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Envoy => "envoy",
            Self::EnvoyGrpc => "envoy-grpc",
            Self::Haproxy => "haproxy",
            Self::Traefik => "traefik",
        }
    }

    /// What a client is told while the verifier is down.
    pub(crate) const fn status_of_downtime(self) -> u16 {
        // Traefik's ForwardAuth knows no other.
        if matches!(self, Self::Traefik) { 500 } else { 503 }
    }

    /// Whether clients are told how much of a limit is left before it is used up.
    pub(crate) const fn tells_limits(self) -> bool {
        // Traefik hands headers of an allowing answer to the service alone.
        !matches!(self, Self::Traefik)
    }

    /// Has its configuration written and starts it. `edit` may add what an administrator would add by hand.
    pub(crate) fn start(
        self,
        machine: &Machine,
        backend: SocketAddr,
        options: &[&str],
        edit: impl Fn(String) -> String,
    ) -> Gateway {
        let gateway = self.begin(machine, backend, options, edit);
        if self == Self::Traefik {
            // It listens before it has read what it is to do.
            until("it has its routes", || Request::get("/").send(gateway.address).status != 404);
        }
        gateway
    }

    /// As [`Self::start`], without waiting for more than that it listens.
    pub(crate) fn begin(
        self,
        machine: &Machine,
        backend: SocketAddr,
        options: &[&str],
        edit: impl Fn(String) -> String,
    ) -> Gateway {
        let folder = machine.path(&format!("{}-{}", self.name(), free_address().port()));
        let address = free_address();
        let (backend, listen) = (backend.to_string(), address.to_string());
        let out = folder.to_string_lossy();
        let arguments =
            ["gateway", "config", self.name(), "--backend", &backend, "--listen", &listen, "--out", &out];
        let answer = machine.run(arguments.iter().chain(options));
        assert_eq!(answer.code, 0, "{}", answer.err);
        for file in fs::read_dir(&folder).expect("a folder") {
            let path = file.expect("a file").path();
            fs::write(&path, edit(fs::read_to_string(&path).expect("text"))).expect("written");
        }
        let mut command = self.command(&folder);
        let log = fs::File::create(folder.join("log")).expect("a log");
        command
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a handle"))
            .stderr(log);
        let process = Process::start(&mut command);
        wait_until_it_listens(address);
        Gateway { address, _process: process }
    }

    fn command(self, folder: &Path) -> Command {
        match self {
            Self::Nginx => {
                let path = folder.join("nginx.conf");
                fs::write(&path, nginx_frame(folder)).expect("written");
                let mut command = Command::new(found("nginx"));
                command.arg("-p").arg(folder).arg("-c").arg(path).args(["-e", "stderr"]);
                command
            }
            Self::Caddy => {
                let mut command = Command::new(tool("bin/caddy"));
                command
                    .args(["run", "--config", "Caddyfile"])
                    .env("HOME", folder)
                    .env("XDG_CONFIG_HOME", folder);
                command
            }
            Self::Envoy | Self::EnvoyGrpc => {
                let mut command = Command::new(tool("envoy/_bin/envoy"));
                command.args([
                    "-c",
                    "envoy.yaml",
                    "--concurrency",
                    "1",
                    "--disable-hot-restart",
                    "-l",
                    "warning",
                ]);
                command
            }
            Self::Haproxy => {
                let mut command = Command::new(found("haproxy"));
                command.args(["-db", "-f", "haproxy.cfg"]);
                command
            }
            Self::Traefik => {
                let mut command = Command::new(tool("bin/traefik"));
                command.arg("--configFile=traefik.yaml");
                command
            }
        }
    }
}

/// What stands around the handed-out file where nginx is a system's service.
fn nginx_frame(folder: &Path) -> String {
    let place = folder.display();
    format!(
        "daemon off; user root; pid {place}/pid; error_log stderr; worker_processes 1;\n\
         events {{ worker_connections 512; }}\n\
         http {{\n\
           access_log off;\n\
           client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/f;\n\
           uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n\
           include {place}/tokendesk.conf;\n\
         }}\n"
    )
}

/// A program of the system, also where only root's search path has it.
fn found(name: &str) -> PathBuf {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> =
        std::env::split_paths(&folders).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]).collect();
    let path = folders.into_iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    path.unwrap_or_else(|| panic!("{name} is missing: `cargo xtask test` installs it"))
}

/// A program that the project brings along.
fn tool(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let path = target.join("tools/gateways").join(name);
    assert!(path.is_file(), "{} is missing: `cargo xtask test` installs it", path.display());
    path
}
