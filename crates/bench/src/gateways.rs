//! The way through real gateways with the configuration that is handed out; beside the same gateway that asks nobody.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};

use crate::figure::{Bound, Figure, Quantity};
use crate::key_file::{KEY_LEN, has_networks, key_of};
use crate::load;
use crate::server::Server;
use crate::statistics::median;
use crate::verify_http::STEP;

const REPETITIONS: usize = 5;
/// Different keys.
const KEYS: usize = 20_000;

/// A gateway, and how its configuration stops asking.
struct Gateway {
    name: &'static str,
    file: &'static str,
    /// From here...
    begin: &'static str,
    /// ...to before here nothing is left of the configuration.
    end: &'static str,
}

const GATEWAYS: [Gateway; 5] = [
    Gateway {
        name: "nginx",
        file: "tokendesk.conf",
        begin: "auth_request /_tokendesk_verify;",
        end: "auth_request_set",
    },
    Gateway { name: "caddy", file: "Caddyfile", begin: "import tokendesk\n", end: "reverse_proxy" },
    Gateway {
        name: "envoy",
        file: "envoy.yaml",
        begin: "- name: envoy.filters.http.ext_authz",
        end: "- name: envoy.filters.http.router",
    },
    Gateway {
        name: "haproxy",
        file: "haproxy.cfg",
        begin: "http-request lua.tokendesk_verify",
        end: "# The backend learns",
    },
    Gateway { name: "traefik", file: "tokendesk.yaml", begin: "tokendesk, ", end: "tokendesk-key-off]" },
];

/// For each gateway: requests, latency, and the verifier's own part of what is added; `requests` in each round.
pub(crate) fn measure(
    programs: &Path,
    file: &Path,
    tokens: u64,
    requests: usize,
    scratch: &Path,
) -> Result<Vec<Figure>> {
    // Each gateway runs in a folder of its own.
    let programs = &fs::canonicalize(programs)?;
    let data = file.parent().context("a data file lies in a folder")?;
    let verifier = Server::verifier(programs, data, &scratch.join("state"))?;
    let backend = Server::bare_axum()?;
    let at_random = (0..tokens).map(|number| number * STEP % tokens + 1);
    // This machine is in none of the networks.
    let anywhere = at_random.filter(|token| !has_networks(*token));
    let keys: Arc<[_]> = anywhere.take(KEYS.min(requests)).map(key_of).collect();
    let known = keys.len();
    let request = move |number: usize, out: &mut Vec<u8>| client_asks(&keys[number % keys.len()], out);
    let mut figures = Vec::new();
    for gateway in &GATEWAYS {
        let asking = gateway.start(programs, &verifier, &backend, true, &scratch.join(gateway.name))?;
        let plain = scratch.join(format!("{}-plain", gateway.name));
        let plain = gateway.start(programs, &verifier, &backend, false, &plain)?;
        // Each key has its lease, each connection is there.
        load::run(asking.address, known, request.clone())?;
        load::run(plain.address, requests / 10, request.clone())?;
        let (mut rates, mut latencies_ms, mut own_ms) = ([vec![], vec![]], [vec![], vec![]], vec![]);
        for _ in 0..REPETITIONS {
            for (which, server) in [&asking, &plain].into_iter().enumerate() {
                rates[which].push(load::run(server.address, requests, request.clone())?.per_second);
                let before = decided(&verifier)?;
                let alone = load::run_on(1, server.address, requests / 10, request.clone())?;
                latencies_ms[which].push(alone.p50_ms);
                let after = decided(&verifier)?;
                if which == 0 {
                    own_ms.push((after.0 - before.0) / (after.1 - before.1) * 1000.0);
                } else {
                    ensure!(after.1 <= before.1, "{} asks though it should not", gateway.name);
                }
            }
        }
        let [[ours, plain], [ours_ms, plain_ms]] =
            [rates, latencies_ms].map(|both| both.map(|samples| median(&samples)));
        let figure = |what: &str, ours, reference| Figure {
            what: format!("through {}: {what}", gateway.name),
            ours,
            reference: Some(reference),
            bound: Bound::Told,
        };
        let ms = Quantity::Milliseconds;
        figures.push(figure(
            "requests, 32 connections, beside it without asking",
            Quantity::PerSecond(ours),
            Quantity::PerSecond(plain),
        ));
        figures.push(figure("latency, 1 connection, p50", ms(ours_ms), ms(plain_ms)));
        figures.push(figure(
            "the verifier's part of what is added",
            ms(median(&own_ms)),
            ms(ours_ms - plain_ms),
        ));
    }
    Ok(figures)
}

/// How long a verifier took for all its decisions, in seconds, and how many there were.
fn decided(verifier: &Server) -> Result<(f64, f64)> {
    let figure = |name: &str| verifier.figure(&format!("tokendesk_decision_seconds_{name}"));
    Ok((figure("sum")?, figure("count")?))
}

fn client_asks(key: &[u8; KEY_LEN], out: &mut Vec<u8>) {
    out.extend_from_slice(b"GET /v1/clusters/7?view=full HTTP/1.1\r\nHost: api.example.com\r\n");
    out.extend_from_slice(b"User-Agent: curl/8.5\r\nAccept: */*\r\nAuthorization: Bearer ");
    out.extend_from_slice(key);
    out.extend_from_slice(b"\r\n\r\n");
}

impl Gateway {
    fn start(
        &self,
        programs: &Path,
        verifier: &Server,
        backend: &Server,
        asks: bool,
        folder: &Path,
    ) -> Result<Server> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        self.configure(programs, verifier, backend, address, folder)?;
        if !asks {
            let file = folder.join(self.file);
            let text = without(&fs::read_to_string(&file)?, self.begin, self.end);
            fs::write(&file, text.with_context(|| format!("{} asks in another way", self.name))?)?;
        }
        let mut command = self.command(programs, folder)?;
        let log = fs::File::create(folder.join("log"))?;
        command.current_dir(folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Server::start(&mut command, address)
            .with_context(|| fs::read_to_string(folder.join("log")).unwrap_or_default())
    }

    fn configure(
        &self,
        programs: &Path,
        verifier: &Server,
        backend: &Server,
        address: SocketAddr,
        folder: &Path,
    ) -> Result<()> {
        let mut command = Command::new(programs.join("tokendesk"));
        command.args(["gateway", "config", self.name, "--listen", &address.to_string(), "--out"]).arg(folder);
        command.args(["--backend", &backend.address.to_string()]);
        command.args(["--verifier", &verifier.address.to_string()]).stdout(Stdio::null());
        ensure!(command.status()?.success(), "no configuration for {}", self.name);
        Ok(())
    }

    fn command(&self, programs: &Path, folder: &Path) -> Result<Command> {
        let tool = |name: &str| -> Result<Command> {
            let target = programs.parent().context("the target folder")?;
            Ok(Command::new(target.join("tools/gateways").join(name)))
        };
        Ok(match self.name {
            "nginx" => {
                let frame = folder.join("nginx.conf");
                fs::write(&frame, nginx_frame(folder))?;
                let mut command = Command::new(of_system("nginx"));
                command.arg("-p").arg(folder).arg("-c").arg(frame).args(["-e", "stderr"]);
                command
            }
            "caddy" => {
                let mut command = tool("bin/caddy")?;
                command.args(["run", "--config", self.file]);
                command.env("HOME", folder).env("XDG_CONFIG_HOME", folder);
                command
            }
            "envoy" => {
                let mut command = tool("envoy/_bin/envoy")?;
                command.args([
                    "-c",
                    self.file,
                    "--concurrency",
                    "1",
                    "--disable-hot-restart",
                    "-l",
                    "warning",
                ]);
                command
            }
            "traefik" => {
                let mut command = tool("bin/traefik")?;
                command.arg("--configFile=traefik.yaml");
                command
            }
            _ => {
                let mut command = Command::new(of_system("haproxy"));
                command.args(["-db", "-f", self.file]);
                command
            }
        })
    }
}

/// The text without what stands from `begin` to before `end`.
fn without(text: &str, begin: &str, end: &str) -> Option<String> {
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some([before, end, after].concat())
}

/// A program of the system, also where only root's search path has it.
fn of_system(name: &str) -> PathBuf {
    let place = PathBuf::from("/usr/sbin").join(name);
    if place.is_file() { place } else { name.into() }
}

/// What stands around the handed-out file where nginx is a system's service.
fn nginx_frame(folder: &Path) -> String {
    let place = folder.display();
    format!(
        "daemon off; user root; pid {place}/pid; error_log stderr; worker_processes 1;\n\
         events {{ worker_connections 512; }}\n\
         http {{\n\
           access_log off;\n\
           keepalive_requests 1000000;\n\
           client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/f;\n\
           uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n\
           include {place}/tokendesk.conf;\n\
         }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_configuration_that_is_handed_out_can_be_made_to_ask_nobody() {
        for gateway in &GATEWAYS {
            let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gateway-config/templates");
            let name = match gateway.name {
                "nginx" => "nginx.conf",
                "traefik" => "traefik-dynamic.yaml",
                _ => gateway.file,
            };
            let template = fs::read_to_string(template.join(name)).unwrap();
            let plain = without(&template, gateway.begin, gateway.end).unwrap();
            assert!(template.contains(gateway.begin) && !plain.contains(gateway.begin), "{}", gateway.name);
        }
    }
}
