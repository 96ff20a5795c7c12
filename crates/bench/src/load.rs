//! A load on an HTTP server: some connections, each asking again as soon as it was answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

/// How each answer begins.
const OK: &[u8] = b"HTTP/1.1 200";

/// Connections at once.
const CONNECTIONS: usize = 32;

/// What a load found.
pub(crate) struct Found {
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// Numbers that no load has used yet.
static NEXT: AtomicUsize = AtomicUsize::new(0);
/// More than any load asks until it is stopped.
const ENDLESS: usize = 1 << 40;

/// Sends `requests` requests, each made by its number, from one thread; every one must be answered with 200.
pub(crate) fn run(
    to: SocketAddr,
    requests: usize,
    request: impl Fn(usize, &mut Vec<u8>) + Send + Sync + Clone + 'static,
) -> Result<Found> {
    run_on(CONNECTIONS, to, requests, request)
}

/// The same on so many connections.
pub(crate) fn run_on(
    connections: usize,
    to: SocketAddr,
    requests: usize,
    request: impl Fn(usize, &mut Vec<u8>) + Send + Sync + Clone + 'static,
) -> Result<Found> {
    let first = NEXT.fetch_add(requests, Ordering::Relaxed);
    let numbers = |connection| (first + connection..first + requests).step_by(connections);
    ask((0..connections).map(numbers), to, &request)
}

/// The same until it is over.
pub(crate) fn run_until(
    is_over: &Arc<AtomicBool>,
    to: SocketAddr,
    request: &(impl Fn(usize, &mut Vec<u8>) + Send + Sync + Clone + 'static),
) -> Result<Found> {
    let first = NEXT.fetch_add(ENDLESS, Ordering::Relaxed);
    let numbers = |connection| {
        let is_over = Arc::clone(is_over);
        let numbers = (first + connection..first + ENDLESS).step_by(CONNECTIONS);
        numbers.take_while(move |_| !is_over.load(Ordering::Relaxed))
    };
    ask((0..CONNECTIONS).map(numbers), to, request)
}

/// One connection for each of these lists of numbers.
fn ask<N: Iterator<Item = usize> + Send + 'static>(
    connections: impl Iterator<Item = N>,
    to: SocketAddr,
    request: &(impl Fn(usize, &mut Vec<u8>) + Send + Sync + Clone + 'static),
) -> Result<Found> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let begun = Instant::now();
    let mut latencies_ns = runtime.block_on(async {
        let mut running = JoinSet::new();
        for numbers in connections {
            running.spawn(one(to, numbers, request.clone()));
        }
        let mut latencies_ns = Vec::new();
        while let Some(ended) = running.join_next().await {
            latencies_ns.extend(ended??);
        }
        Ok::<_, anyhow::Error>(latencies_ns)
    })?;
    let took_s = begun.elapsed().as_secs_f64();
    latencies_ns.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let percentile_ms = |percent| {
        let latency_ns = latencies_ns.get(latencies_ns.len() * percent / 100);
        latency_ns.map(|latency_ns| *latency_ns as f64 / 1e6).context("there were requests")
    };
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let per_second = latencies_ns.len() as f64 / took_s;
    Ok(Found { per_second, p50_ms: percentile_ms(50)?, p99_ms: percentile_ms(99)? })
}

async fn one(
    to: SocketAddr,
    numbers: impl Iterator<Item = usize>,
    request: impl Fn(usize, &mut Vec<u8>),
) -> Result<Vec<u64>> {
    let mut stream = TcpStream::connect(to).await?;
    stream.set_nodelay(true)?;
    let (mut out, mut answer) = (Vec::new(), [0; 4096]);
    let mut latencies_ns = Vec::new();
    for number in numbers {
        out.clear();
        request(number, &mut out);
        let begun = Instant::now();
        stream.write_all(&out).await?;
        let mut length = 0;
        // All answers are heads without a body.
        while !answer[..length].ends_with(b"\r\n\r\n") {
            let more = stream.read(&mut answer[length..]).await?;
            ensure!(more > 0, "the server hung up");
            length += more;
            // A refusal has a body, and no end that is waited for here.
            let is_fine = length < OK.len() || answer.starts_with(OK);
            ensure!(is_fine, "{}", String::from_utf8_lossy(&answer[..length]));
        }
        latencies_ns.push(u64::try_from(begun.elapsed().as_nanos())?);
    }
    Ok(latencies_ns)
}
