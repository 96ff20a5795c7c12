//! The verifier over HTTP with a million tokens, as Caddy asks it; beside axum that answers an empty 200.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};

use crate::figure::{Bound, Figure, Quantity};
use crate::key_file::{CLIENT, KEY_LEN, key_of};
use crate::load::{self, Found};
use crate::server::Server;
use crate::statistics::median;

const REPETITIONS: usize = 5;
/// Requests in each repetition.
pub(crate) const ROUND: usize = 200_000;
/// The keys come in an order without a pattern. Coprime to every count of tokens that is measured.
pub(crate) const STEP: u64 = 7_368_787;

/// The verifier and the reference, by their medians.
pub(crate) struct Compared {
    pub(crate) ours: Measured,
    pub(crate) axum: Measured,
    /// Memory of the verifier, after all that.
    pub(crate) mib: f64,
}

/// One of them.
pub(crate) struct Measured {
    pub(crate) cpu_ns: f64,
    pub(crate) per_second: f64,
    pub(crate) p99_ms: f64,
}

/// The whole process with a million tokens: 256 MB.
pub(crate) const MOST_MIB: f64 = 244.0;

/// CPU time, rate, latency and memory, with a file of `tokens` tokens.
pub(crate) fn measure(programs: &Path, file: &Path, tokens: u64, scratch: &Path) -> Result<Vec<Figure>> {
    let Compared { ours, axum, mib } =
        compare(programs, file, tokens, (REPETITIONS, ROUND), &scratch.join("state"))?;
    let figure = |what: &str, ours, theirs, bound| Figure {
        what: format!("verify over HTTP, {tokens} tokens: {what}, beside axum's empty 200"),
        ours,
        reference: Some(theirs),
        bound,
    };
    Ok(vec![
        figure(
            "CPU time for each request",
            Quantity::Nanoseconds(ours.cpu_ns),
            Quantity::Nanoseconds(axum.cpu_ns),
            Bound::AtMostTimes(1.3),
        ),
        figure(
            "requests, 32 connections",
            Quantity::PerSecond(ours.per_second),
            Quantity::PerSecond(axum.per_second),
            Bound::AtLeastTimes(0.8),
        ),
        figure(
            "p99, 32 connections",
            Quantity::Milliseconds(ours.p99_ms),
            Quantity::Milliseconds(axum.p99_ms),
            Bound::AtMostTimes(1.5),
        ),
        Figure {
            what: format!("memory of tokendesk serve, {tokens} tokens, all of them asked about"),
            ours: Quantity::Mebibytes(mib),
            reference: None,
            bound: Bound::AtMost(MOST_MIB),
        },
    ])
}

/// Both in turns; how many rounds, and how many requests in each.
pub(crate) fn compare(
    programs: &Path,
    file: &Path,
    tokens: u64,
    (repetitions, round): (usize, usize),
    state: &Path,
) -> Result<Compared> {
    let data = file.parent().context("a data file lies in a folder")?;
    let verifier = Server::verifier(programs, data, state)?;
    let axum = Server::bare_axum()?;

    // Made before: drawing a key takes as long as asking about it.
    let requests = (repetitions * round) as u64;
    let keys: Arc<[_]> = (0..requests).map(|number| key_of((number * STEP % tokens) + 1)).collect();
    let request = move |number: usize, out: &mut Vec<u8>| ask(number, &keys[number % keys.len()], out);
    // Each token that the rounds use is used once before: its lease is taken then.
    for _ in 0..repetitions {
        load::run(verifier.address, round, request.clone())?;
    }
    let (mut ours, mut theirs) = (Rounds::default(), Rounds::default());
    for _ in 0..repetitions {
        ours.add(&verifier, round, || load::run(verifier.address, round, request.clone()))?;
        theirs.add(&axum, round, || load::run(axum.address, round, request.clone()))?;
    }
    Ok(Compared { ours: ours.measured(), axum: theirs.measured(), mib: verifier.mib()? })
}

/// A request as Caddy sends it with our configuration.
pub(crate) fn ask(number: usize, key: &[u8; KEY_LEN], out: &mut Vec<u8>) {
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
    fn add(&mut self, server: &Server, round: usize, load: impl FnOnce() -> Result<Found>) -> Result<()> {
        let before_s = server.cpu_s()?;
        let found = load()?;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        self.cpu_ns.push((server.cpu_s()? - before_s) * 1e9 / round as f64);
        self.per_second.push(found.per_second);
        self.p99_ms.push(found.p99_ms);
        Ok(())
    }

    fn measured(&self) -> Measured {
        Measured {
            cpu_ns: median(&self.cpu_ns),
            per_second: median(&self.per_second),
            p99_ms: median(&self.p99_ms),
        }
    }
}
