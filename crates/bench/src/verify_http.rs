//! The verifier over HTTP with a million tokens, as Caddy asks it; beside axum that answers an empty 200.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::figure::{Bound, Figure, Quantity};
use crate::key_file::{CLIENT, KEY_LEN, key_of};
use crate::load::{self, Found};
use crate::statistics::median;

const REPETITIONS: usize = 5;
/// Requests in each repetition.
const ROUND: usize = 200_000;

/// The keys come in an order without a pattern, and after so many in the same order again.
const PERIOD: u64 = (REPETITIONS * ROUND) as u64;
/// Coprime to every count of tokens that is measured.
const STEP: u64 = 7_368_787;

/// CPU time, rate and latency, with a file of `tokens` tokens.
pub(crate) fn measure(programs: &Path, file: &Path, tokens: u64, scratch: &Path) -> Result<Vec<Figure>> {
    let data = file.parent().context("a data file lies in a folder")?;
    let mut serve = Command::new(programs.join("tokendesk"));
    serve.arg("--data").arg(data).args(["serve", "--listen", "127.0.0.1:0", "--state"]);
    serve.arg(scratch.join("state")).stderr(Stdio::piped());
    let mut verifier = Server(serve.spawn().context("tokendesk does not start")?);
    let log = verifier.0.stderr.take().context("a log")?;
    let listening: Value = serde_json::from_str(&first_line(log)?)?;
    let verifier_at: SocketAddr = listening["place"].as_str().context("a place")?.parse()?;
    let mut axum = Command::new(std::env::current_exe()?);
    let mut axum = Server(axum.arg("bare-axum").stdout(Stdio::piped()).spawn()?);
    let axum_at: SocketAddr = first_line(axum.0.stdout.take().context("an address")?)?.trim().parse()?;

    // Made before: drawing a key takes as long as asking about it.
    let keys: Arc<[_]> = (0..PERIOD).map(|number| key_of((number * STEP % tokens) + 1)).collect();
    let request = {
        let keys = Arc::clone(&keys);
        move |number: usize, out: &mut Vec<u8>| ask(number, &keys[number % keys.len()], out)
    };
    // Each token that the rounds use is used once before: its lease is taken then.
    for _ in 0..REPETITIONS {
        load::run(verifier_at, ROUND, request.clone())?;
    }
    let (mut ours, mut theirs) = (Rounds::default(), Rounds::default());
    for _ in 0..REPETITIONS {
        ours.add(&verifier, || load::run(verifier_at, ROUND, request.clone()))?;
        theirs.add(&axum, || load::run(axum_at, ROUND, request.clone()))?;
    }
    let figure = |what: &str, ours, theirs, bound| Figure {
        what: format!("verify over HTTP, {tokens} tokens: {what}, beside axum's empty 200"),
        ours,
        reference: Some(theirs),
        bound,
    };
    Ok(vec![
        figure(
            "CPU time for each request",
            Quantity::Nanoseconds(median(&ours.cpu_ns)),
            Quantity::Nanoseconds(median(&theirs.cpu_ns)),
            Bound::AtMostTimes(1.3),
        ),
        figure(
            "requests, 32 connections",
            Quantity::PerSecond(median(&ours.per_second)),
            Quantity::PerSecond(median(&theirs.per_second)),
            Bound::AtLeastTimes(0.8),
        ),
        figure(
            "p99, 32 connections",
            Quantity::Milliseconds(median(&ours.p99_ms)),
            Quantity::Milliseconds(median(&theirs.p99_ms)),
            Bound::AtMostTimes(1.5),
        ),
    ])
}

/// A request as Caddy sends it with our configuration.
fn ask(number: usize, key: &[u8; KEY_LEN], out: &mut Vec<u8>) {
    out.extend_from_slice(
        b"GET /v1/verify/forward HTTP/1.1\r\nHost: 127.0.0.1:9180\r\nUser-Agent: curl/8.5\r\n",
    );
    out.extend_from_slice(b"Accept: */*\r\nAuthorization: Bearer ");
    out.extend_from_slice(key);
    out.extend_from_slice(b"\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: /v1/clusters/7?view=full\r\n");
    out.extend_from_slice(
        b"X-Forwarded-Host: api.example.com\r\nX-Forwarded-Proto: http\r\nX-Forwarded-For: ",
    );
    out.extend_from_slice(CLIENT.as_bytes());
    out.extend_from_slice(
        format!("\r\nX-Request-Id: 018f5e2c-6d1b-7c3a-9f00-{number:012x}\r\n\r\n").as_bytes(),
    );
}

#[derive(Default)]
struct Rounds {
    cpu_ns: Vec<f64>,
    per_second: Vec<f64>,
    p99_ms: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, server: &Server, load: impl FnOnce() -> Result<Found>) -> Result<()> {
        let before_s = server.cpu_s()?;
        let found = load()?;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        self.cpu_ns.push((server.cpu_s()? - before_s) * 1e9 / ROUND as f64);
        self.per_second.push(found.per_second);
        self.p99_ms.push(found.p99_ms);
        Ok(())
    }
}

/// A program that ends with its measurement.
struct Server(Child);

impl Server {
    /// CPU time of all its threads so far, of itself and of the kernel for it.
    fn cpu_s(&self) -> Result<f64> {
        /// The kernel tells times in hundredths of a second (`USER_HZ`).
        const TICKS_PER_S: f64 = 100.0;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        // Behind the program's name, which may have anything in it.
        let fields = stat.rsplit_once(") ").context("a line of the kernel")?.1;
        let ticks = |field: usize| fields.split(' ').nth(field).and_then(|text| text.parse::<f64>().ok());
        let (user, system) = (ticks(11).context("utime")?, ticks(12).context("stime")?);
        Ok((user + system) / TICKS_PER_S)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn first_line(from: impl Read) -> Result<String> {
    let mut line = String::new();
    BufReader::new(from).read_line(&mut line)?;
    Ok(line)
}
