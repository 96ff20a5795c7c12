//! A program that is measured from outside while it serves.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::memory::Family;

/// It ends with its measurement.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// `tokendesk serve` on a data folder, with its counters in another one; ready.
    pub(crate) fn verifier(programs: &Path, data: &Path, state: &Path) -> Result<Self> {
        Self::verifier_with(programs, data, state, &[])
    }

    /// The same with more options.
    pub(crate) fn verifier_with(
        programs: &Path,
        data: &Path,
        state: &Path,
        options: &[&str],
    ) -> Result<Self> {
        let mut serve = Command::new(programs.join("tokendesk"));
        serve
            .arg("--data")
            .arg(data)
            .args(["serve", "--listen", "127.0.0.1:0", "--state"])
            .arg(state)
            .args(options);
        Self::told(serve, "listening")
    }

    /// The same with its interface for scripts, whose address this is; its vault is opened by the passphrase in a file.
    pub(crate) fn for_scripts(programs: &Path, data: &Path, state: &Path, passphrase: &Path) -> Result<Self> {
        let mut serve = Command::new(programs.join("tokendesk"));
        serve.arg("--data").arg(data).args(["serve", "--listen", "127.0.0.1:0", "--state"]).arg(state);
        serve.args(["--admin-listen", "127.0.0.1:0"]).env("TOKENDESK_PASSPHRASE_FILE", passphrase);
        Self::told(serve, "listening for scripts")
    }

    /// Starts it and reads its log up to the line that tells its address.
    fn told(mut serve: Command, message: &str) -> Result<Self> {
        let mut process = serve.stderr(Stdio::piped()).spawn().context("tokendesk does not start")?;
        let mut log = BufReader::new(process.stderr.take().context("a log")?);
        let mut server = Self { process, address: ([127, 0, 0, 1], 0).into() };
        loop {
            let mut line = String::new();
            ensure!(log.read_line(&mut line)? > 0, "it ended before it was ready");
            let event: Value = serde_json::from_str(&line).with_context(|| line.clone())?;
            if event["message"] == message {
                server.address = event["place"].as_str().context("a place")?.parse()?;
                break;
            }
        }
        // What it says later is read too: a full pipe would stop it.
        thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Ok(server)
    }

    /// The same for axum that answers an empty 200.
    pub(crate) fn bare_axum() -> Result<Self> {
        let mut axum = Command::new(std::env::current_exe()?);
        let mut process = axum.arg("bare-axum").stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("an address")?).read_line(&mut line)?;
        Ok(Self { process, address: line.trim().parse()? })
    }

    /// Any other program that listens at `address`; waits until it answers with anything but 404: a gateway may listen
    /// before it has its routes.
    pub(crate) fn start(command: &mut Command, address: SocketAddr) -> Result<Self> {
        let process = command.spawn().with_context(|| command.get_program().display().to_string())?;
        let server = Self { process, address };
        for _ in 0..2_000 {
            if server.get("/").is_ok_and(|answer| !answer.contains(" 404 ")) {
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(10));
        }
        bail!("nobody answers at {address}")
    }

    /// The whole answer.
    fn get(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// CPU time of all its threads so far, of itself and of the kernel for it.
    pub(crate) fn cpu_s(&self) -> Result<f64> {
        /// The kernel tells times in hundredths of a second (`USER_HZ`).
        const TICKS_PER_S: f64 = 100.0;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // Behind the program's name, which may have anything in it.
        let fields = stat.rsplit_once(") ").context("a line of the kernel")?.1;
        let ticks = |field: usize| fields.split(' ').nth(field).and_then(|text| text.parse::<f64>().ok());
        let (user, system) = (ticks(11).context("utime")?, ticks(12).context("stime")?);
        Ok((user + system) / TICKS_PER_S)
    }

    /// Its memory, in MiB.
    pub(crate) fn mib(&self) -> Result<f64> {
        Family::of(self.process.id())?.parent_mib()
    }

    /// One of a verifier's figures.
    pub(crate) fn figure(&self, name: &str) -> Result<f64> {
        let figures = self.get("/metrics")?;
        let line = figures.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.with_context(|| format!("no figure {name}"))?.parse().context("a number")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
